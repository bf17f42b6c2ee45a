package burrow.kernel.posix;

import static burrow.kernel.posix.FileAccess.WORKING_DIRECTORY;
import static burrow.kernel.posix.FileAccess.withFile;
import static burrow.kernel.posix.FileAccess.withOpenFile;
import static burrow.kernel.posix.FileAccess.withPath;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.DirectoryNode;
import burrow.kernel.file.FileMode;
import burrow.kernel.file.Location;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFlags;
import burrow.kernel.file.PathWalker.Last;
import burrow.kernel.process.GuestThread;

/**
 * What POSIX calls do with names: open, make, link, rename, remove. A name is a path with the
 * descriptor that it may be relative to, see {@link FileAccess#withPath}; results are those of the
 * calls, errors {@link KernelException}s.
 */
public final class FileNames {
  private FileNames() {}

  /**
   * Opens a file.
   *
   * @param flags of {@link OpenFlags}
   * @param mode permissions of a new file, before the mask
   * @param noLinks fail with ELOOP at any symbolic link
   * @return the new descriptor
   */
  public static long open(
      GuestThread thread,
      int directory,
      String path,
      int flags,
      int mode,
      boolean closesOnExec,
      boolean noLinks) {
    if (OpenFlags.has(flags, OpenFlags.CREATE | OpenFlags.DIRECTORY)) {
      throw new KernelException(Errno.EINVAL);
    }
    Last last =
        (flags & OpenFlags.NO_FOLLOW) != 0
                || OpenFlags.has(flags, OpenFlags.CREATE | OpenFlags.EXCLUSIVE)
            ? Last.NO_FOLLOW
            : Last.FOLLOW;
    if ((flags & OpenFlags.CREATE) != 0 && path.endsWith("/")) {
      throw new KernelException(Errno.EISDIR);
    }
    int permissions = thread.fileSystem().masked(mode);
    return withPath(
        thread,
        directory,
        path,
        last,
        noLinks,
        l -> {
          OpenFile f = l.open(flags, permissions);
          if ((flags & OpenFlags.TRUNCATE) != 0) {
            FileAccess.resized(thread, f);
          }
          return thread.descriptors().add(f, closesOnExec);
        });
  }

  public static long makeDirectory(GuestThread thread, int directory, String path, int mode) {
    int permissions = thread.fileSystem().masked(mode);
    return withPath(
        thread,
        directory,
        path,
        Last.NAME,
        l -> {
          l.directory().makeDirectory(l.name(), permissions);
          return 0;
        });
  }

  /**
   * @param mode type and permissions; a directory cannot be made so (EPERM)
   */
  public static long makeNode(
      GuestThread thread, int directory, String path, int mode, long device) {
    int type = mode & FileMode.TYPE_MASK;
    if (type == FileMode.DIRECTORY) {
      throw new KernelException(Errno.EPERM);
    }
    int masked = type | thread.fileSystem().masked(mode);
    return withPath(
        thread,
        directory,
        path,
        Last.NAME,
        l -> {
          l.directory().makeNode(l.name(), masked, device & 0xffff_ffffL);
          return 0;
        });
  }

  /** unlink, or rmdir for a directory. */
  public static long remove(GuestThread thread, int directory, String path, boolean isDirectory) {
    return withPath(
        thread,
        directory,
        path,
        Last.NAME,
        l -> {
          if (isDirectory) {
            l.directory().removeDirectory(l.name());
          } else {
            l.directory().unlink(l.name());
          }
          return 0;
        });
  }

  public static long rename(
      GuestThread thread, int from, String path, int to, String toPath, DirectoryNode.Rename how) {
    return withPath(
        thread,
        from,
        path,
        Last.NAME,
        l ->
            withPath(
                thread,
                to,
                toPath,
                Last.NAME,
                t -> {
                  l.directory().rename(l.name(), t.directory(), t.name(), how);
                  return 0;
                }));
  }

  /**
   * Gives a file one more name.
   *
   * @param follow whether a symbolic link stands for what it points to
   */
  public static long link(
      GuestThread thread, int from, String path, int to, String toPath, boolean follow) {
    return withPath(
        thread,
        from,
        path,
        follow ? Last.FOLLOW : Last.NO_FOLLOW,
        l -> {
          OpenFile opened = l.opened();
          return opened != null
              ? link(thread, opened, to, toPath)
              : withPath(
                  thread,
                  to,
                  toPath,
                  Last.NAME,
                  t -> {
                    t.directory().makeLink(t.name(), l.directory(), l.name());
                    return 0;
                  });
        });
  }

  /** Gives an open file a name. */
  public static long link(GuestThread thread, OpenFile file, int to, String toPath) {
    return withPath(
        thread,
        to,
        toPath,
        Last.NAME,
        t -> {
          t.directory().makeLink(t.name(), file);
          return 0;
        });
  }

  public static long symlink(GuestThread thread, String target, int directory, String path) {
    if (target.isEmpty()) {
      throw new KernelException(Errno.ENOENT);
    }
    return withPath(
        thread,
        directory,
        path,
        Last.NAME,
        l -> {
          l.directory().makeSymlink(l.name(), target);
          return 0;
        });
  }

  /**
   * Where a symbolic link points.
   *
   * @throws KernelException EINVAL if it is none
   */
  public static String linkTarget(Location l) {
    DirectoryNode.Link link = l.name().equals(".") ? null : l.directory().link(l.name());
    if (link == null) {
      throw new KernelException(Errno.EINVAL);
    }
    OpenFile opened = link.opened();
    if (opened != null) {
      opened.release();
    }
    return link.target();
  }

  // ---- sizes ----

  private static void requireLength(long length) {
    if (length < 0) {
      throw new KernelException(Errno.EINVAL);
    }
  }

  public static long truncate(GuestThread thread, String path, long length) {
    requireLength(length);
    return withPath(
        thread,
        WORKING_DIRECTORY,
        path,
        Last.FOLLOW,
        l -> {
          l.truncate(length);
          FileAccess.resized(thread.process(), l.status());
          return 0;
        });
  }

  public static long truncate(GuestThread thread, int descriptor, long length) {
    requireLength(length);
    return withOpenFile(
        thread,
        descriptor,
        f -> {
          if (!f.has(OpenFlags.WRITE)) {
            throw new KernelException(Errno.EINVAL);
          }
          f.truncate(length);
          FileAccess.resized(thread, f);
          return 0;
        });
  }

  // ---- the working directory ----

  public static long changeDirectory(GuestThread thread, String path) {
    return withPath(
        thread,
        WORKING_DIRECTORY,
        path,
        Last.FOLLOW,
        l -> {
          DirectoryNode d;
          if (l.opened() != null) {
            throw new KernelException(Errno.ENOTDIR);
          } else if (l.name().equals(".")) {
            d = l.directory().duplicate();
          } else {
            d = l.directory().enter(trimmed(l.name()));
          }
          try {
            d.checkAccess(".", 1, true);
          } catch (KernelException e) {
            d.close();
            throw e;
          }
          thread.fileSystem().setWorkingDirectory(d);
          return 0;
        });
  }

  private static String trimmed(String name) {
    return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
  }

  public static long changeDirectory(GuestThread thread, int descriptor) {
    return withFile(
        thread,
        descriptor,
        f -> {
          DirectoryNode d = f.directory();
          if (d == null) {
            throw new KernelException(Errno.ENOTDIR);
          }
          d.checkAccess(".", 1, true);
          thread.fileSystem().setWorkingDirectory(d.duplicate());
          return 0;
        });
  }
}
