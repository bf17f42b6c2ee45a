package burrow.oracle;

import burrow.machine.Arch;

/**
 * An engine with memory and one hardware thread, as comparisons see it. Registers are a {@code
 * long[]} in the order of {@link RegisterSet#of}.
 */
public interface Subject extends AutoCloseable {
  Arch arch();

  /** What messages call it. */
  String name();

  /** Makes whole pages accessible; {@code access} is a set of {@link burrow.machine.Access}. */
  void map(long address, long length, int access);

  /** Changes the permissions of mapped pages. */
  void protect(long address, long length, int access);

  /** Writes data to mapped pages whatever their permissions. */
  void write(long address, byte[] bytes);

  /** Writes instructions to mapped pages whatever their permissions; they take effect at once. */
  void writeCode(long address, byte[] bytes);

  /** Reads from mapped pages whatever their permissions. */
  void read(long address, byte[] into);

  void setRegisters(long[] values);

  void getRegisters(long[] into);

  /**
   * Executes up to {@code count} instructions from {@code pc}, fewer if one traps; {@link
   * #UNTIL_TRAP} for until one traps.
   */
  Stop run(long pc, long count);

  /** For {@link #run}: goes on until something traps. */
  long UNTIL_TRAP = Long.MAX_VALUE;

  @Override
  void close();
}
