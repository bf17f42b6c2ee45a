package burrow.translator.region;

import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import burrow.machine.Access;
import burrow.machine.Cpu;
import burrow.machine.GuestFault;
import burrow.machine.HostMemory;
import burrow.machine.Memory;
import burrow.machine.Trap;
import burrow.translator.Helper;
import burrow.translator.IrBlock;
import burrow.translator.IrOp;
import burrow.translator.Opcode;
import burrow.translator.Ordering;
import burrow.translator.RegisterFile;
import burrow.translator.Terminator;
import burrow.translator.interpreter.Atomics;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Turns the blocks of one region into the bytecode of a static method. */
final class RegionCompiler {
  static final ClassDesc RUNTIME = RegionRuntime.class.describeConstable().orElseThrow();

  /** Back edges between two looks at the interrupt. */
  private static final int POLL_INTERVAL = 1000;

  private static final ClassDesc CPU = Cpu.class.describeConstable().orElseThrow();
  private static final ClassDesc MEMORY = Memory.class.describeConstable().orElseThrow();
  private static final ClassDesc HOST = HostMemory.class.describeConstable().orElseThrow();
  private static final ClassDesc TRAP = Trap.class.describeConstable().orElseThrow();
  private static final ClassDesc FAULT = GuestFault.class.describeConstable().orElseThrow();
  private static final ClassDesc SELF = ClassDesc.of("burrow.translator.region.HotCode");
  private static final MethodTypeDesc CODE = MethodTypeDesc.of(CD_long, CPU, CD_int, CD_long);
  private static final DirectMethodHandleDesc DIRECT = bootstrap("direct", CD_long);
  private static final DirectMethodHandleDesc INDIRECT = bootstrap("indirect");

  // Java locals.
  private static final int CPU_ARGUMENT = 0;
  private static final int DEPTH = 1;
  private static final int RETURN_PC = 2;
  private static final int TYPED_CPU = 4;
  private static final int COUNTDOWN = 5;
  private static final int FAULT_PC = 6;
  private static final int THROWN = 8;
  private static final int SCRATCH = 9;
  private static final int FIRST_REGISTER = 11;

  private final long entry;
  private final Map<Long, IrBlock> blocks;
  private final RegisterFile registers;
  private final RegisterUse use;
  private final ClassDesc cpuClass;
  private final BitSet used;
  private final int[] localOf;
  private final int firstTemporary;
  private final int frameBytes;
  private final Map<Long, Label> labels = new HashMap<>();
  private final Map<BitSet, List<Label[]>> faultRanges = new HashMap<>();
  private final List<Runnable> late = new ArrayList<>();
  private IrBlock block;
  private BitSet dirty = new BitSet();

  private RegionCompiler(long entry, Map<Long, IrBlock> blocks, RegisterFile registers) {
    this.entry = entry;
    this.blocks = blocks;
    this.registers = registers;
    this.use = new RegisterUse(blocks, registers);
    this.cpuClass = registers.cpuClass().describeConstable().orElseThrow();
    this.used = use.used();
    this.localOf = new int[registers.count()];
    this.block = Objects.requireNonNull(blocks.get(entry));
    int next = FIRST_REGISTER;
    for (int r = used.nextSetBit(0); r >= 0; r = used.nextSetBit(r + 1)) {
      localOf[r] = next;
      next += 2;
    }
    this.firstTemporary = next;
    int locals = next + 2 * (Cpu.TEMPORARIES + 1);
    this.frameBytes = 8 * (locals + 16) + 160;
  }

  /** The class file; its method is {@code run}. */
  static byte[] compile(long entry, Map<Long, IrBlock> blocks, RegisterFile registers) {
    RegionCompiler c = new RegionCompiler(entry, blocks, registers);
    return ClassFile.of()
        .build(
            SELF,
            cb ->
                cb.withMethodBody(
                    "run", CODE, ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC, c::method));
  }

