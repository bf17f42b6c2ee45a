package burrow.kernel.file;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.FileStatus.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * A directory as paths see it. A name is one component, or {@code "."} for the directory itself,
 * and is never followed if it is a symbolic link: the {@link PathWalker} has done that. A trailing
 * slash on a name means that it must be a directory.
 */
public abstract class DirectoryNode implements AutoCloseable {
  /** Nanoseconds that stand for the current time in {@link #setTimes}. */
  public static final int NOW = 0x3fffffff;

  /** Nanoseconds that leave a time as it is in {@link #setTimes}. */
  public static final int OMIT = 0x3ffffffe;

  /**
   * A symbolic link.
   *
   * @param target its text
   * @param opened what it leads to regardless of its text (/proc/self/fd), if not null; the caller
   *     of {@link #link} owns one reference
   */
  public record Link(String target, @Nullable OpenFile opened) {}

  // ---- walking ----

  /**
   * The subdirectory, or the parent for {@code ".."}; may be this object.
   *
   * @throws KernelException ENOTDIR if the name is something else, a symbolic link included
   */
  public abstract DirectoryNode enter(String name);

  /**
   * Enters several names at once where that is cheap and none is a link.
   *
   * @return null if it cannot be done so
   */
  public @Nullable DirectoryNode enterAll(String names) {
    return null;
  }

  /** The link of that name, or null if the name is no link. */
  public abstract @Nullable Link link(String name);

  /** A directory that covers the name here (as a mount does), or null. */
  public @Nullable DirectoryNode mounted(String name) {
    return null;
  }

  /** Where this is, absolute, as the guest sees it. */
  public abstract String path();

  /** A directory node of its own that stays valid until closed. */
  public abstract DirectoryNode duplicate();

  @Override
  public void close() {}

  // ---- operations on a name ----

  /** Opens or creates. {@code mode} is already masked. */
  public abstract OpenFile open(String name, int flags, int mode);

  public abstract FileStatus status(String name);

  public abstract void checkAccess(String name, int mode, boolean effective);

  public abstract FileSystemStatus fileSystem(String name);

  public @Nullable ExtendedAttributes attributes(String name) {
    return null;
  }

  public void makeDirectory(String name, int mode) {
    throw readOnly(name);
  }

  /** {@code device} as the host encodes it; 0 for fifos. */
  public void makeNode(String name, int mode, long device) {
    throw readOnly(name);
  }

  public void unlink(String name) {
    throw unchangeable(name);
  }

  public void removeDirectory(String name) {
    throw unchangeable(name);
  }

  public void makeSymlink(String name, String target) {
    throw readOnly(name);
  }

  /** Makes the name in this directory a further name of the file. */
  public void makeLink(String name, DirectoryNode from, String fromName) {
    throw readOnly(name);
  }

  /** Makes the name in this directory a further name of an open file. */
  public void makeLink(String name, OpenFile file) {
    throw readOnly(name);
  }

  /** How renaming treats an existing target. */
  public enum Rename {
    REPLACE,
    NO_REPLACE,
    EXCHANGE
  }

  /** Moves a name of this directory. */
  public void rename(String name, DirectoryNode to, String toName, Rename how) {
    throw unchangeable(name);
  }

  public void changeMode(String name, int mode) {
    throw unchangeable(name);
  }

  public void changeOwner(String name, int uid, int gid) {
    throw unchangeable(name);
  }

  public void setTimes(String name, FileTime[] times) {
    throw unchangeable(name);
  }

  public void truncate(String name, long length) {
    throw unchangeable(name);
  }

  /**
   * A path of the host that leads to the name for a call at once; null if it is not on the host.
   */
  public @Nullable HostPlace hostPlace(String name) {
    return null;
  }

  /** A host path that is good until closed. */
  public interface HostPlace extends AutoCloseable {
    String path();

    @Override
    void close();
  }

  /** Creating where nothing can be created: EEXIST if the name is there. */
  private KernelException readOnly(String name) {
    status(trimmed(name));
    return new KernelException(Errno.EEXIST);
  }

  private KernelException unchangeable(String name) {
    status(trimmed(name));
    return new KernelException(Errno.EPERM);
  }

  /** A name without trailing slashes. */
  protected static String trimmed(String name) {
    int n = name.length();
    while (n > 1 && name.charAt(n - 1) == '/') {
      n--;
    }
    return name.substring(0, n);
  }
}
