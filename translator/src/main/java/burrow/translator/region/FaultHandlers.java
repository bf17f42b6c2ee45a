package burrow.translator.region;

import static java.lang.constant.ConstantDescs.CD_long;

import burrow.machine.GuestFault;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Exception handlers of a region: they spill the registers dirty at the place of a fault, whose pc
 * is in the Cpu already, and raise it. Places with the same dirty registers share one.
 */
final class FaultHandlers {
  private static final ClassDesc FAULT = GuestFault.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc RAISE = MethodTypeDesc.of(CD_long, Frame.CPU_CLASS, FAULT);

  private final CodeBuilder b;
  private final Frame frame;
  private final Map<BitSet, List<Label[]>> shared = new HashMap<>();
  private final List<Runnable> own = new ArrayList<>();

  FaultHandlers(CodeBuilder b, Frame frame) {
    this.b = b;
    this.frame = frame;
  }

  /** Emits what may throw a fault while the registers are dirty. */
  void guard(BitSet dirty, Runnable access) {
    Label start = b.newBoundLabel();
    access.run();
    Label end = b.newBoundLabel();
    shared
        .computeIfAbsent((BitSet) dirty.clone(), k -> new ArrayList<>())
        .add(new Label[] {start, end});
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
      b.exceptionCatch(start, end, b.newBoundLabel(), FAULT);
      b.astore(Frame.THROWN);
      handler.run();
      raise();
    });
  }

  /** Emits all handlers; nothing may be guarded afterwards. */
  void emit() {
    own.forEach(Runnable::run);
    shared.forEach((set, ranges) -> {
      Label handler = b.newBoundLabel();
      ranges.forEach(r -> b.exceptionCatch(r[0], r[1], handler, FAULT));
      b.astore(Frame.THROWN);
      frame.spill(set);
      raise();
    });
  }

  private void raise() {
    b.aload(Frame.CPU).aload(Frame.THROWN);
    b.invokestatic(RegionCompiler.RUNTIME, "fault", RAISE).lreturn();
  }
}
