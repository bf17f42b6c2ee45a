package burrow.translator;

/**
 * Functions of longs that machine code of a host can compute in a few instructions: what a {@link
 * Helper} may declare to be ({@link Helper#as}). Bytes, words, dwords and qwords are the 8-, 16-,
 * 32- and 64-bit lanes of a long, lane 0 the lowest; each lane of a result is computed from the
 * lanes at its place, modulo its width, unless it is said otherwise. A double is a long's bits, a
 * single its low 32 bits; a single as a result is zero-extended. Floating point is IEEE 754's,
 * rounding to nearest, ties to even.
 *
 * <p>Where a result is said to be the helper's, the function says nothing about it: machine code
 * asks the helper itself. That is so for all results that are NaNs.
 */
public enum Intrinsic {
  // ---- lanes of a and b ----

  /** a + b. */
  ADD_BYTES,
  ADD_WORDS,
  ADD_DWORDS,
  /** a - b. */
  SUBTRACT_BYTES,
  SUBTRACT_WORDS,
  SUBTRACT_DWORDS,
  /** a + b, or the least or greatest signed value if that is beyond it. */
  ADD_SIGNED_SATURATING_BYTES,
  ADD_SIGNED_SATURATING_WORDS,
  /** The same, unsigned. */
  ADD_UNSIGNED_SATURATING_BYTES,
  ADD_UNSIGNED_SATURATING_WORDS,
  /** a - b, or the least or greatest signed value if that is beyond it. */
  SUBTRACT_SIGNED_SATURATING_BYTES,
  SUBTRACT_SIGNED_SATURATING_WORDS,
  /** The same, unsigned. */
  SUBTRACT_UNSIGNED_SATURATING_BYTES,
  SUBTRACT_UNSIGNED_SATURATING_WORDS,
  /** All ones where a = b, else 0. */
  EQUAL_BYTES,
  EQUAL_WORDS,
  EQUAL_DWORDS,
  EQUAL_QWORD,
  /** All ones where a > b as signed values, else 0. */
  GREATER_BYTES,
  GREATER_WORDS,
  GREATER_DWORDS,
  GREATER_QWORD,
  /** The lesser signed value. */
  MIN_SIGNED_BYTES,
  MIN_SIGNED_WORDS,
  MIN_SIGNED_DWORDS,
  /** The lesser unsigned value. */
  MIN_UNSIGNED_BYTES,
  MIN_UNSIGNED_WORDS,
  MIN_UNSIGNED_DWORDS,
  /** The greater signed value. */
  MAX_SIGNED_BYTES,
  MAX_SIGNED_WORDS,
  MAX_SIGNED_DWORDS,
  /** The greater unsigned value. */
  MAX_UNSIGNED_BYTES,
  MAX_UNSIGNED_WORDS,
  MAX_UNSIGNED_DWORDS,
  /** (a + b + 1) / 2 of unsigned values, without losing the carry. */
  AVERAGE_BYTES,
  AVERAGE_WORDS,
  /** Absolute values of the only operand; that of the least value is itself. */
  ABSOLUTE_BYTES,
  ABSOLUTE_WORDS,
  ABSOLUTE_DWORDS,
  /** a, 0 or -a, as b is positive, 0 or negative. */
  SIGN_BYTES,
  SIGN_WORDS,
  SIGN_DWORDS,
  /** a * b. */
  MULTIPLY_LOW_WORDS,
  MULTIPLY_LOW_DWORDS,
  /** The upper half of the signed products. */
  MULTIPLY_HIGH_WORDS,
  /** The upper half of the unsigned products. */
  MULTIPLY_HIGH_UNSIGNED_WORDS,
  /** The whole signed product of the low dwords. */
  MULTIPLY_SIGNED_DWORD,
  /** The whole unsigned product of the low dwords. */
  MULTIPLY_UNSIGNED_DWORD,
  /** ((a * b >> 14) + 1) >> 1, signed. */
  MULTIPLY_ROUND_SCALE_WORDS,
  /** Two dwords: each the sum of the signed products of two neighbouring words. */
  MULTIPLY_ADD_WORDS,
  /** Four words: the sums, saturating, of products of neighbouring bytes, a's unsigned. */
  MULTIPLY_ADD_BYTES,
  /** A number: the sum of |a - b| over the unsigned bytes. */
  SUM_OF_DIFFERENCES,

  // ---- shifts of the lanes of a, all by the number b, which is unsigned ----

