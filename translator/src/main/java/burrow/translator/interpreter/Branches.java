package burrow.translator.interpreter;

import burrow.machine.Cpu;
import burrow.translator.Cond;
import burrow.translator.Terminator;
import org.jspecify.annotations.Nullable;

/** Conditional branches: one class for each frequent condition, with a field or a constant. */
final class Branches {
  private Branches() {}

  /** To one of two blocks. */
  abstract static class Branch extends Exit {
    final long a;
    final long b;
    private final long takenPc;
    private final long fallThroughPc;
    private @Nullable Block taken;
    private @Nullable Block fallThrough;

    /** The lazy flags to record on the way, if the comparison sets flags too. */
    RareOps.@Nullable Flags flags;

    /**
     * @param b a field offset or a constant, as the subclass has it
     */
    Branch(Terminator.Branch t, long a, long b) {
      this.a = a;
      this.b = b;
      this.takenPc = t.taken();
      this.fallThroughPc = t.fallThrough();
    }

    final @Nullable Block go(Cpu cpu, boolean condition) {
      RareOps.Flags f = flags;
      if (f != null) {
        f.execute(cpu);
      }
      Block block = condition ? taken : fallThrough;
      if (block == null) {
        cpu.pc = condition ? takenPc : fallThroughPc;
      }
      return block;
    }

    @Override
    final void link(Block block) {
      // A branch to the next instruction has one target under both conditions.
      if (block.pc == takenPc) {
        taken = block;
      }
      if (block.pc == fallThroughPc) {
        fallThrough = block;
      }
    }
  }

  /** Any condition over any operands. */
  private static final class General extends Branch {
    private final Cond cond;
    private final Op.Operand x;
    private final Op.Operand y;

    General(Terminator.Branch t, Op.Operand x, Op.Operand y) {
      super(t, 0, 0);
      this.cond = t.cond();
      this.x = x;
      this.y = y;
    }

    @Override
    @Nullable Block next(Cpu c) {
      return go(c, cond.test(x.value(c), y.value(c)));
    }
  }

  static Branch general(Terminator.Branch t, Op.Operand x, Op.Operand y) {
    return new General(t, x, y);
  }

  /** With two fields. */
  static Branch fields(Terminator.Branch t, long a, long b) {
    return switch (t.cond()) {
      case EQ ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, Op.get(c, a) == Op.get(c, b));
            }
          };
      case NE ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, Op.get(c, a) != Op.get(c, b));
            }
          };
      case LT ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, Op.get(c, a) < Op.get(c, b));
            }
          };
      case GE ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, Op.get(c, a) >= Op.get(c, b));
            }
          };
      case LE ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, Op.get(c, a) <= Op.get(c, b));
            }
          };
      case GT ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, Op.get(c, a) > Op.get(c, b));
            }
          };
      case LTU ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, Long.compareUnsigned(Op.get(c, a), Op.get(c, b)) < 0);
            }
          };
      case GEU ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, Long.compareUnsigned(Op.get(c, a), Op.get(c, b)) >= 0);
            }
          };
      case LEU ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, Long.compareUnsigned(Op.get(c, a), Op.get(c, b)) <= 0);
            }
          };
      case GTU ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, Long.compareUnsigned(Op.get(c, a), Op.get(c, b)) > 0);
            }
          };
      case TEST ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, (Op.get(c, a) & Op.get(c, b)) != 0);
            }
          };
      case TESTZ ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, (Op.get(c, a) & Op.get(c, b)) == 0);
            }
          };
      case EQ32 ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, (int) Op.get(c, a) == (int) Op.get(c, b));
            }
          };
      case NE32 ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, (int) Op.get(c, a) != (int) Op.get(c, b));
            }
          };
      case LT32 ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, (int) Op.get(c, a) < (int) Op.get(c, b));
            }
          };
      case GE32 ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, (int) Op.get(c, a) >= (int) Op.get(c, b));
            }
          };
      case LE32 ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, (int) Op.get(c, a) <= (int) Op.get(c, b));
            }
          };
      case GT32 ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, (int) Op.get(c, a) > (int) Op.get(c, b));
            }
          };
      case LTU32 ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, Integer.compareUnsigned((int) Op.get(c, a), (int) Op.get(c, b)) < 0);
            }
          };
      case GEU32 ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, Integer.compareUnsigned((int) Op.get(c, a), (int) Op.get(c, b)) >= 0);
            }
          };
      case LEU32 ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, Integer.compareUnsigned((int) Op.get(c, a), (int) Op.get(c, b)) <= 0);
            }
          };
      case GTU32 ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, Integer.compareUnsigned((int) Op.get(c, a), (int) Op.get(c, b)) > 0);
            }
          };
      case TEST32 ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, ((int) Op.get(c, a) & (int) Op.get(c, b)) != 0);
            }
          };
      case TESTZ32 ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, ((int) Op.get(c, a) & (int) Op.get(c, b)) == 0);
            }
          };
    };
  }

  /** With a field and a constant. */
  static Branch constant(Terminator.Branch t, long a, long b) {
    return switch (t.cond()) {
      case EQ ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, Op.get(c, a) == b);
            }
          };
      case NE ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, Op.get(c, a) != b);
            }
          };
      case LT ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, Op.get(c, a) < b);
            }
          };
      case GE ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, Op.get(c, a) >= b);
            }
          };
      case LE ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, Op.get(c, a) <= b);
            }
          };
      case GT ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, Op.get(c, a) > b);
            }
          };
      case LTU ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, Long.compareUnsigned(Op.get(c, a), b) < 0);
            }
          };
      case GEU ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, Long.compareUnsigned(Op.get(c, a), b) >= 0);
            }
          };
      case LEU ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, Long.compareUnsigned(Op.get(c, a), b) <= 0);
            }
          };
      case GTU ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, Long.compareUnsigned(Op.get(c, a), b) > 0);
            }
          };
      case TEST ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, (Op.get(c, a) & b) != 0);
            }
          };
      case TESTZ ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, (Op.get(c, a) & b) == 0);
            }
          };
      case EQ32 ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, (int) Op.get(c, a) == (int) b);
            }
          };
      case NE32 ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, (int) Op.get(c, a) != (int) b);
            }
          };
      case LT32 ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, (int) Op.get(c, a) < (int) b);
            }
          };
      case GE32 ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, (int) Op.get(c, a) >= (int) b);
            }
          };
      case LE32 ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, (int) Op.get(c, a) <= (int) b);
            }
          };
      case GT32 ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, (int) Op.get(c, a) > (int) b);
            }
          };
      case LTU32 ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, Integer.compareUnsigned((int) Op.get(c, a), (int) b) < 0);
            }
          };
      case GEU32 ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, Integer.compareUnsigned((int) Op.get(c, a), (int) b) >= 0);
            }
          };
      case LEU32 ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, Integer.compareUnsigned((int) Op.get(c, a), (int) b) <= 0);
            }
          };
      case GTU32 ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, Integer.compareUnsigned((int) Op.get(c, a), (int) b) > 0);
            }
          };
      case TEST32 ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, ((int) Op.get(c, a) & (int) b) != 0);
            }
          };
      case TESTZ32 ->
          new Branch(t, a, b) {
            @Override
            @Nullable Block next(Cpu c) {
              return go(c, ((int) Op.get(c, a) & (int) b) == 0);
            }
          };
    };
  }
}
