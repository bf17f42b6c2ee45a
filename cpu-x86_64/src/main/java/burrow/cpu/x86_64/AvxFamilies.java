package burrow.cpu.x86_64;

import burrow.translator.Cond;
import burrow.translator.Helper;
import burrow.translator.Intrinsic;
import burrow.translator.IrBuilder;
import burrow.translator.Opcode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What AVX, AVX2, FMA and F16C add to the VEX twins of SSE instructions. */
final class AvxFamilies {
  /** SSE families that compute all lanes themselves; the others are lifted once for each. */
  static final Set<String> ALL_LANES =
      Set.of(
          ("movups movupd movdqu lddqu movaps movapd movdqa movntps movntpd movntdq movntdqa movddup"
                  + " pmovmskb movmskps movmskpd ptest cvtps2pd cvtdq2pd cvtpd2ps cvtpd2dq cvttpd2dq"
                  + " pmovsxbw pmovsxbd pmovsxbq pmovsxwd pmovsxwq pmovsxdq"
                  + " pmovzxbw pmovzxbd pmovzxbq pmovzxwd pmovzxwq pmovzxdq")
              .split(" "));

  private static final Helper ZERO_ALL =
      Helper.cpu(VectorHelpers.class, "zeroAll", VectorHelpers::zeroAll);
  private static final Helper MASKED_LOAD =
      Helper.cpu(VectorHelpers.class, "maskedLoad", VectorHelpers::maskedLoad);
  private static final Helper MASKED_STORE =
      Helper.cpu(VectorHelpers.class, "maskedLaneStore", VectorHelpers::maskedLaneStore);
  private static final Helper GATHER =
      Helper.cpu(VectorHelpers.class, "gather", VectorHelpers::gather);
  private static final Helper PERMUTE_DWORDS =
      Helper.of(Packed.class, "permuteDwords", Packed::permuteDwords);
  private static final Helper SELECT_DWORDS =
      Helper.of(Packed.class, "selectDwords", Packed::selectDwords);
  private static final Helper SHUFFLE_DWORDS =
      Helper.of(Packed.class, "shuffleDwords", Packed::shuffleDwords).as(Intrinsic.SHUFFLE_DWORDS);
  private static final Helper HALVES_TO_SINGLES =
      Helper.of(HalfPrecision.class, "toSingles", HalfPrecision::toSingles);
  private static final Helper SINGLES_TO_HALVES =
      Helper.of(HalfPrecision.class, "fromSingles", HalfPrecision::fromSingles);

  private static final long SINGLE_SIGNS = 0x8000_0000_8000_0000L;

  static final Map<String, Family> FAMILIES = families();

  private AvxFamilies() {}

  /** Behind each use of AVX in Go's runtime: not worth leaving machine code. */
  private static void zeroUpper(Lifter x) {
    int zero = x.ir.con(0);
    for (int ymm = 0; ymm < X86Cpu.REGISTERS; ymm++) {
      x.ir.set(Lifter.quad(ymm, 2), zero);
      x.ir.set(Lifter.quad(ymm, 3), zero);
    }
  }

  private static Map<String, Family> families() {
    Map<String, Family> f = new HashMap<>();
    f.put("vzeroupper", AvxFamilies::zeroUpper);
    f.put("vzeroall", x -> x.ir.callCpu(ZERO_ALL));
    f.put("vtestps", x -> PackedFamilies.testBits(x, SINGLE_SIGNS));
    f.put("vtestpd", x -> PackedFamilies.testBits(x, Long.MIN_VALUE));
    broadcasts(f);
    permutes(f);
    insertsAndExtracts(f);
    blends(f);
    shifts(f);
    masked(f);
    f.put("vcvtph2ps", AvxFamilies::halvesToSingles);
    f.put("vcvtps2ph", AvxFamilies::singlesToHalves);
    FusedFamilies.register(f);
    return f;
  }

