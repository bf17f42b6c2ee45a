package burrow.machine;

/**
 * What guest code asks of its surroundings. An engine calls this in place, on top of the running
 * Java frames, with all guest registers in the {@link Cpu}; the implementation may change any of
 * them.
 */
public interface Traps {
  /** Returned by {@link #trap} when the thread must leave {@link Engine#run}. */
  long LEAVE = 0x8000_0000_0000_0001L;

  /**
   * Handles one trap.
   *
   * @return the guest pc to go on at (also in {@code cpu.pc}), or {@link #LEAVE} with {@link
   *     Cpu#exit} set
   */
  long trap(Cpu cpu, Trap trap);

  /**
   * What instructions that read a counter of time see (RDTSC, CNTVCT_EL0, rdtime): nanoseconds of a
   * clock that never goes back.
   */
  default long counter() {
    return System.nanoTime();
  }
}
