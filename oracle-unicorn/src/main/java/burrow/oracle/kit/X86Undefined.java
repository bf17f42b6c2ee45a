package burrow.oracle.kit;

import burrow.machine.Arch;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What x86 instructions leave undefined, by mnemonic (Intel SDM volume 2, "Flags Affected" of each
 * instruction).
 */
public final class X86Undefined {
  private static final Map<String, String> FLAGS = new HashMap<>();

  // Two NaN operands: see Mask.ignoringNanPayloads.
  private static final Pattern FLOAT_ARITHMETIC =
      Pattern.compile(
          "(add|sub|mul|div|sqrt|min|max|hadd|hsub|addsub|dp|round|cvt\\w+)(ps|pd|ss|sd)");

  static {
    flags("af", "and", "or", "xor", "test", "andn", "blsi", "blsr", "blsmsk");
    flags("af of", "shl", "sal", "shr", "sar", "shld", "shrd");
    flags("of", "rol", "ror", "rcl", "rcr");
    flags("sf zf af pf", "mul", "imul");
    flags("cf of sf zf af pf", "div", "idiv");
    flags("cf of sf af pf", "bsf", "bsr");
    flags("of sf af pf", "bt", "bts", "btr", "btc", "lzcnt", "tzcnt");
    flags("af pf", "bzhi");
    flags("sf af pf", "bextr");
  }

  private X86Undefined() {}

  private static void flags(String undefined, String... mnemonics) {
    for (String m : mnemonics) {
      FLAGS.put(m, undefined);
    }
  }

  /** What not to compare after an instruction. */
  public static Mask mask(String mnemonic, String operands) {
    String name = mnemonic.replaceFirst("^lock ", "");
    Mask mask = Mask.of(Arch.AMD64);
    String undefined = FLAGS.get(name);
    if (undefined != null) {
      for (String flag : undefined.split(" ")) {
        mask = mask.ignoring("rflags." + flag);
      }
    }
    // Counts beyond the operand leave CF undefined, and a double shift's result too.
    boolean narrow =
        operands.matches("(byte ptr|word ptr|[abcd][lhx]\\b|\\w+[bwl]\\b|[sd]i\\b|[sb]p\\b).*");
    if (narrow && name.matches("sh[lr]|sal|sar")) {
      mask = mask.ignoring("rflags.cf");
    }
    return FLOAT_ARITHMETIC.matcher(name).matches() ? mask.ignoringNanPayloads() : mask;
  }

  /** Whether the result itself is undefined for some operands, so that it is not tested at all. */
  static boolean undefinedResult(String mnemonic, String operands) {
    if (mnemonic.startsWith("lock") && !operands.matches("\\w* ?\\w* ?\\[.*")) {
      return true; // undefined instruction, which Unicorn executes
    }
    return mnemonic.matches("sh[lr]d")
        && operands.matches("(word ptr|[abcd]x\\b|r\\d+w\\b|[sd]i\\b|[sb]p\\b).*");
  }
}
