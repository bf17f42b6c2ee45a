package burrow.cpu.aarch64;

import burrow.translator.Intrinsic;
import org.jspecify.annotations.Nullable;

/** Which intrinsics the helpers of floating point are, by their arguments. */
final class FloatIntrinsics {
  // By condition / 2, of two that were compared: EQ, CS, MI, VS, HI, GE, GT.
  private static final Intrinsic[] DOUBLE_CONDITIONS = {
    Intrinsic.EQUAL_DOUBLE,
    Intrinsic.NOT_LESS_DOUBLE,
    Intrinsic.LESS_DOUBLE,
    Intrinsic.UNORDERED_DOUBLE,
    Intrinsic.NOT_LESS_OR_EQUAL_DOUBLE,
    Intrinsic.GREATER_OR_EQUAL_DOUBLE,
    Intrinsic.GREATER_DOUBLE
  };
  private static final Intrinsic[] SINGLE_CONDITIONS = {
    Intrinsic.EQUAL_SINGLE,
    Intrinsic.NOT_LESS_SINGLE,
    Intrinsic.LESS_SINGLE,
    Intrinsic.UNORDERED_SINGLE,
    Intrinsic.NOT_LESS_OR_EQUAL_SINGLE,
    Intrinsic.GREATER_OR_EQUAL_SINGLE,
    Intrinsic.GREATER_SINGLE
  };

  private FloatIntrinsics() {}

  /** Of {@link Flags#holds}. */
  static @Nullable Intrinsic holds(long[] args) {
    int condition = (int) args[4];
    return switch ((int) args[0]) {
      case Flags.FCMP64 -> DOUBLE_CONDITIONS[condition];
      case Flags.FCMP32 -> SINGLE_CONDITIONS[condition];
      default -> null;
    };
  }

  /** Of {@link Floats#fma}. */
  static Intrinsic fused(long[] args) {
    return args[3] == 64 ? Intrinsic.FUSED_DOUBLE : Intrinsic.FUSED_SINGLE;
  }

  /** Of {@link FloatConversions#roundToIntegral}. */
  static @Nullable Intrinsic rounding(long[] args) {
    boolean wide = args[1] == 64;
    return switch ((int) args[2]) {
      case FloatConversions.NEAREST, FloatConversions.CURRENT ->
          wide ? Intrinsic.ROUND_DOUBLE : Intrinsic.ROUND_SINGLE;
      case FloatConversions.UP -> wide ? Intrinsic.CEILING_DOUBLE : Intrinsic.CEILING_SINGLE;
      case FloatConversions.DOWN -> wide ? Intrinsic.FLOOR_DOUBLE : Intrinsic.FLOOR_SINGLE;
      case FloatConversions.ZERO -> wide ? Intrinsic.TRUNCATE_DOUBLE : Intrinsic.TRUNCATE_SINGLE;
      default -> null;
    };
  }

  /** Of {@link FloatConversions#toSigned}. */
  static @Nullable Intrinsic toSigned(long[] args) {
    if (args[4] != 0) {
      return null;
    }
    boolean wide = args[1] == 64;
    boolean longer = args[2] == 64;
    return switch ((int) args[3]) {
      case FloatConversions.ZERO ->
          longer
              ? wide ? Intrinsic.DOUBLE_TO_LONG : Intrinsic.SINGLE_TO_LONG
              : wide ? Intrinsic.DOUBLE_TO_INT : Intrinsic.SINGLE_TO_INT;
      case FloatConversions.NEAREST ->
          longer
              ? wide ? Intrinsic.DOUBLE_ROUND_TO_LONG : Intrinsic.SINGLE_ROUND_TO_LONG
              : wide ? Intrinsic.DOUBLE_ROUND_TO_INT : Intrinsic.SINGLE_ROUND_TO_INT;
      case FloatConversions.DOWN -> wide && longer ? Intrinsic.DOUBLE_FLOOR_TO_LONG : null;
      case FloatConversions.UP -> wide && longer ? Intrinsic.DOUBLE_CEILING_TO_LONG : null;
      default -> null;
    };
  }

  /** Of {@link FloatConversions#toUnsigned}. */
  static @Nullable Intrinsic toUnsigned(long[] args) {
    if (args[4] != 0 || args[3] != FloatConversions.ZERO) {
      return null;
    }
    boolean wide = args[1] == 64;
    return args[2] == 64
        ? wide ? Intrinsic.DOUBLE_TO_UNSIGNED_LONG : Intrinsic.SINGLE_TO_UNSIGNED_LONG
        : wide ? Intrinsic.DOUBLE_TO_UNSIGNED_INT : Intrinsic.SINGLE_TO_UNSIGNED_INT;
  }

  /** Of {@link FloatConversions#fromSigned}. */
  static @Nullable Intrinsic fromSigned(long[] args) {
    if (args[2] != 0) {
      return null;
    }
    return args[1] == 64 ? Intrinsic.LONG_TO_DOUBLE : Intrinsic.LONG_TO_SINGLE;
  }

  /** Of {@link FloatConversions#fromUnsigned}. */
  static @Nullable Intrinsic fromUnsigned(long[] args) {
    if (args[2] != 0) {
      return null;
    }
    return args[1] == 64 ? Intrinsic.UNSIGNED_LONG_TO_DOUBLE : Intrinsic.UNSIGNED_LONG_TO_SINGLE;
  }

  /** Of {@link FloatConversions#convert}. */
  static @Nullable Intrinsic convert(long[] args) {
    if (args[1] == 32 && args[2] == 64) {
      return Intrinsic.SINGLE_TO_DOUBLE;
    }
    return args[1] == 64 && args[2] == 32 ? Intrinsic.DOUBLE_TO_SINGLE : null;
  }
}
