package burrow.windows;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.DirectoryNode;
import burrow.kernel.file.FileMode;
import burrow.kernel.file.FileStatus;
import burrow.kernel.file.FileStatus.FileTime;
import burrow.kernel.file.Location;
import burrow.kernel.file.MemoryDevice;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFlags;
import burrow.kernel.file.PathWalker.Last;
import burrow.kernel.object.HandleTable;
import org.jspecify.annotations.Nullable;

/** What Windows does with files, in terms of the kernel: opening, deleting, moving. */
final class FileActions {
  // Access rights.
  static final int READ_DATA = 0x1;
  static final int WRITE_DATA = 0x2;
  static final int APPEND_DATA = 0x4;
  static final int EXECUTE = 0x20;
  static final int DELETE_CHILD = 0x40;
  static final int DELETE = 0x10000;
  private static final int GENERIC_READ = 0x8000_0000;
  private static final int GENERIC_WRITE = 0x4000_0000;
  private static final int GENERIC_EXECUTE = 0x2000_0000;
  private static final int GENERIC_ALL = 0x1000_0000;
  private static final int MAXIMUM_ALLOWED = 0x200_0000;
  private static final int FILE_GENERIC_READ = 0x120089;
  private static final int FILE_GENERIC_WRITE = 0x120116;
  private static final int FILE_GENERIC_EXECUTE = 0x1200a0;
  private static final int FILE_ALL_ACCESS = 0x1f01ff;

  /** As the usual umask of 022 leaves it. */
  private static final int NEW_FILE = 0644;

  private static final int NEW_DIRECTORY = 0755;

  /** What to do about a file that exists, or does not. */
  enum Disposition {
    CREATE_NEW,
    CREATE_ALWAYS,
    OPEN_EXISTING,
    OPEN_ALWAYS,
    TRUNCATE_EXISTING
  }

  /**
   * How a file is to be opened.
   *
   * @param access rights, generic ones included
   * @param share FILE_SHARE_* bits
   * @param readOnly whether a new file gets the read-only attribute
   * @param mayBeDirectory whether an existing directory can be opened
   * @param mustBeDirectory whether only a directory can, and is created
   * @param link whether a symbolic link itself is opened
   * @param noLinks whether a symbolic link on the way is an error
   */
  record Opening(
      int access,
      int share,
      Disposition disposition,
      boolean readOnly,
      boolean mayBeDirectory,
      boolean mustBeDirectory,
      boolean link,
      boolean noLinks,
      boolean overlapped) {}

  /**
   * An opened file.
   *
   * @param existed whether it was there before
   */
  record Opened(FileObject file, int access, boolean existed) {}

  private FileActions() {}

  /** The rights that a request stands for. */
  static int specific(int access) {
    int a = access & 0x00ff_ffff & ~MAXIMUM_ALLOWED;
    a |= (access & GENERIC_READ) != 0 ? FILE_GENERIC_READ : 0;
    a |= (access & GENERIC_WRITE) != 0 ? FILE_GENERIC_WRITE : 0;
    a |= (access & GENERIC_EXECUTE) != 0 ? FILE_GENERIC_EXECUTE : 0;
    return (access & (GENERIC_ALL | MAXIMUM_ALLOWED)) != 0 ? FILE_ALL_ACCESS : a;
  }

  // ---- opening ----

