package burrow.cpu.aarch64;

import burrow.translator.Helper;
import burrow.translator.Opcode;

/** AES, SHA, SHA-3 helpers and polynomial multiplication. */
final class CryptoLifter {
  private static final Helper AESE = Helper.of(Crypto.class, "aese", Crypto::aese);
  private static final Helper AESD = Helper.of(Crypto.class, "aesd", Crypto::aesd);
  private static final Helper AESMC = Helper.of(Crypto.class, "aesmc", Crypto::aesmc);
  private static final Helper AESIMC = Helper.of(Crypto.class, "aesimc", Crypto::aesimc);
  private static final Helper CARRYLESS_LOW =
      Helper.of(Crypto.class, "carrylessLow", Crypto::carrylessLow);
  private static final Helper CARRYLESS_HIGH =
      Helper.of(Crypto.class, "carrylessHigh", Crypto::carrylessHigh);

  private CryptoLifter() {}

  static void aes(Insn i) {
    switch (i.bits(12, 2)) {
      case 0 -> round(i, AESE);
      case 1 -> round(i, AESD);
      case 2 -> VectorLifter.setWhole(i, h -> i.call(AESMC, i.half(i.n(), h)));
      default -> VectorLifter.setWhole(i, h -> i.call(AESIMC, i.half(i.n(), h)));
    }
  }

  private static void round(Insn i, Helper f) {
    int low = i.ir.xor(i.low(i.d()), i.low(i.n()));
    int high = i.ir.xor(i.high(i.d()), i.high(i.n()));
    VectorLifter.setWhole(i, h -> i.call(f, low, high, i.con(h)));
  }

  static void polynomialLong(Insn i) {
    int which = i.bit(30) ? 1 : 0;
    int a = i.half(i.n(), which);
    int b = i.half(i.m(), which);
    VectorLifter.setWhole(i, h -> i.call(h == 0 ? CARRYLESS_LOW : CARRYLESS_HIGH, a, b));
  }

  static void sha(Insn i) {
    switch (i.mnemonic()) {
      case "sha1h" -> i.setScalar(i.d(), i.ir.binary(Opcode.ROTRU32, i.low(i.n()), i.con(2)));
      case "sha1su0" -> sha1su0(i);
      default -> i.ir.callCpu(shaHelper(i.mnemonic()), i.con(i.word));
    }
  }

  private static Helper shaHelper(String mnemonic) {
    return switch (mnemonic) {
      case "sha1c", "sha1p", "sha1m" -> of("sha1Rounds", Sha::sha1Rounds);
      case "sha1su1" -> of("sha1su1", Sha::sha1su1);
      case "sha256h", "sha256h2" -> of("sha256Rounds", Sha::sha256Rounds);
      case "sha256su0" -> of("sha256su0", Sha::sha256su0);
      case "sha256su1" -> of("sha256su1", Sha::sha256su1);
      case "sha512h" -> of("sha512h", Sha::sha512h);
      case "sha512h2" -> of("sha512h2", Sha::sha512h2);
      case "sha512su0" -> of("sha512su0", Sha::sha512su0);
      case "sha512su1" -> of("sha512su1", Sha::sha512su1);
      default -> throw new IllegalArgumentException(mnemonic);
    };
  }

  private static Helper of(String name, Helper.C1 f) {
    return Helper.cpu(Sha.class, name, f);
  }

  /** The schedule's exclusive or: words 2 to 5 of d:n, with d and m. */
  private static void sha1su0(Insn i) {
    int d = i.d();
    int m = i.m();
    int low = i.ir.xor(i.ir.xor(i.high(d), i.low(d)), i.low(m));
    int high = i.ir.xor(i.ir.xor(i.low(i.n()), i.high(d)), i.high(m));
    i.ir.set(i.low(d), low);
    i.ir.set(i.high(d), high);
  }

  static void sha3(Insn i) {
    String f = i.mnemonic();
    VectorLifter.setWhole(
        i,
        h -> {
          int n = i.half(i.n(), h);
          int m = i.half(i.m(), h);
          return switch (f) {
            case "eor3" -> i.ir.xor(i.ir.xor(n, m), i.half(i.a(), h));
            case "bcax" -> i.ir.xor(n, i.ir.binary(Opcode.ANDN, m, i.half(i.a(), h)));
            case "rax1" -> i.ir.xor(n, i.ir.binary(Opcode.ROTR, m, i.con(63)));
            default -> i.ir.binary(Opcode.ROTR, i.ir.xor(n, m), i.con(i.bits(10, 6)));
          };
        });
  }
}