  /** Zero if b is not less than the width. */
  SHIFT_LEFT_WORDS,
  SHIFT_LEFT_DWORDS,
  SHIFT_LEFT_QWORD,
  /** Zero if b is not less than the width. */
  SHIFT_RIGHT_WORDS,
  SHIFT_RIGHT_DWORDS,
  SHIFT_RIGHT_QWORD,
  /** Only copies of the sign if b is not less than the width. */
  SHIFT_ARITHMETIC_WORDS,
  SHIFT_ARITHMETIC_DWORDS,

  // ---- lanes to other places and widths ----

  /** The lanes of the lower halves of a and b, alternating, a's first. */
  INTERLEAVE_LOW_BYTES,
  INTERLEAVE_LOW_WORDS,
  INTERLEAVE_LOW_DWORDS,
  /** Of the upper halves. */
  INTERLEAVE_HIGH_BYTES,
  INTERLEAVE_HIGH_WORDS,
  INTERLEAVE_HIGH_DWORDS,
  /** The lanes of a, then of b, as lanes half as wide: signed to signed, saturating. */
  PACK_SIGNED_WORDS,
  PACK_SIGNED_DWORDS,
  /** Signed to unsigned, saturating. */
  PACK_UNSIGNED_WORDS,
  PACK_UNSIGNED_DWORDS,
  /** Their lower halves. */
  NARROW_WORDS,
  NARROW_DWORDS,
  /** The lanes of a's lower half, sign-extended to twice their width. */
  SIGN_EXTEND_BYTES,
  SIGN_EXTEND_WORDS,
  SIGN_EXTEND_DWORD,
  /** Zero-extended. */
  ZERO_EXTEND_BYTES,
  ZERO_EXTEND_WORDS,
  ZERO_EXTEND_DWORD,
  /** Two of the four dwords of b:a, by bits 1..0 and 3..2 of the constant c. */
  SHUFFLE_DWORDS,
  /** Words of a by the four pairs of bits of the constant b. */
  SHUFFLE_WORDS,
  /** Bytes of b:a by the low four bits of c's bytes; 0 where the byte of c is negative. */
  SHUFFLE_BYTES,
  /** Bytes of b:a by c's bytes less the constant d, 0 to 240; 0 where that is not 0 to 15. */
  LOOK_UP_BYTES,
  /** The number that the top bits of the bytes of b:a make. */
  BYTE_SIGNS,
  DWORD_SIGNS,
  QWORD_SIGNS,

  // ---- 128 bits by 64: a is the upper half, b the lower, c the divisor ----

  /** The helper's unless a < c, unsigned. */
  DIVIDE_UNSIGNED,
  REMAINDER_UNSIGNED,
  /** The helper's unless the dividend is b sign-extended, and c neither 0 nor -1. */
  DIVIDE_SIGNED,
  REMAINDER_SIGNED,
  /** The helper's unless the dividend is b sign-extended, and c neither 0 nor -1: then 0. */
  SIGNED_QUOTIENT_OVERFLOWS,

  // ---- floating point arithmetic ----

  ADD_DOUBLE,
  SUBTRACT_DOUBLE,
  MULTIPLY_DOUBLE,
  DIVIDE_DOUBLE,
  ADD_SINGLE,
  SUBTRACT_SINGLE,
  MULTIPLY_SINGLE,
  DIVIDE_SINGLE,
  SQUARE_ROOT_DOUBLE,
  SQUARE_ROOT_SINGLE,
  /** a * b + c, rounded once. */
  FUSED_DOUBLE,
  FUSED_SINGLE,
  /** Of two zeros, the negative one is the lesser. The helper's if either is a NaN. */
  MIN_DOUBLE,
  MIN_SINGLE,
  MAX_DOUBLE,
  MAX_SINGLE,
  /** a if a < b, else b: NaNs and zeros too. */
  LESSER_OR_SECOND_DOUBLE,
  LESSER_OR_SECOND_SINGLE,
  /** a if a > b, else b. */
  GREATER_OR_SECOND_DOUBLE,
  GREATER_OR_SECOND_SINGLE,
  /** To an integral value: to nearest, down, up, towards zero. */
  ROUND_DOUBLE,
  FLOOR_DOUBLE,
  CEILING_DOUBLE,
  TRUNCATE_DOUBLE,
  ROUND_SINGLE,
  FLOOR_SINGLE,
  CEILING_SINGLE,
  TRUNCATE_SINGLE,

  // ---- floating point comparisons: 1 if it holds, else 0 ----

