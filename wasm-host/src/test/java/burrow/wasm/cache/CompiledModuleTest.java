package burrow.wasm.cache;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.loader.ProgramLoader;
import burrow.machine.ProgramImage;
import burrow.wasm.ModuleWriter;
import burrow.wasm.compile.ModuleCompiler;
import burrow.wasm.compile.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompiledModuleTest {
  @TempDir Path root;

  private static ProgramImage image() throws Exception {
    byte[] module = new ModuleWriter().function("f", "(I)I", 0x20, 0, 0x41, 1, 0x6a).toBytes();
    return ProgramLoader.parse("test.wasm", module);
  }

  private CacheDirectory directory() {
    return Objects.requireNonNull(CacheDirectory.open(root.resolve("wasm"), 1 << 20));
  }

  private int compiledBy(String build) throws Exception {
    return compiledBy(build, Variant.PLAIN);
  }

  private int compiledBy(String build, Variant variant) throws Exception {
    try (CompiledModule m = new CompiledModule(image(), directory(), build, variant)) {
      m.apply("F0");
      m.save();
      return m.compiledClasses();
    }
  }

  private Path entry() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("wasm"))) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }

  @Test
  void theSecondRunCompilesNothing() throws Exception {
    assertThat(compiledBy("a")).isEqualTo(1);
    assertThat(compiledBy("a")).isZero();
  }

  @Test
  void anotherBuildSharesNothing() throws Exception {
    assertThat(compiledBy("a")).isEqualTo(1);
    assertThat(compiledBy("b")).isEqualTo(1);
  }

  @Test
  void anotherVariantSharesNothing() throws Exception {
    assertThat(compiledBy("a")).isEqualTo(1);
    assertThat(compiledBy("a", Variant.HOOKED)).isEqualTo(1);
  }

  @Test
  void damagedEntriesAreMadeAnew() throws Exception {
    compiledBy("a");
    byte[] good = Files.readAllBytes(entry());
    for (int i = 0; i < good.length; i += 7) {
      byte[] damaged = good.clone();
      damaged[i] ^= 0x55;
      Files.write(entry(), damaged);
      try (CompiledModule m = new CompiledModule(image(), directory(), "a", Variant.PLAIN)) {
        assertThat(m.apply("F0"))
            .isEqualTo(new ModuleCompiler(image(), Variant.PLAIN).classFile("F0"));
      }
    }
    for (int length = 0; length < good.length; length += 11) {
      Files.write(entry(), java.util.Arrays.copyOf(good, length));
      assertThat(compiledBy("a")).as("cut at " + length).isEqualTo(1);
    }
    Files.writeString(entry(), "something else altogether");
    assertThat(compiledBy("a")).isEqualTo(1);
    assertThat(compiledBy("a")).isZero();
  }

  @Test
  void theDirectoryIsPrivate() throws Exception {
    Path d = root.resolve("wasm");
    Files.createDirectories(d);
    Files.setPosixFilePermissions(d, PosixFilePermissions.fromString("rwxrwxrwx"));
    directory();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(d)))
        .isEqualTo("rwx------");
  }

  @Test
  void aDirectoryThatIsALinkIsNotUsed() throws Exception {
    Path other = Files.createDirectory(root.resolve("other"));
    Path link = Files.createSymbolicLink(root.resolve("link"), other);
    assertThat(CacheDirectory.open(link, 1)).isNull();
  }

  @Test
  void oldEntriesGoWhenThereIsTooMuch() throws Exception {
    CacheDirectory d = Objects.requireNonNull(CacheDirectory.open(root.resolve("small"), 100));
    Path old = d.file("old");
    d.replace(old, f -> Files.write(f, new byte[80]));
    Files.setLastModifiedTime(old, java.nio.file.attribute.FileTime.fromMillis(1));
    d.replace(d.file("new"), f -> Files.write(f, new byte[80]));
    assertThat(old).doesNotExist();
    assertThat(d.file("new")).exists();
  }
}
