package burrow.translator.region;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store gives back, and that it gives nothing when anything is wrong. */
class RegionStoreTest {
  private static final KeptRegion ONE =
      new KeptRegion(
          0x40_1000, new long[] {0x40_1000, 0x40_1004}, new byte[] {1, 2, 3, 4}, bytes(7));
  private static final KeptRegion OTHER =
      new KeptRegion(
          0x40_2000, new long[] {0x40_2000, 0x40_2002, 0x40_2008, 0x40_200a}, bytes(4), bytes(9));

  @TempDir Path directory;
  private Path index = Path.of("");
  private Path jar = Path.of("");

  private static byte[] bytes(int n) {
    byte[] b = new byte[n];
    Arrays.fill(b, (byte) n);
    return b;
  }

  @BeforeEach
  void write() throws IOException {
    index = directory.resolve("regions");
    jar = directory.resolve("app.jar");
    Map<Attributes.Name, String> manifest = Map.of(Attributes.Name.MAIN_CLASS, "a.Main");
    RegionStore.write(index, jar, manifest, "identity", List.of(ONE, OTHER));
  }

  private @Nullable RegionStore read() {
    return RegionStore.read(index, jar, "identity");
  }

  @Test
  void givesBackWhatWasWritten() throws IOException {
    KeptRegion found = Objects.requireNonNull(Objects.requireNonNull(read()).get(0x40_2000));
    assertThat(found.ranges()).isEqualTo(OTHER.ranges());
    assertThat(found.guestCode()).isEqualTo(OTHER.guestCode());
    try (JarFile classes = new JarFile(jar.toFile())) {
      assertThat(classes.getManifest().getMainAttributes().getValue("Main-Class"))
          .isEqualTo("a.Main");
      assertThat(classes.getEntry("burrow/translator/region/HotCode_401000.class").getSize())
          .isEqualTo(7);
    }
  }

  @Test
  void anotherBurrowsStoreIsNotOurs() {
    assertThat(RegionStore.read(index, jar, "identitz")).isNull();
    assertThat(RegionStore.read(index, jar, "identity ")).isNull();
  }

  @Test
  void anyDamageToTheIndexIsSeen() throws IOException {
    byte[] good = Files.readAllBytes(index);
    for (int i = 0; i < good.length; i++) {
      byte[] damaged = good.clone();
      damaged[i] ^= 0x10;
      Files.write(index, damaged);
      assertThat(read()).as("byte %d", i).isNull();
      Files.write(index, Arrays.copyOf(good, i));
      assertThat(read()).as("%d bytes", i).isNull();
    }
  }

  @Test
  void damageToTheClassesIsSeen() throws IOException {
    byte[] good = Files.readAllBytes(jar);
    good[good.length / 2] ^= 1;
    Files.write(jar, good);
    assertThat(read()).isNull();
    Files.delete(jar);
    assertThat(read()).isNull();
  }

  @Test
  void noStoreIsNoError() throws IOException {
    Files.delete(index);
    assertThat(read()).isNull();
  }
}