  EQUAL_DOUBLE,
  LESS_DOUBLE,
  LESS_OR_EQUAL_DOUBLE,
  GREATER_DOUBLE,
  GREATER_OR_EQUAL_DOUBLE,
  /** Whether either is a NaN. */
  UNORDERED_DOUBLE,
  NOT_LESS_DOUBLE,
  NOT_LESS_OR_EQUAL_DOUBLE,
  EQUAL_SINGLE,
  LESS_SINGLE,
  GREATER_SINGLE,
  GREATER_OR_EQUAL_SINGLE,
  UNORDERED_SINGLE,
  NOT_LESS_SINGLE,
  NOT_LESS_OR_EQUAL_SINGLE,

  // The same with all ones of the operands' width, if it holds.

  MASK_EQUAL_DOUBLE,
  MASK_LESS_DOUBLE,
  MASK_LESS_OR_EQUAL_DOUBLE,
  MASK_UNORDERED_DOUBLE,
  MASK_NOT_EQUAL_DOUBLE,
  MASK_NOT_LESS_DOUBLE,
  MASK_NOT_LESS_OR_EQUAL_DOUBLE,
  MASK_ORDERED_DOUBLE,
  MASK_EQUAL_SINGLE,
  MASK_LESS_SINGLE,
  MASK_LESS_OR_EQUAL_SINGLE,
  MASK_UNORDERED_SINGLE,
  MASK_NOT_EQUAL_SINGLE,
  MASK_NOT_LESS_SINGLE,
  MASK_NOT_LESS_OR_EQUAL_SINGLE,
  MASK_ORDERED_SINGLE,

  /** 0x45 if either is a NaN, else 1 if a < b, 0x40 if a = b, 0 if a > b. */
  RELATION_DOUBLE,
  RELATION_SINGLE,

  // ---- conversions; an integer out of the result's range, or of a NaN, is the helper's ----

  /** From a signed 64-bit integer. */
  LONG_TO_DOUBLE,
  LONG_TO_SINGLE,
  /** From an unsigned one; the helper's from 2^63 on. */
  UNSIGNED_LONG_TO_DOUBLE,
  UNSIGNED_LONG_TO_SINGLE,
  /** From the signed low 32 bits. */
  INT_TO_DOUBLE,
  SINGLE_TO_DOUBLE,
  DOUBLE_TO_SINGLE,
  /** Truncated. */
  DOUBLE_TO_LONG,
  SINGLE_TO_LONG,
  /** Rounded to nearest, ties to even. */
  DOUBLE_ROUND_TO_LONG,
  SINGLE_ROUND_TO_LONG,
  /** Rounded down; rounded up. */
  DOUBLE_FLOOR_TO_LONG,
  DOUBLE_CEILING_TO_LONG,
  /** Truncated to a signed 32-bit integer, zero-extended. */
  DOUBLE_TO_INT,
  SINGLE_TO_INT,
  DOUBLE_ROUND_TO_INT,
  SINGLE_ROUND_TO_INT,
  /** Sign-extended. */
  DOUBLE_TO_INT_EXTENDED,
  /** Truncated to an unsigned integer; the helper's from 2^63 on. */
  DOUBLE_TO_UNSIGNED_LONG,
  SINGLE_TO_UNSIGNED_LONG,
  /** Truncated to an unsigned 32-bit integer, zero-extended. */
  DOUBLE_TO_UNSIGNED_INT,
  SINGLE_TO_UNSIGNED_INT,

  // ---- hashes and checksums: what a processor has instructions for, if any does ----

  /** {@link Sha256#roundsE}. */
  SHA256_ROUNDS_E,
  /** {@link Sha256#roundsA}. */
  SHA256_ROUNDS_A,
  /** {@link Sha256#schedule0}. */
  SHA256_SCHEDULE_0,
  /** {@link Sha256#schedule1}. */
  SHA256_SCHEDULE_1,
  /** {@link Sha1#rounds}; the last operand is a constant. */
  SHA1_ROUNDS,
  /** {@link Sha1#schedule}; the last operand is a constant. */
  SHA1_SCHEDULE,
  /** {@link Sha1#nextE}. */
  SHA1_NEXT_E,
  /** {@link Crc32#ieee}; the last operand is a constant. */
  CRC32_IEEE,
  /** {@link Crc32#castagnoli}; the last operand is a constant. */
  CRC32_CASTAGNOLI,
  /** Bits 63 to 0 of the product of polynomials over GF(2). */
  CARRYLESS_LOW,
  /** Bits 127 to 64 of it. */
  CARRYLESS_HIGH;

  /**
   * Whether one instruction of a host may replace dozens: then machine code is better at it than
   * what C2 makes of the helper, however hot.
   */
  public boolean isHash() {
    return compareTo(SHA256_ROUNDS_E) >= 0;
  }
}
