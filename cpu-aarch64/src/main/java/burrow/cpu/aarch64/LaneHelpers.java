package burrow.cpu.aarch64;

import burrow.translator.Helper;
import burrow.translator.Intrinsic;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The helpers of {@link Lanes} and {@link LaneShifts} by mnemonic, made on demand. */
final class LaneHelpers {
  private static final Map<String, Helper> BINARY = new ConcurrentHashMap<>();
  private static final Map<String, Helper> UNARY = new ConcurrentHashMap<>();

  static final Helper SXTL =
      Helper.of(Lanes.class, "sxtl", Lanes::sxtl)
          .bySize(
              Intrinsic.SIGN_EXTEND_BYTES,
              Intrinsic.SIGN_EXTEND_WORDS,
              Intrinsic.SIGN_EXTEND_DWORD,
              null);
  static final Helper UXTL =
      Helper.of(Lanes.class, "uxtl", Lanes::uxtl)
          .bySize(
              Intrinsic.ZERO_EXTEND_BYTES,
              Intrinsic.ZERO_EXTEND_WORDS,
              Intrinsic.ZERO_EXTEND_DWORD,
              null);
  static final Helper ZIP =
      Helper.of(Lanes.class, "zip", Lanes::zip)
          .bySize(
              Intrinsic.INTERLEAVE_LOW_BYTES,
              Intrinsic.INTERLEAVE_LOW_WORDS,
              Intrinsic.INTERLEAVE_LOW_DWORDS,
              null);
  static final Helper TBL = Helper.of(Lanes.class, "tbl", Lanes::tbl).as(Intrinsic.LOOK_UP_BYTES);
  static final Helper OUTSIDE = Helper.of(Lanes.class, "outside", Lanes::outside);

  private LaneHelpers() {}

  /** f(a, b, lane size); for narrowing f(low, high, lane size of the result). */
  static Helper binary(String mnemonic) {
    return BINARY.computeIfAbsent(mnemonic, LaneHelpers::makeBinary);
  }

