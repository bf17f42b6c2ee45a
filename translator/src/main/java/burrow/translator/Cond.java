package burrow.translator;

/** Comparisons of two 64-bit values, or of their low 32 bits. */
public enum Cond {
  EQ,
  NE,
  LT,
  GE,
  LE,
  GT,
  /** Unsigned. */
  LTU,
  GEU,
  LEU,
  GTU,
  /** {@code (a & b) != 0}. */
  TEST,
  /** {@code (a & b) == 0}. */
  TESTZ,
  EQ32,
  NE32,
  LT32,
  GE32,
  LE32,
  GT32,
  LTU32,
  GEU32,
  LEU32,
  GTU32,
  TEST32,
  TESTZ32;

  /** The result for two values. */
  public boolean test(long a, long b) {
    return switch (this) {
      case EQ -> a == b;
      case NE -> a != b;
      case LT -> a < b;
      case GE -> a >= b;
      case LE -> a <= b;
      case GT -> a > b;
      case LTU -> Long.compareUnsigned(a, b) < 0;
      case GEU -> Long.compareUnsigned(a, b) >= 0;
      case LEU -> Long.compareUnsigned(a, b) <= 0;
      case GTU -> Long.compareUnsigned(a, b) > 0;
      case TEST -> (a & b) != 0;
      case TESTZ -> (a & b) == 0;
      case EQ32 -> (int) a == (int) b;
      case NE32 -> (int) a != (int) b;
      case LT32 -> (int) a < (int) b;
      case GE32 -> (int) a >= (int) b;
      case LE32 -> (int) a <= (int) b;
      case GT32 -> (int) a > (int) b;
      case LTU32 -> Integer.compareUnsigned((int) a, (int) b) < 0;
      case GEU32 -> Integer.compareUnsigned((int) a, (int) b) >= 0;
      case LEU32 -> Integer.compareUnsigned((int) a, (int) b) <= 0;
      case GTU32 -> Integer.compareUnsigned((int) a, (int) b) > 0;
      case TEST32 -> (int) (a & b) != 0;
      case TESTZ32 -> (int) (a & b) == 0;
    };
  }

  /** Whether it compares 64 bits, not the low 32. */
  public boolean isWide() {
    return switch (this) {
      case EQ, NE, LT, GE, LE, GT, LTU, GEU, LEU, GTU, TEST, TESTZ -> true;
      default -> false;
    };
  }

  /** The condition that holds exactly when this one does not. */
  public Cond negate() {
    return switch (this) {
      case EQ -> NE;
      case NE -> EQ;
      case LT -> GE;
      case GE -> LT;
      case LE -> GT;
      case GT -> LE;
      case LTU -> GEU;
      case GEU -> LTU;
      case LEU -> GTU;
      case GTU -> LEU;
      case TEST -> TESTZ;
      case TESTZ -> TEST;
      case EQ32 -> NE32;
      case NE32 -> EQ32;
      case LT32 -> GE32;
      case GE32 -> LT32;
      case LE32 -> GT32;
      case GT32 -> LE32;
      case LTU32 -> GEU32;
      case GEU32 -> LTU32;
      case LEU32 -> GTU32;
      case GTU32 -> LEU32;
      case TEST32 -> TESTZ32;
      case TESTZ32 -> TEST32;
    };
  }

  /** The same comparison with its operands exchanged: {@code a < b} is {@code b > a}. */
  public Cond swap() {
    return switch (this) {
      case LT -> GT;
      case GT -> LT;
      case LE -> GE;
      case GE -> LE;
      case LTU -> GTU;
      case GTU -> LTU;
      case LEU -> GEU;
      case GEU -> LEU;
      case LT32 -> GT32;
      case GT32 -> LT32;
      case LE32 -> GE32;
      case GE32 -> LE32;
      case LTU32 -> GTU32;
      case GTU32 -> LTU32;
      case LEU32 -> GEU32;
      case GEU32 -> LEU32;
      default -> this;
    };
  }
}
