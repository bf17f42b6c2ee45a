package burrow.translator.region;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.HostLibrary;
import burrow.machine.Memory;
import burrow.translator.IrBlock;
import burrow.translator.IrOp;
import burrow.translator.Opcode;
import burrow.translator.Ordering;
import burrow.translator.interpreter.Atomics;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Objects;

/**
 * Bytecode of memory accesses: the checks of {@link Memory} written out, because HotSpot stops to
 * inline in large methods, and Unsafe, whose methods are intrinsic however large the caller is.
 */
final class MemoryEmitter {
  private static final ClassDesc MEMORY = Memory.class.describeConstable().orElseThrow();
  private static final ClassDesc RMW = Opcode.Rmw.class.describeConstable().orElseThrow();
  private static final ClassDesc ATOMICS = Atomics.class.describeConstable().orElseThrow();
  private static final ClassDesc MATH = Math.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc MIN = MethodTypeDesc.of(CD_long, CD_long, CD_long);
  private static final MethodTypeDesc SLOW =
      MethodTypeDesc.of(
          ClassDesc.ofDescriptor("V"), Frame.CPU_CLASS, CD_long, CD_int, CD_int, CD_long);

  /** What a guarded access does about a fault: the region's part. */
  interface Guard {
    void emit(IrOp op, Runnable access);
  }

  private final CodeBuilder b;
  private final Frame frame;
  private final Guard guard;
  private AccessGroups groups;

  MemoryEmitter(CodeBuilder b, Frame frame, Guard guard) {
    this.b = b;
    this.frame = frame;
    this.guard = guard;
    this.groups = new AccessGroups(frame.block);
  }