  private static int[] same(Lifter x, int quad) {
    int[] q = new int[2 * x.lanes()];
    Arrays.fill(q, x.ir.copy(quad));
    return q;
  }

  // ---- broadcasts ----

  private static void broadcasts(Map<String, Family> f) {
    f.put("vpbroadcastb", x -> x.writeAll(same(x, repeated(x, 1, 0x0101_0101_0101_0101L))));
    f.put("vpbroadcastw", x -> x.writeAll(same(x, repeated(x, 2, 0x0001_0001_0001_0001L))));
    for (String m : "vpbroadcastd vbroadcastss".split(" ")) {
      f.put(m, x -> x.writeAll(same(x, repeated(x, 4, 0x0000_0001_0000_0001L))));
    }
    for (String m : "vpbroadcastq vbroadcastsd".split(" ")) {
      f.put(m, x -> x.writeAll(same(x, x.scalar(1))));
    }
    for (String m : "vbroadcasti128 vbroadcastf128".split(" ")) {
      f.put(m, x -> x.writeAll(twice(x.sourceQuads(1, 16))));
    }
  }

  private static int repeated(Lifter x, int size, long ones) {
    int v = x.isMemory(1) ? x.load(size, 0) : x.zext(x.scalar(1), size);
    return x.ir.binary(Opcode.MUL, v, x.ir.con(ones));
  }

  private static int[] twice(int[] lane) {
    return new int[] {lane[0], lane[1], lane[0], lane[1]};
  }

  // ---- permutes ----

  private static void permutes(Map<String, Family> f) {
    for (String m : "vpermq vpermpd".split(" ")) {
      f.put(m, AvxFamilies::permuteQuads);
    }
    for (String m : "vpermd vpermps".split(" ")) {
      f.put(m, AvxFamilies::permuteDwords);
    }
    for (String m : "vperm2i128 vperm2f128".split(" ")) {
      f.put(m, AvxFamilies::permuteLanes);
    }
    f.put("vpermilps", x -> x.eachLane(AvxFamilies::permuteSinglesInLane));
    f.put("vpermilpd", AvxFamilies::permuteDoublesInLane);
  }

  private static void permuteQuads(Lifter x) {
    int[] v = x.quads(1);
    int[] r = new int[4];
    Arrays.setAll(r, k -> v[(int) (x.i.immediate >> 2 * k & 3)]);
    x.writeAll(r);
  }

  private static void permuteDwords(Lifter x) {
    int[] v = x.quads(2);
    int[] index = x.quads(1);
    int[] r = new int[4];
    Arrays.setAll(r, k -> x.ir.call(PERMUTE_DWORDS, v[0], v[1], v[2], v[3], index[k]));
    x.writeAll(r);
  }

  /** Four bits of the immediate for each lane: which of the four lanes, or zero. */
  private static void permuteLanes(Lifter x) {
    int[] b = x.quads(2);
    int[] a = x.quads(1);
    int[] r = new int[4];
    for (int k = 0; k < 4; k++) {
      int control = (int) x.i.immediate >> 4 * (k / 2);
      int[] from = (control & 2) == 0 ? a : b;
      r[k] = (control & 8) != 0 ? x.ir.con(0) : from[2 * (control & 1) + k % 2];
    }
    x.writeAll(r);
  }

  private static void permuteSinglesInLane(Lifter x) {
    IrBuilder ir = x.ir;
    if (x.operand(2).place() == Operand.Place.I) {
      int[] v = x.vector(1);
      int low = ir.call(SHUFFLE_DWORDS, v[0], v[1], ir.con(x.i.immediate & 15));
      x.writeVector(0, low, ir.call(SHUFFLE_DWORDS, v[0], v[1], ir.con(x.i.immediate >> 4 & 15)));
      return;
    }
    int[] control = x.vector(2);
    int[] v = x.vector(1);
    int low = ir.call(SELECT_DWORDS, v[0], v[1], control[0]);
    x.writeVector(0, low, ir.call(SELECT_DWORDS, v[0], v[1], control[1]));
  }

