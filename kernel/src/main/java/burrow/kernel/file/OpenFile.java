package burrow.kernel.file;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.FileStatus.FileTime;
import burrow.kernel.memory.MappedFile;
import burrow.kernel.poll.EventSource;
import burrow.kernel.poll.Readiness;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An open file description: what descriptors, possibly several and of several processes, refer to.
 * It holds the file offset and the status flags. It is reference-counted; the last {@link #release}
 * closes it.
 *
 * <p>No method blocks for long: a transfer that would, fails with EAGAIN whatever the flags, and
 * {@link BlockingIo} waits for {@link #readiness} where the guest wants to wait. What a kind of
 * file cannot do fails with the errno that POSIX gives it.
 */
public abstract class OpenFile {
  private final AtomicInteger references = new AtomicInteger(1);
  private final EventSource events = new EventSource();
  private final List<CloseWatch> closeWatches = new ArrayList<>(0);
  private final String path;
  private volatile int flags;

  private record CloseWatch(Object owner, Runnable action) {}

  /**
   * @param path where it was found, or a name such as {@code pipe:[7]}, in {@link PathBytes} form
   * @param flags of {@link OpenFlags}
   */
  protected OpenFile(String path, int flags) {
    this.path = path;
    this.flags = flags;
  }

  // ---- identity ----

  /** Where the file is, for /proc/self/fd and lists of mappings. */
  public String path() {
    return path;
  }

  public final int flags() {
    return flags;
  }

  public final boolean has(int bits) {
    return (flags & bits) == bits;
  }

  public final boolean nonBlocking() {
    return has(OpenFlags.NON_BLOCK);
  }

  /** Changes the status flags that may change after opening (fcntl F_SETFL). */
  public final void setFlags(int newFlags) {
    int changed = flags & ~OpenFlags.CHANGEABLE | newFlags & OpenFlags.CHANGEABLE;
    flagsChanged(changed);
    flags = changed;
  }

  /** For kinds whose host descriptor must follow. */
  protected void flagsChanged(int newFlags) {}

  public abstract FileStatus status();

  // ---- references ----

  /** One descriptor, mapping or running call more. */
  public final OpenFile retain() {
    references.incrementAndGet();
    return this;
  }

  /** One less. */
  public final void release() {
    if (references.decrementAndGet() == 0) {
      List<CloseWatch> watches;
      synchronized (closeWatches) {
        watches = List.copyOf(closeWatches);
        closeWatches.clear();
      }
      watches.forEach(w -> w.action.run());
      close();
    }
  }

  /** Asks for an action when the last reference goes. */
  public final void watchClose(Object owner, Runnable action) {
    synchronized (closeWatches) {
      closeWatches.add(new CloseWatch(owner, action));
    }
  }

  /** Takes back what the owner asked for. */
  public final void unwatchClose(Object owner) {
    synchronized (closeWatches) {
      closeWatches.removeIf(w -> w.owner == owner);
    }
  }

  /** Gives back what the description holds. */
  protected void close() {}

  /** A descriptor was closed that referred to this description (POSIX record locks go). */
  public void descriptorClosed() {}

  // ---- transfers ----

  private void require(int access) {
    if (!has(access) || has(OpenFlags.PATH_ONLY)) {
      throw new KernelException(Errno.EBADF);
    }
  }

  /** Reads at the file offset. Returns 0 at the end of the file. */
  public final long read(ByteBuffer into) {
    require(OpenFlags.READ);
    return doRead(into);
  }

  /** Writes at the file offset; a short count where there is no room for all. */
  public final long write(ByteBuffer from) {
    require(OpenFlags.WRITE);
    return doWrite(from);
  }

  /** Reads at an offset, without touching the file's own. */
  public final long readAt(ByteBuffer into, long offset) {
    require(OpenFlags.READ);
    return doReadAt(into, offset);
  }

  public final long writeAt(ByteBuffer from, long offset) {
    require(OpenFlags.WRITE);
    return doWriteAt(from, offset);
  }

  protected long doRead(ByteBuffer into) {
    throw new KernelException(Errno.EINVAL);
  }

  protected long doWrite(ByteBuffer from) {
    throw new KernelException(Errno.EINVAL);
  }

  protected long doReadAt(ByteBuffer into, long offset) {
    throw new KernelException(Errno.ESPIPE);
  }

  protected long doWriteAt(ByteBuffer from, long offset) {
    throw new KernelException(Errno.ESPIPE);
  }

  /** Whether a transfer in several pieces must be one call (pipes, sockets: PIPE_BUF, messages). */
  public boolean isStream() {
    return false;
  }

  /** How lseek counts. */
  public enum Whence {
    SET(0),
    CURRENT(1),
    END(2),
    DATA(3),
    HOLE(4);

    private final int number;

    Whence(int number) {
      this.number = number;
    }

    /** As SEEK_* of POSIX and Linux. */
    public int number() {
      return number;
    }
  }

  /** Returns the new offset. */
  public long seek(long offset, Whence whence) {
    throw new KernelException(Errno.ESPIPE);
  }

  // ---- the file itself ----

  public void truncate(long length) {
    throw new KernelException(Errno.EINVAL);
  }

  public void sync(boolean dataOnly) {
    throw new KernelException(Errno.EINVAL);
  }

  /**
   * fallocate(2).
   *
   * @param mode bits as on Linux: keep size 1, punch hole 2, collapse 8, zero 16, insert 32
   */
  public void allocate(int mode, long offset, long length) {
    throw new KernelException(Errno.ESPIPE);
  }

  /** posix_fadvise; {@code advice} 0 to 5 in the order of POSIX. */
  public void advise(long offset, long length, int advice) {
    throw new KernelException(Errno.ESPIPE);
  }

  /** The descriptor's own place as one that path operations work on. */
  public void changeMode(int mode) {
    throw new KernelException(Errno.EINVAL);
  }

  /** -1 leaves an identity as it is. */
  public void changeOwner(int uid, int gid) {
    throw new KernelException(Errno.EINVAL);
  }

  /** Access time, then modification time; see {@link DirectoryNode#NOW}. */
  public void setTimes(FileTime[] times) {
    throw new KernelException(Errno.EINVAL);
  }

  public FileSystemStatus fileSystem() {
    return Synthetic.fileSystem(0x09041934 /* ANON_INODE_FS_MAGIC */);
  }

  /** access(2) on what is open; {@code mode} R 4, W 2, X 1. */
  public void checkAccess(int mode, boolean effective) {}

  /** The extended attributes, or null where the file can have none (ENOTSUP). */
  public @Nullable ExtendedAttributes attributes() {
    return null;
  }

  /**
   * copy_file_range(2): copies within the host. Offsets of -1 mean the files' own.
   *
   * @throws KernelException EINVAL, EXDEV and others where the caller is to read and write instead
   */
  public long copyRange(long offset, OpenFile to, long toOffset, long length) {
    throw new KernelException(Errno.EINVAL);
  }

  // ---- directories ----

  /** The directory as a place that paths start from, valid while this is open; or null. */
  public @Nullable DirectoryNode directory() {
    return null;
  }

  /** Receives the entries of a directory. */
  @FunctionalInterface
  public interface EntrySink {
    /**
     * @param next the position behind the entry, for {@link #seek}
     * @param type DT_* as on Linux: 0 unknown, else the upper bits of the mode
     * @return false if there is no room: the entry comes again next time
     */
    boolean entry(long inode, long next, int type, String name);
  }

  /**
   * Reads on in a directory.
   *
   * @param room bytes the sink has for entries of the size they have on Linux
   */
  public void readDirectory(int room, EntrySink sink) {
    throw new KernelException(Errno.ENOTDIR);
  }

  /** Opens what is open once more (through /proc/self/fd), with flags and offset of its own. */
  public OpenFile reopen(int newFlags) {
    throw new KernelException(Errno.ENXIO);
  }

  // ---- readiness ----

  public final EventSource events() {
    return events;
  }

  /** Whether epoll may watch it: false for regular files and directories. */
  public boolean isPollable() {
    return true;
  }

  /** {@link Readiness} bits that hold now. */
  public int readiness() {
    return Readiness.IN | Readiness.OUT;
  }

  /**
   * Somebody waits for events that do not hold now. Files whose events come from outside Burrow
   * start watching the host.
   */
  public void expect(int interest) {}

  // ---- locks, mappings, devices ----

  /** The locks of the file, or null where it has none. */
  public @Nullable FileLocks locks() {
    return null;
  }

  /**
   * The file as a memory mapping sees it.
   *
   * @throws KernelException ENODEV where it cannot be mapped
   */
  public MappedFile mapping() {
    throw new KernelException(Errno.ENODEV);
  }

  /** The terminal that this is, or null (ENOTTY). */
  public @Nullable Terminal terminal() {
    return null;
  }

  /** Bytes that can be read now (FIONREAD). */
  public int available() {
    throw new KernelException(Errno.ENOTTY);
  }

  /** The descriptor of the host that this wraps, or -1. */
  public int hostDescriptor() {
    return -1;
  }
}