  private static DirectMethodHandleDesc bootstrap(String name, ClassDesc... extra) {
    List<ClassDesc> parameters =
        new ArrayList<>(
            List.of(
                ClassDesc.of("java.lang.invoke.MethodHandles$Lookup"),
                CD_String,
                ClassDesc.of("java.lang.invoke.MethodType")));
    parameters.addAll(Arrays.asList(extra));
    return MethodHandleDesc.ofMethod(
        DirectMethodHandleDesc.Kind.STATIC,
        RUNTIME,
        name,
        MethodTypeDesc.of(ClassDesc.of("java.lang.invoke.CallSite"), parameters));
  }

  // ---- the method ----

  private void method(CodeBuilder b) {
    prologue(b);
    for (long pc : blocks.keySet()) {
      labels.put(pc, b.newLabel());
    }
    reload(b, use.liveIn(entry));
    b.goto_(label(entry));
    for (IrBlock each : blocks.values()) {
      block = each;
      dirty = use.dirtyIn(each.pc());
      b.labelBinding(label(each.pc()));
      for (int i = 0; i < each.ops().size(); i++) {
        operation(b, each.ops().get(i), i);
        use.applyDirty(each.ops().get(i), dirty);
      }
      terminator(b, each.terminator());
    }
    late.forEach(Runnable::run);
    faultHandlers(b);
  }

  private Label label(long pc) {
    return Objects.requireNonNull(labels.get(pc));
  }

  private void prologue(CodeBuilder b) {
    Label deep = b.newLabel();
    b.iload(DEPTH).aload(CPU_ARGUMENT);
    b.invokevirtual(CPU, "limit", MethodTypeDesc.of(CD_int));
    b.if_icmpge(deep);
    b.loadConstant(entry).lreturn();
    b.labelBinding(deep);
    b.aload(CPU_ARGUMENT).checkcast(cpuClass).astore(TYPED_CPU);
    b.loadConstant(POLL_INTERVAL).istore(COUNTDOWN);
    b.lconst_0().lstore(FAULT_PC);
    used.stream().forEach(r -> b.lconst_0().lstore(localOf[r]));
  }

  private void reload(CodeBuilder b, BitSet set) {
    set.stream()
        .forEach(r ->
            b.aload(TYPED_CPU).getfield(cpuClass, registers.name(r), CD_long).lstore(localOf[r]));
  }

  private void spill(CodeBuilder b, BitSet set) {
    set.stream()
        .forEach(r ->
            b.aload(TYPED_CPU).lload(localOf[r]).putfield(cpuClass, registers.name(r), CD_long));
  }

  /** Handlers for faults, one for each set of dirty registers. */
  private void faultHandlers(CodeBuilder b) {
    faultRanges.forEach((set, ranges) -> {
      Label handler = b.newBoundLabel();
      ranges.forEach(r -> b.exceptionCatch(r[0], r[1], handler, FAULT));
      b.astore(THROWN);
      spill(b, set);
      raiseFault(b);
    });
  }

  private void raiseFault(CodeBuilder b) {
    b.aload(CPU_ARGUMENT).lload(FAULT_PC).aload(THROWN);
    b.invokestatic(RUNTIME, "fault", MethodTypeDesc.of(CD_long, CPU, CD_long, FAULT)).lreturn();
  }

  // ---- operands ----

  private void push(CodeBuilder b, int operand) {
    if (operand == IrOp.NONE) {
      b.lconst_0();
    } else if (IrOp.isConstant(operand)) {
      b.loadConstant(block.constant(operand));
    } else {
      b.lload(local(operand));
    }
  }

  private int local(int operand) {
    return IrOp.isTemp(operand) ? firstTemporary + 2 * (operand - IrOp.TEMP) : localOf[operand];
  }

  private void store(CodeBuilder b, int operand) {
    b.lstore(local(operand));
  }