  private static void permuteDoublesInLane(Lifter x) {
    boolean immediate = x.operand(2).place() == Operand.Place.I;
    int[] control = immediate ? new int[0] : x.quads(2);
    int[] v = x.quads(1);
    int[] r = new int[v.length];
    for (int k = 0; k < r.length; k++) {
      int low = v[k & 2];
      int high = v[k & 2 | 1];
      r[k] =
          immediate
              ? (x.i.immediate >> k & 1) == 0 ? low : high
              : x.ir.select(Cond.TEST, control[k], x.ir.con(2), high, low);
    }
    x.writeAll(r);
  }

  // ---- inserts and extracts ----

  private static void insertsAndExtracts(Map<String, Family> f) {
    for (String m : "vinserti128 vinsertf128".split(" ")) {
      f.put(m, AvxFamilies::insertLane);
    }
    for (String m : "vextracti128 vextractf128".split(" ")) {
      f.put(m, AvxFamilies::extractLane);
    }
  }

  private static void insertLane(Lifter x) {
    int[] lane = x.sourceQuads(2, 16);
    int[] r = x.quads(1);
    System.arraycopy(lane, 0, r, (int) (x.i.immediate & 1) * 2, 2);
    x.writeAll(r);
  }

  private static void extractLane(Lifter x) {
    int from = (int) (x.i.immediate & 1) * 2;
    int low = Lifter.quad(x.number(1), from);
    int high = Lifter.quad(x.number(1), from + 1);
    if (x.isMemory(0)) {
      x.store16(low, high);
    } else {
      x.writeVector(0, low, high);
    }
  }

  // ---- blends ----

  private static void blends(Map<String, Family> f) {
    f.put("vpblendd", AvxFamilies::blendDwords);
    blendVariable(f, "vpblendvb", "blendBytes", Packed::blendBytes);
    blendVariable(f, "vblendvps", "blendDwords", Packed::blendDwords);
    blendVariable(f, "vblendvpd", "blendQword", Packed::blendQword);
  }

  private static void blendDwords(Lifter x) {
    IrBuilder ir = x.ir;
    int[] b = x.quads(2);
    int[] a = x.quads(1);
    int[] r = new int[a.length];
    for (int k = 0; k < r.length; k++) {
      r[k] =
          switch ((int) (x.i.immediate >> 2 * k & 3)) {
            case 0 -> a[k];
            case 1 -> ir.deposit(a[k], b[k], 0, 32);
            case 2 -> ir.deposit(b[k], a[k], 0, 32);
            default -> b[k];
          };
    }
    x.writeAll(r);
  }

  /** The immediate's upper four bits name the register of the mask. */
  private static void blendVariable(
      Map<String, Family> f, String mnemonic, String name, Helper.F3 function) {
    Helper helper = Helper.of(Packed.class, name, function);
    f.put(
        mnemonic,
        x -> {
          int mask = (int) (x.i.immediate >> 4 & 15);
          int[] b = x.quads(2);
          int[] a = x.quads(1);
          int[] r = new int[a.length];
          Arrays.setAll(r, k -> x.ir.call(helper, a[k], b[k], Lifter.quad(mask, k)));
          x.writeAll(r);
        });
  }

  // ---- shifts by a count for each element ----

  private static void shifts(Map<String, Family> f) {
    shift(f, "vpsllvd", "shiftLeftEachDword", Packed::shiftLeftEachDword);
    shift(f, "vpsrlvd", "shiftRightEachDword", Packed::shiftRightEachDword);
    shift(f, "vpsravd", "shiftArithmeticEachDword", Packed::shiftArithmeticEachDword);
    shift(f, "vpsllvq", "shiftLeftQword", Packed::shiftLeftQword, Intrinsic.SHIFT_LEFT_QWORD);
    shift(f, "vpsrlvq", "shiftRightQword", Packed::shiftRightQword, Intrinsic.SHIFT_RIGHT_QWORD);
  }

