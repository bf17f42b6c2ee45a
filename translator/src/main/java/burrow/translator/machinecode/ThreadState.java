package burrow.translator.machinecode;

/**
 * Where machine code keeps a guest thread: displacements from the pointer that RBP holds. The
 * registers come first, so that the first 32 are reached by one byte.
 */
final class ThreadState {
  /** The pointer stands so far behind the start of the state. */
  static final int BIAS = 128;

  private static final int SLOTS = -BIAS;

  /** Most registers of an ISA. */
  static final int MOST_SLOTS = 128;

  private static final int TEMPORARIES = SLOTS + 8 * MOST_SLOTS;

  /** Not 0: the thread shall leave machine code. */
  static final int POLL = TEMPORARIES + 8 * 64;

  /** The address that ends the run when control comes there by a jump through a register. */
  static final int RETURN_PC = POLL + 8;

  /** The next guest address, where the reason for leaving says so. */
  static final int PC = POLL + 16;

  /** Groups of registers that have not been brought from the Cpu: a set of bits. */
  static final int MISSING = POLL + 24;

  /** Where to go on when what was missing is there. */
  static final int RESUME = POLL + 32;

  /** Result and arguments of a helper. */
  static final int RESULT = POLL + 40;

  static final int ARGUMENTS = POLL + 48;

  /** Not 0: rounds of loops that move memory have to be done one by one. */
  static final int NO_MOVES = ARGUMENTS + 8 * 6;

  /** The pairs of the {@link JumpCache}. */
  static final int CACHE = 2048;

  /** Bit by which the displacements of an address's two places differ. */
  static final int OTHER_WAY = 16;

  static final int CACHE_ENTRIES = 1 << 14;
  static final int CACHE_BYTES = 16 * CACHE_ENTRIES;
  static final int BYTES = BIAS + CACHE + CACHE_BYTES;

  private ThreadState() {}

  static int slot(int register) {
    return SLOTS + 8 * register;
  }

  static int temporary(int n) {
    return TEMPORARIES + 8 * n;
  }
}
