package burrow.translator.region;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a region is left where that is rare: at faults and on edges out of it. The registers dirty at
 * the place are written back out of line: places with the same dirty registers share one way out,
 * and each way ends in that of a smaller set, so that it writes only what the other does not.
 */
final class WaysOut {
  private static final MethodTypeDesc RAISE =
      MethodTypeDesc.of(CD_long, Frame.CPU_CLASS, Frame.FAULT_CLASS);

  private final CodeBuilder b;
  private final Frame frame;
  private final Map<BitSet, Way> ways = new HashMap<>();
  private final List<Runnable> own = new ArrayList<>();
  private final Map<Stop, Label> stops = new HashMap<>();

  /** An instruction that the interpreter is to execute, and what is dirty there. */
  private record Stop(long pc, BitSet dirty) {}

  /** Writes back one set of registers. */
  private static final class Way {
    final BitSet set;

    /** Where jumps arrive: {@link Frame#THROWN} is a fault, or null with a pc in SCRATCH. */
    final Label start;

    final List<Label[]> guarded = new ArrayList<>();

    Way(BitSet set, Label start) {
      this.set = set;
      this.start = start;
    }
  }

  WaysOut(CodeBuilder b, Frame frame) {
    this.b = b;
    this.frame = frame;
  }

  private Way way(BitSet dirty) {
    return ways.computeIfAbsent((BitSet) dirty.clone(), set -> new Way(set, b.newLabel()));
  }

  /** Emits what may throw a fault, its pc in the Cpu, while the registers are dirty. */
  void guard(BitSet dirty, Runnable access) {
    Label start = b.newBoundLabel();
    access.run();
    Label end = b.newBoundLabel();
    way(dirty).guarded.add(new Label[] {start, end});
  }

  /**
   * Emits what may throw a fault, with a handler of its own.
   *
   * @param handler emitted when the rest of the method is, before the fault is raised
   */
  void guard(Runnable access, Runnable handler) {
    Label start = b.newBoundLabel();
    access.run();
    Label end = b.newBoundLabel();
    own.add(() -> {
      b.exceptionCatch(start, end, b.newBoundLabel(), Frame.FAULT_CLASS);
      b.astore(Frame.THROWN);
      handler.run();
      raise();
    });
  }

  /** Where the interpreter takes over at an instruction, after the registers are written back. */
  Label interpret(BitSet dirty, long pc) {
    return stops.computeIfAbsent(
        new Stop(pc, (BitSet) dirty.clone()),
        stop -> {
          Label label = b.newLabel();
          Way way = way(dirty);
          own.add(() -> {
            b.labelBinding(label);
            interpretAt(pc);
            b.lstore(Frame.SCRATCH).aconst_null().astore(Frame.THROWN).goto_(way.start);
          });
          return label;
        });
  }

  /**
   * The same where more is to be done.
   *
   * @param first emitted when the rest of the method is; writes the registers back
   */
  Label interpret(long pc, Runnable first) {
    Label label = b.newLabel();
    own.add(() -> {
      b.labelBinding(label);
      first.run();
      interpretAt(pc);
      b.lreturn();
    });
    return label;
  }

  private void interpretAt(long pc) {
    // Fields and no call, which would keep the registers alive.
    b.aload(Frame.CPU).iconst_1().putfield(Frame.CPU_CLASS, "unfinished", CD_boolean);
    b.aload(Frame.CPU).iconst_1().putfield(Frame.CPU_CLASS, "interpretNext", CD_boolean);
    b.loadConstant(pc);
  }

  /** Returns the pc on the stack, after the registers have been written back. */
  void leave(BitSet dirty) {
    if (dirty.isEmpty()) {
      b.lreturn();
      return;
    }
    b.lstore(Frame.SCRATCH).aconst_null().astore(Frame.THROWN);
    b.goto_(way(dirty).start);
  }

  /** Emits all ways; nothing may be guarded afterwards. */
  void emit() {
    own.forEach(Runnable::run);
    way(new BitSet());
    List<Way> emitted = new ArrayList<>();
    ways.values().stream()
        .sorted(Comparator.comparingInt(w -> w.set.cardinality()))
        .forEach(way -> {
          emit(way, largestIn(way.set, emitted));
          emitted.add(way);
        });
  }

  /** The last, and so the largest, way whose registers are all in the set. */
  private static @Nullable Way largestIn(BitSet set, List<Way> emitted) {
    for (Way w : emitted.reversed()) {
      BitSet more = (BitSet) w.set.clone();
      more.andNot(set);
      if (more.isEmpty()) {
        return w;
      }
    }
    return null;
  }

  private void emit(Way way, @Nullable Way rest) {
    if (!way.guarded.isEmpty()) {
      Label handler = b.newBoundLabel();
      way.guarded.forEach(r -> b.exceptionCatch(r[0], r[1], handler, Frame.FAULT_CLASS));
      b.astore(Frame.THROWN);
    }
    b.labelBinding(way.start);
    if (rest == null) {
      Label fault = b.newLabel();
      b.aload(Frame.THROWN).ifnonnull(fault).lload(Frame.SCRATCH).lreturn();
      b.labelBinding(fault);
      raise();
      return;
    }
    BitSet set = (BitSet) way.set.clone();
    set.andNot(rest.set);
    frame.spill(set);
    b.goto_(rest.start);
  }

  private void raise() {
    b.aload(Frame.CPU).aload(Frame.THROWN);
    b.invokestatic(RegionCompiler.RUNTIME, "fault", RAISE).lreturn();
  }
}
