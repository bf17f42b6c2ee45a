package burrow.cpu.x86_64;

import burrow.translator.Helper;
import burrow.translator.Intrinsic;
import burrow.translator.IrBuilder;
import burrow.translator.Sha1;
import burrow.translator.Sha256;
import java.util.Map;

/** AES, PCLMULQDQ and SHA instructions. */
final class CryptoFamilies {
  private static final Helper INVERSE_MIX =
      Helper.of(CryptoMath.class, "aesInverseMixColumns", CryptoMath::aesInverseMixColumns);
  private static final Helper KEY_ASSIST =
      Helper.of(CryptoMath.class, "aesKeyAssist", CryptoMath::aesKeyAssist);
  private static final Helper CARRYLESS_LOW =
      Helper.of(CryptoMath.class, "carrylessLow", CryptoMath::carrylessLow)
          .as(Intrinsic.CARRYLESS_LOW);
  private static final Helper CARRYLESS_HIGH =
      Helper.of(CryptoMath.class, "carrylessHigh", CryptoMath::carrylessHigh)
          .as(Intrinsic.CARRYLESS_HIGH);
  private static final Helper SHA1_NEXT_E =
      Helper.of(Sha1.class, "nextE", Sha1::nextE).as(Intrinsic.SHA1_NEXT_E);
  private static final Helper SHA1_MESSAGE_2 =
      Helper.of(Sha1.class, "schedule", Sha1::schedule).withConstant(Intrinsic.SHA1_SCHEDULE);
  private static final Helper SHA1_ROUNDS =
      Helper.of(Sha1.class, "rounds", Sha1::rounds).withConstant(Intrinsic.SHA1_ROUNDS);
  private static final Helper SHA256_ROUNDS_E =
      Helper.of(Sha256.class, "roundsE", Sha256::roundsE).as(Intrinsic.SHA256_ROUNDS_E);
  private static final Helper SHA256_ROUNDS_A =
      Helper.of(Sha256.class, "roundsA", Sha256::roundsA).as(Intrinsic.SHA256_ROUNDS_A);
  private static final Helper SHA256_MESSAGE_1 =
      Helper.of(Sha256.class, "schedule0", Sha256::schedule0).as(Intrinsic.SHA256_SCHEDULE_0);
  private static final Helper SHA256_MESSAGE_2 =
      Helper.of(Sha256.class, "schedule1", Sha256::schedule1).as(Intrinsic.SHA256_SCHEDULE_1);

  private CryptoFamilies() {}

  static void register(Map<String, Family> families) {
    aes(families, "aesenc", "aesEncrypt", CryptoMath::aesEncrypt);
    aes(families, "aesenclast", "aesEncryptLast", CryptoMath::aesEncryptLast);
    aes(families, "aesdec", "aesDecrypt", CryptoMath::aesDecrypt);
    aes(families, "aesdeclast", "aesDecryptLast", CryptoMath::aesDecryptLast);
    families.put("aesimc", CryptoFamilies::inverseMix);
    families.put("aeskeygenassist", CryptoFamilies::keyAssist);
    families.put("pclmulqdq", CryptoFamilies::carrylessMultiply);
    families.put("sha1nexte", CryptoFamilies::sha1NextE);
    families.put("sha1msg1", CryptoFamilies::sha1Message1);
    families.put("sha1msg2", CryptoFamilies::sha1Message2);
    families.put("sha1rnds4", CryptoFamilies::sha1Rounds);
    families.put("sha256rnds2", CryptoFamilies::sha256Rounds);
    families.put("sha256msg1", CryptoFamilies::sha256Message1);
    families.put("sha256msg2", CryptoFamilies::sha256Message2);
  }

  private static void aes(Map<String, Family> families, String mnemonic, String name, Helper.F4 f) {
    Helper helper = Helper.of(CryptoMath.class, name, f);
    families.put(
        mnemonic,
        x -> {
          IrBuilder ir = x.ir;
          int[] key = x.vector(1);
          int[] a = x.vector(0);
          int low = ir.call(helper, a[0], a[1], key[0], ir.con(0));
          x.writeVector(0, low, ir.call(helper, a[0], a[1], key[1], ir.con(1)));
        });
  }

  private static void inverseMix(Lifter x) {
    int[] v = x.vector(1);
    int low = x.ir.call(INVERSE_MIX, v[0]);
    x.writeVector(0, low, x.ir.call(INVERSE_MIX, v[1]));
  }

  private static void keyAssist(Lifter x) {
    IrBuilder ir = x.ir;
    int constant = ir.con(x.i.immediate & 0xff);
    int[] v = x.vector(1);
    int low = ir.call(KEY_ASSIST, v[0], constant);
    x.writeVector(0, low, ir.call(KEY_ASSIST, v[1], constant));
  }

  private static void carrylessMultiply(Lifter x) {
    int b = x.vector(1)[(int) (x.i.immediate >> 4 & 1)];
    int a = x.vector(0)[(int) (x.i.immediate & 1)];
    int low = x.ir.call(CARRYLESS_LOW, a, b);
    x.writeVector(0, low, x.ir.call(CARRYLESS_HIGH, a, b));
  }

  private static void sha1NextE(Lifter x) {
    int[] b = x.vector(1);
    int[] a = x.vector(0);
    int high = x.ir.call(SHA1_NEXT_E, a[1], b[1]);
    x.writeVector(0, x.ir.copy(b[0]), high);
  }

  /** Each dword of (a, b) XOR the dword two below it. */
  private static void sha1Message1(Lifter x) {
    IrBuilder ir = x.ir;
    int[] b = x.vector(1);
    int[] a = x.vector(0);
    int high = ir.xor(a[1], a[0]);
    x.writeVector(0, ir.xor(a[0], b[1]), high);
  }

  private static void sha1Message2(Lifter x) {
    IrBuilder ir = x.ir;
    int[] b = x.vector(1);
    int[] a = x.vector(0);
    int low = ir.call(SHA1_MESSAGE_2, a[0], a[1], b[0], b[1], ir.con(0));
    x.writeVector(0, low, ir.call(SHA1_MESSAGE_2, a[0], a[1], b[0], b[1], ir.con(1)));
  }

  private static void sha1Rounds(Lifter x) {
    IrBuilder ir = x.ir;
    long function = x.i.immediate & 3;
    int[] b = x.vector(1);
    int[] a = x.vector(0);
    int low = ir.call(SHA1_ROUNDS, a[0], a[1], b[0], b[1], ir.con(function));
    x.writeVector(0, low, ir.call(SHA1_ROUNDS, a[0], a[1], b[0], b[1], ir.con(function + 4)));
  }

  private static void sha256Rounds(Lifter x) {
    IrBuilder ir = x.ir;
    int[] b = x.vector(1);
    int[] a = x.vector(0);
    int low = ir.call(SHA256_ROUNDS_E, a[0], a[1], b[0], Lifter.low(0));
    x.writeVector(0, low, ir.call(SHA256_ROUNDS_A, low, a[1], b[1]));
  }

  private static void sha256Message1(Lifter x) {
    int[] b = x.vector(1);
    int[] a = x.vector(0);
    int low = x.ir.call(SHA256_MESSAGE_1, a[0], a[1]);
    x.writeVector(0, low, x.ir.call(SHA256_MESSAGE_1, a[1], b[0]));
  }

  private static void sha256Message2(Lifter x) {
    int[] b = x.vector(1);
    int[] a = x.vector(0);
    int low = x.ir.call(SHA256_MESSAGE_2, a[0], b[1]);
    x.writeVector(0, low, x.ir.call(SHA256_MESSAGE_2, a[1], low));
  }
}
