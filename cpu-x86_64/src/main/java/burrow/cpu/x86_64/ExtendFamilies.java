package burrow.cpu.x86_64;

import burrow.translator.Helper;
import burrow.translator.Intrinsic;
import burrow.translator.IrBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** PMOVSX and PMOVZX: lanes of a vector's lower part, wider. */
final class ExtendFamilies {
  private ExtendFamilies() {}

  static void register(Map<String, Family> families) {
    Helper signed =
        Helper.of(Packed.class, "extendSigned", Packed::extendSigned)
            .choosing(ExtendFamilies::signExtension, 0);
    Helper unsigned =
        Helper.of(Packed.class, "extendUnsigned", Packed::extendUnsigned)
            .choosing(ExtendFamilies::zeroExtension, 0);
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

  /** Of the lower half to twice the width; args are those of {@link Packed#extendSigned}. */
  private static @Nullable Intrinsic signExtension(long[] args) {
    return switch (doubled(args)) {
      case 8 -> Intrinsic.SIGN_EXTEND_BYTES;
      case 16 -> Intrinsic.SIGN_EXTEND_WORDS;
      case 32 -> Intrinsic.SIGN_EXTEND_DWORD;
      default -> null;
    };
  }

  private static @Nullable Intrinsic zeroExtension(long[] args) {
    return switch (doubled(args)) {
      case 8 -> Intrinsic.ZERO_EXTEND_BYTES;
      case 16 -> Intrinsic.ZERO_EXTEND_WORDS;
      case 32 -> Intrinsic.ZERO_EXTEND_DWORD;
      default -> null;
    };
  }

  /** The width of lanes that are extended to twice of it, from the first one on; else 0. */
  private static int doubled(long[] args) {
    return args[2] == 2 * args[1] && args[3] == 0 ? (int) args[1] : 0;
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
