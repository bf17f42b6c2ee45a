package burrow.translator.interpreter;

import burrow.machine.Cpu;
import burrow.machine.Trap;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How control leaves a block: returns the next one where that is already linked, else null with
 * {@code cpu.pc} set, or a trap to raise.
 */
abstract class Exit {
  /** Whether it calls a function. */
  boolean call;

  /** The next block; null if it must be looked up at {@code cpu.pc}. */
  abstract @Nullable Block next(Cpu cpu);

  /** A trap to raise now that {@link #next} returned null, or null. */
  @Nullable Trap trap() {
    return null;
  }

  /** Remembers the block that a lookup found. */
  void link(Block block) {}

  /** To one address. */
  static final class Goto extends Exit {
    private final long target;
    private @Nullable Block block;

    Goto(long target) {
      this.target = target;
    }

    @Override
    @Nullable Block next(Cpu cpu) {
      Block b = block;
      if (b == null) {
        cpu.pc = target;
      }
      return b;
    }

    @Override
    void link(Block b) {
      block = b;
    }
  }

  /** To the address in a field, with the last target remembered. */
  static final class Indirect extends Exit {
    private static final int MOST_TARGETS = 64;

    private final long target;
    private final boolean remembered;
    private @Nullable Block last;

    /** Where it has gone; racy: one may be lost. */
    private volatile long[] targets = {};

    /**
     * @param remembered whether {@link #targets} is wanted
     */
    Indirect(long target, boolean remembered) {
      this.target = target;
      this.remembered = remembered;
    }

    long[] targets() {
      return targets;
    }

    @Override
    @Nullable Block next(Cpu cpu) {
      long pc = Op.get(cpu, target);
      Block b = last;
      if (b != null && b.pc == pc) {
        return b;
      }
      cpu.pc = pc;
      return null;
    }

    @Override
    void link(Block b) {
      last = b;
      if (remembered && targets.length < MOST_TARGETS) {
        for (long known : targets) {
          if (known == b.pc) {
            return;
          }
        }
        long[] more = Arrays.copyOf(targets, targets.length + 1);
        more[more.length - 1] = b.pc;
        targets = more;
      }
    }
  }

  /** Into the thread's Traps. */
  static final class Raise extends Exit {
    private final Trap trap;
    private final long pc;
    private final long value;
    private final @Nullable String detail;

    Raise(Trap trap, long pc, long value, @Nullable String detail) {
      this.trap = trap;
      this.pc = pc;
      this.value = value;
      this.detail = detail;
    }

    @Override
    @Nullable Block next(Cpu cpu) {
      cpu.pc = pc;
      cpu.trapValue = value;
      cpu.trapDetail = detail;
      return null;
    }

    @Override
    Trap trap() {
      return trap;
    }
  }
}
