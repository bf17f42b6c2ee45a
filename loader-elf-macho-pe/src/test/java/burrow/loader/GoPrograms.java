package burrow.loader;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Builds small Go programs with the {@code go} on PATH, once per JVM and set of options. Go's own
 * build cache makes repeated runs cheap.
 */
public final class GoPrograms {
  private static final Path DIRECTORY = Path.of("target", "go-programs").toAbsolutePath();
  private static final ConcurrentHashMap<String, Path> BUILT = new ConcurrentHashMap<>();

  /**
   * Inlined calls two deep, a closure and a method, so that every kind of table has entries; no
   * imports: quick.
   */
  private static final String HELLO =
      """
      package main

      type greeter struct{ name string }

      var calls int

      func leaf(x int) int { calls++; return x*3 + calls }

      func middle(x int) int { return leaf(x) + leaf(x+1) }

      //go:noinline
      func (g *greeter) greet(n int) int {
      \tf := func() int { return middle(n) }
      \treturn f() + middle(len(g.name))
      }

      func main() { println((&greeter{"gopher"}).greet(4)) }
      """;

  private GoPrograms() {}

  /** The program {@code example.org/hello}, built with {@code -trimpath} and the options given. */
  public static Path hello(String os, String arch, String... options) {
    String key = os + "-" + arch + " " + String.join(" ", options);
    return BUILT.computeIfAbsent(key, k -> build(os, arch, List.of(options), k));
  }

  private static Path build(String os, String arch, List<String> options, String key) {
    try {
      Path source = DIRECTORY.resolve("hello");
      Files.createDirectories(source);
      Files.writeString(source.resolve("go.mod"), "module example.org/hello\n\ngo 1.21\n");
      Files.writeString(source.resolve("main.go"), HELLO);
      Path program = DIRECTORY.resolve(key.replaceAll("[^a-z0-9]+", "-"));
      List<String> command = new ArrayList<>(List.of("go", "build", "-trimpath"));
      command.addAll(options);
      command.addAll(List.of("-o", program.toString(), "."));
      ProcessBuilder builder =
          new ProcessBuilder(command).directory(source.toFile()).redirectErrorStream(true);
      builder.environment().put("GOOS", os);
      builder.environment().put("GOARCH", arch);
      builder.environment().put("CGO_ENABLED", "0");
      builder.environment().put("GOFLAGS", "");
      builder.environment().put("GOTOOLCHAIN", "local");
      run(builder, "");
      return program;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What {@code go tool TOOL ARGUMENTS} prints. */
  static String tool(String... arguments) {
    List<String> command = new ArrayList<>(List.of("go", "tool"));
    command.addAll(List.of(arguments));
    try {
      return run(new ProcessBuilder(command).redirectErrorStream(true), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What {@code go tool addr2line} answers: two lines each, the function and file:line. */
  static String addr2line(Path program, String addresses) {
    try {
      return run(
          new ProcessBuilder("go", "tool", "addr2line", program.toString())
              .redirectErrorStream(true),
          addresses);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of the {@code go} on PATH, such as "go1.26.8". */
  static String version() {
    try {
      return run(new ProcessBuilder("go", "env", "GOVERSION"), "").trim();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String run(ProcessBuilder builder, String input) throws IOException {
    Process process = builder.start();
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              try (OutputStream out = process.getOutputStream()) {
                out.write(input.getBytes(StandardCharsets.UTF_8));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      writer.join();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(builder.command() + ": " + output);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return output;
  }
}
