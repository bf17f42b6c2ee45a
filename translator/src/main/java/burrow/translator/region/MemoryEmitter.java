package burrow.translator.region;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import burrow.machine.Access;
import burrow.machine.HostLibrary;
import burrow.machine.HostMemory;
import burrow.machine.Memory;
import burrow.translator.IrBlock;
import burrow.translator.IrOp;
import burrow.translator.Opcode;
import burrow.translator.Ordering;
import burrow.translator.interpreter.Atomics;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Bytecode of memory accesses: the checks of {@link Memory} written out, because HotSpot stops to
 * inline in large methods, and Unsafe, whose methods are intrinsic however large the caller is.
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
  private static final MethodTypeDesc GROUP =
      MethodTypeDesc.of(CD_long, CD_long, CD_int, CD_int, CD_long, CD_long);
  private static final MethodTypeDesc RANGE =
      MethodTypeDesc.of(
          CD_long, Frame.CPU_CLASS, CD_long, CD_int, CD_int, CD_long, CD_long, CD_long);
  private static final MethodTypeDesc RANGE_IN =
      MethodTypeDesc.of(CD_long, Frame.CPU_CLASS, CD_long, CD_int, CD_int, CD_long, CD_long);

  /** What a guarded access does about a fault: the region's part. */
  interface Guard {
    void emit(IrOp op, Runnable access);
  }

  private final CodeBuilder b;
  private final Frame frame;
  private final Guard guard;
  private final IdentityHashMap<IrBlock, AccessGroups> groupsOf = new IdentityHashMap<>();

  MemoryEmitter(CodeBuilder b, Frame frame, Guard guard, Collection<IrBlock> blocks) {
    this.b = b;
    this.frame = frame;
    this.guard = guard;
    blocks.forEach(block -> groupsOf.put(block, new AccessGroups(block)));
  }

  /** The most groups of accesses that a block has. */
  int groups() {
    return groupsOf.values().stream().mapToInt(AccessGroups::count).max().orElse(0);
  }

  void emit(IrOp op) {
    switch (op.code) {
      case LOAD -> load(op);
      case STORE -> store(op);
      case LOAD2 -> {
        pair(op, Access.READ);
        getLong(0);
        getLong(8);
        frame.store(op.d2);
        frame.store(op.d);
      }
      case STORE2 -> {
        pair(op, Access.WRITE);
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
      default -> throw new IllegalArgumentException(op.code.name());
    }
  }

  private void load(IrOp op) {
    if (op.ordering == Ordering.SEQ_CST) {
      fence("fullFence");
    }
    if (op.ordering == Ordering.PLAIN || HostLibrary.X86) {
      access(op, "load", op.ordering == Ordering.PLAIN ? "" : "Acquire");
    } else {
      frame.setPc(op.pc);
      b.aload(Frame.CPU);
      frame.pushAddress(op);
      b.loadConstant(op.size);
      guard.emit(op, () -> b.invokestatic(MEMORY, "loadAcquire", LOAD_ACQUIRE));
    }
    signExtend(op);
    frame.store(op.d);
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
    if (op.ordering == Ordering.PLAIN || HostLibrary.X86) {
      access(op, "store", op.ordering == Ordering.PLAIN ? "" : "Release");
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

  void fence(String name) {
    b.invokestatic(HOST_MEMORY, name, MethodTypeDesc.of(CD_void));
  }

  /** Calls the method of {@link RegionMemory} that loads or stores one value. */
  private void access(IrOp op, String verb, String ordering) {
    boolean store = op.code == Opcode.STORE;
    AccessGroups.@Nullable Group group = begun(op);
    b.aload(Frame.CPU);
    frame.pushAddress(op);
    if (store) {
      frame.push(op.c);
    }
    b.loadConstant(op.pc);
    if (group != null) {
      b.lload(frame.groupLocal(group.number));
    } else {
      b.lload(Frame.MEMORY_BASE).lload(Frame.PERMISSIONS);
    }
    int longs = (store ? 3 : 2) + (group == null ? 2 : 1);
    call(op, verb + 8 * op.size + ordering + (group == null ? "" : "In"), store, longs);
  }

  private void call(IrOp op, String name, boolean store, int longs) {
    String type =
        "(" + Frame.CPU_CLASS.descriptorString() + "J".repeat(longs) + ")" + (store ? "V" : "J");
    guard.emit(op, () -> b.invokestatic(RUNTIME, name, MethodTypeDesc.ofDescriptor(type)));
  }

  /** The group of an access; if that is the group's first, its check too. */
  private AccessGroups.@Nullable Group begun(IrOp op) {
    AccessGroups.@Nullable Group group = Objects.requireNonNull(groupsOf.get(frame.block)).of(op);
    if (group != null && group.startsWith(op)) {
      frame.pushAddress(op);
      if (group.lowest() != 0) {
        b.loadConstant(group.lowest()).ladd();
      }
      b.loadConstant(group.bytes()).loadConstant(group.access);
      b.lload(Frame.MEMORY_BASE).lload(Frame.PERMISSIONS);
      b.invokestatic(RUNTIME, "group", GROUP).lstore(frame.groupLocal(group.number));
    }
    return group;
  }

  /**
   * Leaves the host address of two words in {@link Frame#SCRATCH}; without a check if an earlier
   * pair's size covers them.
   */
  private void pair(IrOp op, int access) {
    if (op.size == 0) {
      b.lload(Frame.MEMORY_BASE);
      frame.pushAddress(op);
      b.ladd().lstore(Frame.SCRATCH);
      return;
    }
    AccessGroups.@Nullable Group group = begun(op);
    b.aload(Frame.CPU);
    frame.pushAddress(op);
    b.loadConstant(op.size).loadConstant(access).loadConstant(op.pc);
    if (group == null) {
      b.lload(Frame.MEMORY_BASE).lload(Frame.PERMISSIONS);
      guard.emit(op, () -> b.invokestatic(RUNTIME, "range", RANGE));
    } else {
      b.lload(frame.groupLocal(group.number));
      guard.emit(op, () -> b.invokestatic(RUNTIME, "rangeIn", RANGE_IN));
    }
    b.lstore(Frame.SCRATCH);
  }

  private void hostAddress(int offset) {
    b.lload(Frame.SCRATCH);
    if (offset != 0) {
      b.loadConstant((long) offset).ladd();
    }
  }

  private void getLong(int offset) {
    hostAddress(offset);
    b.invokestatic(HOST_MEMORY, "getLong", MethodTypeDesc.of(CD_long, CD_long));
  }

  private void putLong(int offset, int value) {
    hostAddress(offset);
    frame.push(value);
    b.invokestatic(HOST_MEMORY, "putLong", MethodTypeDesc.ofDescriptor("(JJ)V"));
  }
}
