package burrow.kernel.file;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.process.RandomSource;
import java.nio.ByteBuffer;

/** The memory devices: /dev/null, zero, full, random and urandom, the same on every host. */
public final class MemoryDevice extends OpenFile {
  /** Which device; with its minor number under major 1. */
  public enum Kind {
    NULL("null", 3),
    ZERO("zero", 5),
    FULL("full", 7),
    RANDOM("random", 8),
    URANDOM("urandom", 9);

    private final String fileName;
    private final int minor;

    Kind(String fileName, int minor) {
      this.fileName = fileName;
      this.minor = minor;
    }

    public String fileName() {
      return fileName;
    }

    public FileStatus status() {
      return FileStatus.synthetic(minor, FileMode.CHARACTER_DEVICE | 0666, 0, 0, 0, 1, minor);
    }
  }

  private static final int CHUNK = 4096;

  private final Kind kind;
  private final RandomSource random;

  public MemoryDevice(Kind kind, RandomSource random, int flags) {
    super("/dev/" + kind.fileName, flags & ~(OpenFlags.CREATE | OpenFlags.TRUNCATE));
    this.kind = kind;
    this.random = random;
  }

  @Override
  protected long doRead(ByteBuffer into) {
    int n = into.remaining();
    if (kind == Kind.NULL) {
      return 0;
    }
    byte[] chunk = new byte[Math.min(n, CHUNK)];
    while (into.hasRemaining()) {
      if (kind == Kind.RANDOM || kind == Kind.URANDOM) {
        random.fill(chunk);
      }
      into.put(chunk, 0, Math.min(chunk.length, into.remaining()));
    }
    return n;
  }

  @Override
  protected long doWrite(ByteBuffer from) {
    if (kind == Kind.FULL) {
      throw new KernelException(Errno.ENOSPC);
    }
    int n = from.remaining();
    from.position(from.limit());
    return n;
  }

  @Override
  protected long doReadAt(ByteBuffer into, long offset) {
    return doRead(into);
  }

  @Override
  protected long doWriteAt(ByteBuffer from, long offset) {
    return doWrite(from);
  }

  @Override
  public long seek(long offset, Whence whence) {
    return 0;
  }

  @Override
  public FileStatus status() {
    return kind.status();
  }

  @Override
  public boolean isPollable() {
    return kind == Kind.RANDOM || kind == Kind.URANDOM;
  }

  @Override
  public OpenFile reopen(int newFlags) {
    return new MemoryDevice(kind, random, newFlags);
  }
}
