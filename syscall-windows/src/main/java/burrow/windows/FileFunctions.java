package burrow.windows;

import static burrow.windows.WindowsFormats.FLAGS;
import static burrow.windows.WindowsFormats.HANDLE;
import static burrow.windows.WindowsFormats.INT;
import static burrow.windows.WindowsFormats.POINTER;
import static burrow.windows.WindowsFormats.WIDE;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.call.HostFunction;
import burrow.kernel.file.FileStatus;
import burrow.machine.AddressSpace;
import burrow.windows.FileActions.Disposition;
import java.util.List;

/** Files by name: opening, attributes, deleting, moving, links. */
final class FileFunctions {
  private static final String KERNEL32 = "kernel32.dll";

  // FILE_FLAG_* and SECURITY_* of dwFlagsAndAttributes.
  static final int OVERLAPPED = 0x4000_0000;
  private static final int DELETE_ON_CLOSE = 0x0400_0000;
  private static final int BACKUP_SEMANTICS = 0x0200_0000;
  private static final int OPEN_REPARSE_POINT = 0x0020_0000;

  // WIN32_FILE_ATTRIBUTE_DATA.
  static final int ATTRIBUTE_DATA_BYTES = 36;

  private static final int MOVE_REPLACE_EXISTING = 1;
  private static final int SYMLINK_DIRECTORY = 1;
  private static final int SYMLINK_KNOWN_FLAGS = 3;
  private static final long INVALID_ATTRIBUTES = 0xffff_ffffL;

  private FileFunctions() {}

  static List<HostFunction<Call>> table() {
    return List.of(
        Row.of(
                KERNEL32,
                "CreateFileW",
                Returns.onFailure(Win32.INVALID_HANDLE, FileFunctions::create),
                WIDE,
                FLAGS,
                FLAGS,
                POINTER,
                INT,
                FLAGS,
                HANDLE)
            .partial("no alternate streams"),
        Row.of(KERNEL32, "CreateDirectoryW", FileFunctions::makeDirectory, WIDE, POINTER),
        Row.of(KERNEL32, "RemoveDirectoryW", FileFunctions::removeDirectory, WIDE),
        Row.of(KERNEL32, "DeleteFileW", FileFunctions::delete, WIDE),
        Row.of(KERNEL32, "MoveFileExW", c -> move(c, c.intArgument(2)), WIDE, WIDE, FLAGS)
            .partial("no delay until reboot"),
        Row.of(KERNEL32, "MoveFileW", c -> move(c, 0), WIDE, WIDE),
        Row.of(KERNEL32, "CopyFileW", FileFunctions::copy, WIDE, WIDE, INT),
        Row.of(KERNEL32, "CreateHardLinkW", FileFunctions::hardLink, WIDE, WIDE, POINTER),
        Row.of(KERNEL32, "CreateSymbolicLinkW", FileFunctions::symbolicLink, WIDE, WIDE, FLAGS)
            .partial("not from one drive to another"),
        Row.of(
            KERNEL32,
            "GetFileAttributesW",
            Returns.onFailure(INVALID_ATTRIBUTES, FileFunctions::attributes),
            WIDE),
        Row.of(KERNEL32, "GetFileAttributesExW", FileFunctions::attributesEx, WIDE, INT, POINTER),
        Row.of(KERNEL32, "SetFileAttributesW", FileFunctions::setAttributes, WIDE, FLAGS)
            .partial("the read-only attribute"));
  }

  private static Disposition disposition(int value) {
    return switch (value) {
      case 1 -> Disposition.CREATE_NEW;
      case 2 -> Disposition.CREATE_ALWAYS;
      case 3 -> Disposition.OPEN_EXISTING;
      case 4 -> Disposition.OPEN_ALWAYS;
      case 5 -> Disposition.TRUNCATE_EXISTING;
      default -> throw new KernelException(Errno.EINVAL);
    };
  }

  private static long create(Call c) {
    WindowsFiles files = c.process().files();
    int access = c.intArgument(1);
    int flags = c.intArgument(5);
    boolean inherit = WaitFunctions.inheritable(c, c.argument(3));
    WindowsPath path = files.parse(c.wide(0));
    if (path.isDevice()) {
      FileObject device = FileActions.device(c.process(), path.device(), access);
      return c.handles().add(device, FileActions.specific(access), inherit);
    }
    Disposition disposition = disposition(c.intArgument(4));
    FileActions.Opened o =
        FileActions.open(
            files,
            files.place(path),
            new FileActions.Opening(
                (flags & DELETE_ON_CLOSE) != 0 ? access | FileActions.DELETE : access,
                c.intArgument(2),
                disposition,
                (flags & FileFacts.READONLY) != 0,
                (flags & BACKUP_SEMANTICS) != 0,
                false,
                (flags & OPEN_REPARSE_POINT) != 0,
                false,
                (flags & OVERLAPPED) != 0));
    if ((flags & DELETE_ON_CLOSE) != 0) {
      FileHandleFunctions.deleteOnClose(files, o.file());
    }
    boolean tells =
        disposition == Disposition.OPEN_ALWAYS || disposition == Disposition.CREATE_ALWAYS;
    c.setLastError(tells && o.existed() ? Win32.ERROR_ALREADY_EXISTS : 0);
    return c.handles().add(o.file(), o.access(), inherit);
  }