  private static void shift(
      Map<String, Family> f, String mnemonic, String name, Helper.F2 function) {
    shift(f, mnemonic, Helper.of(Packed.class, name, function));
  }

  private static void shift(
      Map<String, Family> f,
      String mnemonic,
      String name,
      Helper.F2 function,
      Intrinsic intrinsic) {
    shift(f, mnemonic, Helper.of(Packed.class, name, function).as(intrinsic));
  }

  private static void shift(Map<String, Family> f, String mnemonic, Helper helper) {
    f.put(
        mnemonic,
        x -> {
          int[] count = x.quads(2);
          int[] a = x.quads(1);
          int[] r = new int[a.length];
          Arrays.setAll(r, k -> x.ir.call(helper, a[k], count[k]));
          x.writeAll(r);
        });
  }

  // ---- masked moves, gathers ----

  private static void masked(Map<String, Family> f) {
    for (String m : "vmaskmovps vpmaskmovd".split(" ")) {
      f.put(m, x -> maskedMove(x, 4));
    }
    for (String m : "vmaskmovpd vpmaskmovq".split(" ")) {
      f.put(m, x -> maskedMove(x, 8));
    }
    for (String element : "dps d qps qd".split(" ")) {
      boolean wide = element.startsWith("q");
      String m = element.endsWith("ps") ? "vgather" + element : "vpgather" + (wide ? "qd" : "dd");
      f.put(m, x -> gather(x, wide ? 8 : 4, 4));
    }
    for (String m : "vgatherdpd vpgatherdq".split(" ")) {
      f.put(m, x -> gather(x, 4, 8));
    }
    for (String m : "vgatherqpd vpgatherqq".split(" ")) {
      f.put(m, x -> gather(x, 8, 8));
    }
  }

  private static void maskedMove(Lifter x, int element) {
    boolean store = x.isMemory(0);
    int data = x.number(store ? 2 : 0);
    long what = VectorHelpers.masked(data, x.number(1), 2 * x.lanes(), element);
    x.ir.callCpu(store ? MASKED_STORE : MASKED_LOAD, x.linearAddress(0), x.ir.con(what));
  }

  private static void gather(Lifter x, int index, int element) {
    int data = x.number(0);
    int mask = x.number(2);
    int indices = x.i.index;
    if (data == mask || data == indices || mask == indices) {
      x.undefined(" with a register used twice");
      return;
    }
    long what =
        VectorHelpers.gathered(data, mask, indices, x.i.scale, x.i.vectorLength, index, element);
    x.ir.callCpu(GATHER, x.addressWithoutIndex(), x.ir.con(what));
  }

  // ---- half precision ----

  private static void halvesToSingles(Lifter x) {
    int[] v = x.sourceQuads(1, 8 * x.lanes());
    int[] r = new int[2 * x.lanes()];
    Arrays.setAll(r, k -> x.ir.call(HALVES_TO_SINGLES, v[k / 2], x.ir.con(32 * (k % 2))));
    x.writeAll(r);
  }

  private static void singlesToHalves(Lifter x) {
    int[] v = new int[2 * x.lanes()];
    Arrays.setAll(v, k -> Lifter.quad(x.number(1), k));
    int mode = x.ir.con(x.i.immediate & 7);
    int low = x.call(SINGLES_TO_HALVES, v[0], v[1], mode);
    int high = v.length == 4 ? x.call(SINGLES_TO_HALVES, v[2], v[3], mode) : x.ir.con(0);
    if (!x.isMemory(0)) {
      x.writeVector(0, low, high);
    } else if (v.length == 4) {
      x.store16(low, high);
    } else {
      x.store(8, 0, low);
    }
  }
}
