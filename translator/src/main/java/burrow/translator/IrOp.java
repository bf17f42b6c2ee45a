package burrow.translator;

import burrow.machine.Trap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One IR operation. An operand is an int: a register slot (0 ≤ v < {@link #TEMP}), a temporary
 * ({@link #TEMP} + n), a constant of the block ({@code v < 0}: index {@code -2 - v}), or {@link
 * #NONE}. Which fields count is said at each {@link Opcode}.
 */
public final class IrOp {
  public static final int NONE = -1;
  public static final int TEMP = 1 << 16;

  public final Opcode code;
  public int d = NONE;
  public int d2 = NONE;
  public int a = NONE;
  public int b = NONE;
  public int c = NONE;
  public int e = NONE;

  /** Displacement, bit position or kind of flags. */
  public long imm;

  /** Length of a bit field; scale (shift) of b in an address. */
  public int imm2;

  /** Bytes of a memory access. */
  public int size;

  public boolean signed;
  public Ordering ordering = Ordering.PLAIN;
  public @Nullable Cond cond;
  public Opcode.@Nullable Rmw rmw;
  public @Nullable Helper helper;
  public int[] args = NO_ARGS;
  public @Nullable Trap trap;

  /**
   * Run if this operation faults or traps, before anything looks at the registers: records the lazy
   * flags that {@link IrOptimizer} left out of the normal path. May use the last temporary.
   */
  public List<IrOp> onFault = List.of();

  /** Whether the optimiser is about to remove it. */
  boolean dead;

  /** Address of the guest instruction it belongs to. */
  public long pc;

  private static final int[] NO_ARGS = {};

  IrOp(Opcode code, long pc) {
    this.code = code;
    this.pc = pc;
  }

  public static boolean isTemp(int operand) {
    return operand >= TEMP;
  }

  /** A temporary's bit in a set; 0 for other operands. */
  public static long bit(int operand) {
    return isTemp(operand) ? 1L << operand - TEMP : 0;
  }

  /** The temporaries that the operation reads, as such bits. */
  public long temporariesRead() {
    long read = bit(a) | bit(b) | bit(c) | bit(e);
    for (int arg : args) {
      read |= bit(arg);
    }
    return read;
  }

  public static boolean isConstant(int operand) {
    return operand < NONE;
  }

  public static boolean isRegister(int operand) {
    return operand >= 0 && operand < TEMP;
  }

  /** Whether it reads the operand. */
  boolean reads(int operand) {
    if (a == operand || b == operand || c == operand || e == operand) {
      return true;
    }
    for (int arg : args) {
      if (arg == operand) {
        return true;
      }
    }
    return false;
  }

  /** Reads {@code to} wherever it read {@code from}. */
  void replace(int from, int to) {
    a = a == from ? to : a;
    b = b == from ? to : b;
    c = c == from ? to : c;
    e = e == from ? to : e;
    for (int i = 0; i < args.length; i++) {
      args[i] = args[i] == from ? to : args[i];
    }
  }

  /** Whether it writes the operand as d or d2. */
  boolean writes(int operand) {
    return d == operand || d2 == operand;
  }
}
