package burrow.cpu.aarch64;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.translator.machinecode.HostProcessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HwcapTest {
  private static final String WITHOUT = "burrow.machinecode.without";
  private static final long SHA2 = 1 << 6;

  @AfterEach
  void withAll() {
    System.clearProperty(WITHOUT);
  }

  @Test
  void sha2IsAnnouncedWhereMachineCodeComputesIt() {
    assertThat((Hwcap.bits() & SHA2) != 0).isEqualTo(HostProcessor.hasSha());
  }

  @Test
  void sha2IsNotAnnouncedWhereTheHostLacksIt() {
    System.setProperty(WITHOUT, "sha");
    assertThat(HostProcessor.hasSha()).isFalse();
    assertThat(Hwcap.bits() & SHA2).isZero();
    assertThat(Hwcap.bits() & ~SHA2).as("FP, ASIMD, SHA1, CRC32, ...").isEqualTo(0x0100_81a3L);
  }
}