  private void pushAddress(CodeBuilder b, IrOp op) {
    push(b, op.a);
    if (op.b != IrOp.NONE) {
      push(b, op.b);
      if (op.imm2 != 0) {
        b.loadConstant(op.imm2).lshl();
      }
      b.ladd();
    }
    if (op.imm != 0) {
      b.loadConstant(op.imm).ladd();
    }
  }

  // ---- operations ----

  private void operation(CodeBuilder b, IrOp op, int index) {
    switch (op.code.form()) {
      case UNARY -> {
        push(b, op.a);
        Emitters.unary(b, op.code);
        store(b, op.d);
      }
      case BINARY -> {
        push(b, op.a);
        push(b, op.b);
        Emitters.binary(b, op.code);
        store(b, op.d);
      }
      case BITS -> {
        push(b, op.a);
        if (op.code == Opcode.DEPOSIT) {
          push(b, op.b);
          Emitters.deposit(b, (int) op.imm, op.imm2);
        } else {
          Emitters.extract(b, (int) op.imm, op.imm2, op.code == Opcode.SEXTRACT);
        }
        store(b, op.d);
      }
      case COMPARE -> compare(b, op);
      case MEMORY -> memory(b, op);
      case OTHER -> other(b, op, index);
    }
  }

  private void compare(CodeBuilder b, IrOp op) {
    Label yes = b.newLabel();
    Label end = b.newLabel();
    boolean set = op.code == Opcode.SET;
    push(b, op.a);
    push(b, op.b);
    Emitters.branch(b, Objects.requireNonNull(op.cond), yes);
    if (set) {
      b.lconst_0();
    } else {
      push(b, op.e);
    }
    b.goto_(end).labelBinding(yes);
    if (set) {
      b.lconst_1();
    } else {
      push(b, op.c);
    }
    b.labelBinding(end);
    store(b, op.d);
  }

  /** Brackets the one call of an operation that can fault; what it pushes is already there. */
  private void guarded(CodeBuilder b, IrOp op, BitSet spilled, Runnable access) {
    Label start = b.newBoundLabel();
    access.run();
    Label end = b.newBoundLabel();
    if (op.onFault.isEmpty()) {
      faultRanges
          .computeIfAbsent((BitSet) spilled.clone(), k -> new ArrayList<>())
          .add(new Label[] {start, end});
      return;
    }
    BitSet set = (BitSet) spilled.clone();
    IrBlock home = block;
    late.add(() -> {
      block = home;
      Label handler = b.newBoundLabel();
      b.exceptionCatch(start, end, handler, FAULT);
      b.astore(THROWN);
      lateFlags(b, op, set);
      spill(b, set);
      raiseFault(b);
    });
  }

  /** Runs {@link IrOp#onFault} and adds what it wrote to the set. */
  private void lateFlags(CodeBuilder b, IrOp op, BitSet set) {
    for (IrOp f : op.onFault) {
      operation(b, f, -1);
      use.applyDirty(f, set);
    }
  }

  private void memory(CodeBuilder b, IrOp op) {
    b.loadConstant(op.pc).lstore(FAULT_PC);
    switch (op.code) {
      case LOAD -> load(b, op);
      case STORE -> store(b, op);
      case LOAD2, STORE2 -> pair(b, op);
      case RMW -> {
        b.aload(CPU_ARGUMENT);
        Opcode.Rmw kind = Objects.requireNonNull(op.rmw);
        ClassDesc rmw = Opcode.Rmw.class.describeConstable().orElseThrow();
        b.getstatic(rmw, kind.name(), rmw);
        pushAddress(b, op);
        b.loadConstant(op.size);
        push(b, op.c);
        MethodTypeDesc type = MethodTypeDesc.of(CD_long, CPU, rmw, CD_long, CD_int, CD_long);
        ClassDesc atomics = Atomics.class.describeConstable().orElseThrow();
        guarded(b, op, dirty, () -> b.invokestatic(atomics, "readModifyWrite", type));
        store(b, op.d);
      }
      case CAS -> {
        b.aload(CPU_ARGUMENT);
        pushAddress(b, op);
        b.loadConstant(op.size);
        push(b, op.c);
        push(b, op.e);
        MethodTypeDesc type = MethodTypeDesc.of(CD_long, CPU, CD_long, CD_int, CD_long, CD_long);
        guarded(b, op, dirty, () -> b.invokestatic(MEMORY, "compareAndExchange", type));
        store(b, op.d);
      }
      default -> throw new IllegalArgumentException(op.code.name());
    }
  }

