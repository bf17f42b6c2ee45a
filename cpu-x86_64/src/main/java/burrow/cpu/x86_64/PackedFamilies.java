package burrow.cpu.x86_64;

import burrow.translator.Cond;
import burrow.translator.Helper;
import burrow.translator.Intrinsic;
import burrow.translator.IrBuilder;
import burrow.translator.Opcode;
import java.util.Map;

/** Packed integer instructions of SSE2 to SSE4.2. */
final class PackedFamilies {
  private static final Helper SHUFFLE_DWORDS =
      Helper.of(Packed.class, "shuffleDwords", Packed::shuffleDwords).as(Intrinsic.SHUFFLE_DWORDS);
  private static final Helper SHUFFLE_WORDS =
      Helper.of(Packed.class, "shuffleWords", Packed::shuffleWords).as(Intrinsic.SHUFFLE_WORDS);
  private static final Helper SHUFFLE_BYTES =
      Helper.of(Packed.class, "shuffleBytes", Packed::shuffleBytes).as(Intrinsic.SHUFFLE_BYTES);
  private static final Helper SMALLEST_WORD =
      Helper.of(Packed.class, "smallestWord", Packed::smallestWord);
  private static final Helper BLOCK_DIFFERENCES =
      Helper.of(Packed.class, "blockDifferences", Packed::blockDifferences);

  private final Map<String, Family> families;

  private PackedFamilies(Map<String, Family> families) {
    this.families = families;
  }

  static void register(Map<String, Family> families) {
    PackedFamilies f = new PackedFamilies(families);
    f.bitwise();
    f.lanewise();
    f.lanewiseOfLaterExtensions();
    f.shifts();
    f.rearranging();
    ExtendFamilies.register(families);
  }

  /** Both halves computed alike from the halves of the two operands. */
  private void halves(String mnemonic, String name, Helper.F2 f, Intrinsic intrinsic) {
    Helper helper = Helper.of(Packed.class, name, f);
    Helper inline = name.startsWith("absolute") ? helper.as(intrinsic, 1) : helper.as(intrinsic);
    families.put(
        mnemonic,
        x -> {
          int[] b = x.vector(1);
          int[] a = x.vector(0);
          x.writeVector(0, x.ir.call(inline, a[0], b[0]), x.ir.call(inline, a[1], b[1]));
        });
  }

  /** The same with an operation of the IR. */
  private void halves(String mnemonic, Opcode code, boolean swap) {
    families.put(
        mnemonic,
        x -> {
          int[] b = x.vector(1);
          int[] a = x.vector(0);
          int low = swap ? x.ir.binary(code, b[0], a[0]) : x.ir.binary(code, a[0], b[0]);
          int high = swap ? x.ir.binary(code, b[1], a[1]) : x.ir.binary(code, a[1], b[1]);
          x.writeVector(0, low, high);
        });
  }

  private void bitwise() {
    for (String m : "pand andps andpd".split(" ")) {
      halves(m, Opcode.AND, false);
    }
    for (String m : "pandn andnps andnpd".split(" ")) {
      halves(m, Opcode.ANDN, true);
    }
    for (String m : "por orps orpd".split(" ")) {
      halves(m, Opcode.OR, false);
    }
    for (String m : "pxor xorps xorpd".split(" ")) {
      families.put(m, PackedFamilies::exclusiveOr);
    }
    halves("paddq", Opcode.ADD, false);
    halves("psubq", Opcode.SUB, false);
  }

  private static void exclusiveOr(Lifter x) {
    if (x.sameSources()) {
      x.writeVector(0, x.ir.con(0), x.ir.con(0));
      return;
    }
    int[] b = x.vector(1);
    int[] a = x.vector(0);
    x.writeVector(0, x.ir.xor(a[0], b[0]), x.ir.xor(a[1], b[1]));
  }

