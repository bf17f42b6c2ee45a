package burrow.cli;

/** Exit statuses of Burrow's own; every other status is the guest's. They follow env(1). */
final class Status {
  static final int OK = 0;

  /** Burrow failed: wrong usage, a missing feature, an internal error. */
  static final int BURROW_FAILED = 125;

  /** The program was found but cannot be run. */
  static final int CANNOT_RUN = 126;

  /** There is no such program. */
  static final int NOT_FOUND = 127;

  private Status() {}
}
