package burrow.translator;

import burrow.machine.Cpu;

/**
 * A static method that gives an instruction part of its meaning: what is too rare or too wide to be
 * IR. The interpreter calls {@code function}, the translator emits a call of {@code owner.name}.
 *
 * @param owner the public class that declares it
 * @param name the public static method's name, unique in its class
 * @param arity number of long arguments, without the Cpu
 * @param takesCpu whether the first parameter is the {@link Cpu}: then it is not pure
 * @param function one of the interfaces below, calling that method
 */
public record Helper(Class<?> owner, String name, int arity, boolean takesCpu, Object function) {
  /** A pure function of one long. */
  @FunctionalInterface
  public interface F1 {
    long apply(long a);
  }

  @FunctionalInterface
  public interface F2 {
    long apply(long a, long b);
  }

  @FunctionalInterface
  public interface F3 {
    long apply(long a, long b, long c);
  }

  @FunctionalInterface
  public interface F4 {
    long apply(long a, long b, long c, long d);
  }

  @FunctionalInterface
  public interface F5 {
    long apply(long a, long b, long c, long d, long e);
  }

  @FunctionalInterface
  public interface F6 {
    long apply(long a, long b, long c, long d, long e, long f);
  }

  /** A function that may touch the Cpu and guest memory; it may throw GuestFault. */
  @FunctionalInterface
  public interface C0 {
    long apply(Cpu cpu);
  }

  @FunctionalInterface
  public interface C1 {
    long apply(Cpu cpu, long a);
  }

  @FunctionalInterface
  public interface C2 {
    long apply(Cpu cpu, long a, long b);
  }

  @FunctionalInterface
  public interface C3 {
    long apply(Cpu cpu, long a, long b, long c);
  }

  @FunctionalInterface
  public interface C4 {
    long apply(Cpu cpu, long a, long b, long c, long d);
  }

  public static Helper of(Class<?> owner, String name, F1 f) {
    return new Helper(owner, name, 1, false, f);
  }

  public static Helper of(Class<?> owner, String name, F2 f) {
    return new Helper(owner, name, 2, false, f);
  }

  public static Helper of(Class<?> owner, String name, F3 f) {
    return new Helper(owner, name, 3, false, f);
  }

  public static Helper of(Class<?> owner, String name, F4 f) {
    return new Helper(owner, name, 4, false, f);
  }

  public static Helper of(Class<?> owner, String name, F5 f) {
    return new Helper(owner, name, 5, false, f);
  }

  public static Helper of(Class<?> owner, String name, F6 f) {
    return new Helper(owner, name, 6, false, f);
  }

  public static Helper cpu(Class<?> owner, String name, C0 f) {
    return new Helper(owner, name, 0, true, f);
  }

  public static Helper cpu(Class<?> owner, String name, C1 f) {
    return new Helper(owner, name, 1, true, f);
  }

  public static Helper cpu(Class<?> owner, String name, C2 f) {
    return new Helper(owner, name, 2, true, f);
  }

  public static Helper cpu(Class<?> owner, String name, C3 f) {
    return new Helper(owner, name, 3, true, f);
  }

  public static Helper cpu(Class<?> owner, String name, C4 f) {
    return new Helper(owner, name, 4, true, f);
  }

  /** Calls the pure function; {@code args} beyond the arity are ignored. */
  public long call(long[] args) {
    // No switch over types: it costs a start some milliseconds.
    if (function instanceof F1 f) {
      return f.apply(args[0]);
    } else if (function instanceof F2 f) {
      return f.apply(args[0], args[1]);
    } else if (function instanceof F3 f) {
      return f.apply(args[0], args[1], args[2]);
    } else if (function instanceof F4 f) {
      return f.apply(args[0], args[1], args[2], args[3]);
    } else if (function instanceof F5 f) {
      return f.apply(args[0], args[1], args[2], args[3], args[4]);
    } else if (function instanceof F6 f) {
      return f.apply(args[0], args[1], args[2], args[3], args[4], args[5]);
    }
    throw new IllegalStateException(name + " is not pure");
  }
}
