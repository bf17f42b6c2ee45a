package burrow.cpu.riscv64;

import static burrow.cpu.riscv64.Slots.setX;
import static burrow.cpu.riscv64.Slots.x;

import burrow.machine.Trap;
import burrow.translator.Cond;
import burrow.translator.IrBuilder;
import burrow.translator.Opcode;
import burrow.translator.Ordering;
import burrow.translator.Terminator;
import java.util.HashMap;
import java.util.Map;

/** RV64I and M: integer computation, control transfer, loads and stores, traps. */
final class IntegerLifts {
  static final Map<String, Lift> TABLE = table();

  private IntegerLifts() {}

  private static Map<String, Lift> table() {
    Map<String, Lift> t = new HashMap<>();
    t.put("lui", (i, ir) -> setX(ir, i.rd(), ir.con(i.imm())));
    t.put("auipc", (i, ir) -> setX(ir, i.rd(), ir.con(ir.pc() + i.imm())));

    t.put("addi", immediate(Opcode.ADD));
    t.put("xori", immediate(Opcode.XOR));
    t.put("ori", immediate(Opcode.OR));
    t.put("andi", immediate(Opcode.AND));
    t.put("slli", immediate(Opcode.SHL));
    t.put("srli", immediate(Opcode.SHR));
    t.put("srai", immediate(Opcode.SAR));
    t.put("addiw", immediate(Opcode.ADDS32));
    t.put("slliw", immediate(Opcode.SHLS32));
    t.put("srliw", immediate(Opcode.SHRS32));
    t.put("sraiw", immediate(Opcode.SARS32));
    t.put("slti", compareImmediate(Cond.LT));
    t.put("sltiu", compareImmediate(Cond.LTU));

    t.put("add", binary(Opcode.ADD));
    t.put("sub", binary(Opcode.SUB));
    t.put("and", binary(Opcode.AND));
    t.put("or", binary(Opcode.OR));
    t.put("xor", binary(Opcode.XOR));
    t.put("sll", binary(Opcode.SHL));
    t.put("srl", binary(Opcode.SHR));
    t.put("sra", binary(Opcode.SAR));
    t.put("addw", binary(Opcode.ADDS32));
    t.put("subw", binary(Opcode.SUBS32));
    t.put("sllw", binary(Opcode.SHLS32));
    t.put("srlw", binary(Opcode.SHRS32));
    t.put("sraw", binary(Opcode.SARS32));
    t.put("slt", compare(Cond.LT));
    t.put("sltu", compare(Cond.LTU));

    t.put("mul", binary(Opcode.MUL));
    t.put("mulh", binary(Opcode.MULHS));
    t.put("mulhsu", binary(Opcode.MULHSU));
    t.put("mulhu", binary(Opcode.MULHU));
    t.put("mulw", binary(Opcode.MULS32));
    t.put("div", divide(Opcode.DIVS, Opcode.MOV, false));
    t.put("divu", divide(Opcode.DIVU, Opcode.MOV, false));
    t.put("divw", divide(Opcode.DIVS, Opcode.SEXT32, true));
    t.put("divuw", divide(Opcode.DIVU, Opcode.ZEXT32, true));
    t.put("rem", binary(Opcode.REMS));
    t.put("remu", binary(Opcode.REMU));
    t.put("remw", remainderWord(Opcode.REMS, Opcode.SEXT32));
    t.put("remuw", remainderWord(Opcode.REMU, Opcode.ZEXT32));

    t.put("lb", load(1, true));
    t.put("lh", load(2, true));
    t.put("lw", load(4, true));
    t.put("ld", load(8, true));
    t.put("lbu", load(1, false));
    t.put("lhu", load(2, false));
    t.put("lwu", load(4, false));
    t.put("sb", store(1));
    t.put("sh", store(2));
    t.put("sw", store(4));
    t.put("sd", store(8));
    t.put("fence", (i, ir) -> ir.fence(Ordering.SEQ_CST));
    t.put("fence.i", IntegerLifts::fenceInstruction);

    t.put("beq", branch(Cond.EQ));
    t.put("bne", branch(Cond.NE));
    t.put("blt", branch(Cond.LT));
    t.put("bge", branch(Cond.GE));
    t.put("bltu", branch(Cond.LTU));
    t.put("bgeu", branch(Cond.GEU));
    t.put("jal", IntegerLifts::jumpAndLink);
    t.put("jalr", IntegerLifts::jumpAndLinkRegister);
    t.put("ecall", (i, ir) -> ir.raise(Trap.SYSCALL, ir.pc() + i.length(), 0));
    t.put("ebreak", (i, ir) -> ir.raise(Trap.BREAKPOINT, ir.pc(), 0));
    return t;
  }

