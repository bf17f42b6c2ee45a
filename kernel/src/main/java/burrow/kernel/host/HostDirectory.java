package burrow.kernel.host;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.DirectoryNode;
import burrow.kernel.file.ExtendedAttributes;
import burrow.kernel.file.FileMode;
import burrow.kernel.file.FileStatus;
import burrow.kernel.file.FileStatus.FileTime;
import burrow.kernel.file.FileSystemStatus;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFlags;
import org.jspecify.annotations.Nullable;

/**
 * A directory of the host, held by a descriptor: whoever renames what above it, operations hit the
 * directory that was walked to.
 */
final class HostDirectory extends DirectoryNode {
  private static final int LINK_FLAGS = Posix.AT_SYMLINK_NOFOLLOW;

  private final HostTree tree;
  private final int fd;
  private final boolean root;
  private final boolean borrowed;

  /** Takes over the descriptor. */
  HostDirectory(HostTree tree, int fd, boolean root) {
    this(tree, fd, root, false);
  }

  private HostDirectory(HostTree tree, int fd, boolean root, boolean borrowed) {
    this.tree = tree;
    this.fd = fd;
    this.root = root;
    this.borrowed = borrowed;
  }

  /** The directory of an open file, which keeps the descriptor. */
  static HostDirectory borrow(HostTree tree, int fd) {
    return new HostDirectory(tree, fd, tree.isRoot(Posix.status(fd)), true);
  }

  HostTree tree() {
    return tree;
  }

  @Override
  public void close() {
    // The tree's own root lives as long as the tree.
    if (!borrowed && this != tree.root()) {
      Posix.close(fd);
    }
  }

  @Override
  public DirectoryNode duplicate() {
    return this == tree.root() ? this : new HostDirectory(tree, Posix.duplicate(fd), root);
  }

  // ---- walking ----

  @Override
  public DirectoryNode enter(String name) {
    if (!name.equals("..")) {
      return new HostDirectory(tree, Posix.openDirectory(fd, name), false);
    }
    if (root) {
      return tree.root();
    }
    int parent = Posix.openDirectory(fd, "..");
    if (tree.isRoot(Posix.status(parent))) {
      Posix.close(parent);
      return tree.root();
    }
    if (tree.policy().isConfined() && tree.guestPath(Posix.pathOf(parent)) == null) {
      Posix.close(parent);
      throw new KernelException(Errno.ENOENT);
    }
    return new HostDirectory(tree, parent, false);
  }

  @Override
  public @Nullable DirectoryNode enterAll(String names) {
    if (root && tree.mounted(names.substring(0, names.indexOf('/'))) != null) {
      return null;
    }
    int d = Posix.openDirectoryBeneath(fd, names);
    return d < 0 ? null : new HostDirectory(tree, d, false);
  }

  @Override
  public @Nullable Link link(String name) {
    String target = Posix.linkTarget(fd, name);
    return target == null ? null : new Link(target, null);
  }

  @Override
  public @Nullable DirectoryNode mounted(String name) {
    return root ? tree.mounted(name) : null;
  }

  @Override
  public String path() {
    String p = tree.guestPath(Posix.pathOf(fd));
    if (p == null || p.endsWith(" (deleted)") && Posix.status(fd).links() == 0) {
      throw new KernelException(Errno.ENOENT);
    }
    return p;
  }

  // ---- operations ----

  @Override
  public OpenFile open(String name, int flags, int mode) {
    if ((flags & OpenFlags.PATH_ONLY) != 0) {
      tree.requireSee(fd, name);
    } else {
      if ((flags & (OpenFlags.WRITE | OpenFlags.CREATE | OpenFlags.TRUNCATE)) != 0) {
        tree.requireWrite(fd, name);
      } else {
        tree.requireRead(fd, name);
      }
    }
    return HostFiles.open(tree, fd, name, flags, mode);
  }

  @Override
  public FileStatus status(String name) {
    tree.requireSee(fd, name);
    return Posix.status(fd, name, LINK_FLAGS);
  }

  @Override
  public void checkAccess(String name, int mode, boolean effective) {
    tree.requireSee(fd, name);
    if ((mode & 2) != 0) {
      tree.requireWrite(fd, name);
    }
    try (Pinned p = pin(name)) {
      Posix.access(p.path(), mode, effective);
    }
  }

  @Override
  public FileSystemStatus fileSystem(String name) {
    tree.requireSee(fd, name);
    try (Pinned p = pin(name)) {
      return Posix.fileSystem(p.path());
    }
  }

