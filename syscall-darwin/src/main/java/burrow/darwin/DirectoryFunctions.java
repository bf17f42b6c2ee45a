package burrow.darwin;

import static burrow.kernel.posix.FileAccess.withOpenFile;
import static burrow.kernel.trace.Formats.FD;
import static burrow.kernel.trace.Formats.LONG;
import static burrow.kernel.trace.Formats.POINTER;
import static burrow.kernel.trace.Formats.STRING;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.PathBytes;
import burrow.kernel.posix.FileNames;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Directory streams and the working directory. */
final class DirectoryFunctions {
  static final List<DarwinFunction> ROWS =
      List.of(
          DarwinFunction.pointer("fdopendir", DirectoryFunctions::fdopendir, FD),
          DarwinFunction.status(
              "readdir_r", DirectoryFunctions::readdirR, POINTER, POINTER, POINTER),
          DarwinFunction.of("closedir", DirectoryFunctions::closedir, POINTER),
          DarwinFunction.pointer("getcwd", DirectoryFunctions::getcwd, POINTER, LONG),
          DarwinFunction.of("chdir", DirectoryFunctions::chdir, STRING).bsd(12),
          DarwinFunction.of("fchdir", DirectoryFunctions::fchdir, FD).bsd(13),
          DarwinFunction.of(
                  "chroot", PathArguments.failing(Errno.EPERM, "chroot; use --root"), STRING)
              .bsd(61)
              .unsupported("EPERM; --root confines a guest"));

  // struct dirent with 64-bit inode numbers
  static final int DIRENT_BYTES = 1048;
  static final int D_INO = 0;
  static final int D_SEEKOFF = 8;
  static final int D_RECLEN = 16;
  static final int D_NAMLEN = 18;
  static final int D_TYPE = 20;
  static final int D_NAME = 21;

  /** What one look at the directory fetches. */
  private static final int FETCH_BYTES = 32 << 10;

  private DirectoryFunctions() {}

  private static long fdopendir(Call c) {
    return withOpenFile(
        c.thread(),
        c.intArgument(0),
        f -> {
          if (f.directory() == null) {
            throw new KernelException(Errno.ENOTDIR);
          }
          return c.process().directories().open(c.intArgument(0));
        });
  }

  private static DirectoryStreams.Stream stream(Call c) {
    DirectoryStreams.Stream s = c.process().directories().get(c.argument(0));
    if (s == null) {
      throw new KernelException(Errno.EBADF);
    }
    return s;
  }

  /** Stores the next entry and its address, or a null address at the end. */
  private static long readdirR(Call c) {
    DirectoryStreams.Stream s = stream(c);
    DirectoryStreams.Entry e;
    synchronized (s) {
      if (s.entries().isEmpty()) {
        fetch(c, s);
      }
      e = s.entries().poll();
    }
    if (e == null) {
      c.memory().writeLong(c.argument(2), 0);
      return 0;
    }
    byte[] name = PathBytes.bytes(e.name());
    int length = D_NAME + name.length + 1;
    ByteBuffer b = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    b.putLong(D_INO, e.inode()).putLong(D_SEEKOFF, e.next());
    b.putShort(D_RECLEN, recordLength(name.length)).putShort(D_NAMLEN, (short) name.length);
    b.put(D_TYPE, (byte) e.type()).put(D_NAME, name);
    c.memory().write(c.argument(1), b.array());
    c.memory().writeLong(c.argument(2), c.argument(1));
    return 0;
  }

  /** DIRENT64_LEN of xnu's sys/dirent.h: as if the name's room were its length, rounded up to 8. */
  static short recordLength(int nameLength) {
    return (short) ((DIRENT_BYTES - 1023 + nameLength + 7) & -8);
  }

  private static void fetch(Call c, DirectoryStreams.Stream s) {
    withOpenFile(
        c.thread(),
        s.descriptor(),
        f -> {
          f.readDirectory(
              FETCH_BYTES,
              (inode, next, type, name) ->
                  s.entries().add(new DirectoryStreams.Entry(inode, next, type, name)));
          return 0;
        });
  }

  private static long closedir(Call c) {
    int fd = stream(c).descriptor();
    c.process().directories().close(c.argument(0));
    c.thread().descriptors().close(fd);
    return 0;
  }

  /** A null buffer would have to be allocated by malloc, which guests of Burrow do not share. */
  private static long getcwd(Call c) {
    byte[] path = PathBytes.bytes(c.thread().fileSystem().workingPath());
    if (c.argument(0) == 0 || c.argument(1) == 0) {
      throw new KernelException(Errno.EINVAL);
    }
    if (Long.compareUnsigned(c.argument(1), path.length + 1) < 0) {
      throw new KernelException(Errno.ERANGE);
    }
    c.memory().write(c.argument(0), Arrays.copyOf(path, path.length + 1));
    return c.argument(0);
  }

  private static long chdir(Call c) {
    return FileNames.changeDirectory(c.thread(), c.path(0));
  }

  private static long fchdir(Call c) {
    return FileNames.changeDirectory(c.thread(), c.intArgument(0));
  }
}
