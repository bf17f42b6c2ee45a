package burrow.translator;

import burrow.machine.Cpu;
import burrow.machine.HostMemory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The registers of an ISA as the IR names them: slot number = index in the list of field names of
 * its {@link Cpu} class. The lazy flags are four slots of their own: kind and up to three operands.
 */
public final class RegisterFile {
  private final Class<? extends Cpu> cpuClass;
  private final List<String> names;
  private final long[] offsets;
  private final Map<String, Integer> slots = new HashMap<>();
  private final Predicate<String> vectors;
  private final Set<String> constants;
  private final int flagsSlot;

  /**
   * @param names public long fields of {@code cpuClass} or inherited by it, in slot order
   * @param flagsKind the field with the kind of the lazy flags, followed in {@code names} by their
   *     three operands; null if the ISA has no flags
   * @param vectors which names are of vector or floating-point registers
   */
  public RegisterFile(
      Class<? extends Cpu> cpuClass,
      List<String> names,
      @Nullable String flagsKind,
      Predicate<String> vectors) {
    this(cpuClass, names, flagsKind, vectors, Set.of());
  }

  /**
   * @param constants which of the vector registers most code uses, since compilers keep a constant
   *     in them
   */
  public RegisterFile(
      Class<? extends Cpu> cpuClass,
      List<String> names,
      @Nullable String flagsKind,
      Predicate<String> vectors,
      Set<String> constants) {
    this.vectors = vectors;
    this.constants = constants;
    this.cpuClass = cpuClass;
    this.names = List.copyOf(names);
    this.offsets = new long[names.size()];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = offset(cpuClass, names.get(i));
      slots.put(names.get(i), i);
    }
    this.flagsSlot = flagsKind == null ? -1 : slot(flagsKind);
  }

  /** The reservation of load-linked stands in {@link Cpu} itself. */
  private static long offset(Class<? extends Cpu> cpuClass, String name) {
    try {
      return HostMemory.fieldOffset(cpuClass, name);
    } catch (InternalError none) {
      return HostMemory.fieldOffset(Cpu.class, name);
    }
  }

  public Class<? extends Cpu> cpuClass() {
    return cpuClass;
  }

  public int count() {
    return offsets.length;
  }

  /** The slot of a field. */
  public int slot(String name) {
    Integer s = slots.get(name);
    if (s == null) {
      throw new IllegalArgumentException("no register " + name);
    }
    return s;
  }

  public String name(int slot) {
    return names.get(slot);
  }

  /** Whether it is a part of a vector register, or a floating-point one. */
  public boolean isVector(int slot) {
    return vectors.test(names.get(slot));
  }

  /** Whether it is one that most code does not use. */
  public boolean isRare(int slot) {
    return isVector(slot) && !constants.contains(names.get(slot));
  }

  /** Field offset of a slot in the Cpu object. */
  public long offset(int slot) {
    return offsets[slot];
  }

  /** Slot of the lazy flags' kind; the operands are the next three. -1 if there are none. */
  public int flagsSlot() {
    return flagsSlot;
  }

  /** Whether an operand is a slot of the lazy flags: their kind, or what they were made of. */
  public boolean isFlag(int operand) {
    return flagsSlot >= 0 && operand >= flagsSlot && operand < flagsSlot + 4;
  }

  /** Whether an operation reads the lazy flags. */
  public boolean readsFlags(IrOp op) {
    if (isFlag(op.a) || isFlag(op.b) || isFlag(op.c) || isFlag(op.e)) {
      return true;
    }
    for (int arg : op.args) {
      if (isFlag(arg)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the way out of a block depends on the lazy flags. */
  public boolean readsFlags(Terminator terminator) {
    return terminator instanceof Terminator.Branch b && (isFlag(b.a()) || isFlag(b.b()));
  }

  /** Whether a block reads lazy flags that were recorded before it. */
  public boolean readsFlags(IrBlock block) {
    for (IrOp op : block.ops()) {
      if (readsFlags(op)) {
        return true;
      }
      if (op.code == Opcode.FLAGS && op.e == IrOp.NONE) {
        return false;
      }
    }
    return readsFlags(block.terminator());
  }
}