  private void lanewise() {
    halves("paddb", "addBytes", Packed::addBytes, Intrinsic.ADD_BYTES);
    halves("paddw", "addWords", Packed::addWords, Intrinsic.ADD_WORDS);
    halves("paddd", "addDwords", Packed::addDwords, Intrinsic.ADD_DWORDS);
    halves("psubb", "subtractBytes", Packed::subtractBytes, Intrinsic.SUBTRACT_BYTES);
    halves("psubw", "subtractWords", Packed::subtractWords, Intrinsic.SUBTRACT_WORDS);
    halves("psubd", "subtractDwords", Packed::subtractDwords, Intrinsic.SUBTRACT_DWORDS);
    halves(
        "paddsb",
        "addSignedSaturateBytes",
        Packed::addSignedSaturateBytes,
        Intrinsic.ADD_SIGNED_SATURATING_BYTES);
    halves(
        "paddsw",
        "addSignedSaturateWords",
        Packed::addSignedSaturateWords,
        Intrinsic.ADD_SIGNED_SATURATING_WORDS);
    halves(
        "paddusb",
        "addUnsignedSaturateBytes",
        Packed::addUnsignedSaturateBytes,
        Intrinsic.ADD_UNSIGNED_SATURATING_BYTES);
    halves(
        "paddusw",
        "addUnsignedSaturateWords",
        Packed::addUnsignedSaturateWords,
        Intrinsic.ADD_UNSIGNED_SATURATING_WORDS);
    halves(
        "psubsb",
        "subtractSignedSaturateBytes",
        Packed::subtractSignedSaturateBytes,
        Intrinsic.SUBTRACT_SIGNED_SATURATING_BYTES);
    halves(
        "psubsw",
        "subtractSignedSaturateWords",
        Packed::subtractSignedSaturateWords,
        Intrinsic.SUBTRACT_SIGNED_SATURATING_WORDS);
    halves(
        "psubusb",
        "subtractUnsignedSaturateBytes",
        Packed::subtractUnsignedSaturateBytes,
        Intrinsic.SUBTRACT_UNSIGNED_SATURATING_BYTES);
    halves(
        "psubusw",
        "subtractUnsignedSaturateWords",
        Packed::subtractUnsignedSaturateWords,
        Intrinsic.SUBTRACT_UNSIGNED_SATURATING_WORDS);
    halves("pcmpeqb", "equalBytes", Packed::equalBytes, Intrinsic.EQUAL_BYTES);
    halves("pcmpeqw", "equalWords", Packed::equalWords, Intrinsic.EQUAL_WORDS);
    halves("pcmpeqd", "equalDwords", Packed::equalDwords, Intrinsic.EQUAL_DWORDS);
    halves("pcmpgtb", "greaterBytes", Packed::greaterBytes, Intrinsic.GREATER_BYTES);
    halves("pcmpgtw", "greaterWords", Packed::greaterWords, Intrinsic.GREATER_WORDS);
    halves("pcmpgtd", "greaterDwords", Packed::greaterDwords, Intrinsic.GREATER_DWORDS);
    halves("pminub", "minUnsignedBytes", Packed::minUnsignedBytes, Intrinsic.MIN_UNSIGNED_BYTES);
    halves("pmaxub", "maxUnsignedBytes", Packed::maxUnsignedBytes, Intrinsic.MAX_UNSIGNED_BYTES);
    halves("pminsw", "minSignedWords", Packed::minSignedWords, Intrinsic.MIN_SIGNED_WORDS);
    halves("pmaxsw", "maxSignedWords", Packed::maxSignedWords, Intrinsic.MAX_SIGNED_WORDS);
    halves("pavgb", "averageBytes", Packed::averageBytes, Intrinsic.AVERAGE_BYTES);
    halves("pavgw", "averageWords", Packed::averageWords, Intrinsic.AVERAGE_WORDS);
    halves("pmullw", "multiplyLowWords", Packed::multiplyLowWords, Intrinsic.MULTIPLY_LOW_WORDS);
    halves("pmulhw", "multiplyHighWords", Packed::multiplyHighWords, Intrinsic.MULTIPLY_HIGH_WORDS);
    halves(
        "pmulhuw",
        "multiplyHighUnsignedWords",
        Packed::multiplyHighUnsignedWords,
        Intrinsic.MULTIPLY_HIGH_UNSIGNED_WORDS);
    halves(
        "pmuludq",
        "multiplyUnsignedDwords",
        Packed::multiplyUnsignedDwords,
        Intrinsic.MULTIPLY_UNSIGNED_DWORD);
    halves("pmaddwd", "multiplyAddWords", Packed::multiplyAddWords, Intrinsic.MULTIPLY_ADD_WORDS);
    halves("psadbw", "sumOfDifferences", Packed::sumOfDifferences, Intrinsic.SUM_OF_DIFFERENCES);
  }

