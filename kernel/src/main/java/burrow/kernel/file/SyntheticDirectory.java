package burrow.kernel.file;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A directory that Burrow makes up ({@code /proc}, {@code /dev}), possibly over one of the host,
 * which shows where Burrow has nothing of that name.
 */
public final class SyntheticDirectory extends DirectoryNode {
  /** What is in the directory. */
  public interface Contents {
    /** Null if there is nothing of the name. */
    @Nullable SyntheticNode child(String name);

    List<String> names();

    /** Whether a name of the directory beneath is not to be seen. */
    default boolean hides(String name) {
      return false;
    }
  }

  /** Fixed contents. */
  public static Contents fixed(Map<String, SyntheticNode> nodes) {
    Map<String, SyntheticNode> copy = new LinkedHashMap<>(nodes);
    return new Contents() {
      @Override
      public @Nullable SyntheticNode child(String name) {
        return copy.get(name);
      }

      @Override
      public List<String> names() {
        return List.copyOf(copy.keySet());
      }
    };
  }

  private static final int MODE = FileMode.DIRECTORY | 0555;

  private final String path;
  private final Supplier<DirectoryNode> parent;
  private final Contents contents;
  private final long fileSystemType;
  private final Supplier<@Nullable DirectoryNode> beneath;

  /**
   * @param path absolute, as the guest sees it
   * @param fileSystemType the magic number that statfs shows
   */
  public SyntheticDirectory(
      String path, Supplier<DirectoryNode> parent, long fileSystemType, Contents contents) {
    this(path, parent, fileSystemType, contents, () -> null);
  }

  /**
   * @param beneath makes the host's directory, or null where there is none or none to be seen; what
   *     it makes is closed after use
   */
  public SyntheticDirectory(
      String path,
      Supplier<DirectoryNode> parent,
      long fileSystemType,
      Contents contents,
      Supplier<@Nullable DirectoryNode> beneath) {
    this.path = path;
    this.parent = parent;
    this.fileSystemType = fileSystemType;
    this.contents = contents;
    this.beneath = beneath;
  }

  private interface OnBeneath<T> {
    T run(DirectoryNode beneath);
  }

  /** Does something with the host's directory; ENOENT if there is none. */
  private <T> T onBeneath(String name, OnBeneath<T> action) {
    try (DirectoryNode b = beneath(name)) {
      return action.run(b);
    }
  }

  private void doBeneath(String name, Consumer<DirectoryNode> action) {
    try (DirectoryNode b = beneath(name)) {
      action.accept(b);
    }
  }

  private DirectoryNode beneath(String name) {
    DirectoryNode b = contents.hides(trimmed(name)) ? null : beneath.get();
    if (b == null) {
      throw new KernelException(Errno.ENOENT);
    }
    return b;
  }

  private @Nullable SyntheticNode child(String name) {
    SyntheticNode n =
        name.equals(".") ? new SyntheticNode.Folder(this) : contents.child(trimmed(name));
    if (n != null && name.endsWith("/") && !(n instanceof SyntheticNode.Folder)) {
      throw new KernelException(Errno.ENOTDIR);
    }
    return n;
  }

  // ---- walking ----

  @Override
  public DirectoryNode enter(String name) {
    if (name.equals("..")) {
      return parent.get();
    }
    SyntheticNode n = child(name);
    if (n instanceof SyntheticNode.Folder f) {
      return f.directory();
    }
    if (n != null) {
      throw new KernelException(Errno.ENOTDIR);
    }
    return onBeneath(name, b -> b.enter(name));
  }

