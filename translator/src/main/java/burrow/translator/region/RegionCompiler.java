package burrow.translator.region;

import static java.lang.constant.ConstantDescs.CD_long;

import burrow.translator.Cond;
import burrow.translator.Helper;
import burrow.translator.IrBlock;
import burrow.translator.IrOp;
import burrow.translator.Opcode;
import burrow.translator.Ordering;
import burrow.translator.RegisterFile;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** Turns the blocks of one region into the bytecode of a static method. */
final class RegionCompiler {
  static final ClassDesc RUNTIME = RegionRuntime.class.describeConstable().orElseThrow();

  private static final ClassDesc CODE_CLASS = RegionCode.class.describeConstable().orElseThrow();

  private final CodeBuilder b;
  private final Map<Long, IrBlock> blocks;
  private final RegisterFile registers;
  private final RegisterUse use;
  private final Frame frame;
  private final WaysOut waysOut;
  private final Faults faults = new Faults();
  private final MemoryEmitter memory;
  private final ControlEmitter control;

  /** Registers whose locals may be newer than the Cpu. */
  private BitSet dirty = new BitSet();

  private RegionCompiler(
      CodeBuilder b, long entry, Map<Long, IrBlock> blocks, RegisterFile registers) {
    this.b = b;
    this.blocks = blocks;
    this.registers = registers;
    this.use = new RegisterUse(blocks, registers);
    this.frame = new Frame(b, registers, use, Objects.requireNonNull(blocks.get(entry)));
    this.waysOut = new WaysOut(b, frame);
    this.memory = new MemoryEmitter(b, frame, faults, new AccessChecks(List.of(entry), blocks));
    this.control = new ControlEmitter(b, entry, blocks.keySet(), frame, use, waysOut);
    method(entry);
  }