  void emit(IrOp op) {
    switch (op.code) {
      case LOAD -> load(op);
      case STORE -> store(op);
      case LOAD2 -> {
        checkPair(op, Access.READ);
        get(8, 0, Ordering.PLAIN);
        get(8, 8, Ordering.PLAIN);
        frame.store(op.d2);
        frame.store(op.d);
      }
      case STORE2 -> {
        checkPair(op, Access.WRITE);
        put(8, 0, op.c, Ordering.PLAIN);
        put(8, 8, op.e, Ordering.PLAIN);
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
      default -> throw new IllegalArgumentException(op.code.name());
    }
  }

  private void load(IrOp op) {
    if (op.ordering == Ordering.SEQ_CST) {
      fence("fullFence");
    }
    check(op, op.size, Access.READ);
    if (op.ordering == Ordering.PLAIN || HostLibrary.X86) {
      get(op.size, 0, op.ordering);
      zeroExtend(op);
    } else {
      b.aload(Frame.CPU).lload(Frame.SCRATCH).loadConstant(op.size);
      MethodTypeDesc type = MethodTypeDesc.of(CD_long, Frame.CPU_CLASS, CD_long, CD_int);
      b.invokestatic(MEMORY, "loadAcquire", type);
      signExtend(op);
    }
    frame.store(op.d);
  }

  private void zeroExtend(IrOp op) {
    if (op.size < 8) {
      b.i2l();
      if (!op.signed) {
        b.loadConstant((1L << 8 * op.size) - 1).land();
      }
    }
  }

  private void signExtend(IrOp op) {
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
  }

  private void store(IrOp op) {
    check(op, op.size, Access.WRITE);
    if (op.ordering == Ordering.PLAIN || HostLibrary.X86) {
      put(op.size, 0, op.c, op.ordering);
    } else {
      b.aload(Frame.CPU).lload(Frame.SCRATCH).loadConstant(op.size);
      frame.push(op.c);
      b.invokestatic(
          MEMORY, "storeRelease", MethodTypeDesc.ofDescriptor("(Lburrow/machine/Cpu;JIJ)V"));
    }
    if (op.ordering == Ordering.SEQ_CST) {
      fence("fullFence");
    }
  }

  void fence(String name) {
    b.aload(Frame.UNSAFE)
        .invokevirtual(Frame.UNSAFE_CLASS, name, MethodTypeDesc.ofDescriptor("()V"));
  }

  /** Takes up the next block. */
  void begin(IrBlock block) {
    groups = new AccessGroups(block);
  }

  /** Leaves the guest address in {@link Frame#SCRATCH}, or throws a fault. */
  private void check(IrOp op, int size, int access) {
    Label fast = b.newLabel();
    frame.pushAddress(op);
    b.lstore(Frame.SCRATCH);
    AccessGroups.Group group = groups.of(op);
    if (group == null) {
      Label slow = b.newLabel();
      permission(Frame.SCRATCH, access);
      if (size == 1) {
        b.ifne(fast);
      } else {
        b.ifeq(slow);
        crossing(Frame.SCRATCH, size);
        b.if_icmple(fast);
      }
      b.labelBinding(slow);
    } else {
      if (group.startsWith(op)) {
        checkGroup(group);
      }
      b.iload(frame.groupLocal(group.number)).ifne(fast);
    }
    b.aload(Frame.CPU).lload(Frame.SCRATCH).loadConstant(size).loadConstant(access);
    b.loadConstant(op.pc);
    guard.emit(op, () -> b.invokestatic(RegionCompiler.RUNTIME, "slowAccess", SLOW));
    b.labelBinding(fast);
  }

  /** Leaves in the group's local whether all of its bytes can be accessed. */
  private void checkGroup(AccessGroups.Group group) {
    Label no = b.newLabel();
    Label end = b.newLabel();
    b.lload(Frame.SCRATCH).loadConstant(group.lowest()).ladd().lstore(Frame.LOWEST);
    permission(Frame.LOWEST, group.access);
    b.ifeq(no);
    crossing(Frame.LOWEST, group.bytes());
    b.if_icmpgt(no);
    b.iconst_1().goto_(end);
    b.labelBinding(no).iconst_0();
    b.labelBinding(end).istore(frame.groupLocal(group.number));
  }

  /**
   * Pushes the page's permission, zero if it is not there: a page outside the window reads the
   * table's last entry, which saves HotSpot a branch that it would keep every local alive for.
   */
  private void permission(int address, int access) {
    b.aload(Frame.UNSAFE).aconst_null().lload(Frame.PERMISSIONS);
    b.lload(address).loadConstant(AddressSpace.PAGE_SHIFT).lushr();
    b.lload(Frame.PAGES).invokestatic(MATH, "min", MIN).ladd();
    b.invokevirtual(
        Frame.UNSAFE_CLASS, "getByte", MethodTypeDesc.ofDescriptor("(Ljava/lang/Object;J)B"));
    b.loadConstant(access).iand();
  }

  /** Pushes the offset in the page, and the greatest one at which the access stays in it. */
  private void crossing(int address, int size) {
    b.lload(address).l2i().loadConstant(AddressSpace.PAGE_SIZE - 1).iand();
    b.loadConstant(AddressSpace.PAGE_SIZE - size);
  }

  /** The same of two words; without a check if an earlier pair's size covers them. */
  private void checkPair(IrOp op, int access) {
    if (op.size != 0) {
      check(op, op.size, access);
    } else {
      frame.pushAddress(op);
      b.lstore(Frame.SCRATCH);
    }
  }

  private void hostAddress(int offset) {
    b.aload(Frame.UNSAFE).aconst_null();
    b.lload(Frame.MEMORY_BASE).lload(Frame.SCRATCH).ladd();
    if (offset != 0) {
      b.loadConstant((long) offset).ladd();
    }
  }

  /** Loads from the checked address: a long, or an int sign-extended from its size. */
  private void get(int size, int offset, Ordering ordering) {
    hostAddress(offset);
    String name = "get" + name(size) + (ordering == Ordering.PLAIN ? "" : "Acquire");
    b.invokevirtual(
        Frame.UNSAFE_CLASS,
        name,
        MethodTypeDesc.ofDescriptor("(Ljava/lang/Object;J)" + descriptor(size)));
  }

  private void put(int size, int offset, int value, Ordering ordering) {
    hostAddress(offset);
    frame.push(value);
    switch (size) {
      case 1 -> b.l2i().i2b();
      case 2 -> b.l2i().i2s();
      case 4 -> b.l2i();
      default -> {}
    }
    String name = "put" + name(size) + (ordering == Ordering.PLAIN ? "" : "Release");
    b.invokevirtual(
        Frame.UNSAFE_CLASS,
        name,
        MethodTypeDesc.ofDescriptor("(Ljava/lang/Object;J" + descriptor(size) + ")V"));
  }

  private static String name(int size) {
    return switch (size) {
      case 1 -> "Byte";
      case 2 -> "Short";
      case 4 -> "Int";
      default -> "Long";
    };
  }

  private static String descriptor(int size) {
    return switch (size) {
      case 1 -> "B";
      case 2 -> "S";
      case 4 -> "I";
      default -> "J";
    };
  }
}
