package burrow.translator.machinecode;

import burrow.machine.HostLibrary;
import burrow.machine.HostMemory;
import burrow.translator.Intrinsic;
import java.util.Locale;

/**
 * What the host's processor can do beyond what all have that machine code is written for. It is
 * asked by CPUID (Intel SDM volume 2A) once, in a page of executable memory.
 */
public final class HostProcessor {
  // The features, as bits.

  /** SSE up to 4.2, with CRC32, and POPCNT: machine code needs it. */
  static final int BASE = 1;

  /** The VEX-encoded fused multiplications. */
  static final int FUSED = 2;

  /** PCLMULQDQ. */
  static final int CARRYLESS = 4;

  /** SHA-1 and SHA-256 instructions. */
  static final int SHA = 8;

  // CPUID leaf 1, ECX
  private static final int PCLMULQDQ = 1 << 1;
  private static final int SSSE3 = 1 << 9;
  private static final int FMA = 1 << 12;
  private static final int SSE4_1 = 1 << 19;
  private static final int SSE4_2 = 1 << 20;
  private static final int POPCNT = 1 << 23;
  private static final int OSXSAVE = 1 << 27;
  private static final int AVX = 1 << 28;

  /** CPUID leaf 7, EBX. */
  private static final int SHA_NI = 1 << 29;

  private static final int PAGE = 4096;

  // mmap on Linux
  private static final long PROT_ALL = 7;
  private static final long MAP_PRIVATE_ANONYMOUS = 0x22;

  private static volatile int known = -1;

  private HostProcessor() {}

  /** Whether there is machine code, if it is asked for, and it computes SHA-1 and SHA-256. */
  public static boolean hasSha() {
    return has(SHA);
  }

  /** The same for carry-less products. */
  public static boolean hasCarryless() {
    return has(CARRYLESS);
  }

  private static boolean has(int feature) {
    return isOurs() && has(features(), BASE | feature);
  }

  /**
   * Whether the host is one that machine code is written for, and that is wanted; tests and
   * measurements may not want it.
   */
  static boolean isOurs() {
    return HostLibrary.X86
        && !HostLibrary.WINDOWS
        && !HostLibrary.MACOS
        && !"off".equals(System.getProperty("burrow.machinecode"));
  }

  /** The feature that an {@link Intrinsic#isHash} needs. */
  static int needed(Intrinsic hash) {
    return switch (hash) {
      case CRC32_CASTAGNOLI -> BASE;
      case CRC32_IEEE, CARRYLESS_LOW, CARRYLESS_HIGH -> CARRYLESS;
      default -> SHA;
    };
  }

  /**
   * The features of a processor of the x86-64 architecture under Linux. Those that the property
   * {@code burrow.machinecode.without} names are left out, for tests: fused, carryless, sha.
   */
  static int features() {
    int features = known;
    if (features < 0) {
      features = ask();
      known = features;
    }
    return features & ~withheld();
  }

  private static int withheld() {
    String names = System.getProperty("burrow.machinecode.without");
    if (names == null) {
      return 0;
    }
    int withheld = 0;
    for (String name : names.split(",", -1)) {
      withheld |=
          switch (name.toLowerCase(Locale.ROOT)) {
            case "fused" -> FUSED;
            case "carryless" -> CARRYLESS;
            case "sha" -> SHA;
            default -> 0;
          };
    }
    return withheld;
  }

  /** None if there is no executable memory. */
  private static int ask() {
    long page = HostLibrary.call("mmap", 0, PAGE, PROT_ALL, MAP_PRIVATE_ANONYMOUS, -1, 0);
    if (page == -1) {
      return 0;
    }
    try {
      Assembler asm = question(page);
      HostMemory.copyFromArray(asm.bytes(), 0, page, asm.position());
      HostMemory.fullFence();
      long answer = HostLibrary.invoke(page, 0, 0, 0, 0);
      return features((int) answer, (int) (answer >>> 32));
    } finally {
      HostLibrary.call("munmap", page, PAGE, 0, 0, 0, 0);
    }
  }

  /** A function by the System V ABI: ECX of leaf 1, and above it EBX of leaf 7 if there is one. */
  private static Assembler question(long address) {
    Assembler asm = new Assembler();
    asm.start(address);
    asm.u8(0x53); // PUSH RBX
    asm.rr(false, Assembler.XOR, Assembler.RDI, Assembler.RDI);
    leaf(asm, 0);
    asm.immediate(false, 7, Assembler.RAX, 7);
    int less = asm.jcc(Assembler.B);
    leaf(asm, 7);
    asm.rr(false, Assembler.MOV, Assembler.RDI, Assembler.RBX);
    asm.shift(true, 4, Assembler.RDI, 32);
    asm.bind(less);
    leaf(asm, 1);
    asm.rr(false, Assembler.MOV, Assembler.RAX, Assembler.RCX);
    asm.rr(true, Assembler.OR, Assembler.RAX, Assembler.RDI);
    asm.u8(0x5b); // POP RBX
    asm.u8(0xc3);
    return asm;
  }

  /** CPUID; changes RAX to RDX. */
  private static void leaf(Assembler asm, int leaf) {
    asm.movImmediate(Assembler.RAX, leaf);
    asm.movImmediate(Assembler.RCX, 0);
    asm.u8(0x0f);
    asm.u8(0xa2);
  }

  private static int features(int leaf1, int leaf7) {
    return (has(leaf1, SSSE3 | SSE4_1 | SSE4_2 | POPCNT) ? BASE : 0)
        | (has(leaf1, FMA | OSXSAVE | AVX) ? FUSED : 0)
        | (has(leaf1, PCLMULQDQ) ? CARRYLESS : 0)
        | (has(leaf7, SHA_NI) ? SHA : 0);
  }

  private static boolean has(int features, int wanted) {
    return (features & wanted) == wanted;
  }
}
