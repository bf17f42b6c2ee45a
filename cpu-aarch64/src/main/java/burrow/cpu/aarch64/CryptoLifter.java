package burrow.cpu.aarch64;

import burrow.translator.Helper;
import burrow.translator.Opcode;
import burrow.translator.Sha256;

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

  private static final Helper FIRST_E = Helper.of(Sha.class, "sha256FirstE", Sha::sha256FirstE);
  private static final Helper LAST_E = Helper.of(Sha.class, "sha256LastE", Sha::sha256LastE);
  private static final Helper FIRST_A = Helper.of(Sha.class, "sha256FirstA", Sha::sha256FirstA);
  private static final Helper LAST_A = Helper.of(Sha.class, "sha256LastA", Sha::sha256LastA);
  private static final Helper SCHEDULE_0 = Helper.of(Sha256.class, "schedule0", Sha256::schedule0);
  private static final Helper SCHEDULE_1 = Helper.of(Sha256.class, "schedule1", Sha256::schedule1);
  private static final Helper SUM = Helper.of(Sha256.class, "sum", Sha256::sum);

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
      case "sha256h" -> sha256h(i);
      case "sha256h2" -> sha256h2(i);
      case "sha256su0" -> sha256su0(i);
      case "sha256su1" -> sha256su1(i);
      default -> i.ir.callCpu(shaHelper(i.mnemonic()), i.con(i.word));
    }
  }

  private static Helper shaHelper(String mnemonic) {
    return switch (mnemonic) {
      case "sha1c", "sha1p", "sha1m" -> of("sha1Rounds", Sha::sha1Rounds);
      case "sha1su1" -> of("sha1su1", Sha::sha1su1);
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

  private static void sha256h(Insn i) {
    int d = i.d();
    int firstE = firstE(i, d, i.n());
    int lastE = lastE(i, d, i.n(), firstE);
    int firstA = i.call(FIRST_A, i.low(d), i.high(d), firstE);
    i.ir.set(i.low(d), i.call(LAST_A, i.low(d), firstA, lastE));
    i.ir.set(i.high(d), firstA);
  }

  private static void sha256h2(Insn i) {
    int d = i.d();
    int firstE = firstE(i, i.n(), d);
    i.ir.set(i.low(d), lastE(i, i.n(), d, firstE));
    i.ir.set(i.high(d), firstE);
  }

  private static int firstE(Insn i, int x, int y) {
    return i.call(FIRST_E, i.high(x), i.low(y), i.high(y), i.low(i.m()));
  }

  private static int lastE(Insn i, int x, int y, int firstE) {
    return i.call(LAST_E, i.low(x), i.low(y), firstE, i.high(i.m()));
  }

  private static void sha256su0(Insn i) {
    int d = i.d();
    int low = i.call(SCHEDULE_0, i.low(d), i.high(d));
    int high = i.call(SCHEDULE_0, i.high(d), i.low(i.n()));
    i.ir.set(i.low(d), low);
    i.ir.set(i.high(d), high);
  }

  private static void sha256su1(Insn i) {
    int d = i.d();
    int n = i.n();
    int low = i.call(SUM, i.low(d), funnel(i, i.low(n), i.high(n)));
    int high = i.call(SUM, i.high(d), funnel(i, i.high(n), i.low(i.m())));
    low = i.call(SCHEDULE_1, low, i.high(i.m()));
    high = i.call(SCHEDULE_1, high, low);
    i.ir.set(i.low(d), low);
    i.ir.set(i.high(d), high);
  }

  /** The upper word of one half and the lower one of the next. */
  private static int funnel(Insn i, int half, int next) {
    return i.ir.binary(
        Opcode.OR, i.ir.binary(Opcode.SHR, half, i.con(32)), i.ir.shl(next, i.con(32)));
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