  private void load(CodeBuilder b, IrOp op) {
    if (op.ordering == Ordering.SEQ_CST) {
      b.invokestatic(HOST, "fullFence", MethodTypeDesc.ofDescriptor("()V"));
    }
    b.aload(CPU_ARGUMENT);
    pushAddress(b, op);
    if (op.ordering == Ordering.PLAIN) {
      MethodTypeDesc type = MethodTypeDesc.of(CD_long, CPU, CD_long);
      guarded(b, op, dirty, () -> b.invokestatic(MEMORY, "load" + 8 * op.size, type));
    } else {
      b.loadConstant(op.size);
      MethodTypeDesc type = MethodTypeDesc.of(CD_long, CPU, CD_long, CD_int);
      guarded(b, op, dirty, () -> b.invokestatic(MEMORY, "loadAcquire", type));
    }
    if (op.signed) {
      Emitters.unary(
          b,
          switch (op.size) {
            case 1 -> Opcode.SEXT8;
            case 2 -> Opcode.SEXT16;
            case 4 -> Opcode.SEXT32;
            default -> Opcode.MOV;
          });
    }
    store(b, op.d);
  }

  private void store(CodeBuilder b, IrOp op) {
    b.aload(CPU_ARGUMENT);
    pushAddress(b, op);
    if (op.ordering == Ordering.PLAIN) {
      push(b, op.c);
      MethodTypeDesc type = MethodTypeDesc.ofDescriptor("(Lburrow/machine/Cpu;JJ)V");
      guarded(b, op, dirty, () -> b.invokestatic(MEMORY, "store" + 8 * op.size, type));
    } else {
      b.loadConstant(op.size);
      push(b, op.c);
      MethodTypeDesc type = MethodTypeDesc.ofDescriptor("(Lburrow/machine/Cpu;JIJ)V");
      guarded(b, op, dirty, () -> b.invokestatic(MEMORY, "storeRelease", type));
    }
    if (op.ordering == Ordering.SEQ_CST) {
      b.invokestatic(HOST, "fullFence", MethodTypeDesc.ofDescriptor("()V"));
    }
  }

  private void pair(CodeBuilder b, IrOp op) {
    boolean load = op.code == Opcode.LOAD2;
    pushAddress(b, op);
    b.lstore(SCRATCH);
    if (op.size != 0) {
      b.aload(CPU_ARGUMENT).lload(SCRATCH).loadConstant(op.size);
      b.loadConstant(load ? Access.READ : Access.WRITE);
      MethodTypeDesc check = MethodTypeDesc.ofDescriptor("(Lburrow/machine/Cpu;JII)V");
      guarded(b, op, dirty, () -> b.invokestatic(MEMORY, "check", check));
    }
    b.aload(CPU_ARGUMENT).getfield(CPU, "memoryBase", CD_long).lload(SCRATCH).ladd();
    b.lstore(SCRATCH);
    if (load) {
      MethodTypeDesc get = MethodTypeDesc.ofDescriptor("(J)J");
      b.lload(SCRATCH).invokestatic(HOST, "getLong", get);
      b.lload(SCRATCH).loadConstant(8L).ladd().invokestatic(HOST, "getLong", get);
      store(b, op.d2);
      store(b, op.d);
    } else {
      MethodTypeDesc put = MethodTypeDesc.ofDescriptor("(JJ)V");
      b.lload(SCRATCH);
      push(b, op.c);
      b.invokestatic(HOST, "putLong", put);
      b.lload(SCRATCH).loadConstant(8L).ladd();
      push(b, op.e);
      b.invokestatic(HOST, "putLong", put);
    }
  }

