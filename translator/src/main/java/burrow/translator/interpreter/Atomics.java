package burrow.translator.interpreter;

import burrow.machine.Cpu;
import burrow.machine.Memory;
import burrow.translator.Opcode;

/** The definitions of {@link Opcode#RMW} and {@link Opcode#STORE_CONDITIONAL}. */
public final class Atomics {
  private Atomics() {}

  /** Performs it; returns the old value, zero-extended. */
  public static long readModifyWrite(Cpu c, Opcode.Rmw kind, long address, int size, long v) {
    if (kind == Opcode.Rmw.ADD) {
      return Memory.getAndAdd(c, address, size, v);
    }
    if (kind == Opcode.Rmw.EXCHANGE) {
      return Memory.getAndSet(c, address, size, v);
    }
    for (long old = Memory.load(c, address, size); ; ) {
      long found = Memory.compareAndExchange(c, address, size, old, combine(kind, size, old, v));
      if (found == old) {
        return old;
      }
      old = found;
    }
  }

  /** 0 if it stored, else 1. */
  public static long storeConditional(
      Cpu c, long address, long reserved, int size, long expected, long value) {
    if (address != reserved) {
      return 1;
    }
    long wanted = expected & -1L >>> 64 - 8 * size;
    return Memory.compareAndExchange(c, address, size, wanted, value) == wanted ? 0 : 1;
  }

  private static long combine(Opcode.Rmw kind, int size, long old, long v) {
    int shift = 64 - 8 * size;
    return switch (kind) {
      case ADD -> old + v;
      case AND -> old & v;
      case OR -> old | v;
      case XOR -> old ^ v;
      case ANDN -> old & ~v;
      case EXCHANGE -> v;
      case MINS -> old << shift < v << shift ? old : v;
      case MAXS -> old << shift > v << shift ? old : v;
      case MINU -> Long.compareUnsigned(old << shift, v << shift) < 0 ? old : v;
      case MAXU -> Long.compareUnsigned(old << shift, v << shift) > 0 ? old : v;
    };
  }
}
