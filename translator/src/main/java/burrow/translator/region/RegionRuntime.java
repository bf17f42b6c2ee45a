package burrow.translator.region;

import burrow.machine.Cpu;
import burrow.machine.GuestFault;
import burrow.machine.Trap;
import burrow.machine.Traps;
import burrow.translator.Opcode;
import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What translated code calls. Public because hidden classes link to it by name. */
public final class RegionRuntime {
  private RegionRuntime() {}

  /** A fault at {@code cpu.pc}; all registers are in the Cpu. The pc to go on at, or LEAVE. */
  public static long fault(Cpu cpu, GuestFault fault) {
    cpu.fault = fault;
    return raise(cpu, Trap.FAULT);
  }

  /** Raises a trap; all registers are in the Cpu. Returns the pc to go on at, or LEAVE. */
  public static long trap(Cpu cpu, Trap trap, long pc, long value, @Nullable String detail) {
    cpu.pc = pc;
    cpu.trapValue = value;
    cpu.trapDetail = detail;
    if (trap == Trap.FLOAT_CONTROL) {
      return pc; // the interpreter meets it there too, and knows what to do
    }
    return raise(cpu, trap);
  }

  /**
   * A trap may end in a signal handler, or behind one, with another float control than the region
   * was made for. No frame may go on then, not even one that waits for just this pc.
   */
  private static long raise(Cpu cpu, Trap trap) {
    long next = cpu.traps.trap(cpu, trap);
    return next != Traps.LEAVE && cpu.hasFloatControl() ? cpu.abandonFrames() : next;
  }

  /**
   * Bootstrap of a direct call: to the region at {@code pc}, or the interpreter until there is one.
   */
  public static CallSite direct(MethodHandles.Lookup lookup, String name, MethodType type, long pc)
      throws IllegalAccessException {
    Linker linker =
        lookup.lookupClass().isHidden()
            ? MethodHandles.classData(lookup, "_", Linker.class)
            : RegionStore.owner();
    return new ConstantCallSite(linker.site(pc));
  }

  /** An indirect call. */
  public static long indirect(long target, Cpu cpu, int depth, long returnPc) {
    return linker(cpu).call(target, cpu, depth, returnPc);
  }

  /** Runs the rest of a called function that its region left unfinished; else the same pc. */
  public static long finish(long pc, Cpu cpu, int depth, long returnPc) {
    return linker(cpu).finish(pc, cpu, depth, returnPc);
  }

  private static Linker linker(Cpu cpu) {
    return (Linker) Objects.requireNonNull(cpu.linker);
  }

  // Pure operations that have no short bytecode; Opcode.evaluate defines them.

  public static long mulhsu(long a, long b) {
    return Opcode.MULHSU.evaluate(a, b);
  }

  public static long divs(long a, long b) {
    return b == 0 ? 0 : a / b;
  }

  public static long divu(long a, long b) {
    return b == 0 ? 0 : Long.divideUnsigned(a, b);
  }

  public static long rems(long a, long b) {
    return b == 0 ? a : a % b;
  }

  public static long remu(long a, long b) {
    return b == 0 ? a : Long.remainderUnsigned(a, b);
  }

  public static long minu(long a, long b) {
    return Long.compareUnsigned(a, b) < 0 ? a : b;
  }

  public static long maxu(long a, long b) {
    return Long.compareUnsigned(a, b) > 0 ? a : b;
  }
}