  /**
   * The class file of a {@link RegionCode} whose guest code is in the static method {@code run}.
   */
  static byte[] compile(long entry, Map<Long, IrBlock> blocks, RegisterFile registers) {
    ClassDesc self = ClassDesc.of(KeptRegion.className(entry));
    return ClassFile.of()
        .build(
            self,
            cb ->
                cb.withSuperclass(CODE_CLASS)
                    .withMethodBody(
                        ConstantDescs.INIT_NAME,
                        ConstantDescs.MTD_void,
                        ClassFile.ACC_PUBLIC,
                        b ->
                            b.aload(0)
                                .invokespecial(
                                    CODE_CLASS, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                                .return_())
                    .withMethodBody(
                        "call",
                        ControlEmitter.CODE,
                        ClassFile.ACC_PUBLIC,
                        b ->
                            b.aload(1)
                                .iload(2)
                                .lload(3)
                                .invokestatic(self, "run", ControlEmitter.CODE)
                                .lreturn())
                    .withMethodBody(
                        "run",
                        ControlEmitter.CODE,
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                        b -> new RegionCompiler(b, entry, blocks, registers)));
  }

  private void method(long entry) {
    control.prologue();
    frame.enter();
    BitSet others = use.used();
    others.andNot(use.liveIn(entry));
    frame.clear(others);
    frame.reload(use.liveIn(entry));
    control.jump(entry);
    for (IrBlock block : blocks.values()) {
      frame.block = block;
      dirty = use.dirtyIn(block.pc());
      control.begin(block);
      for (int i = 0; i < block.ops().size(); i++) {
        operation(block.ops().get(i), i);
        use.applyDirty(block.ops().get(i), dirty);
      }
      control.terminator(block.terminator(), dirty);
    }
    waysOut.emit();
  }

  // ---- operations ----

  private void operation(IrOp op, int index) {
    switch (op.code.form()) {
      case UNARY -> {
        frame.push(op.a);
        Emitters.unary(b, op.code);
        frame.store(op.d);
      }
      case BINARY -> {
        frame.push(op.a);
        frame.push(op.b);
        Emitters.binary(b, op.code);
        frame.store(op.d);
      }
      case BITS -> {
        frame.push(op.a);
        if (op.code == Opcode.DEPOSIT) {
          frame.push(op.b);
          Emitters.deposit(b, (int) op.imm, op.imm2);
        } else {
          Emitters.extract(b, (int) op.imm, op.imm2, op.code == Opcode.SEXTRACT);
        }
        frame.store(op.d);
      }
      case COMPARE -> compare(op);
      case MEMORY -> memory.emit(op);
      case OTHER -> other(op, index);
    }
  }

  private void compare(IrOp op) {
    Label yes = b.newLabel();
    Label end = b.newLabel();
    boolean set = op.code == Opcode.SET;
    frame.push(op.a);
    frame.push(op.b);
    Emitters.branch(b, Objects.requireNonNull(op.cond), yes);
    if (set) {
      b.lconst_0();
    } else {
      frame.push(op.e);
    }
    b.goto_(end).labelBinding(yes);
    if (set) {
      b.lconst_1();
    } else {
      frame.push(op.c);
    }
    b.labelBinding(end);
    frame.store(op.d);
  }

  /** What becomes of the registers at an access that fails. */
  private final class Faults implements MemoryEmitter.Guard {
    @Override
    public void emit(IrOp op, Runnable access) {
      if (op.onFault.isEmpty()) {
        waysOut.guard(dirty, access);
      } else {
        waysOut.guard(access, spilling(op));
      }
    }

    @Override
    public Label wayOut(IrOp op) {
      return op.onFault.isEmpty()
          ? waysOut.interpret(dirty, op.pc)
          : waysOut.interpret(op.pc, spilling(op));
    }
  }

  /** Emits what brings the Cpu up to date at an operation with flags that were left for later. */
  private Runnable spilling(IrOp op) {
    BitSet set = (BitSet) dirty.clone();
    IrBlock home = frame.block;
    return () -> {
      frame.block = home;
      lateFlags(op, set);
      frame.spill(set);
    };
  }

  /** Runs {@link IrOp#onFault} and adds what it wrote to the set. */
  private void lateFlags(IrOp op, BitSet set) {
    for (IrOp f : op.onFault) {
      operation(f, -1);
      use.applyDirty(f, set);
    }
  }

  private void other(IrOp op, int index) {
    switch (op.code) {
      case FENCE -> fence(op.ordering);
      case CALL -> {
        op(op.args);
        invokeHelper(op);
        frame.store(op.d);
      }
      case CALL_CPU -> callCpu(op, index);
      case FLAGS -> {
        Label same = b.newLabel();
        if (op.e != IrOp.NONE) {
          frame.push(op.e);
          b.lconst_0().lcmp().ifeq(same);
        }
        int f = registers.flagsSlot();
        flagOperand(op.a, f + 1);
        flagOperand(op.b, f + 2);
        flagOperand(op.c, f + 3);
        b.loadConstant(op.imm);
        frame.store(f);
        b.labelBinding(same);
      }
      case TRAP_IF -> trapIf(op);
      case ALIGNED -> aligned(op);
      case STORE_CONDITIONAL -> memory.emit(op);
      default -> throw new IllegalArgumentException(op.code.name());
    }
  }

  private void op(int[] operands) {
    for (int operand : operands) {
      frame.push(operand);
    }
  }

  private void callCpu(IrOp op, int index) {
    frame.setPc(op.pc);
    frame.spill(dirty);
    b.aload(Frame.CPU);
    op(op.args);
    if (op.onFault.isEmpty()) {
      waysOut.guard(new BitSet(), () -> invokeHelper(op));
    } else {
      waysOut.guard(() -> invokeHelper(op), spilling(op));
    }
    frame.store(op.d);
    BitSet live = use.liveAfter(frame.block, index);
    if (IrOp.isRegister(op.d)) {
      live.clear(op.d);
    }
    frame.reload(live);
  }

  private void flagOperand(int operand, int slot) {
    if (operand != IrOp.NONE) {
      frame.push(operand);
      frame.store(slot);
    }
  }

  private void fence(Ordering ordering) {
    switch (ordering) {
      case PLAIN -> {}
      case ACQUIRE -> memory.fence("loadFence");
      case RELEASE -> memory.fence("storeFence");
      case SEQ_CST -> memory.fence("fullFence");
    }
  }

  private void invokeHelper(IrOp op) {
    Helper helper = Objects.requireNonNull(op.helper);
    List<ClassDesc> parameters = new ArrayList<>();
    if (helper.takesCpu()) {
      parameters.add(Frame.CPU_CLASS);
    }
    IntStream.range(0, helper.arity()).forEach(i -> parameters.add(CD_long));
    b.invokestatic(
        helper.owner().describeConstable().orElseThrow(),
        helper.name(),
        MethodTypeDesc.of(CD_long, parameters));
  }

  /** The interpreter raises the trap. */
  private void trapIf(IrOp op) {
    frame.push(op.a);
    frame.push(op.b);
    Emitters.branch(b, Objects.requireNonNull(op.cond), faults.wayOut(op));
  }

  private void aligned(IrOp op) {
    frame.push(op.a);
    b.loadConstant(op.imm - 1);
    Emitters.branch(b, Cond.TEST, faults.wayOut(op));
  }
}
