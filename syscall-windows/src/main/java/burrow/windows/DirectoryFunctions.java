package burrow.windows;

import static burrow.windows.WindowsFormats.FLAGS;
import static burrow.windows.WindowsFormats.HANDLE;
import static burrow.windows.WindowsFormats.INT;
import static burrow.windows.WindowsFormats.POINTER;
import static burrow.windows.WindowsFormats.WIDE;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.call.HostFunction;
import burrow.kernel.file.FileMode;
import burrow.kernel.file.FileStatus;
import burrow.kernel.file.Location;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFlags;
import burrow.kernel.file.PathWalker.Last;
import burrow.kernel.object.KernelObject;
import burrow.kernel.process.GuestThread;
import burrow.machine.AddressSpace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Directories and paths: the current directory, searching, spelling, temporary places. */
final class DirectoryFunctions {
  private static final String KERNEL32 = "kernel32.dll";

  // WIN32_FIND_DATAW.
  static final int FIND_DATA_BYTES = 592;
  static final int FIND_NAME = 44;
  private static final int LONGEST_NAME = 259;

  private static final int DRIVE_FIXED = 3;
  private static final int DRIVE_NO_ROOT_DIR = 1;

  private DirectoryFunctions() {}

  static List<HostFunction<Call>> table() {
    return List.of(
        Row.of(KERNEL32, "GetCurrentDirectoryW", DirectoryFunctions::current, INT, POINTER),
        Row.of(KERNEL32, "SetCurrentDirectoryW", DirectoryFunctions::setCurrent, WIDE),
        Row.of(
            KERNEL32,
            "GetFullPathNameW",
            DirectoryFunctions::fullPath,
            WIDE,
            INT,
            POINTER,
            POINTER),
        Row.of(KERNEL32, "GetLongPathNameW", DirectoryFunctions::longPath, WIDE, POINTER, INT),
        Row.of(KERNEL32, "GetShortPathNameW", DirectoryFunctions::longPath, WIDE, POINTER, INT)
            .partial("there are no short names: gives the long one"),
        Row.of(
            KERNEL32,
            "GetTempPathW",
            c -> temporary(c, c.unsignedArgument(0), c.argument(1)),
            INT,
            POINTER),
        Row.of(
            KERNEL32,
            "GetTempPath2W",
            c -> temporary(c, c.unsignedArgument(0), c.argument(1)),
            INT,
            POINTER),
        Row.of(
            KERNEL32,
            "FindFirstFileW",
            Returns.onFailure(Win32.INVALID_HANDLE, DirectoryFunctions::findFirst),
            WIDE,
            POINTER),
        Row.of(KERNEL32, "FindNextFileW", DirectoryFunctions::findNext, HANDLE, POINTER),
        Row.of(KERNEL32, "FindClose", DirectoryFunctions::findClose, HANDLE),
        Row.of(KERNEL32, "GetLogicalDrives", c -> WindowsFiles.driveMask()),
        Row.of(KERNEL32, "GetDriveTypeW", DirectoryFunctions::driveType, WIDE),
        Row.of(
            KERNEL32,
            "GetVolumeNameForVolumeMountPointW",
            DirectoryFunctions::volumeName,
            WIDE,
            POINTER,
            INT),
        Row.of(KERNEL32, "GetVolumePathNameW", DirectoryFunctions::volumePath, WIDE, POINTER, INT),
        Row.of(
            KERNEL32,
            "GetDiskFreeSpaceExW",
            DirectoryFunctions::freeSpace,
            WIDE,
            POINTER,
            POINTER,
            POINTER),
        Row.of(
            KERNEL32,
            "GetVolumeInformationW",
            c ->
                VolumeFacts.store(
                    c, c.process().files().status(c.process().files().place(c.wide(0)), true)),
            WIDE,
            POINTER,
            INT,
            POINTER,
            POINTER,
            POINTER,
            POINTER,
            FLAGS));
  }

  private static long current(Call c) {
    String d = c.process().files().directory((char) 0);
    return Wide.fill(c.memory(), c.argument(1), c.unsignedArgument(0), d);
  }

  private static long setCurrent(Call c) {
    c.process().files().setDirectory(c.wide(0));
    return 1;
  }

  private static long fullPath(Call c) {
    String text = c.wide(0);
    if (text.isEmpty()) {
      throw new Win32Exception(Win32.ERROR_INVALID_NAME);
    }
    String full = WindowsPath.full(text, c.process().files()::directory);
    long n = Wide.fill(c.memory(), c.argument(2), c.unsignedArgument(1), full);
    if (c.argument(3) != 0) {
      int cut = full.lastIndexOf('\\') + 1;
      boolean hasName = cut < full.length() && n <= full.length();
      c.memory().writeLong(c.argument(3), hasName ? c.argument(2) + 2L * cut : 0);
    }
    return n;
  }

  private static long longPath(Call c) {
    String text = c.wide(0);
    WindowsFiles files = c.process().files();
    Place place = files.place(text);
    files.status(place, false);
    boolean absolute = text.length() > 1 && text.charAt(1) == ':';
    String full = absolute ? WindowsPath.ofHost(place.drive(), place.path()) : text;
    return Wide.fill(c.memory(), c.argument(1), c.unsignedArgument(2), full);
  }

