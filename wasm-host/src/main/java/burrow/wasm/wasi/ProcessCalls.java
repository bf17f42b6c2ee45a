package burrow.wasm.wasi;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.time.HostClock;
import burrow.machine.AddressSpace;
import burrow.wasm.GuestExit;
import burrow.wasm.WasmCall;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Arguments, environment, clocks, randomness and the end. */
final class ProcessCalls {
  static final int REALTIME = 0;
  static final int MONOTONIC = 1;
  static final int PROCESS_CPU = 2;
  static final int THREAD_CPU = 3;

  private ProcessCalls() {}

  static long argsGet(WasmCall c) {
    return strings(c, c.process().arguments());
  }

  static long argsSizesGet(WasmCall c) {
    return sizes(c, c.process().arguments());
  }

  static long environGet(WasmCall c) {
    return strings(c, c.process().environment());
  }

  static long environSizesGet(WasmCall c) {
    return sizes(c, c.process().environment());
  }

  private static long sizes(WasmCall c, List<String> strings) {
    int bytes = 0;
    for (String s : strings) {
      bytes += s.getBytes(StandardCharsets.UTF_8).length + 1;
    }
    c.memory().writeInt(c.unsigned(0), strings.size());
    c.memory().writeInt(c.unsigned(1), bytes);
    return 0;
  }

  /** Pointers at the first address, the strings with their NULs at the second. */
  private static long strings(WasmCall c, List<String> strings) {
    AddressSpace m = c.memory();
    long pointer = c.unsigned(0);
    long at = c.unsigned(1);
    for (String s : strings) {
      byte[] b = s.getBytes(StandardCharsets.UTF_8);
      m.writeInt(pointer, (int) at);
      m.write(at, b);
      m.writeByte(at + b.length, 0);
      pointer += 4;
      at += b.length + 1;
    }
    return 0;
  }

  /** Now, by one of the four clocks, in nanoseconds. */
  static long now(WasmCall c, int clock) {
    HostClock host = c.thread().clock();
    return switch (clock) {
      case REALTIME -> host.realtimeNanos();
      case MONOTONIC -> host.monotonicNanos();
      case PROCESS_CPU -> host.processCpuNanos();
      case THREAD_CPU -> host.threadCpuNanos(Thread.currentThread());
      default -> throw new KernelException(Errno.EINVAL);
    };
  }

  static long clockTimeGet(WasmCall c) {
    c.memory().writeLong(c.unsigned(2), now(c, c.intArgument(0)));
    return 0;
  }

  static long clockResGet(WasmCall c) {
    now(c, c.intArgument(0));
    c.memory().writeLong(c.unsigned(1), 1);
    return 0;
  }

  static long randomGet(WasmCall c) {
    long length = c.unsigned(1);
    c.memory().check(c.unsigned(0), length, burrow.machine.Access.WRITE);
    byte[] random = new byte[(int) Math.min(length, 1 << 16)];
    for (long done = 0; done < length; done += random.length) {
      c.process().kernel().random().fill(random);
      c.memory()
          .write(c.unsigned(0) + done, random, 0, (int) Math.min(random.length, length - done));
    }
    return 0;
  }

  static long schedYield(WasmCall c) {
    c.thread().clock().yieldProcessor();
    return 0;
  }

  @SuppressWarnings("DoNotCallSuggester") // a handler like any other
  static long procExit(WasmCall c) {
    throw new GuestExit(c.intArgument(0));
  }
}