  static Opened open(WindowsFiles files, Place place, Opening how) {
    FileStatus status = files.statusOrNull(place, !how.link());
    if (status == null && how.link()) {
      status = files.statusOrNull(place, false);
    }
    if (status == null && isOpenOnly(how.disposition())) {
      throw files.missing(place, new KernelException(Errno.ENOENT));
    }
    if (status != null && how.disposition() == Disposition.CREATE_NEW) {
      throw new Win32Exception(Win32.ERROR_FILE_EXISTS);
    }
    boolean isDirectory =
        status == null ? how.mustBeDirectory() : FileMode.isDirectory(status.mode());
    if (how.mustBeDirectory() && !isDirectory) {
      boolean linkToOne =
          status != null
              && FileMode.isSymlink(status.mode())
              && attributes(files, place, status)
                  == (FileFacts.REPARSE_POINT | FileFacts.DIRECTORY);
      if (!linkToOne) {
        throw new Win32Exception(Win32.ERROR_DIRECTORY);
      }
    }
    if (isDirectory && !how.mayBeDirectory()) {
      throw new Win32Exception(Win32.ERROR_ACCESS_DENIED, "a directory");
    }
    if (place.directory()
        && !isDirectory
        && (status == null || !isDirectory(files, place, status))) {
      throw new Win32Exception(Win32.ERROR_INVALID_NAME);
    }
    int access = specific(how.access());
    boolean writes = (access & (WRITE_DATA | APPEND_DATA)) != 0;
    if (status != null && writes && FileFacts.isReadOnly(status)) {
      throw new Win32Exception(Win32.ERROR_ACCESS_DENIED, "read-only");
    }
    if (isDirectory && status == null) {
      makeDirectory(files, place);
    }
    FileObject object = openShared(files, place, how, access, isDirectory, status);
    return new Opened(object, access, status != null);
  }

  private static FileObject openShared(
      WindowsFiles files,
      Place place,
      Opening how,
      int access,
      boolean isDirectory,
      @Nullable FileStatus status) {
    boolean empties =
        how.disposition() == Disposition.CREATE_ALWAYS
            || how.disposition() == Disposition.TRUNCATE_EXISTING;
    int uses = empties ? access | WRITE_DATA : access;
    ShareModes.@Nullable Use use =
        status == null ? null : files.shareModes().open(status, uses, how.share());
    boolean opened = false;
    @Nullable OpenFile file = null;
    try {
      file = openFile(files, place, how, access, isDirectory, status);
      if (use == null) {
        use = files.shareModes().open(file.status(), uses, how.share());
      }
      FileObject object = new FileObject(file, how.overlapped(), place.drive(), use);
      use.setPath(() -> files.pathOf(object));
      opened = true;
      return object;
    } finally {
      if (!opened && use != null) {
        use.end();
      }
      if (!opened && file != null) {
        file.release();
      }
    }
  }

  private static boolean isOpenOnly(Disposition d) {
    return d == Disposition.OPEN_EXISTING || d == Disposition.TRUNCATE_EXISTING;
  }

  private static OpenFile openFile(
      WindowsFiles files,
      Place place,
      Opening how,
      int access,
      boolean isDirectory,
      @Nullable FileStatus status) {
    int flags = 0;
    boolean link = status != null && FileMode.isSymlink(status.mode());
    if (link) {
      flags = OpenFlags.PATH_ONLY | OpenFlags.NO_FOLLOW;
    } else if (isDirectory) {
      boolean lists = (access & READ_DATA) != 0;
      flags = lists ? OpenFlags.READ | OpenFlags.DIRECTORY : OpenFlags.PATH_ONLY;
    } else {
      flags = fileFlags(how.disposition(), access);
    }
    int mode = how.readOnly() ? NEW_FILE & ~0222 : NEW_FILE;
    try (Location l = place.walk(link ? Last.NO_FOLLOW : Last.FOLLOW)) {
      return l.open(flags, mode);
    } catch (KernelException e) {
      throw files.missing(place, e);
    }
  }

  private static int fileFlags(Disposition d, int access) {
    int flags = 0;
    boolean appends = (access & (APPEND_DATA | WRITE_DATA)) == APPEND_DATA;
    flags |= (access & (READ_DATA | EXECUTE)) != 0 ? OpenFlags.READ : 0;
    flags |= (access & (WRITE_DATA | APPEND_DATA)) != 0 ? OpenFlags.WRITE : 0;
    flags |= appends ? OpenFlags.APPEND : 0;
    flags |=
        switch (d) {
          case CREATE_NEW -> OpenFlags.CREATE | OpenFlags.EXCLUSIVE;
          case CREATE_ALWAYS -> OpenFlags.CREATE | OpenFlags.TRUNCATE | OpenFlags.WRITE;
          case OPEN_ALWAYS -> OpenFlags.CREATE;
          case TRUNCATE_EXISTING -> OpenFlags.TRUNCATE | OpenFlags.WRITE;
          case OPEN_EXISTING -> 0;
        };
    if ((flags & ~OpenFlags.APPEND) == 0) {
      return OpenFlags.PATH_ONLY;
    }
    if ((flags & (OpenFlags.READ | OpenFlags.WRITE)) == 0) {
      flags |= OpenFlags.READ; // created with rights to its attributes only
    }
    return flags;
  }

