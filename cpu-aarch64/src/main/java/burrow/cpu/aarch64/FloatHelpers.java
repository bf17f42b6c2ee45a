package burrow.cpu.aarch64;

import burrow.translator.Helper;
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
      case "fadd" -> of("add", Floats::add);
      case "fsub" -> of("sub", Floats::sub);
      case "fmul" -> of("mul", Floats::mul);
      case "fdiv" -> of("div", Floats::div);
      case "fnmul" -> of("nmul", Floats::nmul);
      case "fmulx" -> of("mulx", Floats::mulx);
      case "fabd" -> of("abd", Floats::abd);
      case "fmax" -> of("max", Floats::max);
      case "fmin" -> of("min", Floats::min);
      case "fmaxnm" -> of("maxnm", Floats::maxnm);
      case "fminnm" -> of("minnm", Floats::minnm);
      case "fcmeq" -> of("cmeq", Floats::cmeq);
      case "fcmge" -> of("cmge", Floats::cmge);
      case "fcmgt" -> of("cmgt", Floats::cmgt);
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

  /** f(a, size). */
  static Helper unary(String mnemonic) {
    return UNARY.computeIfAbsent(mnemonic, FloatHelpers::makeUnary);
  }

  private static Helper makeUnary(String mnemonic) {
    return switch (mnemonic) {
      case "fsqrt" -> Helper.of(Floats.class, "sqrt", Floats::sqrt);
      case "fabs" -> Helper.of(Floats.class, "abs", Floats::abs);
      case "fneg" -> Helper.of(Floats.class, "neg", Floats::neg);
      case "frecpe" -> Helper.of(Estimates.class, "recpe", Estimates::recpe);
      case "frsqrte" -> Helper.of(Estimates.class, "rsqrte", Estimates::rsqrte);
      case "frecpx" -> Helper.of(Estimates.class, "recpx", Estimates::recpx);
      default -> throw new IllegalArgumentException(mnemonic);
    };
  }
}
