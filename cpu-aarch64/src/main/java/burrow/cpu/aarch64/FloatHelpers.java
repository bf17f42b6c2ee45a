package burrow.cpu.aarch64;

import burrow.translator.Helper;
import burrow.translator.Intrinsic;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The helpers of {@link Floats} by mnemonic, for scalars and vector lanes alike; made on demand.
 */
final class FloatHelpers {
  private static final Map<String, Helper> BINARY = new ConcurrentHashMap<>();
  private static final Map<String, Helper> UNARY = new ConcurrentHashMap<>();

  private FloatHelpers() {}

  /** f(a, b, size). */
  static Helper binary(String mnemonic) {
    return BINARY.computeIfAbsent(mnemonic, FloatHelpers::makeBinary);
  }

  private static Helper makeBinary(String mnemonic) {
    return switch (mnemonic) {
      case "fadd" ->
          of("add", Floats::add).bySize(null, null, Intrinsic.ADD_SINGLE, Intrinsic.ADD_DOUBLE);
      case "fsub" ->
          of("sub", Floats::sub)
              .bySize(null, null, Intrinsic.SUBTRACT_SINGLE, Intrinsic.SUBTRACT_DOUBLE);
      case "fmul" ->
          of("mul", Floats::mul)
              .bySize(null, null, Intrinsic.MULTIPLY_SINGLE, Intrinsic.MULTIPLY_DOUBLE);
      case "fdiv" ->
          of("div", Floats::div)
              .bySize(null, null, Intrinsic.DIVIDE_SINGLE, Intrinsic.DIVIDE_DOUBLE);
      case "fnmul" -> of("nmul", Floats::nmul);
      case "fmulx" -> of("mulx", Floats::mulx);
      case "fabd" -> of("abd", Floats::abd);
      case "fmax" ->
          of("max", Floats::max).bySize(null, null, Intrinsic.MAX_SINGLE, Intrinsic.MAX_DOUBLE);
      case "fmin" ->
          of("min", Floats::min).bySize(null, null, Intrinsic.MIN_SINGLE, Intrinsic.MIN_DOUBLE);
      case "fmaxnm" ->
          of("maxnm", Floats::maxnm).bySize(null, null, Intrinsic.MAX_SINGLE, Intrinsic.MAX_DOUBLE);
      case "fminnm" ->
          of("minnm", Floats::minnm).bySize(null, null, Intrinsic.MIN_SINGLE, Intrinsic.MIN_DOUBLE);
      case "fcmeq" ->
          of("cmeq", Floats::cmeq)
              .bySize(null, null, Intrinsic.MASK_EQUAL_SINGLE, Intrinsic.MASK_EQUAL_DOUBLE);
      case "fcmge" ->
          exchanged(
              "cmge",
              Floats::cmge,
              Intrinsic.MASK_LESS_OR_EQUAL_SINGLE,
              Intrinsic.MASK_LESS_OR_EQUAL_DOUBLE);
      case "fcmgt" ->
          exchanged("cmgt", Floats::cmgt, Intrinsic.MASK_LESS_SINGLE, Intrinsic.MASK_LESS_DOUBLE);
      case "facge" -> of("acge", Floats::acge);
      case "facgt" -> of("acgt", Floats::acgt);
      case "frecps" -> Helper.of(Estimates.class, "recps", Estimates::recps);
      case "frsqrts" -> Helper.of(Estimates.class, "rsqrts", Estimates::rsqrts);
      default -> throw new IllegalArgumentException(mnemonic);
    };
  }

  private static Helper of(String name, Helper.F3 f) {
    return Helper.of(Floats.class, name, f);
  }

  /** With an intrinsic of the operands in the opposite order. */
  private static Helper exchanged(String name, Helper.F3 f, Intrinsic single, Intrinsic doubly) {
    return of(name, f).choosing(args -> args[2] == 64 ? doubly : single, 1, 0);
  }

  /** f(a, size). */
  static Helper unary(String mnemonic) {
    return UNARY.computeIfAbsent(mnemonic, FloatHelpers::makeUnary);
  }

  private static Helper makeUnary(String mnemonic) {
    return switch (mnemonic) {
      case "fsqrt" ->
          Helper.of(Floats.class, "sqrt", Floats::sqrt)
              .bySize(null, null, Intrinsic.SQUARE_ROOT_SINGLE, Intrinsic.SQUARE_ROOT_DOUBLE);
      case "fabs" -> Helper.of(Floats.class, "abs", Floats::abs);
      case "fneg" -> Helper.of(Floats.class, "neg", Floats::neg);
      case "frecpe" -> Helper.of(Estimates.class, "recpe", Estimates::recpe);
      case "frsqrte" -> Helper.of(Estimates.class, "rsqrte", Estimates::rsqrte);
      case "frecpx" -> Helper.of(Estimates.class, "recpx", Estimates::recpx);
      default -> throw new IllegalArgumentException(mnemonic);
    };
  }
}
