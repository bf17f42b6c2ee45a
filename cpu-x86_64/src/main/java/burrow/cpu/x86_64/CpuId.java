package burrow.cpu.x86_64;

import burrow.translator.machinecode.HostProcessor;
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

  private static final int MAX_BASIC = 0xd;
  private static final int MAX_EXTENDED = 0x8000_0004;

  // Leaf 1, EDX: FPU-less baseline that x86-64 guarantees and programs look for.
  private static final int TSC = 1 << 4;
  private static final int CX8 = 1 << 8;
  private static final int CMOV = 1 << 15;
  private static final int FXSR = 1 << 24;
  private static final int SSE = 1 << 25;
  private static final int SSE2 = 1 << 26;

  /** Leaf 7, EDX: with ERMS, Go 1.25 and later move 2 KB and more by REP MOVS: one host copy. */
  private static final int FSRM = 1 << 4;

  /** Of an Ivy Bridge, where older Go's memmove prefers REP MOVS to AVX registers. */
  private static final int SIGNATURE = 0x306a9;

  private static final String BRAND = "Burrow virtual x86-64 processor";

  private static final int SSE3 = 1;
  private static final int SSSE3 = 1 << 9;
  private static final int CX16 = 1 << 13;
  private static final int FMA = 1 << 12;
  private static final int SSE4_1 = 1 << 19;
  private static final int SSE4_2 = 1 << 20;
  private static final int MOVBE = 1 << 22;
  private static final int POPCNT = 1 << 23;
  private static final int XSAVE = 1 << 26;
  private static final int OSXSAVE = 1 << 27;
  private static final int AVX = 1 << 28;
  private static final int F16C = 1 << 29;

  /** Announced only where machine code computes it, else Go is faster without. */
  private static final int PCLMULQDQ = 1 << 1;

  // No AES: docs/rationale.md says why.
  private static final int FEATURES_1_ECX =
      SSE3 | SSSE3 | FMA | CX16 | SSE4_1 | SSE4_2 | MOVBE | POPCNT | XSAVE | OSXSAVE | AVX | F16C;

  // Leaf 7, EBX.
  private static final int BMI1 = 1 << 3;
  private static final int AVX2 = 1 << 5;
  private static final int BMI2 = 1 << 8;
  private static final int ERMS = 1 << 9;
  private static final int ADX = 1 << 19;
  private static final int SHA = 1 << 29;

  private static final int FEATURES_7_EBX = BMI1 | AVX2 | BMI2 | ERMS | ADX | SHA;

  private CpuId() {}

  static Leaf leaf(int leaf, int subleaf) {
    return switch (leaf) {
      case 0 -> vendor();
      case 1 ->
          // A CLFLUSH line of 8 x 8 bytes in EBX.
          new Leaf(SIGNATURE, 8 << 8, features(), TSC | CX8 | CMOV | FXSR | SSE | SSE2);
      case 7 -> subleaf == 0 ? new Leaf(0, FEATURES_7_EBX, 0, FSRM) : NONE;
      case 0xd -> extendedState(subleaf);
      case 0x8000_0000 -> new Leaf(MAX_EXTENDED, 0, 0, 0);
      case 0x8000_0001 ->
          // LAHF and LZCNT; long mode, RDTSCP, SYSCALL.
          new Leaf(0, 0, 1 | 1 << 5, 1 << 29 | 1 << 27 | 1 << 11);
      case 0x8000_0002, 0x8000_0003, 0x8000_0004 -> brand(leaf - 0x8000_0002);
      default -> NONE;
    };
  }

  /** Leaf 1, ECX. */
  private static int features() {
    return FEATURES_1_ECX | (HostProcessor.hasCarryless() ? PCLMULQDQ : 0);
  }

  /** The XSAVE area: its size, XSAVEOPT and XSAVEC, and where the upper halves stand in it. */
  private static Leaf extendedState(int subleaf) {
    int size = ExtendedState.SIZE;
    return switch (subleaf) {
      case 0 -> new Leaf((int) ExtendedState.FEATURES, size, size, 0);
      case 1 -> new Leaf(3, size, 0, 0);
      case 2 -> new Leaf(size - ExtendedState.UPPER, ExtendedState.UPPER, 0, 0);
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