  private void lanewiseOfLaterExtensions() {
    halves("pabsb", "absoluteBytes", Packed::absoluteBytes, Intrinsic.ABSOLUTE_BYTES);
    halves("pabsw", "absoluteWords", Packed::absoluteWords, Intrinsic.ABSOLUTE_WORDS);
    halves("pabsd", "absoluteDwords", Packed::absoluteDwords, Intrinsic.ABSOLUTE_DWORDS);
    halves("psignb", "signBytes", Packed::signBytes, Intrinsic.SIGN_BYTES);
    halves("psignw", "signWords", Packed::signWords, Intrinsic.SIGN_WORDS);
    halves("psignd", "signDwords", Packed::signDwords, Intrinsic.SIGN_DWORDS);
    halves(
        "pmulhrsw",
        "multiplyRoundScaleWords",
        Packed::multiplyRoundScaleWords,
        Intrinsic.MULTIPLY_ROUND_SCALE_WORDS);
    halves("pmaddubsw", "multiplyAddBytes", Packed::multiplyAddBytes, Intrinsic.MULTIPLY_ADD_BYTES);
    halves("pcmpeqq", "equalQwords", Packed::equalQwords, Intrinsic.EQUAL_QWORD);
    halves("pcmpgtq", "greaterQwords", Packed::greaterQwords, Intrinsic.GREATER_QWORD);
    halves("pminsb", "minSignedBytes", Packed::minSignedBytes, Intrinsic.MIN_SIGNED_BYTES);
    halves("pmaxsb", "maxSignedBytes", Packed::maxSignedBytes, Intrinsic.MAX_SIGNED_BYTES);
    halves("pminuw", "minUnsignedWords", Packed::minUnsignedWords, Intrinsic.MIN_UNSIGNED_WORDS);
    halves("pmaxuw", "maxUnsignedWords", Packed::maxUnsignedWords, Intrinsic.MAX_UNSIGNED_WORDS);
    halves("pminsd", "minSignedDwords", Packed::minSignedDwords, Intrinsic.MIN_SIGNED_DWORDS);
    halves("pmaxsd", "maxSignedDwords", Packed::maxSignedDwords, Intrinsic.MAX_SIGNED_DWORDS);
    halves("pminud", "minUnsignedDwords", Packed::minUnsignedDwords, Intrinsic.MIN_UNSIGNED_DWORDS);
    halves("pmaxud", "maxUnsignedDwords", Packed::maxUnsignedDwords, Intrinsic.MAX_UNSIGNED_DWORDS);
    halves("pmulld", "multiplyLowDwords", Packed::multiplyLowDwords, Intrinsic.MULTIPLY_LOW_DWORDS);
    halves(
        "pmuldq",
        "multiplySignedDwords",
        Packed::multiplySignedDwords,
        Intrinsic.MULTIPLY_SIGNED_DWORD);
  }

  // ---- shifts ----

  private void shifts() {
    shift("psllw", "shiftLeftWords", Packed::shiftLeftWords, Intrinsic.SHIFT_LEFT_WORDS);
    shift("pslld", "shiftLeftDwords", Packed::shiftLeftDwords, Intrinsic.SHIFT_LEFT_DWORDS);
    shift("psllq", "shiftLeftQword", Packed::shiftLeftQword, Intrinsic.SHIFT_LEFT_QWORD);
    shift("psrlw", "shiftRightWords", Packed::shiftRightWords, Intrinsic.SHIFT_RIGHT_WORDS);
    shift("psrld", "shiftRightDwords", Packed::shiftRightDwords, Intrinsic.SHIFT_RIGHT_DWORDS);
    shift("psrlq", "shiftRightQword", Packed::shiftRightQword, Intrinsic.SHIFT_RIGHT_QWORD);
    shift(
        "psraw",
        "shiftArithmeticWords",
        Packed::shiftArithmeticWords,
        Intrinsic.SHIFT_ARITHMETIC_WORDS);
    shift(
        "psrad",
        "shiftArithmeticDwords",
        Packed::shiftArithmeticDwords,
        Intrinsic.SHIFT_ARITHMETIC_DWORDS);
    families.put("psrldq", x -> shiftBytes(x, 1));
    families.put("pslldq", x -> shiftBytes(x, -1));
  }

