package burrow.kernel.file;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.FileStatus.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * Where a path leads: a name in a directory, which need not exist, or a file that is open already
 * (a descriptor with an empty path, a link in /proc/self/fd).
 */
public final class Location implements AutoCloseable {
  private final @Nullable DirectoryNode directory;
  private final String name;
  private final @Nullable OpenFile opened;
  private final boolean owned;

  private Location(
      @Nullable DirectoryNode directory, String name, @Nullable OpenFile opened, boolean owned) {
    this.directory = directory;
    this.name = name;
    this.opened = opened;
    this.owned = owned;
  }

  /**
   * @param owned whether {@link #close} closes the directory
   */
  static Location of(DirectoryNode directory, String name, boolean owned) {
    return new Location(directory, name, null, owned);
  }

  /** Takes over one reference to the file. */
  static Location of(OpenFile opened) {
    return new Location(null, "", opened, true);
  }

  @Override
  public void close() {
    if (!owned) {
      return;
    }
    if (directory != null) {
      directory.close();
    }
    if (opened != null) {
      opened.release();
    }
  }

  /** The directory, for operations on a name that may not exist. */
  public DirectoryNode directory() {
    if (directory == null) {
      throw new KernelException(Errno.EEXIST);
    }
    return directory;
  }

  public String name() {
    return name;
  }

  /** The open file this is, or null. */
  public @Nullable OpenFile opened() {
    return opened;
  }

  // ---- operations that follow links: on a name and on an open file alike ----

  public OpenFile open(int flags, int mode) {
    return opened != null ? opened.reopen(flags) : directory().open(name, flags, mode);
  }

  public FileStatus status() {
    return opened != null ? opened.status() : directory().status(name);
  }

  public void checkAccess(int mode, boolean effective) {
    if (opened != null) {
      opened.checkAccess(mode, effective);
    } else {
      directory().checkAccess(name, mode, effective);
    }
  }

  public FileSystemStatus fileSystem() {
    return opened != null ? opened.fileSystem() : directory().fileSystem(name);
  }

  public void changeMode(int mode) {
    if (opened != null) {
      opened.changeMode(mode);
    } else {
      directory().changeMode(name, mode);
    }
  }

  public void changeOwner(int uid, int gid) {
    if (opened != null) {
      opened.changeOwner(uid, gid);
    } else {
      directory().changeOwner(name, uid, gid);
    }
  }

  public void setTimes(FileTime[] times) {
    if (opened != null) {
      opened.setTimes(times);
    } else {
      directory().setTimes(name, times);
    }
  }

  public void truncate(long length) {
    if (opened != null) {
      opened.truncate(length);
    } else {
      directory().truncate(name, length);
    }
  }

  public @Nullable ExtendedAttributes attributes() {
    return opened != null ? opened.attributes() : directory().attributes(name);
  }
}
