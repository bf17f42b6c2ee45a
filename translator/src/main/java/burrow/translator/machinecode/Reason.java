package burrow.translator.machinecode;

/** Why machine code returns: the low bits of its result; an index stands above them. */
final class Reason {
  /** The code for the address in PC is not known here. */
  static final int NEXT = 0;

  /** The exit with the index leads to code that was not there when it was made. */
  static final int LINK = 1;

  /** The instruction at PC is the interpreter's: it faults, traps, or is beyond machine code. */
  static final int INTERPRET = 2;

  /** Something waits for the thread, at PC. */
  static final int POLL = 3;

  /** The block with the index ends in a trap. */
  static final int TRAP = 4;

  /** The operation with the index is to be computed, from ARGUMENTS to RESULT. */
  static final int CALL = 5;

  /** Groups of registers (the index is their set) are needed at RESUME. */
  static final int GROUPS = 6;

  /** The block at PC has run so often that it is hot. */
  static final int HOT = 7;

  /** Rounds of the loop that is the block with the index can be done at once. */
  static final int MOVES = 8;

  private static final String[] NAMES = {
    "next", "link", "interpret", "poll", "trap", "call", "groups", "hot", "moves"
  };

  static final int BITS = 4;
  static final int MASK = 15;

  private Reason() {}

  static String name(int reason) {
    return NAMES[reason];
  }
}
