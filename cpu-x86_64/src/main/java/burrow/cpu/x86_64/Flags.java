package burrow.cpu.x86_64;

/**
 * The arithmetic flags, kept lazily: the kind of the operation that set them last and its operands
 * a, b, c. A kind number is {@code 4 * function + log2(width in bytes)}. Operands of 8- and 16-bit
 * kinds are zero-extended, those of 32-bit kinds may have anything above bit 31.
 *
 * <p>Where the manual leaves a flag undefined, a fixed choice is made: that of QEMU, to which tests
 * compare, where it costs nothing.
 */
public final class Flags {
  public static final long CF = 1;
  public static final long FIXED = 2;
  public static final long PF = 4;
  public static final long AF = 0x10;
  public static final long ZF = 0x40;
  public static final long SF = 0x80;
  public static final long TF = 0x100;
  public static final long IF = 0x200;
  public static final long DF = 0x400;
  public static final long OF = 0x800;
  public static final long NT = 0x4000;
  public static final long AC = 0x4_0000;
  public static final long ID = 0x20_0000;

  /** The six flags that arithmetic sets. */
  public static final long ARITHMETIC = CF | PF | AF | ZF | SF | OF;

  // Functions. b and c are named only where they mean something.

  /** a is the image of the flags. */
  static final int IMAGE = 0;

  /** a + b. */
  static final int ADD = 4;

  /** a - b, compare, negate (a = 0). */
  static final int SUB = 8;

  /** a + b + c. */
  static final int ADC = 12;

  /** a - b - c. */
  static final int SBB = 16;

  /** A logical result a: CF, OF and AF are 0. */
  static final int LOGIC = 20;

  /** a + 1; CF is b. */
  static final int INC = 24;

  /** a - 1; CF is b. */
  static final int DEC = 28;

  /** a shifted left by b, which modulo 32 (64) is not 0. */
  static final int SHL = 32;

  /** Logical shift right, else as {@link #SHL}. */
  static final int SHR = 36;

  /** Arithmetic shift right, else as {@link #SHL}. */
  static final int SAR = 40;

  /** A product with low half a; CF and OF are b. */
  static final int MUL = 44;

  /** a * b, signed, of which the low half is kept. */
  static final int IMUL = 48;

  /**
   * Added to a kind that does not use c: CF is what it is in the image c, whatever the kind says.
   */
  static final int CARRY_REPLACED = 64;

  /** The same of CF and OF. */
  static final int CARRY_AND_OVERFLOW_REPLACED = 128;

  private static final int REPLACED = CARRY_REPLACED | CARRY_AND_OVERFLOW_REPLACED;

  private Flags() {}

  /** The kind of a function on operands of {@code size} bytes. */
  static int kind(int function, int size) {
    return function + Integer.numberOfTrailingZeros(size);
  }

  static int function(int kind) {
    return kind & ~3 & ~REPLACED;
  }

  /** The flags that a kind takes from the image c. */
  static long replaced(int kind) {
    return switch (kind & REPLACED) {
      case 0 -> 0;
      case CARRY_REPLACED -> CF;
      default -> CF | OF;
    };
  }

  /** The kind without {@link #replaced} flags. */
  static int original(int kind) {
    return kind & ~REPLACED;
  }

  /** Operand size of a kind, bytes. */
  static int size(int kind) {
    return 1 << (kind & 3);
  }

  /** The image of the six arithmetic flags. */
  public static long arithmetic(long kind, long a, long b, long c) {
    long replaced = replaced((int) kind);
    if (replaced != 0) {
      return arithmetic(original((int) kind), a, b, 0) & ~replaced | c & replaced;
    }
    int function = function((int) kind);
    int bits = size((int) kind) * 8;
    return switch (function) {
      case IMAGE -> a;
      case ADD -> add(a, b, 0, bits);
      case SUB -> subtract(a, b, 0, bits);
      case ADC -> add(a, b, c, bits);
      case SBB -> subtract(a, b, c, bits);
      case LOGIC -> ofResult(a, bits);
      case INC -> add(a, 1, 0, bits) & ~CF | b;
      case DEC -> subtract(a, 1, 0, bits) & ~CF | b;
      case SHL, SHR, SAR -> shift(function, a, b, bits);
      case MUL -> ofResult(a, bits) | (b == 0 ? 0 : CF | OF);
      case IMUL -> multiply(a, b, bits);
      default -> throw new IllegalStateException("flags kind " + kind);
    };
  }

  /** SF, ZF and PF of a result. */
  static long ofResult(long result, int bits) {
    long r = result << (64 - bits);
    return (r == 0 ? ZF : 0) | (r < 0 ? SF : 0) | parityOf(result);
  }

  /** PF: whether the low byte has an even number of ones. */
  private static long parityOf(long result) {
    return (Long.bitCount(result & 0xff) & 1) == 0 ? PF : 0;
  }

