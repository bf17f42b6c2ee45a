package burrow.translator.interpreter;

import burrow.machine.Cpu;
import org.jspecify.annotations.Nullable;

/** What the interpreter hands hot blocks to. */
public interface HotCode {
  /** Faster code for the guest code at one address. */
  interface Code {
    /** False once the guest code has changed. */
    boolean valid();

    /**
     * Runs guest code from its address.
     *
     * @param depth bytes of Java stack left for it
     * @param returnPc the guest return address that the caller waits for
     * @return the next guest pc, with all registers in the Cpu; its own address if it could not
     *     start because an interrupt waits or the stack is short; or {@link
     *     burrow.machine.Traps#LEAVE}
     */
    long run(Cpu cpu, int depth, long returnPc);
  }

  /** The code for the address, or null: then it has been ordered, or cannot be had. */
  @Nullable Code code(long pc);

  /** Whether there is code for the address from an earlier run, which costs nothing to ask for. */
  boolean kept(long pc);
}
