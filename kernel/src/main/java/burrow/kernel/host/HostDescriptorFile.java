package burrow.kernel.host;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.ExtendedAttributes;
import burrow.kernel.file.FileLocks;
import burrow.kernel.file.FileStatus;
import burrow.kernel.file.FileStatus.FileTime;
import burrow.kernel.file.FileSystemStatus;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFlags;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.function.LongUnaryOperator;

/**
 * What open files on a descriptor of the host have in common: the operations on the file itself.
 */
abstract class HostDescriptorFile extends OpenFile {
  final HostTree tree;
  final int fd;

  HostDescriptorFile(HostTree tree, int fd, int flags) {
    super("", flags);
    this.tree = tree;
    this.fd = fd;
  }

  @Override
  public String path() {
    String host = Posix.pathOf(fd);
    String guest = host.startsWith("/") ? tree.guestPath(host) : host;
    return guest == null ? host : guest;
  }

  @Override
  public final int hostDescriptor() {
    return fd;
  }

  @Override
  protected void flagsChanged(int newFlags) {
    Posix.setStatusFlags(fd, newFlags);
  }

  @Override
  public final FileStatus status() {
    return Posix.status(fd);
  }

  /** Runs a transfer on the host memory of a buffer and advances the buffer. */
  static long transfer(ByteBuffer buffer, LongUnaryOperator host) {
    if (!buffer.isDirect()) {
      throw new IllegalArgumentException("host transfers need a direct buffer");
    }
    long n = host.applyAsLong(MemorySegment.ofBuffer(buffer).address());
    buffer.position(buffer.position() + (int) n);
    return n;
  }

  private void requireHeld() {
    if (has(OpenFlags.PATH_ONLY)) {
      throw new KernelException(Errno.EBADF);
    }
  }

  @Override
  public final void sync(boolean dataOnly) {
    requireHeld();
    Posix.sync(fd, dataOnly);
  }

  @Override
  public final void changeMode(int mode) {
    tree.requireWrite(fd, ".");
    Posix.chmod(has(OpenFlags.PATH_ONLY) ? pathOnly() : fd, mode);
  }

  private int pathOnly() {
    throw new KernelException(Errno.EBADF);
  }

  @Override
  public final void changeOwner(int uid, int gid) {
    tree.requireWrite(fd, ".");
    Posix.chown(fd, "", uid, gid, Posix.AT_EMPTY_PATH);
  }

  @Override
  public final void setTimes(FileTime[] times) {
    tree.requireWrite(fd, ".");
    requireHeld();
    Posix.setTimes(fd, null, times, 0);
  }

  @Override
  public final FileSystemStatus fileSystem() {
    return Posix.fileSystem(Posix.descriptorPath(fd));
  }

  @Override
  public final void checkAccess(int mode, boolean effective) {
    Posix.access(Posix.descriptorPath(fd), mode, effective);
  }

  @Override
  public final ExtendedAttributes attributes() {
    return new ExtendedAttributes() {
      private String path(boolean write) {
        if (write) {
          tree.requireWrite(fd, ".");
        }
        return Posix.descriptorPath(fd);
      }

      @Override
      public byte[] get(String attribute) {
        return Posix.attribute(path(false), attribute, true);
      }

      @Override
      public byte[] list() {
        return Posix.attributes(path(false), true);
      }

      @Override
      public void set(String attribute, byte[] value, int flags) {
        Posix.setAttribute(path(true), attribute, value, flags, true);
      }

      @Override
      public void remove(String attribute) {
        Posix.removeAttribute(path(true), attribute, true);
      }
    };
  }

  /** Whoever holds the file may open it again for what it is open for. */
  @Override
  public final OpenFile reopen(int newFlags) {
    boolean writes = (newFlags & (OpenFlags.WRITE | OpenFlags.TRUNCATE)) != 0;
    boolean reads = (newFlags & OpenFlags.READ) != 0;
    if (writes && !has(OpenFlags.WRITE)) {
      tree.requireWrite(fd, ".");
    } else if (reads && !has(OpenFlags.READ)) {
      tree.requireRead(fd, ".");
    }
    int flags = newFlags & ~OpenFlags.NO_FOLLOW;
    return HostFiles.wrap(
        tree, Posix.open(Posix.AT_FDCWD, Posix.descriptorPath(fd), flags, 0), flags);
  }

  @Override
  public final FileLocks locks() {
    requireHeld();
    return new HostLocks(fd);
  }
}
