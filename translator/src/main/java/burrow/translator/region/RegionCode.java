package burrow.translator.region;

import burrow.machine.Cpu;

/**
 * A translated region: its class has a static method {@code run} with the same parameters, which
 * direct calls are linked to, and this one, which calls it, for all others. Public because
 * translated classes extend it.
 */
public abstract class RegionCode {
  /**
   * Runs guest code from the region's entry.
   *
   * @param depth bytes of Java stack left
   * @param returnPc the guest return address that the caller waits for
   * @return the next guest pc, with all registers in the Cpu; its own entry if it could not start;
   *     or {@link burrow.machine.Traps#LEAVE}
   */
  public abstract long call(Cpu cpu, int depth, long returnPc);
}