  private static Lift binary(Opcode code) {
    return (i, ir) -> setX(ir, i.rd(), ir.binary(code, x(ir, i.rs1()), x(ir, i.rs2())));
  }

  private static Lift immediate(Opcode code) {
    return (i, ir) -> setX(ir, i.rd(), ir.binary(code, x(ir, i.rs1()), ir.con(i.imm())));
  }

  private static Lift compare(Cond cond) {
    return (i, ir) -> setX(ir, i.rd(), ir.setIf(cond, x(ir, i.rs1()), x(ir, i.rs2())));
  }

  private static Lift compareImmediate(Cond cond) {
    return (i, ir) -> setX(ir, i.rd(), ir.setIf(cond, x(ir, i.rs1()), ir.con(i.imm())));
  }

  /** A quotient; all ones by zero. */
  private static Lift divide(Opcode code, Opcode extend, boolean word) {
    return (i, ir) -> {
      int a = word ? ir.unary(extend, x(ir, i.rs1())) : x(ir, i.rs1());
      int b = word ? ir.unary(extend, x(ir, i.rs2())) : x(ir, i.rs2());
      int quotient = ir.binary(code, a, b);
      int result = word ? ir.sext32(quotient) : quotient;
      setX(ir, i.rd(), ir.select(Cond.EQ, b, ir.con(0), ir.con(-1), result));
    };
  }

  private static Lift remainderWord(Opcode code, Opcode extend) {
    return (i, ir) -> {
      int a = ir.unary(extend, x(ir, i.rs1()));
      int b = ir.unary(extend, x(ir, i.rs2()));
      setX(ir, i.rd(), ir.sext32(ir.binary(code, a, b)));
    };
  }

  private static Lift load(int size, boolean signed) {
    return (i, ir) -> {
      int value = ir.load(size, signed, x(ir, i.rs1()), i.imm(), Ordering.PLAIN);
      setX(ir, i.rd(), value);
    };
  }

  private static Lift store(int size) {
    return (i, ir) -> ir.store(size, x(ir, i.rs1()), i.imm(), x(ir, i.rs2()), Ordering.PLAIN);
  }

  private static Lift branch(Cond cond) {
    return (i, ir) ->
        ir.branch(cond, x(ir, i.rs1()), x(ir, i.rs2()), ir.pc() + i.imm(), ir.pc() + i.length());
  }

  /** The block ends: what follows may just have been written. */
  private static void fenceInstruction(Instruction i, IrBuilder ir) {
    ir.fence(Ordering.SEQ_CST);
    ir.jump(ir.pc() + i.length());
  }

  /** ra and t0 are the link registers of the calling convention. */
  private static boolean isLink(int register) {
    return register == 1 || register == 5;
  }

  private static void jumpAndLink(Instruction i, IrBuilder ir) {
    long next = ir.pc() + i.length();
    long target = ir.pc() + i.imm();
    setX(ir, i.rd(), ir.con(next));
    if (isLink(i.rd())) {
      ir.call(target, next);
    } else {
      ir.jump(target);
    }
  }

  private static void jumpAndLinkRegister(Instruction i, IrBuilder ir) {
    long next = ir.pc() + i.length();
    int target = ir.and(ir.add(x(ir, i.rs1()), ir.con(i.imm())), ir.con(-2));
    setX(ir, i.rd(), ir.con(next));
    if (isLink(i.rd())) {
      ir.jumpIndirect(target, Terminator.Hint.CALL, next);
    } else {
      boolean isReturn = i.rd() == 0 && isLink(i.rs1());
      ir.jumpIndirect(target, isReturn ? Terminator.Hint.RETURN : Terminator.Hint.JUMP, 0);
    }
  }
}