  private static long temporary(Call c, long size, long at) {
    Environment e = c.process().environment();
    String d = e.get("TMP");
    d = d != null ? d : e.get("TEMP");
    d = d != null ? d : e.get("USERPROFILE");
    d = d != null ? d : SystemFunctions.WINDOWS_DIRECTORY;
    String full = c.process().files().parse(d).toString();
    return Wide.fill(c.memory(), at, size, full.endsWith("\\") ? full : full + "\\");
  }

  // ---- searching ----

  /** A search that FindNextFileW goes on with. */
  private static final class Search extends KernelObject {
    final DirectoryListing listing;

    Search(DirectoryListing listing) {
      this.listing = listing;
    }

    @Override
    public boolean isWaitable() {
      return false;
    }

    @Override
    protected boolean isSignaled(GuestThread waiter) {
      return false;
    }
  }

  private static long findFirst(Call c) {
    String text = c.wide(0);
    int cut = Math.max(text.lastIndexOf('\\'), text.lastIndexOf('/'));
    String pattern = text.substring(cut + 1);
    String head = cut < 0 ? "." : text.substring(0, cut + 1);
    if (pattern.isEmpty()) {
      throw new Win32Exception(Win32.ERROR_FILE_NOT_FOUND);
    }
    if (cut < 0 && text.length() > 1 && text.charAt(1) == ':') {
      head = text.substring(0, 2);
      pattern = text.substring(2);
    }
    WindowsFiles files = c.process().files();
    Place place = files.place(head);
    FileStatus s = files.statusOrNull(place, true);
    if (s == null || !FileMode.isDirectory(s.mode())) {
      throw new Win32Exception(Win32.ERROR_PATH_NOT_FOUND);
    }
    DirectoryListing listing = list(place, pattern);
    if (!store(c, listing)) {
      throw new Win32Exception(Win32.ERROR_FILE_NOT_FOUND);
    }
    return c.handles().add(new Search(listing), 0, false);
  }

  private static DirectoryListing list(Place place, @Nullable String pattern) {
    try (Location l = place.walk(Last.FOLLOW)) {
      OpenFile d = l.open(OpenFlags.READ | OpenFlags.DIRECTORY, 0);
      try {
        return new DirectoryListing(place, d, pattern);
      } finally {
        d.release();
      }
    }
  }

  private static boolean store(Call c, DirectoryListing listing) {
    DirectoryListing.Entry e = listing.peek();
    if (e == null) {
      return false;
    }
    listing.advance();
    AddressSpace m = c.memory();
    long at = c.argument(1);
    FileStatus s = e.status();
    long size = FileFacts.size(s);
    m.write(at, new byte[FIND_DATA_BYTES]);
    m.writeInt(at, e.attributes());
    m.writeLong(at + 4, FileFacts.created(s));
    m.writeLong(at + 12, FileFacts.time(s.accessed()));
    m.writeLong(at + 20, FileFacts.time(s.modified()));
    m.writeInt(at + 28, (int) (size >>> 32));
    m.writeInt(at + 32, (int) size);
    m.writeInt(at + 36, e.tag());
    String name = e.name().length() > LONGEST_NAME ? e.name().substring(0, LONGEST_NAME) : e.name();
    m.write(at + FIND_NAME, Wide.bytes(name));
    return true;
  }

  private static long findNext(Call c) {
    if (!store(c, c.object(0, Search.class).listing)) {
      throw new Win32Exception(Win32.ERROR_NO_MORE_FILES);
    }
    return 1;
  }

  private static long findClose(Call c) {
    c.object(0, Search.class);
    c.handles().close(c.argument(0));
    return 1;
  }

  // ---- volumes ----

  private static long driveType(Call c) {
    String path = c.argument(0) == 0 ? c.process().files().directory((char) 0) : c.wide(0);
    char d = path.isEmpty() ? 0 : Character.toUpperCase(path.charAt(0));
    boolean known = d >= 'A' && d <= 'Z' && (WindowsFiles.driveMask() & 1 << d - 'A') != 0;
    return known ? DRIVE_FIXED : DRIVE_NO_ROOT_DIR;
  }

  private static long volumeName(Call c) {
    WindowsPath p = c.process().files().parse(c.wide(0));
    if (p.isDevice() || !p.names().isEmpty()) {
      throw new KernelException(Errno.EINVAL);
    }
    String name = VolumeFacts.name(p.drive());
    if (c.unsignedArgument(2) <= name.length()) {
      throw new Win32Exception(Win32.ERROR_FILENAME_EXCED_RANGE);
    }
    Wide.write(c.memory(), c.argument(1), name);
    return 1;
  }

  private static long volumePath(Call c) {
    WindowsPath p = c.process().files().parse(c.wide(0));
    String root = p.drive() + ":\\";
    if (p.isDevice() || c.unsignedArgument(2) <= root.length()) {
      throw new Win32Exception(Win32.ERROR_FILENAME_EXCED_RANGE);
    }
    Wide.write(c.memory(), c.argument(1), root);
    return 1;
  }

  private static long freeSpace(Call c) {
    String path = c.argument(0) == 0 ? "." : c.wide(0);
    try (Location l = c.process().files().place(path).walk(Last.FOLLOW)) {
      burrow.kernel.file.FileSystemStatus s = l.fileSystem();
      long[] values = {
        s.availableBlocks() * s.fragmentSize(),
        s.blocks() * s.fragmentSize(),
        s.freeBlocks() * s.fragmentSize()
      };
      for (int i = 0; i < values.length; i++) {
        if (c.argument(i + 1) != 0) {
          c.memory().writeLong(c.argument(i + 1), values[i]);
        }
      }
    }
    return 1;
  }
}