  private void other(CodeBuilder b, IrOp op, int index) {
    switch (op.code) {
      case FENCE -> fence(b, op.ordering);
      case CALL -> {
        invokeHelper(b, op);
        store(b, op.d);
      }
      case CALL_CPU -> {
        b.loadConstant(op.pc).lstore(FAULT_PC);
        spill(b, dirty);
        b.aload(CPU_ARGUMENT);
        for (int arg : op.args) {
          push(b, arg);
        }
        guarded(b, op, new BitSet(), () -> invokeHelperMethod(b, op));
        store(b, op.d);
        BitSet live = use.liveAfter(block, index);
        if (IrOp.isRegister(op.d)) {
          live.clear(op.d);
        }
        reload(b, live);
      }
      case FLAGS -> {
        int f = registers.flagsSlot();
        flagOperand(b, op.a, f + 1);
        flagOperand(b, op.b, f + 2);
        flagOperand(b, op.c, f + 3);
        b.loadConstant(op.imm).lstore(localOf[f]);
      }
      case TRAP_IF -> trapIf(b, op);
      default -> throw new IllegalArgumentException(op.code.name());
    }
  }

  private void flagOperand(CodeBuilder b, int operand, int slot) {
    if (operand != IrOp.NONE) {
      push(b, operand);
      b.lstore(localOf[slot]);
    }
  }

  private static void fence(CodeBuilder b, Ordering ordering) {
    String name =
        switch (ordering) {
          case PLAIN -> null;
          case ACQUIRE -> "loadFence";
          case RELEASE -> "storeFence";
          case SEQ_CST -> "fullFence";
        };
    if (name != null) {
      b.invokestatic(HOST, name, MethodTypeDesc.ofDescriptor("()V"));
    }
  }

  private void invokeHelper(CodeBuilder b, IrOp op) {
    for (int arg : op.args) {
      push(b, arg);
    }
    invokeHelperMethod(b, op);
  }

  private static void invokeHelperMethod(CodeBuilder b, IrOp op) {
    Helper helper = Objects.requireNonNull(op.helper);
    List<ClassDesc> parameters = new ArrayList<>();
    if (helper.takesCpu()) {
      parameters.add(CPU);
    }
    IntStream.range(0, helper.arity()).forEach(i -> parameters.add(CD_long));
    b.invokestatic(
        helper.owner().describeConstable().orElseThrow(),
        helper.name(),
        MethodTypeDesc.of(CD_long, parameters));
  }

  private void trapIf(CodeBuilder b, IrOp op) {
    Label pass = b.newLabel();
    push(b, op.a);
    push(b, op.b);
    Emitters.branch(b, Objects.requireNonNull(op.cond).negate(), pass);
    BitSet set = (BitSet) dirty.clone();
    lateFlags(b, op, set);
    spill(b, set);
    raise(b, Objects.requireNonNull(op.trap), op.pc, 0, null);
    b.lreturn();
    b.labelBinding(pass);
  }

  private static void raise(
      CodeBuilder b, Trap trap, long pc, long value, @Nullable String detail) {
    b.aload(CPU_ARGUMENT).getstatic(TRAP, trap.name(), TRAP).loadConstant(pc).loadConstant(value);
    if (detail == null) {
      b.aconst_null();
    } else {
      b.loadConstant(detail);
    }
    b.invokestatic(
        RUNTIME, "trap", MethodTypeDesc.of(CD_long, CPU, TRAP, CD_long, CD_long, CD_String));
  }

  // ---- terminators ----

