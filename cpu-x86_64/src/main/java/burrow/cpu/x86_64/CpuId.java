package burrow.cpu.x86_64;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What CPUID reports. A feature is named here only if all its instructions have a meaning and
 * tests.
 */
final class CpuId {
  /** The four result registers. */
  record Leaf(int eax, int ebx, int ecx, int edx) {}

  private static final Leaf NONE = new Leaf(0, 0, 0, 0);

  private static final int MAX_BASIC = 7;
  private static final int MAX_EXTENDED = 0x8000_0004;

  // Leaf 1, EDX: FPU-less baseline that x86-64 guarantees and programs look for.
  private static final int TSC = 1 << 4;
  private static final int CX8 = 1 << 8;
  private static final int CMOV = 1 << 15;
  private static final int FXSR = 1 << 24;
  private static final int SSE = 1 << 25;
  private static final int SSE2 = 1 << 26;

  private static final String BRAND = "Burrow virtual x86-64 processor";

  private CpuId() {}

  static Leaf leaf(int leaf, int subleaf) {
    return switch (leaf) {
      case 0 -> vendor();
      case 1 ->
          // Family 6, model 0; 8 processors' worth of CLFLUSH line (8 x 8 bytes) in EBX.
          new Leaf(0x600, 8 << 8, 0, TSC | CX8 | CMOV | FXSR | SSE | SSE2);
      case 0x8000_0000 -> new Leaf(MAX_EXTENDED, 0, 0, 0);
      case 0x8000_0001 -> new Leaf(0, 0, 0, 1 << 29 | 1 << 11); // long mode, SYSCALL
      case 0x8000_0002, 0x8000_0003, 0x8000_0004 -> brand(leaf - 0x8000_0002);
      default -> NONE;
    };
  }

  private static Leaf vendor() {
    ByteBuffer b = text("GenuineIntel", 12);
    int ebx = b.getInt();
    int edx = b.getInt();
    return new Leaf(MAX_BASIC, ebx, b.getInt(), edx);
  }

  private static Leaf brand(int part) {
    ByteBuffer b = text(BRAND, 48).position(16 * part);
    return new Leaf(b.getInt(), b.getInt(), b.getInt(), b.getInt());
  }

  private static ByteBuffer text(String s, int length) {
    ByteBuffer b = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    return b.put(s.getBytes(StandardCharsets.US_ASCII)).clear();
  }
}
