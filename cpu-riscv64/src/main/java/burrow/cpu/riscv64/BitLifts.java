package burrow.cpu.riscv64;

import static burrow.cpu.riscv64.Slots.setX;
import static burrow.cpu.riscv64.Slots.x;

import burrow.translator.Cond;
import burrow.translator.Helper;
import burrow.translator.IrBuilder;
import burrow.translator.Opcode;
import java.util.HashMap;
import java.util.Map;

/** Zba, Zbb, Zbs and Zicond. */
final class BitLifts {
  static final Map<String, Lift> TABLE = table();

  private BitLifts() {}

  /** A result from the values of rs1 and of rs2 or the immediate. */
  @FunctionalInterface
  private interface Binary {
    int apply(IrBuilder ir, int a, int b);
  }

  private static Map<String, Lift> table() {
    Map<String, Lift> t = new HashMap<>();
    t.put("add.uw", register((ir, a, b) -> ir.add(ir.zext32(a), b)));
    for (int n = 1; n <= 3; n++) {
      int shift = n;
      t.put("sh" + n + "add", register((ir, a, b) -> ir.add(ir.shl(a, ir.con(shift)), b)));
      t.put(
          "sh" + n + "add.uw",
          register((ir, a, b) -> ir.add(ir.shl(ir.zext32(a), ir.con(shift)), b)));
    }
    t.put("slli.uw", immediate((ir, a, b) -> ir.shl(ir.zext32(a), b)));

    t.put("andn", register(Opcode.ANDN));
    t.put("orn", register(Opcode.ORN));
    t.put("xnor", register(Opcode.XORN));
    t.put("min", register(Opcode.MINS));
    t.put("max", register(Opcode.MAXS));
    t.put("minu", register(Opcode.MINU));
    t.put("maxu", register(Opcode.MAXU));
    t.put("clz", unary(Opcode.CLZ));
    t.put("ctz", unary(Opcode.CTZ));
    t.put("cpop", unary(Opcode.POPCNT));
    t.put("clzw", unary(Opcode.CLZ32));
    t.put("ctzw", unary(Opcode.CTZ32));
    t.put("cpopw", register((ir, a, b) -> ir.unary(Opcode.POPCNT, ir.zext32(a))));
    t.put("sext.b", unary(Opcode.SEXT8));
    t.put("sext.h", unary(Opcode.SEXT16));
    t.put("zext.h", unary(Opcode.ZEXT16));
    t.put("rev8", unary(Opcode.BSWAP));
    Helper orc = Helper.of(RiscvHelpers.class, "orCombineBytes", RiscvHelpers::orCombineBytes);
    t.put("orc.b", register((ir, a, b) -> ir.call(orc, a)));
    t.put("ror", register(Opcode.ROTR));
    t.put("rorw", register(Opcode.ROTRS32));
    t.put("rori", immediate((ir, a, b) -> ir.binary(Opcode.ROTR, a, b)));
    t.put("roriw", immediate((ir, a, b) -> ir.binary(Opcode.ROTRS32, a, b)));
    t.put("rol", register((ir, a, b) -> ir.binary(Opcode.ROTR, a, ir.unary(Opcode.NEG, b))));
    t.put("rolw", register((ir, a, b) -> ir.binary(Opcode.ROTRS32, a, ir.unary(Opcode.NEG, b))));

    bit(t, "bset", (ir, a, b) -> ir.or(a, ir.shl(ir.con(1), b)));
    bit(t, "bclr", (ir, a, b) -> ir.binary(Opcode.ANDN, a, ir.shl(ir.con(1), b)));
    bit(t, "binv", (ir, a, b) -> ir.xor(a, ir.shl(ir.con(1), b)));
    bit(t, "bext", (ir, a, b) -> ir.and(ir.shr(a, b), ir.con(1)));

    t.put("czero.eqz", register((ir, a, b) -> zeroIf(Cond.EQ, ir, a, b)));
    t.put("czero.nez", register((ir, a, b) -> zeroIf(Cond.NE, ir, a, b)));
    return t;
  }

  private static int zeroIf(Cond cond, IrBuilder ir, int a, int b) {
    return ir.select(cond, b, ir.con(0), ir.con(0), a);
  }

  private static void bit(Map<String, Lift> t, String name, Binary f) {
    t.put(name, register(f));
    t.put(name + "i", immediate(f));
  }

  private static Lift register(Binary f) {
    return (i, ir) -> setX(ir, i.rd(), f.apply(ir, x(ir, i.rs1()), x(ir, i.rs2())));
  }

  private static Lift immediate(Binary f) {
    return (i, ir) -> setX(ir, i.rd(), f.apply(ir, x(ir, i.rs1()), ir.con(i.imm())));
  }

  private static Lift register(Opcode code) {
    return register((ir, a, b) -> ir.binary(code, a, b));
  }

  private static Lift unary(Opcode code) {
    return register((ir, a, b) -> ir.unary(code, a));
  }
}
