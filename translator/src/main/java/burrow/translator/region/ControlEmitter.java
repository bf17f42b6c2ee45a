package burrow.translator.region;

import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import burrow.machine.Trap;
import burrow.translator.IrBlock;
import burrow.translator.Terminator;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Bytecode of how control enters, moves in, and leaves a region. */
final class ControlEmitter {
  /** Of a region's method: see {@link RegionCode#call}. */
  static final MethodTypeDesc CODE = MethodTypeDesc.of(CD_long, Frame.CPU_CLASS, CD_int, CD_long);

  /** The same behind the pc to go to. */
  private static final MethodTypeDesc TO = CODE.insertParameterTypes(0, CD_long);

  /** Back edges between two looks at the interrupt. */
  private static final int POLL_INTERVAL = 1000;

  /** Functions that a call through a pointer compares its target with. */
  private static final int MOST_CALLEES = 4;

  private static final ClassDesc TRAP = Trap.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc RAISE =
      MethodTypeDesc.of(CD_long, Frame.CPU_CLASS, TRAP, CD_long, CD_long, CD_String);
  private static final DirectMethodHandleDesc DIRECT =
      ConstantDescs.ofCallsiteBootstrap(
          RegionCompiler.RUNTIME, "direct", ConstantDescs.CD_CallSite, CD_long);

  private final CodeBuilder b;
  private final long entry;
  private final Frame frame;
  private final RegisterUse use;
  private final WaysOut waysOut;
  private final Map<Long, Label> labels = new HashMap<>();
  private long at;

  ControlEmitter(
      CodeBuilder b, long entry, Set<Long> blocks, Frame frame, RegisterUse use, WaysOut waysOut) {
    this.waysOut = waysOut;
    this.b = b;
    this.entry = entry;
    this.frame = frame;
    this.use = use;
    blocks.forEach(pc -> labels.put(pc, b.newLabel()));
  }

  private Label label(long pc) {
    return Objects.requireNonNull(labels.get(pc));
  }

  /** Goes back at once if an interrupt waits or the stack is short. */
  void prologue() {
    Label go = b.newLabel();
    b.iload(Frame.DEPTH).aload(Frame.CPU);
    b.invokevirtual(Frame.CPU_CLASS, "limit", MethodTypeDesc.of(CD_int));
    b.if_icmpge(go);
    b.loadConstant(entry).lreturn();
    b.labelBinding(go);
    b.loadConstant(POLL_INTERVAL).istore(Frame.COUNTDOWN);
  }

  void begin(IrBlock block) {
    at = block.pc();
    b.labelBinding(label(at));
  }

  /** To a block, its live registers in locals. */
  void jump(long pc) {
    b.goto_(label(pc));
  }

  /** Ends the block begun last. */
  void terminator(Terminator t, BitSet dirty) {
    switch (t) {
      case Terminator.Goto g when g.hint() == Terminator.Hint.CALL -> {
        frame.spill(dirty);
        arguments(g.returnPc());
        b.invokedynamic(DynamicCallSiteDesc.of(DIRECT, "call", CODE, g.target()));
        afterCall(g.returnPc());
      }
      case Terminator.Goto g -> {
        if (leavesFunction(g.target())) {
          frame.spill(dirty);
          tailArguments();
          b.invokedynamic(DynamicCallSiteDesc.of(DIRECT, "call", CODE, g.target())).lreturn();
        } else {
          edge(g.target(), dirty);
        }
      }
      case Terminator.Branch br -> {
        Label taken = b.newLabel();
        frame.push(br.a());
        frame.push(br.b());
        Emitters.branch(b, br.cond(), taken);
        edge(br.fallThrough(), dirty);
        b.labelBinding(taken);
        edge(br.taken(), dirty);
      }
      case Terminator.Indirect i -> indirect(i, dirty);
      case Terminator.Raise r -> {
        frame.spill(dirty);
        raise(r.trap(), r.pc(), r.value(), r.detail());
        if (RegisterUse.resumes(t)) {
          afterCall(r.pc());
        } else {
          b.lreturn();
        }
      }
    }
  }

  /** Whether an unconditional jump is a tail call. */
  private boolean leavesFunction(long target) {
    return !labels.containsKey(target) && Math.abs(target - entry) >= RegionBuilder.REACH;
  }

  /** Leaves the next pc on the stack, or LEAVE; all registers are in the Cpu. */
  void raise(Trap trap, long pc, long value, @Nullable String detail) {
    b.aload(Frame.CPU).getstatic(TRAP, trap.name(), TRAP).loadConstant(pc).loadConstant(value);
    if (detail == null) {
      b.aconst_null();
    } else {
      b.loadConstant(detail);
    }
    b.invokestatic(RegionCompiler.RUNTIME, "trap", RAISE);
  }