  private void shift(String mnemonic, String name, Helper.F2 f, Intrinsic intrinsic) {
    Helper helper = Helper.of(Packed.class, name, f).as(intrinsic);
    families.put(
        mnemonic,
        x -> {
          boolean immediate = x.operand(1).place() == Operand.Place.I;
          int count = immediate ? x.ir.con(x.i.immediate & 0xff) : x.ir.copy(x.lowLane(1)[0]);
          int[] a = x.vector(0);
          x.writeVector(0, x.ir.call(helper, a[0], count), x.ir.call(helper, a[1], count));
        });
  }

  private static void shiftBytes(Lifter x, int direction) {
    int n = (int) Math.min(x.i.immediate & 0xff, 16);
    int[] a = x.vector(0);
    int zero = x.ir.con(0);
    if (direction > 0) {
      align(x, n, a[0], a[1], zero, zero);
    } else {
      align(x, 16 - n, zero, zero, a[0], a[1]);
    }
  }

  /** Writes sixteen bytes from byte {@code n} on of the quadwords; zeros follow those. */
  private static void align(Lifter x, int n, int... quads) {
    int low = aligned(x.ir, n, quads);
    x.writeVector(0, low, aligned(x.ir, n + 8, quads));
  }

  private static int aligned(IrBuilder ir, int n, int[] quads) {
    int k = n / 8;
    int bits = 8 * (n & 7);
    int low = k < quads.length ? quads[k] : ir.con(0);
    int high = k + 1 < quads.length ? quads[k + 1] : ir.con(0);
    if (bits == 0) {
      return ir.copy(low);
    }
    return ir.or(ir.shr(low, ir.con(bits)), ir.shl(high, ir.con(64 - bits)));
  }

  // ---- rearranging ----

  private void rearranging() {
    unpack(
        "bw",
        Helper.of(Packed.class, "interleaveLowBytes", Packed::interleaveLowBytes)
            .as(Intrinsic.INTERLEAVE_LOW_BYTES),
        Helper.of(Packed.class, "interleaveHighBytes", Packed::interleaveHighBytes)
            .as(Intrinsic.INTERLEAVE_HIGH_BYTES));
    unpack(
        "wd",
        Helper.of(Packed.class, "interleaveLowWords", Packed::interleaveLowWords)
            .as(Intrinsic.INTERLEAVE_LOW_WORDS),
        Helper.of(Packed.class, "interleaveHighWords", Packed::interleaveHighWords)
            .as(Intrinsic.INTERLEAVE_HIGH_WORDS));
    unpack(
        "dq",
        Helper.of(Packed.class, "interleaveLowDwords", Packed::interleaveLowDwords)
            .as(Intrinsic.INTERLEAVE_LOW_DWORDS),
        Helper.of(Packed.class, "interleaveHighDwords", Packed::interleaveHighDwords)
            .as(Intrinsic.INTERLEAVE_HIGH_DWORDS));
    families.put("unpcklps", families.get("punpckldq"));
    families.put("unpckhps", families.get("punpckhdq"));
    for (String m : "punpcklqdq unpcklpd".split(" ")) {
      families.put(m, x -> x.writeHigh(x.vector(1)[0]));
    }
    for (String m : "punpckhqdq unpckhpd".split(" ")) {
      families.put(m, PackedFamilies::unpackHighQuadwords);
    }
    pack("packsswb", "packSignedWords", Packed::packSignedWords, Intrinsic.PACK_SIGNED_WORDS);
    pack("packuswb", "packUnsignedWords", Packed::packUnsignedWords, Intrinsic.PACK_UNSIGNED_WORDS);
    pack("packssdw", "packSignedDwords", Packed::packSignedDwords, Intrinsic.PACK_SIGNED_DWORDS);
    pack(
        "packusdw",
        "packUnsignedDwords",
        Packed::packUnsignedDwords,
        Intrinsic.PACK_UNSIGNED_DWORDS);
    pack("phaddw", "addHorizontalWords", Packed::addHorizontalWords);
    pack("phaddd", "addHorizontalDwords", Packed::addHorizontalDwords);
    pack("phaddsw", "addHorizontalSaturateWords", Packed::addHorizontalSaturateWords);
    pack("phsubw", "subtractHorizontalWords", Packed::subtractHorizontalWords);
    pack("phsubd", "subtractHorizontalDwords", Packed::subtractHorizontalDwords);
    pack("phsubsw", "subtractHorizontalSaturateWords", Packed::subtractHorizontalSaturateWords);
    families.put("pshufd", PackedFamilies::shuffleDwords);
    families.put("pshuflw", x -> shuffleWords(x, 0));
    families.put("pshufhw", x -> shuffleWords(x, 1));
    families.put("shufps", PackedFamilies::shuffleSingles);
    families.put("shufpd", PackedFamilies::shuffleDoubles);
    families.put("pshufb", PackedFamilies::shuffleBytes);
    families.put("palignr", PackedFamilies::alignRight);
    families.put("pblendw", x -> blend(x, 16));
    families.put("blendps", x -> blend(x, 32));
    families.put("blendpd", x -> blend(x, 64));
    blendVariable("pblendvb", "blendBytes", Packed::blendBytes);
    blendVariable("blendvps", "blendDwords", Packed::blendDwords);
    blendVariable("blendvpd", "blendQword", Packed::blendQword);
    families.put("ptest", PackedFamilies::test);
    families.put("phminposuw", PackedFamilies::smallestWord);
    families.put("mpsadbw", PackedFamilies::blockDifferences);
  }

