package burrow.wasm.wasi;

import static burrow.kernel.trace.Formats.after;
import static burrow.kernel.trace.Formats.flags;
import static burrow.kernel.trace.Formats.names;
import static burrow.kernel.trace.Formats.oneOf;

import burrow.kernel.trace.ArgumentFormat;
import burrow.kernel.trace.Formats;
import burrow.kernel.trace.TracedCall;
import burrow.machine.AddressSpace;
import burrow.wasm.WasmCall;

/** How traces show the arguments of WASI calls. Pointers are 32 bits wide. */
final class WasiFormats {
  private static final int SHOWN_PATH = 4096;
  private static final int SHOWN_BYTES = 32;

  private WasiFormats() {}

  private static long address(TracedCall c, int i) {
    return c.argument(i) & 0xffff_ffffL;
  }

  /** A path whose length is the next argument. */
  static final ArgumentFormat PATH =
      (out, c, i) -> {
        int n = (int) Math.min(address(c, i + 1), SHOWN_PATH);
        Formats.quote(out, c.memory().read(address(c, i), n), n, n < address(c, i + 1));
      };

  /** Text that the call stores; how much, the argument behind its room says. */
  static final ArgumentFormat TEXT =
      after((out, c, i) -> {
        int n = Math.min(c.memory().readInt(address(c, i + 2)), SHOWN_PATH);
        Formats.quote(out, c.memory().read(address(c, i), n), n, false);
      });

  /** A 32-bit number that the call stores. */
  static final ArgumentFormat SIZE_OUT =
      after((out, c, i) -> out.append('[').append(c.memory().readInt(address(c, i))).append(']'));

  /** A 64-bit number that the call stores. */
  static final ArgumentFormat TIME_OUT =
      after((out, c, i) -> out.append('[').append(c.memory().readLong(address(c, i))).append(']'));

  static final ArgumentFormat CLOCK =
      oneOf(names(0, "REALTIME", 1, "MONOTONIC", 2, "PROCESS_CPUTIME_ID", 3, "THREAD_CPUTIME_ID"));

  static final ArgumentFormat WHENCE = oneOf(names(0, "SET", 1, "CUR", 2, "END"));

  static final ArgumentFormat LOOKUP = flags("0", names(1, "SYMLINK_FOLLOW"));

  static final ArgumentFormat OPEN_FLAGS =
      flags("0", names(1, "CREAT", 2, "DIRECTORY", 4, "EXCL", 8, "TRUNC"));

  static final ArgumentFormat DESCRIPTOR_FLAGS =
      flags("0", names(1, "APPEND", 2, "DSYNC", 4, "NONBLOCK", 8, "RSYNC", 16, "SYNC"));

  /** The first buffer of an array of iovec, with a count behind; what is written. */
  static final ArgumentFormat VECTORS_IN =
      (out, c, i) -> {
        int count = (int) c.argument(i + 1);
        out.append('[');
        for (int k = 0; k < Math.min(count, 4); k++) {
          out.append(k == 0 ? "" : ", ");
          vector(out, c.memory(), address(c, i) + 8L * k, Integer.MAX_VALUE);
        }
        out.append(count > 4 ? ", ...]" : "]");
      };

  /** As {@link #VECTORS_IN} for what was read; how much, the last argument says. */
  static final ArgumentFormat VECTORS_OUT =
      after((out, c, i) -> {
        long result = address(c, ((WasmCall) c).count() - 1);
        int n = c.memory().readInt(result);
        out.append('[');
        vector(out, c.memory(), address(c, i), n);
        out.append(']');
      });

  private static void vector(StringBuilder out, AddressSpace memory, long at, int most) {
    long address = memory.readInt(at) & 0xffff_ffffL;
    long length = Math.min(memory.readInt(at + 4) & 0xffff_ffffL, most);
    int n = (int) Math.min(length, SHOWN_BYTES);
    Formats.quote(out, memory.read(address, n), n, n < length);
  }

  /** What poll_oneoff waits for. */
  static final ArgumentFormat SUBSCRIPTIONS =
      (out, c, i) -> {
        out.append('[');
        for (int k = 0; k < Math.min(c.argument(2), 4); k++) {
          out.append(k == 0 ? "" : ", ");
          long at = address(c, i) + (long) k * PollCalls.SUBSCRIPTION_BYTES;
          int tag = c.memory().readByte(at + 8);
          if (tag == PollCalls.CLOCK) {
            out.append("clock ").append(c.memory().readLong(at + 24)).append(" ns");
          } else {
            out.append(tag == PollCalls.FD_READ ? "read " : "write ");
            out.append(c.memory().readInt(at + 16));
          }
        }
        out.append(']');
      };
}
