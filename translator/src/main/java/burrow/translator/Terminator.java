package burrow.translator;

import burrow.machine.Trap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How control leaves an {@link IrBlock}. */
public sealed interface Terminator {
  /** The operands that it reads. */
  default int[] operands() {
    return new int[0];
  }

  /** What kind of transfer a jump is, a hint for regions and return prediction. */
  enum Hint {
    JUMP,
    CALL,
    RETURN
  }

  /**
   * To a known address.
   *
   * @param returnPc for a call: the address behind it, else 0
   */
  record Goto(long target, Hint hint, long returnPc) implements Terminator {}

  /** To {@code taken} if cond(a, b), else to {@code fallThrough}. */
  record Branch(Cond cond, int a, int b, long taken, long fallThrough) implements Terminator {
    @Override
    public int[] operands() {
      return new int[] {a, b};
    }
  }

  /**
   * To the address in the operand.
   *
   * @param targets where it is known to have gone, a hint
   */
  record Indirect(int target, Hint hint, long returnPc, List<Long> targets) implements Terminator {
    public Indirect(int target, Hint hint, long returnPc) {
      this(target, hint, returnPc, List.of());
    }

    @Override
    public int[] operands() {
      return new int[] {target};
    }
  }

  /**
   * Into {@link burrow.machine.Traps}.
   *
   * @param pc what {@code cpu.pc} holds then
   * @param value {@code cpu.trapValue}
   * @param detail {@code cpu.trapDetail}
   */
  record Raise(Trap trap, long pc, long value, @Nullable String detail) implements Terminator {}
}
