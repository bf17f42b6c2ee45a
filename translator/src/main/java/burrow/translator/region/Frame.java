package burrow.translator.region;

import static java.lang.constant.ConstantDescs.CD_long;

import burrow.machine.Cpu;
import burrow.machine.GuestFault;
import burrow.translator.IrBlock;
import burrow.translator.IrOp;
import burrow.translator.RegisterFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.util.BitSet;

/**
 * The Java locals of a region's method, and how operands and guest registers get there and back.
 */
final class Frame {
  static final ClassDesc CPU_CLASS = Cpu.class.describeConstable().orElseThrow();

  static final ClassDesc FAULT_CLASS = GuestFault.class.describeConstable().orElseThrow();

  static final int CPU = 0;

  /** Bytes of Java stack left for the region and what it calls. */
  static final int DEPTH = 1;

  static final int RETURN_PC = 2;

  /** The Cpu as its own class. */
  static final int TYPED_CPU = 4;

  /** Back edges until the next look at the interrupt. */
  static final int COUNTDOWN = 5;

  static final int THROWN = 6;

  /** The next pc after a call; the host address of a pair. */
  static final int SCRATCH = 7;

  /** Host addresses of guest memory and of its permission table. */
  static final int MEMORY_BASE = 9;

  static final int PERMISSIONS = 11;

  private static final int FIRST_REGISTER = 13;

  private final CodeBuilder b;
  private final RegisterFile registers;
  private final ClassDesc cpuClass;
  private final int[] localOf;
  private final int[] temporaries = new int[Cpu.TEMPORARIES + 1];
  private final int locals;

  /** Whose constants operands name. */
  IrBlock block;

  Frame(CodeBuilder b, RegisterFile registers, RegisterUse use, IrBlock block) {
    this.b = b;
    this.registers = registers;
    this.cpuClass = registers.cpuClass().describeConstable().orElseThrow();
    this.block = block;
    this.localOf = new int[registers.count()];
    int next = number(localOf, use.used(), FIRST_REGISTER);
    this.locals = number(temporaries, use.temporaries(), next);
  }

  /** Gives locals to the set; the next free one. */
  private static int number(int[] locals, BitSet set, int first) {
    int next = first;
    for (int i = set.nextSetBit(0); i >= 0; i = set.nextSetBit(i + 1)) {
      locals[i] = next;
      next += 2;
    }
    return next;
  }

  /** The register slot of the lazy flags; -1 if the ISA has none. */
  int flagsSlot() {
    return registers.flagsSlot();
  }

  /** Bytes of Java stack that the frame takes at most: interpreted, with room for the callee's. */
  int bytes() {
    return 8 * (locals + 16) + 160;
  }

  /**
   * Fills the locals that are no guest registers. All of them: where a local has a value or none,
   * depending on the place, each jump target costs a description of all locals in the class file.
   */
  void enter() {
    b.aload(CPU).checkcast(cpuClass).astore(TYPED_CPU);
    b.aload(CPU)
        .getfield(CPU_CLASS, "fault", FAULT_CLASS)
        .astore(THROWN); // null has a type of its own
    b.lconst_0().lstore(SCRATCH);
    b.aload(CPU).getfield(CPU_CLASS, "memoryBase", CD_long).lstore(MEMORY_BASE);
    b.aload(CPU).getfield(CPU_CLASS, "permissions", CD_long).lstore(PERMISSIONS);
    for (int local : temporaries) {
      if (local != 0) {
        b.lconst_0().lstore(local);
      }
    }
  }

  /** Makes locals defined that hold nothing of value yet. */
  void clear(BitSet set) {
    set.stream().forEach(r -> b.lconst_0().lstore(localOf[r]));
  }

  /** Locals from the Cpu. */
  void reload(BitSet set) {
    set.stream()
        .forEach(r ->
            b.aload(TYPED_CPU).getfield(cpuClass, registers.name(r), CD_long).lstore(localOf[r]));
  }

  /** The Cpu from locals. */
  void spill(BitSet set) {
    set.stream()
        .forEach(r ->
            b.aload(TYPED_CPU).lload(localOf[r]).putfield(cpuClass, registers.name(r), CD_long));
  }

  /** Says which instruction it is that may fault now. */
  void setPc(long pc) {
    b.aload(CPU).loadConstant(pc).putfield(CPU_CLASS, "pc", CD_long);
  }

  void push(int operand) {
    if (operand == IrOp.NONE) {
      b.lconst_0();
    } else if (IrOp.isConstant(operand)) {
      b.loadConstant(block.constant(operand));
    } else {
      b.lload(local(operand));
    }
  }

  void store(int operand) {
    b.lstore(local(operand));
  }

  private int local(int operand) {
    return IrOp.isTemp(operand) ? temporaries[operand - IrOp.TEMP] : localOf[operand];
  }

  /** The address of a memory operation: a + (b << scale) + displacement. */
  void pushAddress(IrOp op) {
    push(op.a);
    if (op.b != IrOp.NONE) {
      push(op.b);
      if (op.imm2 != 0) {
        b.loadConstant(op.imm2).lshl();
      }
      b.ladd();
    }
    if (op.imm != 0) {
      b.loadConstant(op.imm).ladd();
    }
  }
}