  @Override
  public @Nullable Link link(String name) {
    SyntheticNode n = contents.child(name);
    if (n instanceof SyntheticNode.Symlink s) {
      return s.link().get();
    }
    if (n != null) {
      return null;
    }
    try (DirectoryNode b = beneath(name)) {
      return b.link(name);
    }
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public DirectoryNode duplicate() {
    return this;
  }

  // ---- operations ----

  @Override
  public OpenFile open(String name, int flags, int mode) {
    SyntheticNode n = child(name);
    if (n == null) {
      return onBeneath(name, b -> b.open(name, flags, mode));
    }
    if (OpenFlags.has(flags, OpenFlags.CREATE | OpenFlags.EXCLUSIVE)) {
      throw new KernelException(Errno.EEXIST);
    }
    if (n instanceof SyntheticNode.Folder f) {
      return f.directory().openSelf(flags);
    }
    if ((flags & OpenFlags.DIRECTORY) != 0) {
      throw new KernelException(Errno.ENOTDIR);
    }
    if (n instanceof SyntheticNode.Text t) {
      return openText(name, t, flags);
    }
    if (n instanceof SyntheticNode.Device d) {
      return d.open().apply(flags);
    }
    throw new KernelException(Errno.ELOOP);
  }

  private OpenFile openSelf(int flags) {
    if ((flags & (OpenFlags.WRITE | OpenFlags.CREATE)) != 0) {
      throw new KernelException(Errno.EISDIR);
    }
    return new SyntheticDirectoryFile(this, flags);
  }

  private OpenFile openText(String name, SyntheticNode.Text text, int flags) {
    if ((flags & OpenFlags.WRITE) != 0) {
      throw new KernelException(Errno.EACCES);
    }
    byte[] content = (flags & OpenFlags.PATH_ONLY) != 0 ? new byte[0] : text.content().get();
    return new SyntheticFile(path + "/" + name, flags, content, statusOf(name, text));
  }

  @Override
  public FileStatus status(String name) {
    SyntheticNode n = child(name);
    if (n == null) {
      return onBeneath(name, b -> b.status(name));
    }
    return statusOf(name, n);
  }

  private FileStatus statusOf(String name, SyntheticNode n) {
    // instanceof: a switch over types costs a start milliseconds (docs/rationale.md).
    if (n instanceof SyntheticNode.Folder f) {
      return f.directory().ownStatus();
    }
    if (n instanceof SyntheticNode.Text t) {
      return FileStatus.synthetic(inode(name), FileMode.REGULAR | t.permissions(), 0, 0, 0);
    }
    return n instanceof SyntheticNode.Device d
        ? d.status()
        : FileStatus.synthetic(inode(name), FileMode.SYMLINK | 0777, 0, 0, 0);
  }

  FileStatus ownStatus() {
    return FileStatus.synthetic(inode("."), MODE, 0, 0, 0);
  }

  /** Numbers below 2^32 by name: the same at every look. */
  private long inode(String name) {
    return ((path + "/" + name).hashCode() & 0x7fff_ffffL) + 1;
  }

  @Override
  public void checkAccess(String name, int mode, boolean effective) {
    SyntheticNode n = child(name);
    if (n == null) {
      doBeneath(name, b -> b.checkAccess(name, mode, effective));
    } else if ((statusOf(name, n).mode() >> 6 & mode) != mode) {
      throw new KernelException(Errno.EACCES);
    }
  }

  @Override
  public FileSystemStatus fileSystem(String name) {
    return child(name) == null
        ? onBeneath(name, b -> b.fileSystem(name))
        : Synthetic.fileSystem(fileSystemType);
  }

  @Override
  public void unlink(String name) {
    if (child(name) != null) {
      super.unlink(name);
    }
    doBeneath(name, b -> b.unlink(name));
  }

  @Override
  public void makeDirectory(String name, int mode) {
    if (child(name) != null) {
      super.makeDirectory(name, mode);
    }
    doBeneath(name, b -> b.makeDirectory(name, mode));
  }

  @Override
  public void removeDirectory(String name) {
    if (child(name) != null) {
      super.removeDirectory(name);
    }
    doBeneath(name, b -> b.removeDirectory(name));
  }

  // ---- listing ----

  /** One line of a listing. */
  record Listed(long inode, int type, String name) {}

  List<Listed> list() {
    List<Listed> all = new ArrayList<>();
    all.add(new Listed(inode("."), MODE >> 12, "."));
    all.add(new Listed(inode(".."), MODE >> 12, ".."));
    for (String name : contents.names()) {
      SyntheticNode n = contents.child(name);
      if (n != null) {
        FileStatus s = statusOf(name, n);
        all.add(new Listed(s.inode(), s.mode() >> 12 & 15, name));
      }
    }
    try (DirectoryNode b = beneath.get()) {
      if (b != null) {
        listBeneath(b, all);
      }
    } catch (KernelException e) {
      // The host's directory may not be listed: the guest sees what Burrow has there.
      return all;
    }
    return all;
  }

  private void listBeneath(DirectoryNode b, List<Listed> all) {
    OpenFile d = b.open(".", OpenFlags.READ | OpenFlags.DIRECTORY, 0);
    try {
      int before;
      do {
        before = all.size();
        d.readDirectory(
            32768,
            (inode, next, type, name) -> {
              if (!name.equals(".") && !name.equals("..") && isOnlyBeneath(name)) {
                all.add(new Listed(inode, type, name));
              }
              return true;
            });
      } while (all.size() > before);
    } finally {
      d.release();
    }
  }

  private boolean isOnlyBeneath(String name) {
    return !contents.hides(name) && contents.child(name) == null;
  }
}
