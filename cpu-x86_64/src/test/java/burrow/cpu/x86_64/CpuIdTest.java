package burrow.cpu.x86_64;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.translator.machinecode.HostProcessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CpuIdTest {
  private static final String WITHOUT = "burrow.machinecode.without";
  private static final int PCLMULQDQ = 1 << 1;
  private static final int AES = 1 << 25;

  @AfterEach
  void withAll() {
    System.clearProperty(WITHOUT);
  }

  @Test
  void carrylessProductsAreAnnouncedWhereMachineCodeComputesThem() {
    int features = CpuId.leaf(1, 0).ecx();
    assertThat((features & PCLMULQDQ) != 0).isEqualTo(HostProcessor.hasCarryless());
    assertThat(features & AES).isZero();
  }

  @Test
  void carrylessProductsAreNotAnnouncedWhereTheHostLacksThem() {
    int features = CpuId.leaf(1, 0).ecx();
    System.setProperty(WITHOUT, "carryless");
    assertThat(HostProcessor.hasCarryless()).isFalse();
    assertThat(CpuId.leaf(1, 0).ecx()).isEqualTo(features & ~PCLMULQDQ);
  }
}
