package burrow.translator;

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

  private final @Nullable Intrinsic always;
  private final @Nullable Choice choice;
  private final int[] operands;

  Inline(@Nullable Intrinsic always, @Nullable Choice choice, int[] operands) {
    this.always = always;
    this.choice = choice;
    this.operands = operands;
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
      return false;
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
