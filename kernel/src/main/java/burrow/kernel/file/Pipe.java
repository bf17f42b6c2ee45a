package burrow.kernel.file;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.poll.Readiness;
import java.nio.ByteBuffer;

/**
 * A pipe between guests: a ring of bytes with a reading and a writing end. Writes of up to {@link
 * #ATOMIC} bytes go in whole or not at all.
 */
public final class Pipe {
  /** PIPE_BUF of Linux. */
  public static final int ATOMIC = 4096;

  public static final int DEFAULT_CAPACITY = 65536;

  /** As /proc/sys/fs/pipe-max-size. */
  public static final int LARGEST_CAPACITY = 1 << 20;

  private final long inode = Synthetic.newInode();
  private final End reader;
  private final End writer;
  private byte[] ring = new byte[ATOMIC];
  private int capacity = DEFAULT_CAPACITY;
  private int start;
  private int length;
  private boolean readerClosed;
  private boolean writerClosed;

  /**
   * @param flags further {@link OpenFlags} of both ends: NON_BLOCK, DIRECT
   */
  public Pipe(int flags) {
    reader = new End(OpenFlags.READ | flags);
    writer = new End(OpenFlags.WRITE | flags);
  }

  public OpenFile reader() {
    return reader;
  }

  public OpenFile writer() {
    return writer;
  }

  // ---- transfers ----

  private long read(ByteBuffer into) {
    int n;
    boolean wasFull;
    synchronized (this) {
      if (!into.hasRemaining()) {
        return 0;
      }
      if (length == 0) {
        if (writerClosed) {
          return 0;
        }
        throw new KernelException(Errno.EAGAIN);
      }
      wasFull = capacity - length < ATOMIC;
      n = Math.min(length, into.remaining());
      int first = Math.min(n, ring.length - start);
      into.put(ring, start, first).put(ring, 0, n - first);
      start = (start + n) % ring.length;
      length -= n;
    }
    if (wasFull) {
      writer.events().announce(Readiness.OUT);
    }
    return n;
  }

  private long write(ByteBuffer from) {
    int n;
    synchronized (this) {
      if (readerClosed) {
        throw new KernelException(Errno.EPIPE);
      }
      int wanted = from.remaining();
      int room = capacity - length;
      if (wanted == 0) {
        return 0;
      }
      if (room == 0 || (wanted <= ATOMIC && room < wanted)) {
        throw new KernelException(Errno.EAGAIN);
      }
      n = Math.min(room, wanted);
      reserve(length + n);
      int end = (start + length) % ring.length;
      int first = Math.min(n, ring.length - end);
      from.get(ring, end, first).get(ring, 0, n - first);
      length += n;
    }
    reader.events().announce(Readiness.IN);
    return n;
  }

  /** Grows the ring by doubling, up to the capacity. */
  private void reserve(int bytes) {
    if (bytes <= ring.length) {
      return;
    }
    int size = ring.length;
    while (size < bytes) {
      size *= 2;
    }
    byte[] larger = new byte[Math.min(size, Math.max(capacity, bytes))];
    copyOut(larger);
    ring = larger;
    start = 0;
  }

  private void copyOut(byte[] to) {
    int first = Math.min(length, ring.length - start);
    System.arraycopy(ring, start, to, 0, first);
    System.arraycopy(ring, 0, to, first, length - first);
  }

  // ---- state ----

  public synchronized int capacity() {
    return capacity;
  }

  /**
   * fcntl F_SETPIPE_SZ: rounded up to a power of two of at least a page.
   *
   * @return the capacity now
   * @throws KernelException EPERM beyond the largest, EBUSY below what the pipe holds
   */
  public int setCapacity(int bytes) {
    if (bytes < 0) {
      throw new KernelException(Errno.EINVAL);
    }
    if (bytes > LARGEST_CAPACITY) {
      throw new KernelException(Errno.EPERM);
    }
    int rounded = Math.max(ATOMIC, Integer.highestOneBit(Math.max(bytes - 1, 1)) << 1);
    synchronized (this) {
      if (rounded < length) {
        throw new KernelException(Errno.EBUSY);
      }
      byte[] exact = new byte[Math.max(ATOMIC, length)];
      copyOut(exact);
      ring = exact;
      start = 0;
      capacity = rounded;
    }
    writer.events().announce(Readiness.OUT);
    return rounded;
  }

  private synchronized int readiness(boolean reading) {
    if (reading) {
      return (length > 0 ? Readiness.IN : 0) | (writerClosed ? Readiness.HANG_UP : 0);
    }
    // As on Linux: writable once a page has room.
    return (capacity - length >= ATOMIC ? Readiness.OUT : 0) | (readerClosed ? Readiness.ERROR : 0);
  }

  private synchronized int length() {
    return length;
  }

  private void closed(End end) {
    synchronized (this) {
      readerClosed |= end == reader;
      writerClosed |= end == writer;
    }
    reader.events().announce(Readiness.HANG_UP);
    writer.events().announce(Readiness.ERROR);
  }

  /** One end of a pipe. */
  public final class End extends OpenFile {
    private End(int flags) {
      super("pipe:[" + inode + "]", flags);
    }

    public Pipe pipe() {
      return Pipe.this;
    }

    @Override
    protected void close() {
      closed(this);
    }

    @Override
    protected long doRead(ByteBuffer into) {
      return Pipe.this.read(into);
    }

    @Override
    protected long doWrite(ByteBuffer from) {
      return Pipe.this.write(from);
    }

    @Override
    public boolean isStream() {
      return true;
    }

    @Override
    public int readiness() {
      return Pipe.this.readiness(this == reader);
    }

    @Override
    public int available() {
      return length();
    }

    @Override
    public FileStatus status() {
      return FileStatus.synthetic(inode, FileMode.FIFO | 0600, 0, 0, 0);
    }

    @Override
    public FileSystemStatus fileSystem() {
      return Synthetic.fileSystem(0x50495045 /* PIPEFS_MAGIC */);
    }

    @Override
    public OpenFile reopen(int newFlags) {
      if (OpenFlags.has(newFlags, OpenFlags.PATH_ONLY)
          || (newFlags & (OpenFlags.READ | OpenFlags.WRITE)) != (flags() & 3)) {
        throw new KernelException(Errno.EACCES, "opening the other end of a pipe of the guest");
      }
      return retain();
    }
  }
}
