package burrow.translator;

import burrow.machine.Cpu;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A static method that gives an instruction part of its meaning: what is too rare or too wide to be
 * IR. The interpreter calls {@code function}, the translator emits a call of {@code owner.name}.
 *
 * @param owner the public class that declares it
 * @param name the public static method's name, unique in its class
 * @param arity number of long arguments, without the Cpu
 * @param takesCpu whether the first parameter is the {@link Cpu}: then it is not pure
 * @param function one of the interfaces below, calling that method
 * @param inline what machine code may compute in its place, if anything
 */
public record Helper(
    Class<?> owner,
    String name,
    int arity,
    boolean takesCpu,
    Object function,
    @Nullable Inline inline) {
  public Helper(Class<?> owner, String name, int arity, boolean takesCpu, Object function) {
    this(owner, name, arity, takesCpu, function, null);
  }

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

  /** The same helper, which is the intrinsic of all its arguments. */
  public Helper as(Intrinsic intrinsic) {
    return as(intrinsic, first(arity));
  }

  /**
   * The same helper, which is the intrinsic.
   *
   * @param operands which of the arguments are its operands, in their order
   */
  public Helper as(Intrinsic intrinsic, int... operands) {
    return with(new Inline(intrinsic, null, operands));
  }

  /** The same helper, which is the intrinsic of all its arguments if the last is a constant. */
  public Helper withConstant(Intrinsic intrinsic) {
    return with(new Inline(intrinsic, null, first(arity), arity - 1));
  }

  /**
   * The same helper, which is an intrinsic that its last argument chooses: by 8, 16, 32 or 64. Its
   * operands are the other arguments.
   */
  public Helper bySize(
      @Nullable Intrinsic bytes,
      @Nullable Intrinsic words,
      @Nullable Intrinsic dwords,
      @Nullable Intrinsic qwords) {
    int last = arity - 1;
    return choosing(
        args ->
            switch ((int) args[last]) {
              case 8 -> bytes;
              case 16 -> words;
              case 32 -> dwords;
              case 64 -> qwords;
              default -> null;
            },
        first(last));
  }

  /**
   * The same helper, which is an intrinsic that some of its arguments choose.
   *
   * @param operands which arguments are the intrinsic's operands: the others are not, and choose
   */
  public Helper choosing(Inline.Choice choice, int... operands) {
    return with(new Inline(null, choice, operands));
  }

  /** The same helper, whose result is a condition for some values of its first argument. */
  public Helper inCases(Inline.Case... cases) {
    return with(new Inline(List.of(cases)));
  }

  private Helper with(Inline declared) {
    return new Helper(owner, name, arity, takesCpu, function, declared);
  }

  private static int[] first(int n) {
    int[] operands = new int[n];
    for (int i = 0; i < n; i++) {
      operands[i] = i;
    }
    return operands;
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
