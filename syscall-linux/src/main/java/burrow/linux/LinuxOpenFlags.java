package burrow.linux;

import burrow.kernel.file.OpenFlags;
import burrow.kernel.trace.ArgumentFormat;
import burrow.kernel.trace.Formats;
import burrow.machine.Arch;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The O_* bits of open(2). Three of them differ on arm64 (arch/arm64/include/uapi/asm/fcntl.h
 * against include/uapi/asm-generic/fcntl.h).
 */
final class LinuxOpenFlags {
  static final int O_ACCMODE = 3;
  static final int O_CREAT = 0100;
  static final int O_TRUNC = 01000;
  static final int O_NONBLOCK = 04000;
  static final int O_DSYNC = 010000;
  static final int O_LARGEFILE = 0100000;
  static final int O_CLOEXEC = 02000000;
  static final int O_SYNC = 04010000;
  static final int O_TMPFILE_BIT = 020000000;

  private record Bit(String name, int value, int arm64, int kernel) {}

  /** Longer combinations first: O_SYNC contains O_DSYNC. */
  private static final Bit[] BITS = {
    new Bit("O_CREAT", O_CREAT, O_CREAT, OpenFlags.CREATE),
    new Bit("O_EXCL", 0200, 0200, OpenFlags.EXCLUSIVE),
    new Bit("O_NOCTTY", 0400, 0400, OpenFlags.NO_CONTROLLING_TERMINAL),
    new Bit("O_TRUNC", O_TRUNC, O_TRUNC, OpenFlags.TRUNCATE),
    new Bit("O_APPEND", 02000, 02000, OpenFlags.APPEND),
    new Bit("O_NONBLOCK", O_NONBLOCK, O_NONBLOCK, OpenFlags.NON_BLOCK),
    new Bit("O_SYNC", O_SYNC, O_SYNC, OpenFlags.SYNC),
    new Bit("O_DSYNC", O_DSYNC, O_DSYNC, OpenFlags.DATA_SYNC),
    new Bit("O_ASYNC", 020000, 020000, OpenFlags.ASYNC),
    new Bit("O_DIRECT", 040000, 0200000, OpenFlags.DIRECT),
    new Bit("O_DIRECTORY", 0200000, 040000, OpenFlags.DIRECTORY),
    new Bit("O_NOFOLLOW", 0400000, 0100000, OpenFlags.NO_FOLLOW),
    new Bit("O_NOATIME", 01000000, 01000000, OpenFlags.NO_ACCESS_TIME),
    new Bit("O_CLOEXEC", O_CLOEXEC, O_CLOEXEC, 0),
    new Bit("O_PATH", 010000000, 010000000, OpenFlags.PATH_ONLY)
  };

  private static final Map<Arch, Map<Long, String>> NAMES = new EnumMap<>(Arch.class);

  static {
    for (Arch a : Arch.values()) {
      Map<Long, String> names = new LinkedHashMap<>();
      for (Bit b : BITS) {
        names.put((long) value(b, a), b.name);
      }
      NAMES.put(a, names);
    }
  }

  /** How a trace shows the flags argument. */
  static final ArgumentFormat FORMAT =
      (out, call, index) -> {
        int v = (int) call.argument(index);
        Arch arch = ((Call) call).arch();
        out.append(
            switch (v & O_ACCMODE) {
              case 0 -> "O_RDONLY";
              case 1 -> "O_WRONLY";
              case 2 -> "O_RDWR";
              default -> "O_ACCMODE";
            });
        if ((v & ~O_ACCMODE) != 0) {
          out.append('|');
          Formats.appendFlags(
              out, v & ~O_ACCMODE & 0xffff_ffffL, "", NAMES.getOrDefault(arch, Map.of()));
        }
      };

  private LinuxOpenFlags() {}

  private static int value(Bit b, Arch arch) {
    return arch == Arch.ARM64 ? b.arm64 : b.value;
  }

  /** The kernel's flags; bits without a meaning are ignored, as open(2) does. */
  static int toKernel(int bits, Arch arch) {
    int mode = bits & O_ACCMODE;
    int flags =
        mode == 0 ? OpenFlags.READ : mode == 1 ? OpenFlags.WRITE : OpenFlags.READ | OpenFlags.WRITE;
    for (Bit b : BITS) {
      int v = value(b, arch);
      if ((bits & v) == v) {
        flags |= b.kernel;
      }
    }
    if ((flags & OpenFlags.PATH_ONLY) != 0) {
      flags &= OpenFlags.PATH_ONLY | OpenFlags.DIRECTORY | OpenFlags.NO_FOLLOW;
    }
    return flags;
  }

  /** What fcntl F_GETFL tells. */
  static int fromKernel(int flags, Arch arch) {
    boolean reads = (flags & OpenFlags.READ) != 0;
    boolean writes = (flags & OpenFlags.WRITE) != 0;
    int bits = writes ? (reads ? 2 : 1) : 0;
    for (Bit b : BITS) {
      if (b.kernel != 0 && (flags & b.kernel) != 0 && !isForOpeningOnly(b.kernel)) {
        bits |= value(b, arch);
      }
    }
    boolean pathOnly = (flags & OpenFlags.PATH_ONLY) != 0;
    // As on 64-bit kernels: O_LARGEFILE is always on, and has the generic value on none but arm64.
    return pathOnly ? bits : bits | (arch == Arch.ARM64 ? 0400000 : O_LARGEFILE);
  }

  private static boolean isForOpeningOnly(int kernel) {
    return (kernel
            & (OpenFlags.CREATE
                | OpenFlags.EXCLUSIVE
                | OpenFlags.TRUNCATE
                | OpenFlags.NO_CONTROLLING_TERMINAL))
        != 0;
  }
}
