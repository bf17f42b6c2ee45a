package burrow.windows;

/** What happens when control reaches one of the addresses that Burrow answers for. */
@FunctionalInterface
interface Gate {
  /** {@code cpu.pc} is the gate's address; afterwards it is where the guest goes on. */
  void arrive(WindowsThread thread);
}