  /** A device by its name. */
  static FileObject device(WindowsProcess process, String name, int access) {
    if (name.equals("NUL")) {
      int flags = OpenFlags.READ | OpenFlags.WRITE;
      return new FileObject(
          new MemoryDevice(MemoryDevice.Kind.NULL, process.kernel().random(), flags), false);
    }
    if (name.equals("CON") || name.equals("CONIN$") || name.equals("CONOUT$")) {
      boolean output =
          name.equals("CONOUT$") || name.equals("CON") && (specific(access) & WRITE_DATA) != 0;
      for (int which : output ? new int[] {-11, -12} : new int[] {-10}) {
        HandleTable.Entry e = process.handles().get(process.standard().get(which));
        if (e != null && e.object() instanceof FileObject f && f.isConsole()) {
          return new FileObject(f.file().retain(), false);
        }
      }
    }
    throw new Win32Exception(Win32.ERROR_FILE_NOT_FOUND, "device " + name);
  }

  // ---- attributes ----

  /** FILE_ATTRIBUTE_* of what a status without following links was taken of. */
  static int attributes(WindowsFiles files, Place place, FileStatus status) {
    boolean toDirectory = false;
    if (FileMode.isSymlink(status.mode()) && !SymbolicLinks.read(place).toFile()) {
      try {
        FileStatus target = files.statusOrNull(place, true);
        toDirectory = target != null && FileMode.isDirectory(target.mode());
      } catch (KernelException e) {
        // A loop, or not to be seen: a link to no directory.
      }
    }
    return FileFacts.attributes(status, toDirectory);
  }

  /** Whether it is a directory, or a link to one. */
  static boolean isDirectory(WindowsFiles files, Place place, FileStatus status) {
    return (attributes(files, place, status) & FileFacts.DIRECTORY) != 0;
  }

  static void setReadOnly(WindowsFiles files, Place place, boolean readOnly) {
    FileStatus s = files.status(place, false);
    if (FileMode.isSymlink(s.mode()) || FileMode.isDirectory(s.mode())) {
      return;
    }
    try (Location l = place.walk(Last.NO_FOLLOW)) {
      l.changeMode(FileFacts.mode(s.mode(), readOnly));
    }
  }

  /** FILETIMEs; 0 and -1 leave a time as it is. */
  static void setTimes(Place place, long accessed, long modified) {
    FileTime[] times = {orOmitted(accessed), orOmitted(modified)};
    try (Location l = place.walk(Last.NO_FOLLOW)) {
      l.setTimes(times);
    }
  }

  private static FileTime orOmitted(long time) {
    return time == 0 || time == -1 ? new FileTime(0, DirectoryNode.OMIT) : FileFacts.ofTime(time);
  }

  // ---- directories, deleting, moving ----

  static void makeDirectory(WindowsFiles files, Place place) {
    try (Location l = place.walk(Last.NAME)) {
      l.directory().makeDirectory(l.name(), NEW_DIRECTORY);
    } catch (KernelException e) {
      RuntimeException m = files.missing(place, e);
      // What is missing is the way, never the directory itself.
      throw m instanceof Win32Exception ? new Win32Exception(Win32.ERROR_PATH_NOT_FOUND) : m;
    }
  }

  /** Removes a file or a link to one. */
  static void deleteFile(WindowsFiles files, Place place, boolean evenReadOnly) {
    FileStatus s = files.status(place, false);
    int attributes = attributes(files, place, s);
    if ((attributes & FileFacts.DIRECTORY) != 0 && !FileMode.isSymlink(s.mode())) {
      throw new Win32Exception(Win32.ERROR_ACCESS_DENIED, "a directory");
    }
    if (!evenReadOnly && (attributes & FileFacts.READONLY) != 0) {
      throw new Win32Exception(Win32.ERROR_ACCESS_DENIED, "read-only");
    }
    try (Location l = place.walk(Last.NAME)) {
      l.directory().unlink(l.name());
    }
  }

