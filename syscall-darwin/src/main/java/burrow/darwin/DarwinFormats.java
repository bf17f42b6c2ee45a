package burrow.darwin;

import static burrow.kernel.trace.Formats.names;
import static burrow.kernel.trace.Formats.oneOf;

import burrow.kernel.signal.SignalSet;
import burrow.kernel.trace.ArgumentFormat;
import burrow.kernel.trace.Formats;
import burrow.machine.AddressSpace;

/** How traces show the arguments that only macOS has. */
final class DarwinFormats {
  private DarwinFormats() {}

  /** A relative time, {@code {tv_sec=1, tv_nsec=0}}. */
  static final ArgumentFormat TIMESPEC =
      Formats.struct((out, c, i) -> {
        AddressSpace m = c.memory();
        long at = c.argument(i);
        out.append("{tv_sec=").append(m.readLong(at));
        out.append(", tv_nsec=").append(m.readLong(at + 8)).append('}');
      });

  static final ArgumentFormat SIGNAL =
      (out, c, i) -> out.append(DarwinSignal.name((int) c.argument(i)));

  static final ArgumentFormat HOW =
      oneOf(names(1, "SIG_BLOCK", 2, "SIG_UNBLOCK", 3, "SIG_SETMASK"));

  private static void set(StringBuilder out, long set) {
    String separator = "";
    out.append('[');
    for (int s = 1; s <= DarwinSignal.LAST; s++) {
      if (SignalSet.has(set, s)) {
        out.append(separator).append(DarwinSignal.name(s).substring(3));
        separator = " ";
      }
    }
    out.append(']');
  }

  static final ArgumentFormat SIGSET =
      Formats.struct((out, c, i) -> set(out, c.memory().readInt(c.argument(i)) & 0xffff_ffffL));

  static final ArgumentFormat SIGSET_OUT =
      Formats.after((out, c, i) -> set(out, c.memory().readInt(c.argument(i)) & 0xffff_ffffL));

  static final ArgumentFormat PROTECTION =
      Formats.flags("PROT_NONE", names(1, "PROT_READ", 2, "PROT_WRITE", 4, "PROT_EXEC"));

  static final ArgumentFormat MAP_FLAGS =
      Formats.flags(
          "0", names(1, "MAP_SHARED", 2, "MAP_PRIVATE", 0x10, "MAP_FIXED", 0x1000, "MAP_ANON"));
}
