package burrow.translator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a helper is as an {@link Intrinsic}: which one, of which of its arguments. The other
 * arguments may choose it, where they are constants.
 */
public final class Inline {
  /** Finds the intrinsic. */
  @FunctionalInterface
  public interface Choice {
    /**
     * @param args the helper's arguments; those that are operands of the intrinsic are 0
     * @return null if there is none
     */
    @Nullable Intrinsic of(long[] args);
  }

  /**
   * Where the helper's first argument has a value: its result is 1 if a condition holds of two of
   * its arguments, else 0.
   *
   * @param value from 0 to 2^31 - 1
   * @param a which argument comes first
   * @param b which comes second
   * @param before what is done to them: MOV, nothing; NOT, to a; SHL, a shifted by b takes the
   *     place of both
   */
  public record Case(int value, Cond cond, int a, int b, Opcode before) {
    public Case(int value, Cond cond, int a, int b) {
      this(value, cond, a, b, Opcode.MOV);
    }

    /** The carry out of a + b, which there is if NOT a is less than b. */
    public static Case carryOfSum(int value, boolean wide, int a, int b) {
      return new Case(value, wide ? Cond.LTU : Cond.LTU32, a, b, Opcode.NOT);
    }
  }

  private final @Nullable Intrinsic always;
  private final @Nullable Choice choice;
  private final int[] operands;
  private final List<Case> cases;

  /** Which argument is both an operand and a constant; -1 if none. */
  private final int constant;

  Inline(@Nullable Intrinsic always, @Nullable Choice choice, int[] operands) {
    this(always, choice, operands, -1);
  }

  Inline(@Nullable Intrinsic always, @Nullable Choice choice, int[] operands, int constant) {
    this.always = always;
    this.choice = choice;
    this.operands = operands;
    this.cases = List.of();
    this.constant = constant;
  }

  Inline(List<Case> cases) {
    this.always = null;
    this.choice = null;
    this.operands = new int[0];
    this.cases = cases;
    this.constant = -1;
  }

  /** What the helper is for some values of its first argument, if it is that and no intrinsic. */
  public List<Case> cases() {
    return cases;
  }

  /** How many operands the intrinsic has. */
  public int operands() {
    return operands.length;
  }

  /** Which argument of the helper is the operand. */
  public int operand(int k) {
    return operands[k];
  }

  /** Whether an argument has to be known for {@link #intrinsic}. */
  public boolean chooses(int argument) {
    if (choice == null) {
      return argument == constant;
    }
    for (int operand : operands) {
      if (operand == argument) {
        return false;
      }
    }
    return true;
  }

  /**
   * The intrinsic for these arguments of the helper, of which only those count that {@link
   * #chooses} names; null if there is none.
   */
  public @Nullable Intrinsic intrinsic(long[] args) {
    return choice == null ? always : choice.of(args);
  }
}
