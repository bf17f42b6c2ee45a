package burrow.translator;

import burrow.machine.AddressSpace;
import burrow.machine.Arch;
import burrow.machine.Cpu;
import burrow.machine.Trap;
import java.util.List;

/**
 * An instruction set just large enough to test engines: 4 bytes each, opcode and three operands.
 */
public final class ToyIsa implements Isa {
  static final int ADD = 1; // rd = ra + imm
  static final int LOAD = 2; // rd = [ra]
  static final int STORE = 3; // [ra] = rd
  static final int LOOP = 4; // if (--rd != 0) goto pc - 4 * imm
  static final int SYSCALL = 5;
  static final int COMPARE = 6; // flags of rd - ra
  static final int BRANCH_EQUAL = 7; // by flags, to pc + 4 * imm
  static final int JUMP = 8; // to ra
  static final int TRAP_IF_ZERO = 9; // DIVIDE if ra is 0
  static final int ADD_STORE = 10; // rd = ra + 1; [rd] = rd: writes rd before it may fault

  static final int CALL = 11; // ra, which may return to pc + 4
  static final int BRANCH_UNEQUAL = 12; // if (rd != ra) goto pc - 4 * imm
  static final int CALL_NEAR = 13; // rd = pc + 4, which is where it may return to; pc + 4 * imm
  static final int RETURN = 14; // to ra

  public static final class ToyCpu extends Cpu {
    public long r0;
    public long r1;
    public long r2;
    public long r3;
    public long flagsKind;
    public long flagsA;
    public long flagsB;
    public long flagsC;

    ToyCpu(AddressSpace memory) {
      super(memory);
    }

    @Override
    public void copyRegistersFrom(Cpu other) {
      throw new UnsupportedOperationException();
    }
  }

  private static final RegisterFile REGISTERS =
      new RegisterFile(
          ToyCpu.class,
          List.of("r0", "r1", "r2", "r3", "flagsKind", "flagsA", "flagsB", "flagsC"),
          "flagsKind",
          name -> false);

  /** The bytes of an instruction. */
  static byte[] encode(int opcode, int d, int a, int imm) {
    return new byte[] {(byte) opcode, (byte) d, (byte) a, (byte) imm};
  }

  @Override
  public Arch arch() {
    return Arch.RISCV64;
  }

  @Override
  public RegisterFile registers() {
    return REGISTERS;
  }

  @Override
  public Cpu newCpu(AddressSpace memory) {
    return new ToyCpu(memory);
  }

  @Override
  public int maxInstructionLength() {
    return 4;
  }

  @Override
  public int instructionAlignment() {
    return 4;
  }

  @Override
  public int lift(byte[] code, int offset, int available, long pc, IrBuilder ir) {
    if (available < 4) {
      return 0;
    }
    int d = code[offset + 1];
    int a = code[offset + 2];
    long imm = code[offset + 3];
    switch (code[offset]) {
      case ADD -> ir.set(d, ir.add(a, ir.con(imm)));
      case LOAD -> ir.set(d, ir.load(8, false, a, 0, Ordering.PLAIN));
      case STORE -> ir.store(8, a, 0, d, Ordering.PLAIN);
      case LOOP -> {
        int left = ir.sub(d, ir.con(1));
        ir.set(d, left);
        ir.branch(Cond.NE, left, ir.con(0), pc - 4 * imm, pc + 4);
      }
      case SYSCALL -> ir.raise(Trap.SYSCALL, pc + 4, 0);
      case COMPARE -> ir.flags(1, d, a, IrOp.NONE);
      case BRANCH_EQUAL -> {
        int f = REGISTERS.flagsSlot();
        ir.branch(Cond.EQ, f + 1, f + 2, pc + 4 * imm, pc + 4);
      }
      case JUMP -> ir.jumpIndirect(a, Terminator.Hint.JUMP, 0);
      case CALL -> ir.jumpIndirect(a, Terminator.Hint.CALL, pc + 4);
      case CALL_NEAR -> {
        ir.set(d, ir.con(pc + 4));
        ir.call(pc + 4 * imm, pc + 4);
      }
      case RETURN -> ir.jumpIndirect(a, Terminator.Hint.RETURN, 0);
      case BRANCH_UNEQUAL -> ir.branch(Cond.NE, d, a, pc - 4 * imm, pc + 4);
      case TRAP_IF_ZERO -> ir.trapIf(Cond.EQ, a, ir.con(0), Trap.DIVIDE);
      case ADD_STORE -> {
        int sum = ir.binary(Opcode.ADD, a, ir.con(1));
        ir.store(8, sum, 0, sum, Ordering.PLAIN);
        ir.set(d, sum);
      }
      default -> ir.undefined("opcode " + code[offset]);
    }
    return 4;
  }

  @Override
  public Decoded decode(byte[] code, int offset, int available, long pc) {
    return new Decoded(4, "toy", Decoded.Status.EXECUTABLE);
  }
}
