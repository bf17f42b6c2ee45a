package burrow.translator.interpreter;

import burrow.machine.Cpu;
import burrow.machine.HostMemory;

/** One predecoded operation. Operands are offsets of fields in the Cpu, or constants. */
abstract class Op {
  abstract void execute(Cpu cpu);

  static long get(Cpu cpu, long offset) {
    return HostMemory.getField(cpu, offset);
  }

  static void put(Cpu cpu, long offset, long value) {
    HostMemory.putField(cpu, offset, value);
  }

  /** d = f(a). */
  abstract static class Unary extends Op {
    final long d;
    final long a;

    Unary(long d, long a) {
      this.d = d;
      this.a = a;
    }
  }

  /** d = f(a, b), all fields. */
  abstract static class Binary extends Op {
    final long d;
    final long a;
    final long b;

    Binary(long d, long a, long b) {
      this.d = d;
      this.a = a;
      this.b = b;
    }
  }

  /** d = f(a, k) with a constant k. */
  abstract static class Immediate extends Op {
    final long d;
    final long a;
    final long k;

    Immediate(long d, long a, long k) {
      this.d = d;
      this.a = a;
      this.k = k;
    }
  }

  /**
   * An operand that is a field or a constant: for operations too rare for a class per combination.
   */
  static final class Operand {
    /** -1 for a constant. */
    final long offset;

    final long constant;

    Operand(long offset, long constant) {
      this.offset = offset;
      this.constant = constant;
    }

    static Operand field(long offset) {
      return new Operand(offset, 0);
    }

    static Operand constant(long value) {
      return new Operand(-1, value);
    }

    long value(Cpu cpu) {
      return offset < 0 ? constant : get(cpu, offset);
    }
  }
}
