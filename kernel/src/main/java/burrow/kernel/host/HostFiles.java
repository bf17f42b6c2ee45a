package burrow.kernel.host;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.DirectoryNode;
import burrow.kernel.file.FileMode;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFlags;
import org.jspecify.annotations.Nullable;

/** Opens files of the host and chooses the class for their kind. */
public final class HostFiles {
  private HostFiles() {}

  static OpenFile open(HostTree tree, int directory, String name, int flags, int mode) {
    // Opening a fifo would block until the other side is there: BlockingIo waits for it instead.
    int fd = Posix.open(directory, name, flags | OpenFlags.NO_FOLLOW, mode);
    return wrap(tree, fd, flags);
  }

  /** Takes over a descriptor that was opened with the flags. */
  static OpenFile wrap(HostTree tree, int fd, int flags) {
    int type = Posix.status(fd).mode() & FileMode.TYPE_MASK;
    int kept =
        flags
            & ~(OpenFlags.CREATE
                | OpenFlags.EXCLUSIVE
                | OpenFlags.TRUNCATE
                | OpenFlags.NO_FOLLOW
                | OpenFlags.NO_CONTROLLING_TERMINAL);
    if (type == FileMode.CHARACTER_DEVICE || type == FileMode.FIFO || type == FileMode.SOCKET) {
      if ((flags & OpenFlags.PATH_ONLY) == 0) {
        return new HostStream(tree, fd, kept, true);
      }
    }
    return new HostFile(tree, fd, kept);
  }

  /**
   * Standard input, output or error of the JVM as the guest's: left as it is, never closed.
   *
   * @param fd 0, 1 or 2
   * @return null if the JVM was started without it
   */
  public static @Nullable OpenFile standard(HostTree tree, int fd) {
    if (!Posix.isOpen(fd)) {
      return null;
    }
    int type = Posix.status(fd).mode() & FileMode.TYPE_MASK;
    int flags = Posix.statusFlags(fd);
    if (type == FileMode.REGULAR || type == FileMode.BLOCK_DEVICE || type == FileMode.DIRECTORY) {
      return new HostFile(tree, Posix.duplicate(fd), flags);
    }
    return new HostStream(tree, fd, flags, false);
  }

  /**
   * An anonymous file in memory (memfd_create), for guests whose root this is.
   *
   * @throws KernelException ENOSYS if the root is not on the host
   */
  public static OpenFile memoryFile(DirectoryNode root, String name, int flags) {
    if (!(root instanceof HostDirectory directory)) {
      throw new KernelException(Errno.ENOSYS);
    }
    int fd = Posix.memoryFile(name, flags);
    return new HostFile(directory.tree(), fd, OpenFlags.READ | OpenFlags.WRITE);
  }

  /** An inotify instance of the host, for guests whose root this is. */
  public static OpenFile notifications(DirectoryNode root, int flags) {
    if (!(root instanceof HostDirectory directory)) {
      throw new KernelException(Errno.ENOSYS);
    }
    return new HostStream(directory.tree(), Posix.notifyInit(), OpenFlags.READ | flags, true);
  }
}