  @Override
  public void makeDirectory(String name, int mode) {
    tree.requireWrite(fd, name);
    Posix.makeDirectory(fd, name, mode);
  }

  @Override
  public void makeNode(String name, int mode, long device) {
    tree.requireWrite(fd, name);
    Posix.makeNode(fd, name, mode, device);
  }

  @Override
  public void unlink(String name) {
    tree.requireWrite(fd, name);
    Posix.unlink(fd, name, false);
  }

  @Override
  public void removeDirectory(String name) {
    tree.requireWrite(fd, name);
    Posix.unlink(fd, name, true);
  }

  @Override
  public void makeSymlink(String name, String target) {
    tree.requireWrite(fd, name);
    Posix.symlink(target, fd, name);
  }

  @Override
  public void makeLink(String name, DirectoryNode from, String fromName) {
    if (!(from instanceof HostDirectory source)) {
      throw new KernelException(Errno.EXDEV);
    }
    tree.requireWrite(fd, name);
    tree.requireWrite(source.fd, fromName);
    Posix.link(source.fd, fromName, fd, name, 0);
  }

  @Override
  public void makeLink(String name, OpenFile file) {
    if (file.hostDescriptor() < 0) {
      throw new KernelException(Errno.EXDEV);
    }
    tree.requireWrite(fd, name);
    Posix.link(
        Posix.AT_FDCWD,
        Posix.descriptorPath(file.hostDescriptor()),
        fd,
        name,
        0x400 /* AT_SYMLINK_FOLLOW */);
  }

  @Override
  public void rename(String name, DirectoryNode to, String toName, Rename how) {
    if (!(to instanceof HostDirectory target)) {
      throw new KernelException(Errno.EXDEV);
    }
    tree.requireWrite(fd, name);
    tree.requireWrite(target.fd, toName);
    Posix.rename(fd, name, target.fd, toName, flags(how));
  }

  /** RENAME_NOREPLACE, RENAME_EXCHANGE. */
  private static int flags(Rename how) {
    return switch (how) {
      case REPLACE -> 0;
      case NO_REPLACE -> 1;
      case EXCHANGE -> 2;
    };
  }

  @Override
  public void changeMode(String name, int mode) {
    tree.requireWrite(fd, name);
    try (Pinned p = pin(name)) {
      if (FileMode.isSymlink(Posix.status(p.descriptor).mode())) {
        throw new KernelException(Errno.EOPNOTSUPP);
      }
      Posix.chmod(p.path(), mode);
    }
  }

  @Override
  public void changeOwner(String name, int uid, int gid) {
    tree.requireWrite(fd, name);
    Posix.chown(fd, name, uid, gid, LINK_FLAGS);
  }

  @Override
  public void setTimes(String name, FileTime[] times) {
    tree.requireWrite(fd, name);
    Posix.setTimes(fd, name, times, LINK_FLAGS);
  }

  @Override
  public void truncate(String name, long length) {
    tree.requireWrite(fd, name);
    try (Pinned p = pin(name)) {
      Posix.truncate(p.path(), length);
    }
  }

  @Override
  public ExtendedAttributes attributes(String name) {
    return new ExtendedAttributes() {
      // The attributes of a link itself have no path through /proc/self/fd: the directory has one.
      private String path(boolean write) {
        if (write) {
          tree.requireWrite(fd, name);
        } else {
          tree.requireRead(fd, name);
        }
        return Posix.descriptorPath(fd) + "/" + name;
      }

      @Override
      public byte[] get(String attribute) {
        return Posix.attribute(path(false), attribute, false);
      }

      @Override
      public byte[] list() {
        return Posix.attributes(path(false), false);
      }

      @Override
      public void set(String attribute, byte[] value, int flags) {
        Posix.setAttribute(path(true), attribute, value, flags, false);
      }

      @Override
      public void remove(String attribute) {
        Posix.removeAttribute(path(true), attribute, false);
      }
    };
  }

  @Override
  public HostPlace hostPlace(String name) {
    tree.requireRead(fd, name);
    return pin(name);
  }

  /** Holds on to what a name leads to now, for calls that would follow a link. */
  private Pinned pin(String name) {
    return new Pinned(Posix.open(fd, name, OpenFlags.PATH_ONLY | OpenFlags.NO_FOLLOW, 0));
  }

  private record Pinned(int descriptor) implements HostPlace {
    @Override
    public String path() {
      return Posix.descriptorPath(descriptor);
    }

    @Override
    public void close() {
      Posix.close(descriptor);
    }
  }
}