  private void unpack(String suffix, Helper low, Helper high) {
    families.put("punpckl" + suffix, x -> unpack(x, 0, low, high));
    families.put("punpckh" + suffix, x -> unpack(x, 1, low, high));
  }

  private static void unpack(Lifter x, int half, Helper low, Helper high) {
    int[] b = x.vector(1);
    int[] a = x.vector(0);
    int l = x.ir.call(low, a[half], b[half]);
    x.writeVector(0, l, x.ir.call(high, a[half], b[half]));
  }

  private static void unpackHighQuadwords(Lifter x) {
    int[] b = x.vector(1);
    int high = x.ir.copy(b[1]);
    x.writeVector(0, x.vector(0)[1], high);
  }

  /** The low half from the destination's halves, the high one from the source's. */
  private void pack(String mnemonic, String name, Helper.F2 f) {
    pack(mnemonic, Helper.of(Packed.class, name, f));
  }

  private void pack(String mnemonic, String name, Helper.F2 f, Intrinsic intrinsic) {
    pack(mnemonic, Helper.of(Packed.class, name, f).as(intrinsic));
  }

  private void pack(String mnemonic, Helper helper) {
    families.put(
        mnemonic,
        x -> {
          int[] b = x.vector(1);
          int[] a = x.vector(0);
          int low = x.ir.call(helper, a[0], a[1]);
          x.writeVector(0, low, x.ir.call(helper, b[0], b[1]));
        });
  }

  private static void shuffleDwords(Lifter x) {
    IrBuilder ir = x.ir;
    int[] v = x.vector(1);
    int low = ir.call(SHUFFLE_DWORDS, v[0], v[1], ir.con(x.i.immediate & 15));
    x.writeVector(0, low, ir.call(SHUFFLE_DWORDS, v[0], v[1], ir.con(x.i.immediate >> 4 & 15)));
  }

  private static void shuffleWords(Lifter x, int half) {
    IrBuilder ir = x.ir;
    int[] v = x.vector(1);
    int shuffled = ir.call(SHUFFLE_WORDS, v[half], ir.con(x.i.immediate & 0xff));
    int other = ir.copy(v[1 - half]);
    x.writeVector(0, half == 0 ? shuffled : other, half == 0 ? other : shuffled);
  }

  private static void shuffleSingles(Lifter x) {
    IrBuilder ir = x.ir;
    int[] b = x.vector(1);
    int[] a = x.vector(0);
    int low = ir.call(SHUFFLE_DWORDS, a[0], a[1], ir.con(x.i.immediate & 15));
    x.writeVector(0, low, ir.call(SHUFFLE_DWORDS, b[0], b[1], ir.con(x.i.immediate >> 4 & 15)));
  }

