package burrow.translator.region;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_short;
import static java.lang.constant.ConstantDescs.CD_void;

import burrow.machine.HostLibrary;
import burrow.machine.HostMemory;
import burrow.machine.Memory;
import burrow.translator.IrOp;
import burrow.translator.Opcode;
import burrow.translator.Ordering;
import burrow.translator.interpreter.Atomics;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Bytecode of memory accesses: a test that leaves the region where it does not pass, so that
 * nothing rare comes back into the code, and a plain host access.
 */
final class MemoryEmitter {
  private static final ClassDesc MEMORY = Memory.class.describeConstable().orElseThrow();
  private static final ClassDesc RMW = Opcode.Rmw.class.describeConstable().orElseThrow();
  private static final ClassDesc ATOMICS = Atomics.class.describeConstable().orElseThrow();
  private static final ClassDesc RUNTIME = RegionMemory.class.describeConstable().orElseThrow();
  private static final ClassDesc HOST_MEMORY = HostMemory.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc LOAD_ACQUIRE =
      MethodTypeDesc.of(CD_long, Frame.CPU_CLASS, CD_long, CD_int);
  private static final MethodTypeDesc STORE_RELEASE =
      MethodTypeDesc.of(CD_void, Frame.CPU_CLASS, CD_long, CD_int, CD_long);
  private static final String[] TYPES = {"Byte", "Short", "Int", "Long"};
  private static final ClassDesc[] CLASSES = {CD_byte, CD_short, CD_int, CD_long};
  private static final Opcode[] SIGN_EXTENSIONS = {
    Opcode.SEXT8, Opcode.SEXT16, Opcode.SEXT32, Opcode.MOV
  };
  private static final MethodTypeDesc DENIED =
      MethodTypeDesc.of(CD_boolean, CD_long, CD_int, CD_int, CD_long);

  /** What happens about an access that is not plainly allowed: the region's part. */
  interface Guard {
    /** Emits what may throw a fault. */
    void emit(IrOp op, Runnable access);

    /** Where the interpreter takes over before the operation's instruction. */
    Label wayOut(IrOp op);
  }

  private final CodeBuilder b;
  private final Frame frame;
  private final Guard guard;
  private final AccessChecks checks;

  MemoryEmitter(CodeBuilder b, Frame frame, Guard guard, AccessChecks checks) {
    this.b = b;
    this.frame = frame;
    this.guard = guard;
    this.checks = checks;
  }

  /** Whether an access that has been tested is one of the host's. */
  static boolean isPlainOnHost(IrOp op) {
    return op.ordering == Ordering.PLAIN || HostLibrary.X86;
  }

  void emit(IrOp op) {
    switch (op.code) {
      case LOAD -> load(op);
      case STORE -> store(op);
      case LOAD2 -> {
        pair(op);
        getLong(0);
        getLong(8);
        frame.store(op.d2);
        frame.store(op.d);
      }
      case STORE2 -> {
        pair(op);
        putLong(0, op.c);
        putLong(8, op.e);
      }
      case RMW -> {
        frame.setPc(op.pc);
        b.aload(Frame.CPU);
        b.getstatic(RMW, Objects.requireNonNull(op.rmw).name(), RMW);
        frame.pushAddress(op);
        b.loadConstant(op.size);
        frame.push(op.c);
        MethodTypeDesc type =
            MethodTypeDesc.of(CD_long, Frame.CPU_CLASS, RMW, CD_long, CD_int, CD_long);
        guard.emit(op, () -> b.invokestatic(ATOMICS, "readModifyWrite", type));
        frame.store(op.d);
      }
      case CAS -> {
        frame.setPc(op.pc);
        b.aload(Frame.CPU);
        frame.pushAddress(op);
        b.loadConstant(op.size);
        frame.push(op.c);
        frame.push(op.e);
        MethodTypeDesc type =
            MethodTypeDesc.of(CD_long, Frame.CPU_CLASS, CD_long, CD_int, CD_long, CD_long);
        guard.emit(op, () -> b.invokestatic(MEMORY, "compareAndExchange", type));
        frame.store(op.d);
      }
      case STORE_CONDITIONAL -> {
        frame.setPc(op.pc);
        b.aload(Frame.CPU);
        frame.push(op.a);
        frame.push(op.b);
        b.loadConstant(op.size);
        frame.push(op.c);
        frame.push(op.e);
        MethodTypeDesc type =
            MethodTypeDesc.of(CD_long, Frame.CPU_CLASS, CD_long, CD_long, CD_int, CD_long, CD_long);
        guard.emit(op, () -> b.invokestatic(ATOMICS, "storeConditional", type));
        frame.store(op.d);
      }
      default -> throw new IllegalArgumentException(op.code.name());
    }
  }