  private void terminator(CodeBuilder b, Terminator t) {
    switch (t) {
      case Terminator.Goto g when g.hint() == Terminator.Hint.CALL -> {
        spill(b, dirty);
        callDirect(b, g.target(), g.returnPc());
        afterCall(b, g.returnPc());
      }
      case Terminator.Goto g -> edge(b, g.target());
      case Terminator.Branch br -> {
        Label taken = b.newLabel();
        push(b, br.a());
        push(b, br.b());
        Emitters.branch(b, br.cond(), taken);
        edge(b, br.fallThrough());
        b.labelBinding(taken);
        edge(b, br.taken());
      }
      case Terminator.Indirect i -> indirect(b, i);
      case Terminator.Raise r -> {
        spill(b, dirty);
        raise(b, r.trap(), r.pc(), r.value(), r.detail());
        if (RegisterUse.resumes(t)) {
          afterCall(b, r.pc());
        } else {
          b.lreturn();
        }
      }
    }
  }

  /** Control goes to an address with registers in locals. */
  private void edge(CodeBuilder b, long target) {
    if (!labels.containsKey(target)) {
      spill(b, dirty);
      // Another function: a tail call. A piece of this one that did not fit: through the
      // dispatcher,
      // since a loop over such pieces would pile up frames.
      if (Math.abs(target - entry) < 4096) {
        b.loadConstant(target).lreturn();
      } else {
        b.aload(CPU_ARGUMENT).iload(DEPTH).loadConstant(frameBytes).isub().lload(RETURN_PC);
        b.invokedynamic(DynamicCallSiteDesc.of(DIRECT, "call", CODE, target)).lreturn();
      }
      return;
    }
    if (target <= block.pc()) {
      b.iinc(COUNTDOWN, -1).iload(COUNTDOWN).ifgt(label(target));
      b.loadConstant(POLL_INTERVAL).istore(COUNTDOWN);
      b.aload(CPU_ARGUMENT);
      b.invokevirtual(CPU, "interrupted", MethodTypeDesc.ofDescriptor("()Z"));
      b.ifeq(label(target));
      spill(b, dirty);
      b.loadConstant(target).lreturn();
    } else {
      b.goto_(label(target));
    }
  }

  private void callDirect(CodeBuilder b, long target, long returnPc) {
    b.aload(CPU_ARGUMENT).iload(DEPTH).loadConstant(frameBytes).isub().loadConstant(returnPc);
    b.invokedynamic(DynamicCallSiteDesc.of(DIRECT, "call", CODE, target));
  }

  private void indirect(CodeBuilder b, Terminator.Indirect i) {
    spill(b, dirty);
    push(b, i.target());
    if (i.hint() == Terminator.Hint.RETURN) {
      b.lreturn();
      return;
    }
    boolean call = i.hint() == Terminator.Hint.CALL;
    b.aload(CPU_ARGUMENT).iload(DEPTH).loadConstant(frameBytes).isub();
    if (call) {
      b.loadConstant(i.returnPc());
    } else {
      b.lload(RETURN_PC);
    }
    MethodTypeDesc type = CODE.insertParameterTypes(0, CD_long);
    b.invokedynamic(DynamicCallSiteDesc.of(INDIRECT, "call", type));
    if (call) {
      afterCall(b, i.returnPc());
    } else {
      b.lreturn();
    }
  }

  /** The next pc is on the stack: go on behind the call if that is it, else hand it upwards. */
  private void afterCall(CodeBuilder b, long returnPc) {
    if (!labels.containsKey(returnPc)) {
      b.lreturn();
      return;
    }
    Label back = b.newLabel();
    b.lstore(SCRATCH);
    b.lload(SCRATCH).loadConstant(returnPc).lcmp().ifeq(back);
    b.lload(SCRATCH).lreturn();
    b.labelBinding(back);
    reload(b, use.liveIn(returnPc));
    b.goto_(label(returnPc));
  }
}
