package burrow.cpu.x86_64;

import burrow.translator.Helper;
import burrow.translator.IrBuilder;
import java.util.Map;

/** The string comparisons of SSE4.2. */
final class StringCompareFamilies {
  private static final Helper COMPARE =
      Helper.of(StringCompare.class, "compare", StringCompare::compare);
  private static final Helper EXPLICIT =
      Helper.of(StringCompare.class, "explicitLength", StringCompare::explicitLength);
  private static final Helper IMPLICIT =
      Helper.of(StringCompare.class, "implicitLength", StringCompare::implicitLength);
  private static final Helper INDEX = Helper.of(StringCompare.class, "index", StringCompare::index);
  private static final Helper MASK = Helper.of(StringCompare.class, "mask", StringCompare::mask);

  private StringCompareFamilies() {}

  static void register(Map<String, Family> families) {
    families.put("pcmpestri", x -> index(x, compare(x, true)));
    families.put("pcmpistri", x -> index(x, compare(x, false)));
    families.put("pcmpestrm", x -> mask(x, compare(x, true)));
    families.put("pcmpistrm", x -> mask(x, compare(x, false)));
  }

  private static int control(Lifter x) {
    return x.ir.con(x.i.immediate & 0xff);
  }

  private static int compare(Lifter x, boolean explicit) {
    IrBuilder ir = x.ir;
    int[] b = x.vector(1, true);
    int[] a = x.vector(0);
    int aLength;
    int bLength;
    if (explicit) {
      aLength = ir.call(EXPLICIT, length(x, Lifter.RAX), control(x));
      bLength = ir.call(EXPLICIT, length(x, Lifter.RDX), control(x));
    } else {
      aLength = ir.call(IMPLICIT, a[0], a[1], control(x));
      bLength = ir.call(IMPLICIT, b[0], b[1], control(x));
    }
    int lengths = ir.or(aLength, ir.shl(bLength, ir.con(8)));
    int result = ir.call(COMPARE, a[0], a[1], b[0], b[1], lengths, control(x));
    x.flagsImage(ir.shr(result, ir.con(32)));
    return result;
  }

  private static int length(Lifter x, int register) {
    return x.i.rexW ? register : x.ir.sext32(register);
  }

  private static void index(Lifter x, int result) {
    x.ir.set(Lifter.RCX, x.ir.call(INDEX, result, control(x)));
  }

  private static void mask(Lifter x, int result) {
    int low = x.ir.call(MASK, result, control(x), x.ir.con(0));
    x.writeXmm0(low, x.ir.call(MASK, result, control(x), x.ir.con(1)));
  }
}
