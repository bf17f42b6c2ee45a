package burrow.cpu.x86_64;

import burrow.translator.Helper;
import java.util.Map;

/** String instructions, with and without REP. */
final class StringFamilies {
  private StringFamilies() {}

  static void register(Map<String, Family> families) {
    family(families, "movs", helper("move", StringHelpers::move));
    family(families, "stos", helper("store", StringHelpers::store));
    family(families, "lods", helper("load", StringHelpers::load));
    family(families, "cmps", helper("compare", StringHelpers::compare));
    family(families, "scas", helper("scan", StringHelpers::scan));
  }

  private static Helper helper(String name, Helper.C2 f) {
    return Helper.cpu(StringHelpers.class, name, f);
  }

  private static void family(Map<String, Family> families, String name, Helper helper) {
    families.put(name + "b", x -> lift(x, helper, 1));
    families.put(name + "v", x -> lift(x, helper, x.i.operandSize));
  }

  private static void lift(Lifter x, Helper helper, int size) {
    if (x.i.address32 || x.i.segment != 0) {
      x.undefined(" with an address-size or segment prefix");
      return;
    }
    x.ir.callCpu(helper, x.ir.con(size), x.ir.con(x.i.repeat));
  }
}