  /** Control goes to an address with registers in locals. */
  private void edge(long target, BitSet dirty) {
    if (!labels.containsKey(target)) {
      b.loadConstant(target);
      goOnElsewhere(dirty);
    } else if (target <= at) {
      BulkLoop bulk = target == at ? BulkLoop.of(frame.block, frame.flagsSlot()) : null;
      Label again = bulk == null ? label(target) : b.newLabel();
      b.iinc(Frame.COUNTDOWN, -1).iload(Frame.COUNTDOWN).ifgt(again);
      b.loadConstant(POLL_INTERVAL).istore(Frame.COUNTDOWN);
      b.aload(Frame.CPU);
      b.invokevirtual(Frame.CPU_CLASS, "interrupted", MethodTypeDesc.of(CD_boolean));
      b.ifeq(again);
      b.loadConstant(target);
      waysOut.leave(dirty);
      if (bulk != null) {
        b.labelBinding(again);
        bulk.emit(b, frame);
        b.goto_(label(target));
      }
    } else {
      b.goto_(label(target));
    }
  }

  /**
   * Returns the pc on the stack, where the same guest function goes on: the caller's part of {@link
   * RegionRuntime#finish} runs it, so that a loop over several regions piles up no frames.
   */
  private void goOnElsewhere(BitSet dirty) {
    b.aload(Frame.CPU).iconst_1().putfield(Frame.CPU_CLASS, "unfinished", CD_boolean);
    waysOut.leave(dirty);
  }

  private void arguments(long returnPc) {
    b.aload(Frame.CPU).iload(Frame.DEPTH).loadConstant(frame.bytes()).isub();
    b.loadConstant(returnPc);
  }

  private void tailArguments() {
    b.aload(Frame.CPU).iload(Frame.DEPTH).loadConstant(frame.bytes()).isub();
    b.lload(Frame.RETURN_PC);
  }

  /** Jumps inside the region where the guest's jump goes to one of its known targets. */
  private void jumpTable(Terminator.Indirect i, BitSet dirty) {
    Map<Long, Label> cases = new TreeMap<>();
    i.targets().stream().filter(labels::containsKey).forEach(t -> cases.put(t, b.newLabel()));
    if (cases.isEmpty()) {
      return;
    }
    Label elsewhere = b.newLabel();
    frame.push(i.target());
    b.loadConstant(entry).lsub().lstore(Frame.SCRATCH);
    b.lload(Frame.SCRATCH).l2i().i2l().lload(Frame.SCRATCH).lcmp().ifne(elsewhere);
    b.lload(Frame.SCRATCH).l2i();
    b.lookupswitch(
        elsewhere,
        cases.entrySet().stream()
            .map(e -> SwitchCase.of((int) (e.getKey() - entry), e.getValue()))
            .toList());
    cases.forEach((target, label) -> {
      b.labelBinding(label);
      edge(target, dirty);
    });
    b.labelBinding(elsewhere);
  }

  private void indirect(Terminator.Indirect i, BitSet dirty) {
    if (i.hint() == Terminator.Hint.JUMP) {
      jumpTable(i, dirty);
    }
    switch (i.hint()) {
      case RETURN -> {
        frame.spill(dirty);
        frame.push(i.target());
        b.lreturn();
      }
      case JUMP -> {
        frame.push(i.target());
        goOnElsewhere(dirty);
      }
      case CALL -> {
        frame.spill(dirty);
        callThrough(i);
        afterCall(i.returnPc());
      }
    }
  }

  /** Calls where it has gone before directly, which links there and lets HotSpot inline. */
  private void callThrough(Terminator.Indirect i) {
    Label called = b.newLabel();
    if (i.targets().size() <= MOST_CALLEES) {
      for (long known : i.targets()) {
        Label other = b.newLabel();
        frame.push(i.target());
        b.loadConstant(known).lcmp().ifne(other);
        arguments(i.returnPc());
        b.invokedynamic(DynamicCallSiteDesc.of(DIRECT, "call", CODE, known)).goto_(called);
        b.labelBinding(other);
      }
    }
    frame.push(i.target());
    arguments(i.returnPc());
    b.invokestatic(RegionCompiler.RUNTIME, "indirect", TO);
    b.labelBinding(called);
  }

  /** The next pc is on the stack: go on behind the call if that is it, else hand it upwards. */
  private void afterCall(long returnPc) {
    if (!labels.containsKey(returnPc)) {
      b.lreturn();
      return;
    }
    Label back = b.newLabel();
    b.lstore(Frame.SCRATCH);
    b.lload(Frame.SCRATCH).loadConstant(returnPc).lcmp().ifeq(back);
    b.lload(Frame.SCRATCH);
    arguments(returnPc);
    b.invokestatic(RegionCompiler.RUNTIME, "finish", TO).lstore(Frame.SCRATCH);
    b.lload(Frame.SCRATCH).loadConstant(returnPc).lcmp().ifeq(back);
    b.lload(Frame.SCRATCH).lreturn();
    b.labelBinding(back);
    frame.reload(use.liveIn(returnPc));
    b.goto_(label(returnPc));
  }
}
