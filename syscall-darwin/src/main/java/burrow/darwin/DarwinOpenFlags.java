package burrow.darwin;

import burrow.kernel.file.OpenFlags;
import burrow.kernel.trace.ArgumentFormat;
import burrow.kernel.trace.Formats;
import java.util.LinkedHashMap;
import java.util.Map;

/** The O_* bits of open(2), sys/fcntl.h. */
final class DarwinOpenFlags {
  static final int O_ACCMODE = 3;
  static final int O_NONBLOCK = 4;
  static final int O_CREAT = 0x200;
  static final int O_TRUNC = 0x400;
  static final int O_CLOEXEC = 0x1000000;

  private record Bit(String name, int value, int kernel) {}

  private static final Bit[] BITS = {
    new Bit("O_NONBLOCK", O_NONBLOCK, OpenFlags.NON_BLOCK),
    new Bit("O_APPEND", 8, OpenFlags.APPEND),
    new Bit("O_SHLOCK", 0x10, 0),
    new Bit("O_EXLOCK", 0x20, 0),
    new Bit("O_ASYNC", 0x40, OpenFlags.ASYNC),
    new Bit("O_SYNC", 0x80, OpenFlags.SYNC),
    new Bit("O_NOFOLLOW", 0x100, OpenFlags.NO_FOLLOW),
    new Bit("O_CREAT", O_CREAT, OpenFlags.CREATE),
    new Bit("O_TRUNC", O_TRUNC, OpenFlags.TRUNCATE),
    new Bit("O_EXCL", 0x800, OpenFlags.EXCLUSIVE),
    new Bit("O_EVTONLY", 0x8000, 0),
    new Bit("O_NOCTTY", 0x20000, OpenFlags.NO_CONTROLLING_TERMINAL),
    new Bit("O_DIRECTORY", 0x100000, OpenFlags.DIRECTORY),
    new Bit("O_SYMLINK", 0x200000, 0),
    new Bit("O_DSYNC", 0x400000, OpenFlags.DATA_SYNC),
    new Bit("O_CLOEXEC", O_CLOEXEC, 0)
  };

  private static final int FOR_OPENING_ONLY =
      OpenFlags.CREATE
          | OpenFlags.EXCLUSIVE
          | OpenFlags.TRUNCATE
          | OpenFlags.DIRECTORY
          | OpenFlags.NO_FOLLOW
          | OpenFlags.NO_CONTROLLING_TERMINAL;

  private static final Map<Long, String> NAMES = new LinkedHashMap<>();

  static {
    for (Bit b : BITS) {
      NAMES.put((long) b.value, b.name);
    }
  }

  /** How a trace shows the flags argument. */
  static final ArgumentFormat FORMAT =
      (out, call, index) -> {
        int v = (int) call.argument(index);
        out.append(
            switch (v & O_ACCMODE) {
              case 0 -> "O_RDONLY";
              case 1 -> "O_WRONLY";
              case 2 -> "O_RDWR";
              default -> "O_ACCMODE";
            });
        if ((v & ~O_ACCMODE) != 0) {
          out.append('|');
          Formats.appendFlags(out, v & ~O_ACCMODE & 0xffff_ffffL, "", NAMES);
        }
      };

  private DarwinOpenFlags() {}

  static boolean closesOnExec(int bits) {
    return (bits & O_CLOEXEC) != 0;
  }

  /** The kernel's flags; bits without a meaning are ignored. */
  static int toKernel(int bits) {
    int mode = bits & O_ACCMODE;
    int flags =
        mode == 0 ? OpenFlags.READ : mode == 1 ? OpenFlags.WRITE : OpenFlags.READ | OpenFlags.WRITE;
    for (Bit b : BITS) {
      flags |= (bits & b.value) != 0 ? b.kernel : 0;
    }
    return flags;
  }

  /** What fcntl F_GETFL tells. */
  static int fromKernel(int flags) {
    boolean reads = (flags & OpenFlags.READ) != 0;
    boolean writes = (flags & OpenFlags.WRITE) != 0;
    int bits = writes ? (reads ? 2 : 1) : 0;
    for (Bit b : BITS) {
      bits |= (flags & b.kernel & ~FOR_OPENING_ONLY) != 0 ? b.value : 0;
    }
    return bits;
  }
}