  private void load(IrOp op) {
    if (op.ordering == Ordering.SEQ_CST) {
      fence("fullFence");
    }
    if (isPlainOnHost(op)) {
      check(op);
      hostAddress(op);
      String name = "get" + TYPES[log2(op.size)] + (op.ordering == Ordering.PLAIN ? "" : "Acquire");
      b.invokestatic(HOST_MEMORY, name, MethodTypeDesc.of(CLASSES[log2(op.size)], CD_long));
      widen(op);
    } else {
      frame.setPc(op.pc);
      b.aload(Frame.CPU);
      frame.pushAddress(op);
      b.loadConstant(op.size);
      guard.emit(op, () -> b.invokestatic(MEMORY, "loadAcquire", LOAD_ACQUIRE));
      if (op.signed) {
        Emitters.unary(b, SIGN_EXTENSIONS[log2(op.size)]);
      }
    }
    frame.store(op.d);
  }

  /** What Java has loaded is sign-extended. */
  private void widen(IrOp op) {
    if (op.size == 8) {
      return;
    }
    b.i2l();
    if (!op.signed) {
      b.loadConstant(-1L >>> (64 - 8 * op.size)).land();
    }
  }

  private void store(IrOp op) {
    if (isPlainOnHost(op)) {
      check(op);
      hostAddress(op);
      frame.push(op.c);
      narrow(op.size);
      String name = "put" + TYPES[log2(op.size)] + (op.ordering == Ordering.PLAIN ? "" : "Release");
      b.invokestatic(
          HOST_MEMORY, name, MethodTypeDesc.of(CD_void, CD_long, CLASSES[log2(op.size)]));
    } else {
      frame.setPc(op.pc);
      b.aload(Frame.CPU);
      frame.pushAddress(op);
      b.loadConstant(op.size);
      frame.push(op.c);
      guard.emit(op, () -> b.invokestatic(MEMORY, "storeRelease", STORE_RELEASE));
    }
    if (op.ordering == Ordering.SEQ_CST) {
      fence("fullFence");
    }
  }

  private void narrow(int size) {
    switch (size) {
      case 1 -> b.l2i().i2b();
      case 2 -> b.l2i().i2s();
      case 4 -> b.l2i();
      default -> {}
    }
  }

  void fence(String name) {
    b.invokestatic(HOST_MEMORY, name, MethodTypeDesc.of(CD_void));
  }

  /** Tests the range that the access stands for, unless that has been done. */
  private void check(IrOp op) {
    AccessChecks.@Nullable Check check = checks.of(op);
    if (check == null) {
      return;
    }
    frame.pushAddress(op);
    if (check.lowest() != 0) {
      b.loadConstant(check.lowest()).ladd();
    }
    b.loadConstant(check.bytes()).loadConstant(check.access()).lload(Frame.PERMISSIONS);
    b.invokestatic(RUNTIME, "denied", DENIED).ifne(guard.wayOut(op));
  }

  private void hostAddress(IrOp op) {
    b.lload(Frame.MEMORY_BASE);
    frame.pushAddress(op);
    b.ladd();
  }

  /** Leaves the host address of two words in {@link Frame#SCRATCH}. */
  private void pair(IrOp op) {
    check(op);
    hostAddress(op);
    b.lstore(Frame.SCRATCH);
  }

  private void word(int offset) {
    b.lload(Frame.SCRATCH);
    if (offset != 0) {
      b.loadConstant((long) offset).ladd();
    }
  }

  private void getLong(int offset) {
    word(offset);
    b.invokestatic(HOST_MEMORY, "getLong", MethodTypeDesc.of(CD_long, CD_long));
  }

  private void putLong(int offset, int value) {
    word(offset);
    frame.push(value);
    b.invokestatic(HOST_MEMORY, "putLong", MethodTypeDesc.of(CD_void, CD_long, CD_long));
  }

  private static int log2(int size) {
    return Integer.numberOfTrailingZeros(size);
  }
}
