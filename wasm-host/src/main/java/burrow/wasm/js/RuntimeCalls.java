package burrow.wasm.js;

import burrow.kernel.KernelException;
import burrow.kernel.file.BlockingIo;
import burrow.kernel.file.OpenFile;
import burrow.machine.Access;
import burrow.wasm.GuestExit;

/** What Go's runtime calls: the end, clocks, timers, randomness. */
final class RuntimeCalls {
  private static final long NANOS = 1_000_000_000L;

  private RuntimeCalls() {}

  @SuppressWarnings("DoNotCallSuggester") // a handler like any other
  static void exit(JsCall c) {
    throw new GuestExit(c.intArgument(0));
  }

  /** println and panics: written at once, whatever becomes of it. */
  static void write(JsCall c) {
    try {
      OpenFile f = c.thread().descriptors().acquire((int) c.argument(0));
      try {
        var from = c.memory().view(c.argument(1), c.intArgument(2), Access.READ);
        BlockingIo.write(f, from, c.thread()::awaitOrThrow);
      } finally {
        f.release();
      }
    } catch (KernelException e) {
      // As wasm_exec: the runtime has no way to be told.
    }
  }

  static void nanotime(JsCall c) {
    c.result(0, c.thread().clock().monotonicNanos());
  }

  static void walltime(JsCall c) {
    long now = c.thread().clock().realtimeNanos();
    c.intResult(1, (int) Math.floorMod(now, NANOS));
    c.result(0, Math.floorDiv(now, NANOS));
  }

  static void scheduleTimeout(JsCall c) {
    c.intResult(1, c.host().loop().schedule(c.argument(0)));
  }

  static void clearTimeout(JsCall c) {
    c.host().loop().cancel(c.intArgument(0));
  }

  static void random(JsCall c) {
    byte[] bytes = new byte[(int) c.argument(1)];
    c.process().kernel().random().fill(bytes);
    c.memory().write(c.argument(0), bytes);
  }

  static void debug(JsCall c) {
    System.err.println("burrow: debug " + c.argument(0));
  }
}
