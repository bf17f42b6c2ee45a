package burrow.cpu.aarch64;

/**
 * The lazy condition flags: what the last flag-setting instruction left behind is a kind and up to
 * three operands, from which NZCV or one condition follows.
 */
public final class Flags {
  /** {@code a} is NZCV itself, at bits 31..28. */
  static final int NZCV = 0;

  /** Of {@code a - b}; carry means no borrow. */
  static final int SUB64 = 1;

  static final int SUB32 = 2;

  /** Of {@code a + b}. */
  static final int ADD64 = 3;

  static final int ADD32 = 4;

  /** Of the result {@code a}; C and V are clear. */
  static final int LOGIC64 = 5;

  static final int LOGIC32 = 6;

  /** Of {@code a & b}; C and V are clear. */
  static final int TEST64 = 7;

  static final int TEST32 = 8;

  /** Of {@code a + b + c}, where c is 0 or 1. Subtraction with carry adds NOT b. */
  static final int ADC64 = 9;

  static final int ADC32 = 10;

  /** Of comparing two doubles, as bits. */
  static final int FCMP64 = 11;

  /** Of comparing two floats, as bits in the low half. */
  static final int FCMP32 = 12;

  static final long N = 0x8000_0000L;
  static final long Z = 0x4000_0000L;
  static final long C = 0x2000_0000L;
  static final long V = 0x1000_0000L;

  private Flags() {}

  /** NZCV at bits 31..28. */
  public static long nzcv(long kind, long a, long b, long c) {
    return switch ((int) kind) {
      case NZCV -> a;
      case SUB64 -> addWithCarry64(a, ~b, 1);
      case SUB32 -> addWithCarry32(a, ~b, 1);
      case ADD64 -> addWithCarry64(a, b, 0);
      case ADD32 -> addWithCarry32(a, b, 0);
      case LOGIC64 -> sign(a);
      case LOGIC32 -> sign((int) a);
      case TEST64 -> sign(a & b);
      case TEST32 -> sign((int) (a & b));
      case ADC64 -> addWithCarry64(a, b, c);
      case ADC32 -> addWithCarry32(a, b, c);
      case FCMP64 -> compare(Double.longBitsToDouble(a), Double.longBitsToDouble(b));
      case FCMP32 -> compare(Float.intBitsToFloat((int) a), Float.intBitsToFloat((int) b));
      default -> throw new IllegalArgumentException("flags kind " + kind);
    };
  }

  private static long sign(long result) {
    return result < 0 ? N : result == 0 ? Z : 0;
  }

  private static long addWithCarry64(long a, long b, long c) {
    long r = a + b + c;
    return sign(r) | carryOut(a, b, c) << 29 | ((a ^ r) & (b ^ r)) >>> 63 << 28;
  }

  private static long addWithCarry32(long a, long b, long c) {
    int r = (int) (a + b + c);
    return sign(r) | carryOut32(a, b, c) << 29 | (((int) a ^ r) & ((int) b ^ r)) >>> 31 << 28;
  }

  /** The carry of the 64-bit sum, 0 or 1. */
  public static long carryOut(long a, long b, long c) {
    long r = a + b + c;
    return ((a & b) | ((a | b) & ~r)) >>> 63;
  }

  /** The carry of the 32-bit sum, 0 or 1. */
  public static long carryOut32(long a, long b, long c) {
    return (a & 0xffff_ffffL) + (b & 0xffff_ffffL) + c >>> 32;
  }

  private static long compare(double a, double b) {
    return a == b ? Z | C : a < b ? N : a > b ? C : C | V;
  }

  /** 1 if the condition holds; {@code condition} is the even one of a pair, shifted right by 1. */
  public static long holds(long kind, long a, long b, long c, long condition) {
    long f = nzcv(kind, a, b, c);
    boolean holds =
        switch ((int) condition) {
          case 0 -> (f & Z) != 0;
          case 1 -> (f & C) != 0;
          case 2 -> (f & N) != 0;
          case 3 -> (f & V) != 0;
          case 4 -> (f & (C | Z)) == C;
          case 5 -> (f & N) >>> 3 == (f & V);
          case 6 -> (f & Z) == 0 && (f & N) >>> 3 == (f & V);
          default -> true;
        };
    return holds ? 1 : 0;
  }
}