  /** Removes an empty directory, or a link to a directory. */
  static void removeDirectory(WindowsFiles files, Place place) {
    FileStatus s = files.status(place, false);
    try (Location l = place.walk(Last.NAME)) {
      if (FileMode.isSymlink(s.mode())) {
        if ((attributes(files, place, s) & FileFacts.DIRECTORY) == 0) {
          throw new Win32Exception(Win32.ERROR_DIRECTORY);
        }
        l.directory().unlink(l.name());
      } else if (!FileMode.isDirectory(s.mode())) {
        throw new Win32Exception(Win32.ERROR_DIRECTORY);
      } else {
        l.directory().removeDirectory(l.name());
      }
    }
  }

  /** Removes whatever is there. */
  static void delete(WindowsFiles files, Place place, boolean evenReadOnly) {
    FileStatus s = files.status(place, false);
    if (FileMode.isDirectory(s.mode())) {
      removeDirectory(files, place);
    } else {
      deleteFile(files, place, evenReadOnly);
    }
  }

  /**
   * Renames.
   *
   * @param replace whether an existing file at the target goes
   * @param posix whether a read-only target and an empty directory go too
   */
  static void move(WindowsFiles files, Place from, Place to, boolean replace, boolean posix) {
    FileStatus source = files.status(from, false);
    FileStatus target = files.statusOrNull(to, false);
    boolean same =
        target != null
            && target.inode() == source.inode()
            && target.deviceMinor() == source.deviceMinor()
            && target.deviceMajor() == source.deviceMajor();
    if (FileMode.isDirectory(source.mode())
        && files.shareModes().isOpenBelow(WindowsPath.ofHost(from.drive(), from.path()))) {
      throw new Win32Exception(Win32.ERROR_ACCESS_DENIED, "something in it is open");
    }
    if (target != null && !same) {
      if (!replace) {
        throw new Win32Exception(Win32.ERROR_ALREADY_EXISTS);
      }
      if (!posix && files.shareModes().isOpen(target)) {
        throw new Win32Exception(Win32.ERROR_ACCESS_DENIED, "the target is open");
      }
      files.shareModes().checkDelete(target);
      boolean blocked = FileMode.isDirectory(target.mode()) || FileFacts.isReadOnly(target);
      if (blocked && !posix) {
        throw new Win32Exception(Win32.ERROR_ACCESS_DENIED);
      }
      if (FileMode.isDirectory(source.mode()) != FileMode.isDirectory(target.mode())) {
        throw new Win32Exception(Win32.ERROR_ACCESS_DENIED);
      }
    }
    try (Location a = from.walk(Last.NAME);
        Location b = to.walk(Last.NAME)) {
      a.directory().rename(a.name(), b.directory(), b.name(), DirectoryNode.Rename.REPLACE);
    } catch (KernelException e) {
      if (e.errno() == Errno.EINVAL || e.errno() == Errno.EBUSY) {
        throw new Win32Exception(Win32.ERROR_SHARING_VIOLATION);
      }
      if (e.errno() == Errno.ENOTEMPTY || e.errno() == Errno.EEXIST) {
        throw new Win32Exception(Win32.ERROR_ACCESS_DENIED);
      }
      throw e.errno() == Errno.ENOENT ? new Win32Exception(Win32.ERROR_PATH_NOT_FOUND) : e;
    }
  }

  static void link(WindowsFiles files, Place from, Place to) {
    if (isDirectory(files, from, files.status(from, false))) {
      throw new Win32Exception(Win32.ERROR_ACCESS_DENIED, "a directory");
    }
    try (Location a = from.walk(Last.NO_FOLLOW);
        Location b = to.walk(Last.NAME)) {
      b.directory().makeLink(b.name(), a.directory(), a.name());
    }
  }
}
