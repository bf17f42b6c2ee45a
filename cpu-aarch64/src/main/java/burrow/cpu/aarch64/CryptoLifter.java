package burrow.cpu.aarch64;

import burrow.translator.Helper;
import burrow.translator.Intrinsic;
import burrow.translator.Opcode;
import burrow.translator.Sha1;
import burrow.translator.Sha256;

/** AES, SHA, SHA-3 helpers and polynomial multiplication. */
final class CryptoLifter {
  private static final Helper AESE = Helper.of(Crypto.class, "aese", Crypto::aese);
  private static final Helper AESD = Helper.of(Crypto.class, "aesd", Crypto::aesd);
  private static final Helper AESMC = Helper.of(Crypto.class, "aesmc", Crypto::aesmc);
  private static final Helper AESIMC = Helper.of(Crypto.class, "aesimc", Crypto::aesimc);
  private static final Helper CARRYLESS_LOW =
      Helper.of(Crypto.class, "carrylessLow", Crypto::carrylessLow).as(Intrinsic.CARRYLESS_LOW);
  private static final Helper CARRYLESS_HIGH =
      Helper.of(Crypto.class, "carrylessHigh", Crypto::carrylessHigh).as(Intrinsic.CARRYLESS_HIGH);

  private static final Helper SHA1_ROUNDS =
      Helper.of(Sha1.class, "rounds", Sha1::rounds).withConstant(Intrinsic.SHA1_ROUNDS);
  private static final Helper SHA1_SCHEDULE =
      Helper.of(Sha1.class, "schedule", Sha1::schedule).withConstant(Intrinsic.SHA1_SCHEDULE);
  private static final Helper ROUNDS_E =
      Helper.of(Sha256.class, "roundsE", Sha256::roundsE).as(Intrinsic.SHA256_ROUNDS_E);
  private static final Helper ROUNDS_A =
      Helper.of(Sha256.class, "roundsA", Sha256::roundsA).as(Intrinsic.SHA256_ROUNDS_A);
  private static final Helper SCHEDULE_0 =
      Helper.of(Sha256.class, "schedule0", Sha256::schedule0).as(Intrinsic.SHA256_SCHEDULE_0);
  private static final Helper SCHEDULE_1 =
      Helper.of(Sha256.class, "schedule1", Sha256::schedule1).as(Intrinsic.SHA256_SCHEDULE_1);
  private static final Helper SUM =
      Helper.of(Sha256.class, "sum", Sha256::sum).as(Intrinsic.ADD_DWORDS);

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
      case "sha1c" -> sha1Rounds(i, 0);
      case "sha1p" -> sha1Rounds(i, 1);
      case "sha1m" -> sha1Rounds(i, 2);
      case "sha1su0" -> sha1su0(i);
      case "sha1su1" -> sha1su1(i);
      case "sha256h" -> sha256h(i);
      case "sha256h2" -> sha256h2(i);
      case "sha256su0" -> sha256su0(i);
      case "sha256su1" -> sha256su1(i);
      default -> i.ir.callCpu(sha512Helper(i.mnemonic()), i.con(i.word));
    }
  }

  private static Helper sha512Helper(String mnemonic) {
    return switch (mnemonic) {
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

  // The functions of SHA-1 and SHA-256 have the first word in the highest dword, these instructions
  // in the lowest.

  /** Words in the other order. */
  private static int turned(Insn i, int half) {
    return i.ir.binary(Opcode.ROTR, half, i.con(32));
  }

  /** The functions' rounds add a constant, which these instructions are given added already. */
  private static void sha1Rounds(Insn i, int function) {
    int d = i.d();
    int m = i.m();
    int less = -Sha1.constant(function);
    int constants = i.con(Sha256.pack(less, less));
    int e = i.ir.unary(Opcode.ZEXT32, i.low(i.n()));
    int aLow = turned(i, i.high(d));
    int aHigh = turned(i, i.low(d));
    int wLow = turned(i, i.call(SUM, i.high(m), constants));
    int wHigh = turned(i, i.call(SUM, i.call(SUM, i.low(m), e), constants));
    int high = i.call(SHA1_ROUNDS, aLow, aHigh, wLow, wHigh, i.con(function + 4));
    int low = i.call(SHA1_ROUNDS, aLow, aHigh, wLow, wHigh, i.con(function));
    i.ir.set(i.low(d), turned(i, high));
    i.ir.set(i.high(d), turned(i, low));
  }

  private static void sha1su1(Insn i) {
    int d = i.d();
    int n = i.n();
    int aLow = turned(i, i.high(d));
    int aHigh = turned(i, i.low(d));
    int bLow = turned(i, i.high(n));
    int bHigh = turned(i, i.low(n));
    int high = i.call(SHA1_SCHEDULE, aLow, aHigh, bLow, bHigh, i.con(1));
    int low = i.call(SHA1_SCHEDULE, aLow, aHigh, bLow, bHigh, i.con(0));
    i.ir.set(i.low(d), turned(i, high));
    i.ir.set(i.high(d), turned(i, low));
  }

  // SHA256H and SHA256H2: four rounds of the state x (A to D) and y (E to H), of which they keep x
  // or y.

  private static void sha256h(Insn i) {
    int d = i.d();
    int ab = turned(i, i.low(d));
    int cd = turned(i, i.high(d));
    int ef = turned(i, i.low(i.n()));
    int first = i.call(ROUNDS_E, turned(i, i.high(i.n())), cd, ef, i.low(i.m()));
    int last = i.call(ROUNDS_E, ef, ab, first, i.high(i.m()));
    int firstAb = i.call(ROUNDS_A, first, cd, ab);
    i.ir.set(i.low(d), turned(i, i.call(ROUNDS_A, last, ab, firstAb)));
    i.ir.set(i.high(d), turned(i, firstAb));
  }

  private static void sha256h2(Insn i) {
    int d = i.d();
    int ef = turned(i, i.low(d));
    int cd = turned(i, i.high(i.n()));
    int first = i.call(ROUNDS_E, turned(i, i.high(d)), cd, ef, i.low(i.m()));
    int last = i.call(ROUNDS_E, ef, turned(i, i.low(i.n())), first, i.high(i.m()));
    i.ir.set(i.low(d), turned(i, last));
    i.ir.set(i.high(d), turned(i, first));
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