  private static long add(long a, long b, long carry, int bits) {
    long r = a + b + carry;
    long carries = a & b | (a | b) & ~r; // carry out of each bit
    return ofResult(r, bits)
        | carries >>> (bits - 1) & CF
        | (a ^ b ^ r) & AF
        | ((a ^ r) & (b ^ r)) >>> (bits - 1) << 11 & OF;
  }

  private static long subtract(long a, long b, long borrow, int bits) {
    long r = a - b - borrow;
    long borrows = ~a & b | (~a | b) & r; // borrow into each next bit
    return ofResult(r, bits)
        | borrows >>> (bits - 1) & CF
        | (a ^ b ^ r) & AF
        | ((a ^ b) & (a ^ r)) >>> (bits - 1) << 11 & OF;
  }

  private static long multiply(long a, long b, int bits) {
    int above = 64 - bits;
    long x = a << above >> above;
    long y = b << above >> above;
    long r = x * y; // all of the product, but for 64 bits
    boolean fits = bits == 64 ? Math.multiplyHigh(x, y) == r >> 63 : r << above >> above == r;
    return ofResult(r, bits) | (fits ? 0 : CF | OF);
  }

  private static long shift(int function, long a, long count, int bits) {
    int n = (int) count & (bits == 64 ? 63 : 31);
    long before; // the operand shifted by one less: its outermost bit is the one that falls out
    long r;
    long carry;
    switch (function) {
      case SHL -> {
        before = a << (n - 1);
        r = a << n;
        carry = before >>> (bits - 1) & 1;
      }
      case SHR -> {
        before = (bits == 64 ? a : a & (1L << bits) - 1) >>> (n - 1);
        r = before >>> 1;
        carry = before & 1;
      }
      default -> {
        before = a << (64 - bits) >> (64 - bits) >> (n - 1);
        r = before >> 1;
        carry = before & 1;
      }
    }
    return ofResult(r, bits) | carry | ((before ^ r) >>> (bits - 1) & 1) << 11;
  }

  // ---- conditions, as pure functions of the four slots ----

  /** CF as 0 or 1. */
  public static long carry(long kind, long a, long b, long c) {
    if (replaced((int) kind) != 0) {
      return c & CF;
    }
    return switch ((int) kind) {
      case SUB + 3 -> Long.compareUnsigned(a, b) < 0 ? 1 : 0;
      case SUB + 2 -> Integer.compareUnsigned((int) a, (int) b) < 0 ? 1 : 0;
      case LOGIC, LOGIC + 1, LOGIC + 2, LOGIC + 3 -> 0;
      case IMAGE -> a & 1;
      default -> arithmetic(kind, a, b, c) & 1;
    };
  }

  /** Condition code Z (E) as 0 or 1. */
  public static long zero(long kind, long a, long b, long c) {
    return switch (original((int) kind)) {
      case SUB + 3 -> a == b ? 1 : 0;
      case SUB + 2 -> (int) a == (int) b ? 1 : 0;
      case LOGIC + 3 -> a == 0 ? 1 : 0;
      case LOGIC + 2 -> (int) a == 0 ? 1 : 0;
      default -> arithmetic(kind, a, b, c) >>> 6 & 1;
    };
  }

  /** Condition code O as 0 or 1. */
  public static long overflow(long kind, long a, long b, long c) {
    return arithmetic(kind, a, b, c) >>> 11 & 1;
  }

  /** Condition code S as 0 or 1. */
  public static long sign(long kind, long a, long b, long c) {
    return arithmetic(kind, a, b, c) >>> 7 & 1;
  }

  /** Condition code P as 0 or 1. */
  public static long parity(long kind, long a, long b, long c) {
    return arithmetic(kind, a, b, c) >>> 2 & 1;
  }

  /** Condition code BE: CF or ZF. */
  public static long belowOrEqual(long kind, long a, long b, long c) {
    if (kind == SUB + 3) {
      return Long.compareUnsigned(a, b) <= 0 ? 1 : 0;
    }
    return (arithmetic(kind, a, b, c) & (CF | ZF)) != 0 ? 1 : 0;
  }

  /** Condition code L: SF is not OF. */
  public static long less(long kind, long a, long b, long c) {
    if (kind == SUB + 3) {
      return a < b ? 1 : 0;
    }
    long f = arithmetic(kind, a, b, c);
    return (f >>> 7 ^ f >>> 11) & 1;
  }

  /** Condition code LE: L or Z. */
  public static long lessOrEqual(long kind, long a, long b, long c) {
    if (kind == SUB + 3) {
      return a <= b ? 1 : 0;
    }
    long f = arithmetic(kind, a, b, c);
    return (f >>> 7 ^ f >>> 11 | f >>> 6) & 1;
  }

  /** CF of the 64-bit a + b + c. */
  public static long carryOfAdc(long a, long b, long c) {
    long r = a + b + c;
    return (a & b | (a | b) & ~r) >>> 63;
  }

  /** CF of the 64-bit a - b - c. */
  public static long carryOfSbb(long a, long b, long c) {
    long r = a - b - c;
    return (~a & b | (~a | b) & r) >>> 63;
  }
}
