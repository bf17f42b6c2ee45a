package burrow.kernel.host;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.DirectoryNode;
import burrow.kernel.file.FileMode;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFlags;
import burrow.kernel.memory.MappedFile;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A regular file, directory or block device of the host, or a mere place there (O_PATH). The host's
 * open file description holds offset and flags, and transfers go between the file and guest memory
 * without a copy.
 */
final class HostFile extends HostDescriptorFile {
  private final boolean directory;

  HostFile(HostTree tree, int fd, int flags) {
    super(tree, fd, flags);
    directory = FileMode.isDirectory(Posix.status(fd).mode());
  }

  @Override
  protected void close() {
    Posix.close(fd);
  }

  @Override
  protected long doRead(ByteBuffer into) {
    int n = into.remaining();
    return transfer(into, a -> Posix.read(fd, a, n));
  }

  @Override
  protected long doWrite(ByteBuffer from) {
    int n = from.remaining();
    return transfer(from, a -> Posix.write(fd, a, n));
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
    requireOpen();
    return Posix.seek(fd, offset, whence.number());
  }

  private void requireOpen() {
    if (has(OpenFlags.PATH_ONLY)) {
      throw new KernelException(Errno.EBADF);
    }
  }

  @Override
  public void truncate(long length) {
    requireOpen();
    Posix.truncate(fd, length);
  }

  @Override
  public void allocate(int mode, long offset, long length) {
    requireOpen();
    Posix.allocate(fd, mode, offset, length);
  }

  @Override
  public void advise(long offset, long length, int advice) {
    requireOpen();
    Posix.advise(fd, offset, length, advice);
  }

  @Override
  public long copyRange(long offset, OpenFile to, long toOffset, long length) {
    if (!(to instanceof HostFile target)) {
      throw new KernelException(Errno.EINVAL);
    }
    return Posix.copyRange(fd, offset, target.fd, toOffset, length);
  }

  @Override
  public @Nullable DirectoryNode directory() {
    return directory ? HostDirectory.borrow(tree, fd) : null;
  }

  @Override
  public void readDirectory(int room, EntrySink sink) {
    requireOpen();
    if (!directory) {
      throw new KernelException(Errno.ENOTDIR);
    }
    // A guest process may read on from several threads; the rewind must not tear.
    synchronized (this) {
      Posix.readDirectory(fd, room, sink::entry);
    }
  }

  @Override
  public boolean isPollable() {
    return false;
  }

  @Override
  public int available() {
    long left = status().size() - Posix.seek(fd, 0, 1);
    return (int) Math.max(0, Math.min(left, Integer.MAX_VALUE));
  }

  @Override
  public MappedFile mapping() {
    requireOpen();
    if (directory) {
      throw new KernelException(Errno.ENODEV);
    }
    if (!has(OpenFlags.READ)) {
      throw new KernelException(Errno.EACCES);
    }
    return new HostMapping(this);
  }
}
