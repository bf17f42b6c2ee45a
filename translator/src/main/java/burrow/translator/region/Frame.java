package burrow.translator.region;

import static java.lang.constant.ConstantDescs.CD_long;

import burrow.machine.Cpu;
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
  private static final ClassDesc HOST_MEMORY = ClassDesc.of("burrow.machine.HostMemory");
  static final ClassDesc UNSAFE_CLASS = ClassDesc.of("jdk.internal.misc.Unsafe");

  static final int CPU = 0;

  /** Bytes of Java stack left for the region and what it calls. */
  static final int DEPTH = 1;

  static final int RETURN_PC = 2;

  /** The Cpu as its own class. */
  static final int TYPED_CPU = 4;

  /** Back edges until the next look at the interrupt. */
  static final int COUNTDOWN = 5;

  static final int THROWN = 6;
  static final int UNSAFE = 7;

  /** Host addresses of guest memory and of its permission table, and its pages. */
  static final int MEMORY_BASE = 8;

  static final int PERMISSIONS = 10;
  static final int PAGES = 12;

  /** The guest address of a memory access; the next pc after a call. */
  static final int SCRATCH = 14;

  /** The guest address where a group of accesses starts. */
  static final int LOWEST = 16;

  private static final int FIRST_REGISTER = 18;

  private final CodeBuilder b;
  private final RegisterFile registers;
  private final ClassDesc cpuClass;
  private final int[] localOf;
  private final int firstTemporary;

  /** Whose constants operands name. */
  IrBlock block;

  Frame(CodeBuilder b, RegisterFile registers, BitSet used, IrBlock block) {
    this.b = b;
    this.registers = registers;
    this.cpuClass = registers.cpuClass().describeConstable().orElseThrow();
    this.block = block;
    this.localOf = new int[registers.count()];
    int next = FIRST_REGISTER;
    for (int r = used.nextSetBit(0); r >= 0; r = used.nextSetBit(r + 1)) {
      localOf[r] = next;
      next += 2;
    }
    this.firstTemporary = next;
  }

  /** Bytes of Java stack that the frame takes at most: interpreted, with room for the callee's. */
  int bytes() {
    int locals = groupLocal(AccessGroups.MOST_GROUPS);
    return 8 * (locals + 16) + 160;
  }

  /** Whether a group of accesses has passed its check. */
  int groupLocal(int number) {
    return firstTemporary + 2 * (Cpu.TEMPORARIES + 1) + number;
  }

  /** Fills the locals that are no guest registers. */
  void enter() {
    b.aload(CPU).checkcast(cpuClass).astore(TYPED_CPU);
    b.getstatic(HOST_MEMORY, "UNSAFE", UNSAFE_CLASS).astore(UNSAFE);
    b.aload(CPU).getfield(CPU_CLASS, "memoryBase", CD_long).lstore(MEMORY_BASE);
    b.aload(CPU).getfield(CPU_CLASS, "permissions", CD_long).lstore(PERMISSIONS);
    b.aload(CPU).getfield(CPU_CLASS, "pageCount", CD_long).lstore(PAGES);
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
    return IrOp.isTemp(operand) ? firstTemporary + 2 * (operand - IrOp.TEMP) : localOf[operand];
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
