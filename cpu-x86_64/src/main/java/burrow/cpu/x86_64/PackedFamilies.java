package burrow.cpu.x86_64;

import burrow.translator.Cond;
import burrow.translator.Helper;
import burrow.translator.IrBuilder;
import burrow.translator.Opcode;
import java.util.Map;

/** Packed integer instructions of SSE2 to SSE4.2. */
final class PackedFamilies {
  private static final Helper SHUFFLE_DWORDS =
      Helper.of(Packed.class, "shuffleDwords", Packed::shuffleDwords);
  private static final Helper SHUFFLE_WORDS =
      Helper.of(Packed.class, "shuffleWords", Packed::shuffleWords);
  private static final Helper SHUFFLE_BYTES =
      Helper.of(Packed.class, "shuffleBytes", Packed::shuffleBytes);
  private static final Helper ALIGN = Helper.of(Packed.class, "align", Packed::align);
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
    f.extending();
  }

  /** Both halves computed alike from the halves of the two operands. */
  private void halves(String mnemonic, String name, Helper.F2 f) {
    Helper helper = Helper.of(Packed.class, name, f);
    families.put(
        mnemonic,
        x -> {
          int[] b = x.vector(1);
          int[] a = x.vector(0);
          x.writeVector(0, x.ir.call(helper, a[0], b[0]), x.ir.call(helper, a[1], b[1]));
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
    halves("paddb", "addBytes", Packed::addBytes);
    halves("paddw", "addWords", Packed::addWords);
    halves("paddd", "addDwords", Packed::addDwords);
    halves("psubb", "subtractBytes", Packed::subtractBytes);
    halves("psubw", "subtractWords", Packed::subtractWords);
    halves("psubd", "subtractDwords", Packed::subtractDwords);
    halves("paddsb", "addSignedSaturateBytes", Packed::addSignedSaturateBytes);
    halves("paddsw", "addSignedSaturateWords", Packed::addSignedSaturateWords);
    halves("paddusb", "addUnsignedSaturateBytes", Packed::addUnsignedSaturateBytes);
    halves("paddusw", "addUnsignedSaturateWords", Packed::addUnsignedSaturateWords);
    halves("psubsb", "subtractSignedSaturateBytes", Packed::subtractSignedSaturateBytes);
    halves("psubsw", "subtractSignedSaturateWords", Packed::subtractSignedSaturateWords);
    halves("psubusb", "subtractUnsignedSaturateBytes", Packed::subtractUnsignedSaturateBytes);
    halves("psubusw", "subtractUnsignedSaturateWords", Packed::subtractUnsignedSaturateWords);
    halves("pcmpeqb", "equalBytes", Packed::equalBytes);
    halves("pcmpeqw", "equalWords", Packed::equalWords);
    halves("pcmpeqd", "equalDwords", Packed::equalDwords);
    halves("pcmpgtb", "greaterBytes", Packed::greaterBytes);
    halves("pcmpgtw", "greaterWords", Packed::greaterWords);
    halves("pcmpgtd", "greaterDwords", Packed::greaterDwords);
    halves("pminub", "minUnsignedBytes", Packed::minUnsignedBytes);
    halves("pmaxub", "maxUnsignedBytes", Packed::maxUnsignedBytes);
    halves("pminsw", "minSignedWords", Packed::minSignedWords);
    halves("pmaxsw", "maxSignedWords", Packed::maxSignedWords);
    halves("pavgb", "averageBytes", Packed::averageBytes);
    halves("pavgw", "averageWords", Packed::averageWords);
    halves("pmullw", "multiplyLowWords", Packed::multiplyLowWords);
    halves("pmulhw", "multiplyHighWords", Packed::multiplyHighWords);
    halves("pmulhuw", "multiplyHighUnsignedWords", Packed::multiplyHighUnsignedWords);
    halves("pmuludq", "multiplyUnsignedDwords", Packed::multiplyUnsignedDwords);
    halves("pmaddwd", "multiplyAddWords", Packed::multiplyAddWords);
    halves("psadbw", "sumOfDifferences", Packed::sumOfDifferences);
  }

  private void lanewiseOfLaterExtensions() {
    halves("pabsb", "absoluteBytes", Packed::absoluteBytes);
    halves("pabsw", "absoluteWords", Packed::absoluteWords);
    halves("pabsd", "absoluteDwords", Packed::absoluteDwords);
    halves("psignb", "signBytes", Packed::signBytes);
    halves("psignw", "signWords", Packed::signWords);
    halves("psignd", "signDwords", Packed::signDwords);
    halves("pmulhrsw", "multiplyRoundScaleWords", Packed::multiplyRoundScaleWords);
    halves("pmaddubsw", "multiplyAddBytes", Packed::multiplyAddBytes);
    halves("pcmpeqq", "equalQwords", Packed::equalQwords);
    halves("pcmpgtq", "greaterQwords", Packed::greaterQwords);
    halves("pminsb", "minSignedBytes", Packed::minSignedBytes);
    halves("pmaxsb", "maxSignedBytes", Packed::maxSignedBytes);
    halves("pminuw", "minUnsignedWords", Packed::minUnsignedWords);
    halves("pmaxuw", "maxUnsignedWords", Packed::maxUnsignedWords);
    halves("pminsd", "minSignedDwords", Packed::minSignedDwords);
    halves("pmaxsd", "maxSignedDwords", Packed::maxSignedDwords);
    halves("pminud", "minUnsignedDwords", Packed::minUnsignedDwords);
    halves("pmaxud", "maxUnsignedDwords", Packed::maxUnsignedDwords);
    halves("pmulld", "multiplyLowDwords", Packed::multiplyLowDwords);
    halves("pmuldq", "multiplySignedDwords", Packed::multiplySignedDwords);
  }

  // ---- shifts ----

  private void shifts() {
    shift("psllw", "shiftLeftWords", Packed::shiftLeftWords);
    shift("pslld", "shiftLeftDwords", Packed::shiftLeftDwords);
    shift("psllq", "shiftLeftQword", Packed::shiftLeftQword);
    shift("psrlw", "shiftRightWords", Packed::shiftRightWords);
    shift("psrld", "shiftRightDwords", Packed::shiftRightDwords);
    shift("psrlq", "shiftRightQword", Packed::shiftRightQword);
    shift("psraw", "shiftArithmeticWords", Packed::shiftArithmeticWords);
    shift("psrad", "shiftArithmeticDwords", Packed::shiftArithmeticDwords);
    families.put("psrldq", x -> shiftBytes(x, 1));
    families.put("pslldq", x -> shiftBytes(x, -1));
  }

  private void shift(String mnemonic, String name, Helper.F2 f) {
    Helper helper = Helper.of(Packed.class, name, f);
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
    IrBuilder ir = x.ir;
    long n = Math.min(x.i.immediate & 0xff, 16);
    int[] a = x.vector(0);
    int zero = ir.con(0);
    if (direction > 0) {
      int low = ir.call(ALIGN, a[0], a[1], zero, zero, ir.con(n));
      x.writeVector(0, low, ir.call(ALIGN, a[0], a[1], zero, zero, ir.con(n + 8)));
    } else {
      int low = ir.call(ALIGN, zero, zero, a[0], a[1], ir.con(16 - n));
      x.writeVector(0, low, ir.call(ALIGN, zero, zero, a[0], a[1], ir.con(24 - n)));
    }
  }

  // ---- rearranging ----

  private void rearranging() {
    unpack(
        "bw",
        Helper.of(Packed.class, "interleaveLowBytes", Packed::interleaveLowBytes),
        Helper.of(Packed.class, "interleaveHighBytes", Packed::interleaveHighBytes));
    unpack(
        "wd",
        Helper.of(Packed.class, "interleaveLowWords", Packed::interleaveLowWords),
        Helper.of(Packed.class, "interleaveHighWords", Packed::interleaveHighWords));
    unpack(
        "dq",
        Helper.of(Packed.class, "interleaveLowDwords", Packed::interleaveLowDwords),
        Helper.of(Packed.class, "interleaveHighDwords", Packed::interleaveHighDwords));
    families.put("unpcklps", families.get("punpckldq"));
    families.put("unpckhps", families.get("punpckhdq"));
    for (String m : "punpcklqdq unpcklpd".split(" ")) {
      families.put(m, x -> x.writeHigh(x.vector(1)[0]));
    }
    for (String m : "punpckhqdq unpckhpd".split(" ")) {
      families.put(m, PackedFamilies::unpackHighQuadwords);
    }
    pack("packsswb", "packSignedWords", Packed::packSignedWords);
    pack("packuswb", "packUnsignedWords", Packed::packUnsignedWords);
    pack("packssdw", "packSignedDwords", Packed::packSignedDwords);
    pack("packusdw", "packUnsignedDwords", Packed::packUnsignedDwords);
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
    Helper helper = Helper.of(Packed.class, name, f);
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
    IrBuilder ir = x.ir;
    long n = x.i.immediate & 0xff;
    int[] b = x.vector(1);
    int[] a = x.vector(0);
    int low = ir.call(ALIGN, b[0], b[1], a[0], a[1], ir.con(n));
    x.writeVector(0, low, ir.call(ALIGN, b[0], b[1], a[0], a[1], ir.con(n + 8)));
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

  // ---- extending ----

  private void extending() {
    Helper signed = Helper.of(Packed.class, "extendSigned", Packed::extendSigned);
    Helper unsigned = Helper.of(Packed.class, "extendUnsigned", Packed::extendUnsigned);
    String[] suffixes = {"bw", "bd", "bq", "wd", "wq", "dq"};
    int[] from = {8, 8, 8, 16, 16, 32};
    int[] to = {16, 32, 64, 32, 64, 64};
    for (int k = 0; k < suffixes.length; k++) {
      int f = from[k];
      int t = to[k];
      families.put("pmovsx" + suffixes[k], x -> extend(x, signed, f, t));
      families.put("pmovzx" + suffixes[k], x -> extend(x, unsigned, f, t));
    }
  }

  private static void extend(Lifter x, Helper helper, int from, int to) {
    IrBuilder ir = x.ir;
    int bytes = 8 * from / to; // that make one quadword of the result
    int[] source = x.sourceQuads(1, 2 * x.lanes() * bytes);
    int[] r = new int[2 * x.lanes()];
    for (int k = 0; k < r.length; k++) {
      int at = k * bytes;
      r[k] = ir.call(helper, source[at / 8], ir.con(from), ir.con(to), ir.con(at & 7));
    }
    x.writeAll(r);
  }
}
