package burrow.windows;

import burrow.kernel.call.HostFunction;

/** A function of a DLL. */
record FunctionGate(HostFunction<Call> function) implements Gate {
  @Override
  public void arrive(WindowsThread thread) {
    thread.call(function);
  }
}
