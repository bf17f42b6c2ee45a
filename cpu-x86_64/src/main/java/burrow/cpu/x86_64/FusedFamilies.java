package burrow.cpu.x86_64;

import burrow.translator.Helper;
import burrow.translator.Intrinsic;
import java.util.Arrays;
import java.util.Map;

/** FMA: a × b + c with one rounding, in three orders of the operands. */
final class FusedFamilies {
  private static final Helper FUSED_64 =
      helper("fused64", FusedMath::fused64)
          .choosing(args -> args[3] == 0 ? Intrinsic.FUSED_DOUBLE : null, 0, 1, 2);
  private static final Helper FUSED_32 =
      helper("fused32", FusedMath::fused32)
          .choosing(args -> args[3] == 0 ? Intrinsic.FUSED_SINGLE : null, 0, 1, 2);
  private static final Helper FUSED_SINGLES = helper("fusedSingles", FusedMath::fusedSingles);

  private FusedFamilies() {}

  private static Helper helper(String name, Helper.F4 f) {
    return Helper.of(FusedMath.class, name, f);
  }

  /** Which signs an instruction changes: bits as {@link FusedMath} wants them. */
  private enum Kind {
    FMADD(0, 0),
    FMSUB(FusedMath.NEGATE_ADDEND, FusedMath.NEGATE_ADDEND),
    FNMADD(FusedMath.NEGATE_PRODUCT, FusedMath.NEGATE_PRODUCT),
    FNMSUB(
        FusedMath.NEGATE_ADDEND | FusedMath.NEGATE_PRODUCT,
        FusedMath.NEGATE_ADDEND | FusedMath.NEGATE_PRODUCT),
    FMADDSUB(FusedMath.NEGATE_ADDEND, 0),
    FMSUBADD(0, FusedMath.NEGATE_ADDEND);

    /** Of the elements with an even number, and of the others. */
    final long even;

    final long odd;

    Kind(long even, long odd) {
      this.even = even;
      this.odd = odd;
    }
  }

  static void register(Map<String, Family> f) {
    for (Kind kind : Kind.values()) {
      String stem = "v" + kind.name().toLowerCase(java.util.Locale.ROOT);
      for (String order : new String[] {"132", "213", "231"}) {
        f.put(stem + order + "pd", x -> doubles(x, kind, order));
        f.put(stem + order + "ps", x -> singles(x, kind, order));
        if (kind.even == kind.odd) {
          f.put(stem + order + "sd", x -> scalar(x, FUSED_64, kind, order));
          f.put(stem + order + "ss", x -> scalar(x, FUSED_32, kind, order));
        }
      }
    }
  }

  /** The helper's result for the three operands of the instruction in a certain order. */
  private static int fused(
      Lifter x, Helper helper, String order, int first, int second, int third, long signs) {
    int[] operands = {first, second, third};
    int a = operands[order.charAt(0) - '1'];
    int b = operands[order.charAt(1) - '1'];
    int c = operands[order.charAt(2) - '1'];
    return x.call(helper, a, b, c, x.ir.con(signs));
  }

  private static void scalar(Lifter x, Helper helper, Kind kind, String order) {
    int third = x.scalar(2);
    x.writeScalar(0, fused(x, helper, order, x.scalar(0), x.scalar(1), third, kind.even));
  }

  private static void doubles(Lifter x, Kind kind, String order) {
    packed(x, FUSED_64, order, k -> k % 2 == 0 ? kind.even : kind.odd);
  }

  private static void singles(Lifter x, Kind kind, String order) {
    packed(x, FUSED_SINGLES, order, k -> kind.even | kind.odd << FusedMath.UPPER);
  }

  /** Signs of a quadword. */
  @FunctionalInterface
  private interface Signs {
    long of(int k);
  }

  private static void packed(Lifter x, Helper helper, String order, Signs signs) {
    int[] third = x.quads(2);
    int[] second = x.quads(1);
    int[] first = x.quads(0);
    int[] r = new int[first.length];
    Arrays.setAll(r, k -> fused(x, helper, order, first[k], second[k], third[k], signs.of(k)));
    x.writeAll(r);
  }
}
