package burrow.wasm;

import burrow.kernel.trace.TracedCall;
import burrow.machine.AddressSpace;

/** One call of an imported function. */
public class WasmCall implements TracedCall {
  private final WasmThread thread;
  private final long[] arguments;
  private long result;

  /**
   * @param arguments each as its bits
   */
  public WasmCall(WasmThread thread, long[] arguments) {
    this.thread = thread;
    this.arguments = arguments;
  }

  @Override
  public final WasmThread thread() {
    return thread;
  }

  public WasmProcess process() {
    return thread.process();
  }

  @Override
  public final AddressSpace memory() {
    return thread.cpu().memory;
  }

  /** An i32 sign-extended, an i64 as it is. */
  @Override
  public long argument(int index) {
    return arguments[index];
  }

  public int intArgument(int index) {
    return (int) arguments[index];
  }

  /** How many arguments there are. */
  public int count() {
    return arguments.length;
  }

  /** An i32 that is an address or a size. */
  public long unsigned(int index) {
    return arguments[index] & 0xffff_ffffL;
  }

  @Override
  public long result() {
    return result;
  }

  void setResult(long value) {
    result = value;
  }
}
