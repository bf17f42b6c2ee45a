package burrow.cpu.aarch64;

import burrow.translator.Helper;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The helpers of {@link Lanes} and {@link LaneShifts} by mnemonic, made on demand. */
final class LaneHelpers {
  private static final Map<String, Helper> BINARY = new ConcurrentHashMap<>();
  private static final Map<String, Helper> UNARY = new ConcurrentHashMap<>();

  static final Helper SXTL = Helper.of(Lanes.class, "sxtl", Lanes::sxtl);
  static final Helper UXTL = Helper.of(Lanes.class, "uxtl", Lanes::uxtl);
  static final Helper ZIP = Helper.of(Lanes.class, "zip", Lanes::zip);
  static final Helper EXT = Helper.of(Lanes.class, "ext", Lanes::ext);
  static final Helper TBL = Helper.of(Lanes.class, "tbl", Lanes::tbl);
  static final Helper OUTSIDE = Helper.of(Lanes.class, "outside", Lanes::outside);
  static final Helper SLI = Helper.of(LaneShifts.class, "sli", LaneShifts::sli);
  static final Helper SRI = Helper.of(LaneShifts.class, "sri", LaneShifts::sri);

  private LaneHelpers() {}

  /** f(a, b, lane size); for narrowing f(low, high, lane size of the result). */
  static Helper binary(String mnemonic) {
    return BINARY.computeIfAbsent(mnemonic, LaneHelpers::makeBinary);
  }

  private static Helper makeBinary(String mnemonic) {
    return switch (mnemonic) {
      case "add" -> of(mnemonic, Lanes::add);
      case "sub" -> of(mnemonic, Lanes::sub);
      case "shadd" -> of(mnemonic, Lanes::shadd);
      case "uhadd" -> of(mnemonic, Lanes::uhadd);
      case "srhadd" -> of(mnemonic, Lanes::srhadd);
      case "urhadd" -> of(mnemonic, Lanes::urhadd);
      case "shsub" -> of(mnemonic, Lanes::shsub);
      case "uhsub" -> of(mnemonic, Lanes::uhsub);
      case "sabd" -> of(mnemonic, Lanes::sabd);
      case "uabd" -> of(mnemonic, Lanes::uabd);
      case "sqadd" -> of(mnemonic, Lanes::sqadd);
      case "uqadd" -> of(mnemonic, Lanes::uqadd);
      case "sqsub" -> of(mnemonic, Lanes::sqsub);
      case "uqsub" -> of(mnemonic, Lanes::uqsub);
      case "suqadd" -> of(mnemonic, Lanes::suqadd);
      case "usqadd" -> of(mnemonic, Lanes::usqadd);
      case "cmgt" -> of(mnemonic, Lanes::cmgt);
      case "cmge" -> of(mnemonic, Lanes::cmge);
      case "cmhi" -> of(mnemonic, Lanes::cmhi);
      case "cmhs" -> of(mnemonic, Lanes::cmhs);
      case "cmeq" -> of(mnemonic, Lanes::cmeq);
      case "cmtst" -> of(mnemonic, Lanes::cmtst);
      case "smax" -> of(mnemonic, Lanes::smax);
      case "smin" -> of(mnemonic, Lanes::smin);
      case "umax" -> of(mnemonic, Lanes::umax);
      case "umin" -> of(mnemonic, Lanes::umin);
      case "mul" -> of(mnemonic, Lanes::mul);
      case "pmul" -> of(mnemonic, Lanes::pmul);
      case "sqdmulh" -> of(mnemonic, Lanes::sqdmulh);
      case "sqrdmulh" -> of(mnemonic, Lanes::sqrdmulh);
      case "sqdmull" -> of(mnemonic, Lanes::sqdmull);
      case "sshl" -> Helper.of(LaneShifts.class, mnemonic, LaneShifts::sshl);
      case "ushl" -> Helper.of(LaneShifts.class, mnemonic, LaneShifts::ushl);
      case "srshl" -> Helper.of(LaneShifts.class, mnemonic, LaneShifts::srshl);
      case "urshl" -> Helper.of(LaneShifts.class, mnemonic, LaneShifts::urshl);
      case "sqshl" -> Helper.of(LaneShifts.class, mnemonic, LaneShifts::sqshl);
      case "uqshl" -> Helper.of(LaneShifts.class, mnemonic, LaneShifts::uqshl);
      case "sqrshl" -> Helper.of(LaneShifts.class, mnemonic, LaneShifts::sqrshl);
      case "uqrshl" -> Helper.of(LaneShifts.class, mnemonic, LaneShifts::uqrshl);
      case "sqshlu" -> Helper.of(LaneShifts.class, mnemonic, LaneShifts::sqshlu);
      case "sshr" -> Helper.of(LaneShifts.class, mnemonic, LaneShifts::sshr);
      case "ushr" -> Helper.of(LaneShifts.class, mnemonic, LaneShifts::ushr);
      case "srshr" -> Helper.of(LaneShifts.class, mnemonic, LaneShifts::srshr);
      case "urshr" -> Helper.of(LaneShifts.class, mnemonic, LaneShifts::urshr);
      case "shl" -> Helper.of(LaneShifts.class, mnemonic, LaneShifts::shl);
      case "xtn" -> of(mnemonic, Lanes::xtn);
      case "sqxtn" -> of(mnemonic, Lanes::sqxtn);
      case "uqxtn" -> of(mnemonic, Lanes::uqxtn);
      case "sqxtun" -> of(mnemonic, Lanes::sqxtun);
      case "addv" -> of(mnemonic, Lanes::addv);
      default -> throw new IllegalArgumentException(mnemonic);
    };
  }

  private static Helper of(String name, Helper.F3 f) {
    return Helper.of(Lanes.class, name, f);
  }

  /** f(a, lane size). */
  static Helper unary(String mnemonic) {
    return UNARY.computeIfAbsent(mnemonic, LaneHelpers::makeUnary);
  }

  private static Helper makeUnary(String mnemonic) {
    return switch (mnemonic) {
      case "abs" -> of(mnemonic, Lanes::abs);
      case "neg" -> of(mnemonic, Lanes::neg);
      case "sqabs" -> of(mnemonic, Lanes::sqabs);
      case "sqneg" -> of(mnemonic, Lanes::sqneg);
      case "cls" -> of(mnemonic, Lanes::cls);
      case "clz" -> of(mnemonic, Lanes::clz);
      case "cnt" -> of(mnemonic, Lanes::cnt);
      case "rbit" -> of(mnemonic, Lanes::rbit);
      case "rev64" -> of(mnemonic, Lanes::rev64);
      case "rev32" -> of(mnemonic, Lanes::rev32);
      case "rev16" -> of(mnemonic, Lanes::rev16);
      case "saddlp" -> of(mnemonic, Lanes::saddlp);
      case "uaddlp" -> of(mnemonic, Lanes::uaddlp);
      case "urecpe" -> of(mnemonic, Lanes::urecpe);
      case "ursqrte" -> of(mnemonic, Lanes::ursqrte);
      case "saddlv" -> of(mnemonic, Lanes::saddlv);
      case "uaddlv" -> of(mnemonic, Lanes::uaddlv);
      default -> throw new IllegalArgumentException(mnemonic);
    };
  }

  private static Helper of(String name, Helper.F2 f) {
    return Helper.of(Lanes.class, name, f);
  }
}
