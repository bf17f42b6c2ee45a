package burrow.kernel.host;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.PathBytes;
import burrow.machine.HostMemory;
import java.nio.charset.StandardCharsets;

/** Host memory of one Java thread for the arguments of host calls. */
final class Scratch {
  /** PATH_MAX of Linux, with the NUL; a path of the walker may be prefixed by a directory. */
  private static final int PATH_BYTES = 2 * 4096;

  static final int BUFFER_BYTES = 64 * 1024;

  private static final ThreadLocal<Scratch> CURRENT = ThreadLocal.withInitial(Scratch::new);

  private final long first;
  private final long second;
  private final long struct;
  private final long buffer;

  private Scratch() {
    // Never freed: one per thread that makes host calls, and untouched pages cost nothing.
    long base = HostMemory.allocate(2 * PATH_BYTES + 4096 + BUFFER_BYTES);
    first = base;
    second = base + PATH_BYTES;
    struct = second + PATH_BYTES;
    buffer = struct + 4096;
  }

  static Scratch get() {
    return CURRENT.get();
  }

  /** Host address of a path argument, valid until the next use. */
  long path(String path) {
    return put(path, first);
  }

  /** A second path argument of the same call. */
  long secondPath(String path) {
    return put(path, second);
  }

  /** 4 KiB for a structure. */
  long struct() {
    return struct;
  }

  /** {@link #BUFFER_BYTES} for data. */
  long buffer() {
    return buffer;
  }

  private static long put(String path, long at) {
    int n = path.length();
    if (n >= PATH_BYTES) {
      throw new KernelException(Errno.ENAMETOOLONG);
    }
    HostMemory.copyFromArray(PathBytes.bytes(path), 0, at, n);
    HostMemory.putByte(at + n, (byte) 0);
    return at;
  }

  static String string(long at, int length) {
    byte[] b = new byte[length];
    HostMemory.copyToArray(at, b, 0, length);
    return new String(b, StandardCharsets.ISO_8859_1);
  }

  static String cString(long at) {
    int n = 0;
    while (HostMemory.getByte(at + n) != 0) {
      n++;
    }
    return string(at, n);
  }
}