  private static Helper makeBinary(String mnemonic) {
    return switch (mnemonic) {
      case "add" ->
          of(mnemonic, Lanes::add)
              .bySize(Intrinsic.ADD_BYTES, Intrinsic.ADD_WORDS, Intrinsic.ADD_DWORDS, null);
      case "sub" ->
          of(mnemonic, Lanes::sub)
              .bySize(
                  Intrinsic.SUBTRACT_BYTES,
                  Intrinsic.SUBTRACT_WORDS,
                  Intrinsic.SUBTRACT_DWORDS,
                  null);
      case "shadd" -> of(mnemonic, Lanes::shadd);
      case "uhadd" -> of(mnemonic, Lanes::uhadd);
      case "srhadd" -> of(mnemonic, Lanes::srhadd);
      case "urhadd" ->
          of(mnemonic, Lanes::urhadd)
              .bySize(Intrinsic.AVERAGE_BYTES, Intrinsic.AVERAGE_WORDS, null, null);
      case "shsub" -> of(mnemonic, Lanes::shsub);
      case "uhsub" -> of(mnemonic, Lanes::uhsub);
      case "sabd" -> of(mnemonic, Lanes::sabd);
      case "uabd" -> of(mnemonic, Lanes::uabd);
      case "sqadd" ->
          of(mnemonic, Lanes::sqadd)
              .bySize(
                  Intrinsic.ADD_SIGNED_SATURATING_BYTES,
                  Intrinsic.ADD_SIGNED_SATURATING_WORDS,
                  null,
                  null);
      case "uqadd" ->
          of(mnemonic, Lanes::uqadd)
              .bySize(
                  Intrinsic.ADD_UNSIGNED_SATURATING_BYTES,
                  Intrinsic.ADD_UNSIGNED_SATURATING_WORDS,
                  null,
                  null);
      case "sqsub" ->
          of(mnemonic, Lanes::sqsub)
              .bySize(
                  Intrinsic.SUBTRACT_SIGNED_SATURATING_BYTES,
                  Intrinsic.SUBTRACT_SIGNED_SATURATING_WORDS,
                  null,
                  null);
      case "uqsub" ->
          of(mnemonic, Lanes::uqsub)
              .bySize(
                  Intrinsic.SUBTRACT_UNSIGNED_SATURATING_BYTES,
                  Intrinsic.SUBTRACT_UNSIGNED_SATURATING_WORDS,
                  null,
                  null);
      case "suqadd" -> of(mnemonic, Lanes::suqadd);
      case "usqadd" -> of(mnemonic, Lanes::usqadd);
      case "cmgt" ->
          of(mnemonic, Lanes::cmgt)
              .bySize(
                  Intrinsic.GREATER_BYTES,
                  Intrinsic.GREATER_WORDS,
                  Intrinsic.GREATER_DWORDS,
                  Intrinsic.GREATER_QWORD);
      case "cmge" -> of(mnemonic, Lanes::cmge);
      case "cmhi" -> of(mnemonic, Lanes::cmhi);
      case "cmhs" -> of(mnemonic, Lanes::cmhs);
      case "cmeq" ->
          of(mnemonic, Lanes::cmeq)
              .bySize(
                  Intrinsic.EQUAL_BYTES,
                  Intrinsic.EQUAL_WORDS,
                  Intrinsic.EQUAL_DWORDS,
                  Intrinsic.EQUAL_QWORD);
      case "cmtst" -> of(mnemonic, Lanes::cmtst);
      case "smax" ->
          of(mnemonic, Lanes::smax)
              .bySize(
                  Intrinsic.MAX_SIGNED_BYTES,
                  Intrinsic.MAX_SIGNED_WORDS,
                  Intrinsic.MAX_SIGNED_DWORDS,
                  null);
      case "smin" ->
          of(mnemonic, Lanes::smin)
              .bySize(
                  Intrinsic.MIN_SIGNED_BYTES,
                  Intrinsic.MIN_SIGNED_WORDS,
                  Intrinsic.MIN_SIGNED_DWORDS,
                  null);
      case "umax" ->
          of(mnemonic, Lanes::umax)
              .bySize(
                  Intrinsic.MAX_UNSIGNED_BYTES,
                  Intrinsic.MAX_UNSIGNED_WORDS,
                  Intrinsic.MAX_UNSIGNED_DWORDS,
                  null);
      case "umin" ->
          of(mnemonic, Lanes::umin)
              .bySize(
                  Intrinsic.MIN_UNSIGNED_BYTES,
                  Intrinsic.MIN_UNSIGNED_WORDS,
                  Intrinsic.MIN_UNSIGNED_DWORDS,
                  null);
      case "mul" ->
          of(mnemonic, Lanes::mul)
              .bySize(null, Intrinsic.MULTIPLY_LOW_WORDS, Intrinsic.MULTIPLY_LOW_DWORDS, null);
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
      case "sshr" ->
          Helper.of(LaneShifts.class, mnemonic, LaneShifts::sshr)
              .bySize(
                  null, Intrinsic.SHIFT_ARITHMETIC_WORDS, Intrinsic.SHIFT_ARITHMETIC_DWORDS, null);
      case "srshr" -> Helper.of(LaneShifts.class, mnemonic, LaneShifts::srshr);
      case "urshr" -> Helper.of(LaneShifts.class, mnemonic, LaneShifts::urshr);
      case "xtn" ->
          of(mnemonic, Lanes::xtn)
              .bySize(Intrinsic.NARROW_WORDS, Intrinsic.NARROW_DWORDS, null, null);
      case "sqxtn" ->
          of(mnemonic, Lanes::sqxtn)
              .bySize(Intrinsic.PACK_SIGNED_WORDS, Intrinsic.PACK_SIGNED_DWORDS, null, null);
      case "uqxtn" -> of(mnemonic, Lanes::uqxtn);
      case "sqxtun" ->
          of(mnemonic, Lanes::sqxtun)
              .bySize(Intrinsic.PACK_UNSIGNED_WORDS, Intrinsic.PACK_UNSIGNED_DWORDS, null, null);
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
      case "abs" ->
          of(mnemonic, Lanes::abs)
              .bySize(
                  Intrinsic.ABSOLUTE_BYTES,
                  Intrinsic.ABSOLUTE_WORDS,
                  Intrinsic.ABSOLUTE_DWORDS,
                  null);
      case "sqabs" -> of(mnemonic, Lanes::sqabs);
      case "sqneg" -> of(mnemonic, Lanes::sqneg);
      case "cls" -> of(mnemonic, Lanes::cls);
      case "clz" -> of(mnemonic, Lanes::clz);
      case "rbit" -> of(mnemonic, Lanes::rbit);
      case "rev64" -> of(mnemonic, Lanes::rev64);
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