  private static void shuffleDoubles(Lifter x) {
    int[] b = x.vector(1);
    int[] a = x.vector(0);
    int select = (int) x.i.immediate >> 2 * x.lane();
    int high = x.ir.copy(b[select >> 1 & 1]);
    x.writeVector(0, a[select & 1], high);
  }

  private static void shuffleBytes(Lifter x) {
    int[] b = x.vector(1);
    int[] a = x.vector(0);
    int low = x.ir.call(SHUFFLE_BYTES, a[0], a[1], b[0]);
    x.writeVector(0, low, x.ir.call(SHUFFLE_BYTES, a[0], a[1], b[1]));
  }

  private static void alignRight(Lifter x) {
    int[] b = x.vector(1);
    int[] a = x.vector(0);
    align(x, (int) x.i.immediate & 0xff, b[0], b[1], a[0], a[1]);
  }

  /** Lanes of the source where the immediate's bit is set. */
  private static void blend(Lifter x, int bits) {
    IrBuilder ir = x.ir;
    int lanes = 64 / bits;
    // PBLENDW uses its eight bits for each lane.
    long select = bits == 16 ? x.i.immediate : x.i.immediate >> 2 * lanes * x.lane();
    int[] b = x.vector(1);
    int[] a = x.vector(0);
    int[] r = new int[2];
    for (int half = 0; half < 2; half++) {
      long mask = 0;
      for (int k = 0; k < lanes; k++) {
        if ((select >> (half * lanes + k) & 1) != 0) {
          mask |= -1L >>> (64 - bits) << (bits * k);
        }
      }
      int kept = ir.and(a[half], ir.con(~mask));
      r[half] = ir.or(kept, ir.and(b[half], ir.con(mask)));
    }
    x.writeVector(0, r[0], r[1]);
  }

  /** XMM0 holds the mask. */
  private void blendVariable(String mnemonic, String name, Helper.F3 f) {
    Helper helper = Helper.of(Packed.class, name, f);
    families.put(
        mnemonic,
        x -> {
          int[] b = x.vector(1);
          int[] a = x.vector(0);
          int low = x.ir.call(helper, a[0], b[0], Lifter.low(0));
          x.writeVector(0, low, x.ir.call(helper, a[1], b[1], Lifter.high(0)));
        });
  }

  /** PTEST: ZF if no bit is common, CF if the source has none that the first operand lacks. */
  private static void test(Lifter x) {
    testBits(x, -1);
  }

  /** Sets the flags by the bits of a mask in each quadword. */
  static void testBits(Lifter x, long mask) {
    IrBuilder ir = x.ir;
    int[] b = x.quads(1);
    int[] a = x.quads(0);
    int common = ir.and(a[0], b[0]);
    int extra = ir.binary(Opcode.ANDN, b[0], a[0]);
    for (int k = 1; k < a.length; k++) {
      common = ir.or(common, ir.and(a[k], b[k]));
      extra = ir.or(extra, ir.binary(Opcode.ANDN, b[k], a[k]));
    }
    if (mask != -1) {
      common = ir.and(common, ir.con(mask));
      extra = ir.and(extra, ir.con(mask));
    }
    int zero = ir.shl(ir.setIf(Cond.EQ, common, ir.con(0)), ir.con(6));
    x.flagsImage(ir.or(zero, ir.setIf(Cond.EQ, extra, ir.con(0))));
  }

  private static void smallestWord(Lifter x) {
    int[] v = x.vector(1);
    x.writeVector(0, x.ir.call(SMALLEST_WORD, v[0], v[1]), x.ir.con(0));
  }

  private static void blockDifferences(Lifter x) {
    IrBuilder ir = x.ir;
    long select = x.i.immediate >> 3 * x.lane() & 7;
    int[] b = x.vector(1);
    int[] a = x.vector(0);
    int low = ir.call(BLOCK_DIFFERENCES, a[0], a[1], b[0], b[1], ir.con(select));
    int high = ir.call(BLOCK_DIFFERENCES, a[0], a[1], b[0], b[1], ir.con(select | 4 << 8));
    x.writeVector(0, low, high);
  }
}
