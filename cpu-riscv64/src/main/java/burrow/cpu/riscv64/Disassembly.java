package burrow.cpu.riscv64;

/** Text of an instruction, from the operand column of the encoding tables. */
final class Disassembly {
  private static final String[] X = {
    "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0", "a1", "a2", "a3", "a4",
    "a5", "a6", "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4",
    "t5", "t6"
  };
  private static final String[] F = {
    "ft0", "ft1", "ft2", "ft3", "ft4", "ft5", "ft6", "ft7", "fs0", "fs1", "fa0", "fa1", "fa2",
    "fa3", "fa4", "fa5", "fa6", "fa7", "fs2", "fs3", "fs4", "fs5", "fs6", "fs7", "fs8", "fs9",
    "fs10", "fs11", "ft8", "ft9", "ft10", "ft11"
  };
  private static final String[] ROUNDING = {"rne", "rtz", "rdn", "rup", "rmm", "rm5", "rm6", ""};
  private static final String[] ORDER = {"", ".rl", ".aq", ".aqrl"};

  private Disassembly() {}

  static String text(Instruction i, long pc) {
    String template = i.encoding().operands();
    StringBuilder s = new StringBuilder(i.mnemonic());
    if (i.encoding().field("aqrl") != null) {
      s.append(ORDER[i.aqrl()]);
    }
    s.append(' ');
    int from = 0;
    while (from < template.length()) {
      int end = from;
      while (end < template.length() && ",()".indexOf(template.charAt(end)) < 0) {
        end++;
      }
      s.append(operand(i, template.substring(from, end).strip(), pc));
      if (end < template.length()) {
        char c = template.charAt(end);
        s.append(c == ',' ? ", " : String.valueOf(c));
      }
      from = end + 1;
    }
    String text = s.toString().strip();
    return text.endsWith(",") ? text.substring(0, text.length() - 1) : text;
  }

  private static String operand(Instruction i, String name, long pc) {
    return switch (name) {
      case "" -> "";
      case "pc+imm" -> "0x" + Long.toHexString(pc + i.imm());
      case "imm>>12" -> "0x" + Integer.toHexString(i.imm() >>> 12);
      case "imm", "simm5", "uimm5", "vtype10", "vtype11" -> Integer.toString(i.imm());
      case "csr" -> Csr.name(i.imm());
      case "zimm" -> Integer.toString(i.rs1());
      case "rd" -> X[i.rd()];
      case "rs1" -> X[i.rs1()];
      case "rs2" -> X[i.rs2()];
      case "fd" -> F[i.rd()];
      case "fs1" -> F[i.rs1()];
      case "fs2" -> F[i.rs2()];
      case "fs3" -> F[i.rs3()];
      case "vd" -> "v" + i.rd();
      case "vs1" -> "v" + i.rs1();
      case "vs2" -> "v" + i.rs2();
      case "vs3" -> "v" + i.rs3();
      case "vm" -> i.rm() == 0 ? "v0.t" : "";
      case "v0" -> "v0";
      case "rm" -> ROUNDING[i.rm()];
      case "pred", "succ" -> fenceSet(i, name);
      default -> throw new IllegalStateException(i.mnemonic() + ": operand " + name);
    };
  }

  private static String fenceSet(Instruction i, String name) {
    Encoding.Field field = i.encoding().field(name);
    int set = field == null ? 0 : field.value(i.word());
    StringBuilder s = new StringBuilder();
    for (int bit = 0; bit < 4; bit++) {
      if ((set & 8 >> bit) != 0) {
        s.append("iorw".charAt(bit));
      }
    }
    return s.isEmpty() ? "0" : s.toString();
  }
}
