package burrow.kernel.host;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.FileMode;
import burrow.kernel.file.OpenFlags;
import burrow.kernel.file.Terminal;
import burrow.kernel.poll.Readiness;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A fifo, terminal, socket or character device of the host, among them the JVM's standard streams.
 * Descriptors that Burrow opened are non-blocking on the host. Those it was started with share
 * their description with other processes (the shell), so they stay as they are and are asked before
 * they are read.
 */
final class HostStream extends HostDescriptorFile {
  /** What a pipe with any room at all takes at once. */
  private static final int ATOMIC_WRITE = 4096;

  private final boolean own;
  private volatile boolean expected;

  HostStream(HostTree tree, int fd, int flags, boolean own) {
    super(tree, fd, flags);
    this.own = own;
    if (own) {
      Posix.setStatusFlags(fd, flags | OpenFlags.NON_BLOCK);
    }
  }

  @Override
  protected void close() {
    tree.poller().forget(fd, events());
    if (own) {
      Posix.close(fd);
    }
  }

  @Override
  protected void flagsChanged(int newFlags) {
    if (own) {
      Posix.setStatusFlags(fd, newFlags | OpenFlags.NON_BLOCK);
    }
  }

  @Override
  protected long doRead(ByteBuffer into) {
    int n = into.remaining();
    try {
      if (!own && n > 0 && readiness(Readiness.IN) == 0) {
        throw new KernelException(Errno.EAGAIN);
      }
      return transfer(into, a -> Posix.read(fd, a, n));
    } finally {
      if (expected) {
        tree.poller().watch(fd, Readiness.IN, events());
      }
    }
  }

  @Override
  protected long doWrite(ByteBuffer from) {
    int n = from.remaining();
    if (own || !nonBlocking()) {
      // A standard stream that blocks does so here: no signal needs the thread meanwhile, and the
      // end of the process does not wait for it.
      return transfer(from, a -> Posix.write(fd, a, n));
    }
    if (readiness(Readiness.OUT) == 0) {
      throw new KernelException(Errno.EAGAIN);
    }
    return transfer(from, a -> Posix.write(fd, a, Math.min(n, ATOMIC_WRITE)));
  }

  @Override
  protected long doReadAt(ByteBuffer into, long offset) {
    int n = into.remaining();
    return transfer(into, a -> Posix.readAt(fd, a, n, offset));
  }

  @Override
  protected long doWriteAt(ByteBuffer from, long offset) {
    int n = from.remaining();
    return transfer(from, a -> Posix.writeAt(fd, a, n, offset));
  }

  @Override
  public long seek(long offset, Whence whence) {
    return Posix.seek(fd, offset, whence.number());
  }

  @Override
  public void truncate(long length) {
    Posix.truncate(fd, length);
  }

  @Override
  public boolean isStream() {
    return true;
  }

  // ---- readiness ----

  private int readiness(int interest) {
    return Posix.poll(fd, interest);
  }

  @Override
  public int readiness() {
    return readiness(Readiness.IN | Readiness.OUT | Readiness.PRIORITY | Readiness.READ_HANG_UP);
  }

  @Override
  public void expect(int interest) {
    expected = true;
    tree.poller().watch(fd, interest, events());
  }

  @Override
  public boolean isPollable() {
    // Devices like /dev/null have no poll operation: epoll refuses them.
    int type = status().mode() & FileMode.TYPE_MASK;
    return type != FileMode.CHARACTER_DEVICE || isTerminal() || status().specialMajor() != 1;
  }

  @Override
  public int available() {
    byte[] count = new byte[4];
    Posix.control(fd, 0x541b /* FIONREAD */, count);
    return ByteBuffer.wrap(count).order(java.nio.ByteOrder.LITTLE_ENDIAN).getInt();
  }

  // ---- terminals ----

  private boolean isTerminal() {
    try {
      Posix.control(fd, HostTerminal.TCGETS, new byte[Terminal.ATTRIBUTE_BYTES]);
      return true;
    } catch (KernelException e) {
      return false;
    }
  }

  @Override
  public @Nullable Terminal terminal() {
    return isTerminal() ? new HostTerminal(fd) : null;
  }
}
