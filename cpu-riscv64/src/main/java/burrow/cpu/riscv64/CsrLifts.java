package burrow.cpu.riscv64;

import static burrow.cpu.riscv64.Slots.FCSR;
import static burrow.cpu.riscv64.Slots.setX;
import static burrow.cpu.riscv64.Slots.x;

import burrow.translator.Helper;
import burrow.translator.IrBuilder;
import burrow.translator.IrOp;
import burrow.translator.Opcode;
import java.util.HashMap;
import java.util.Map;

/** Zicsr: the floating-point status register and the user-mode counters. */
final class CsrLifts {
  static final Map<String, Lift> TABLE = table();

  private static final Helper TIME = Helper.cpu(RiscvHelpers.class, "time", RiscvHelpers::time);

  private CsrLifts() {}

  /** The new value of a register from the old one and the operand. */
  @FunctionalInterface
  private interface Update {
    int apply(IrBuilder ir, int old, int operand);
  }

  private static Map<String, Lift> table() {
    Update write = (ir, old, operand) -> operand;
    Update set = (ir, old, operand) -> ir.or(old, operand);
    Update clear = (ir, old, operand) -> ir.binary(Opcode.ANDN, old, operand);
    Map<String, Lift> t = new HashMap<>();
    t.put("csrrw", (i, ir) -> access(i, ir, x(ir, i.rs1()), write, true));
    t.put("csrrs", (i, ir) -> access(i, ir, x(ir, i.rs1()), set, i.rs1() != 0));
    t.put("csrrc", (i, ir) -> access(i, ir, x(ir, i.rs1()), clear, i.rs1() != 0));
    t.put("csrrwi", (i, ir) -> access(i, ir, ir.con(i.rs1()), write, true));
    t.put("csrrsi", (i, ir) -> access(i, ir, ir.con(i.rs1()), set, i.rs1() != 0));
    t.put("csrrci", (i, ir) -> access(i, ir, ir.con(i.rs1()), clear, i.rs1() != 0));
    return t;
  }

  private static void access(
      Instruction i, IrBuilder ir, int operand, Update update, boolean writes) {
    int old = read(i.imm(), ir, writes);
    if (old == IrOp.NONE) {
      ir.undefined(i.describe(ir.pc()));
      return;
    }
    if (writes) {
      int value = update.apply(ir, old, operand);
      ir.set(
          FCSR,
          switch (i.imm()) {
            case Csr.FFLAGS -> ir.deposit(FCSR, value, 0, 5);
            case Csr.FRM -> ir.deposit(FCSR, value, 5, 3);
            default -> ir.and(value, ir.con(0xff));
          });
    }
    setX(ir, i.rd(), old);
  }

  /** The register's value; {@link IrOp#NONE} if user mode has no such register or may not write. */
  private static int read(int csr, IrBuilder ir, boolean writes) {
    return switch (csr) {
      case Csr.FFLAGS -> ir.extract(FCSR, 0, 5);
      case Csr.FRM -> ir.extract(FCSR, 5, 3);
      case Csr.FCSR -> ir.copy(FCSR);
      case Csr.CYCLE, Csr.TIME, Csr.INSTRET -> writes ? IrOp.NONE : ir.callCpu(TIME);
      default -> IrOp.NONE;
    };
  }
}