  private static long makeDirectory(Call c) {
    WindowsFiles files = c.process().files();
    FileActions.makeDirectory(files, files.place(c.wide(0)));
    return 1;
  }

  /** What is at a place and can be deleted or moved. */
  private static FileStatus movable(WindowsFiles files, Place place) {
    FileStatus s = files.status(place, false);
    if (place.directory() && !FileActions.isDirectory(files, place, s)) {
      throw new Win32Exception(Win32.ERROR_INVALID_NAME);
    }
    files.shareModes().checkDelete(s);
    return s;
  }

  private static long removeDirectory(Call c) {
    WindowsFiles files = c.process().files();
    Place place = files.place(c.wide(0));
    movable(files, place);
    FileActions.removeDirectory(files, place);
    return 1;
  }

  private static long delete(Call c) {
    WindowsFiles files = c.process().files();
    Place place = files.place(c.wide(0));
    movable(files, place);
    FileActions.deleteFile(files, place, false);
    return 1;
  }

  private static long move(Call c, int flags) {
    WindowsFiles files = c.process().files();
    Place from = files.place(c.wide(0));
    WindowsPath target = files.parse(c.wide(1));
    Place to = files.place(target);
    // Renaming a file to its own name in another case changes the case.
    FileStatus there = files.statusOrNull(to, false);
    FileStatus source = movable(files, from);
    if (there != null && there.inode() == source.inode() && !target.isDevice()) {
      to = to.withPath(to.parent().path().replaceAll("/$", "") + "/" + lastName(target));
    }
    FileActions.move(files, from, to, (flags & MOVE_REPLACE_EXISTING) != 0, false);
    return 1;
  }

  private static String lastName(WindowsPath path) {
    return FileNames.toHost(path.names().get(path.names().size() - 1));
  }

  private static long copy(Call c) {
    WindowsFiles files = c.process().files();
    FileCopy.copy(files, files.place(c.wide(0)), files.place(c.wide(1)), c.intArgument(2) != 0);
    return 1;
  }

  private static long hardLink(Call c) {
    WindowsFiles files = c.process().files();
    Place to = files.place(c.wide(0));
    Place from = files.place(c.wide(1));
    if (from.directory() && !FileActions.isDirectory(files, from, files.status(from, false))) {
      throw new Win32Exception(Win32.ERROR_INVALID_NAME);
    }
    FileActions.link(files, from, to);
    return 1;
  }

  private static long symbolicLink(Call c) {
    WindowsFiles files = c.process().files();
    if ((c.intArgument(2) & ~SYMLINK_KNOWN_FLAGS) != 0) {
      throw new KernelException(Errno.EINVAL);
    }
    Place place = files.place(c.wide(0));
    boolean toFile = (c.intArgument(2) & SYMLINK_DIRECTORY) == 0;
    SymbolicLinks.create(files, place, c.wide(1), toFile);
    return 1;
  }

  // ---- attributes ----

  private static long attributes(Call c) {
    WindowsFiles files = c.process().files();
    WindowsPath path = files.parse(c.wide(0));
    if (path.device().equals("NUL")) {
      return FileFacts.ARCHIVE;
    }
    Place place = files.place(path);
    FileStatus s = statusOf(files, place);
    return FileActions.attributes(files, place, s);
  }

  private static FileStatus statusOf(WindowsFiles files, Place place) {
    FileStatus s = files.status(place, false);
    if (place.directory() && !FileActions.isDirectory(files, place, s)) {
      throw new Win32Exception(Win32.ERROR_DIRECTORY);
    }
    return s;
  }

  private static long attributesEx(Call c) {
    WindowsFiles files = c.process().files();
    WindowsPath path = files.parse(c.wide(0));
    AddressSpace m = c.memory();
    long at = c.argument(2);
    if (path.isDevice()) {
      throw new Win32Exception(
          path.device().equals("NUL") ? Win32.ERROR_INVALID_PARAMETER : Win32.ERROR_FILE_NOT_FOUND);
    }
    Place place = files.place(path);
    FileStatus s = statusOf(files, place);
    long size = FileFacts.size(s);
    m.writeInt(at, FileActions.attributes(files, place, s));
    m.writeLong(at + 4, FileFacts.created(s));
    m.writeLong(at + 12, FileFacts.time(s.accessed()));
    m.writeLong(at + 20, FileFacts.time(s.modified()));
    m.writeInt(at + 28, (int) (size >>> 32));
    m.writeInt(at + 32, (int) size);
    return 1;
  }

  private static long setAttributes(Call c) {
    WindowsFiles files = c.process().files();
    FileActions.setReadOnly(
        files, files.place(c.wide(0)), (c.intArgument(1) & FileFacts.READONLY) != 0);
    return 1;
  }
}
