package burrow.windows;

import burrow.kernel.call.HostFunction;
import burrow.kernel.trace.ArgumentFormat;

/** Makes rows of the function table. */
final class Row {
  private Row() {}

  /** A function that works in full. */
  static HostFunction<Call> of(
      String library,
      String name,
      HostFunction.Handler<Call> handler,
      ArgumentFormat... arguments) {
    return HostFunction.of(library, name, handler, arguments);
  }
}
