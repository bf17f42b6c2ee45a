package burrow.tests.guests;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The guest programs as binaries, built once for each state of their sources and kept in the cache
 * under the digest of sources and Go version.
 */
final class GuestPrograms {
  /** The module whose programs need a module of others: Go fetches it where it is not yet. */
  private static final Path JIT = Tools.ROOT.resolve("tests/jit");

  private static final Map<Build, Path> BUILT = new ConcurrentHashMap<>();

  /**
   * The programs of a Go module for a target.
   *
   * @param module the directory of its go.mod
   */
  private record Build(Path module, Target target) {}

  private GuestPrograms() {}

  /** The binary of a program for a target. */
  static Path binary(String program, Target target) {
    return binary(new Build(GuestCase.GUESTS, target), program);
  }

  /** The program that compiles WebAssembly to machine code, for a target. */
  static Path jit(Target target) {
    return binary(new Build(JIT, target), "jit");
  }

  private static Path binary(Build build, String program) {
    Path directory = BUILT.computeIfAbsent(build, GuestPrograms::build);
    return directory.resolve(build.target().fileName(program));
  }

  private static Path build(Build build) {
    Target target = build.target();
    try {
      Path digest = Tools.cache().resolve("guests").resolve(digest(build.module()));
      Path directory = digest.resolve(target.os + "-" + target.arch);
      Files.createDirectories(directory.resolveSibling("."));
      try (FileChannel lock =
              FileChannel.open(
                  directory.resolveSibling(directory.getFileName() + ".lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          var held = lock.lock()) {
        if (held.isValid() && !Files.isDirectory(directory)) {
          buildInto(directory, build);
        }
      }
      return directory;
    } catch (IOException e) {
      throw new IllegalStateException("guest programs for " + target, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void buildInto(Path directory, Build build)
      throws IOException, InterruptedException {
    Path work = directory.resolveSibling(directory.getFileName() + ".new");
    Files.createDirectories(work);
    Target target = build.target();
    List<String> command = new ArrayList<>();
    command.addAll(List.of("env", "GOOS=" + target.os, "GOARCH=" + target.arch));
    command.addAll(List.of("CGO_ENABLED=0", "GOFLAGS=", "GOTOOLCHAIN=local", target.baseline));
    command.addAll(List.of(Tools.required("go"), "build", "-trimpath", "-buildvcs=false"));
    command.addAll(List.of("-o", work + "/", "./..."));
    Tools.output(build.module(), command);
    Files.move(work, directory, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String digest(Path module) throws IOException, InterruptedException {
    try (var files = Files.walk(module)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      String version = Tools.output(module, List.of(Tools.required("go"), "version"));
      digest.update(version.getBytes(StandardCharsets.UTF_8));
      for (Path file :
          files.filter(f -> f.toString().matches(".*\\.(go|s|mod|sum)")).sorted().toList()) {
        digest.update(file.toString().getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(file));
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
