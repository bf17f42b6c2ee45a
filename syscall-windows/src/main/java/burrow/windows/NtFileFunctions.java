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
import burrow.kernel.object.KernelObject;
import burrow.machine.AddressSpace;
import burrow.windows.FileActions.Disposition;
import java.util.List;

/** The file functions of ntdll, by which Go opens files relative to directories. */
final class NtFileFunctions {
  private static final String NTDLL = "ntdll.dll";

  // OBJECT_ATTRIBUTES for 64 bits.
  static final int OBJECT_ATTRIBUTES_BYTES = 48;
  static final int ROOT_DIRECTORY = 8;
  static final int OBJECT_NAME = 16;
  static final int ATTRIBUTES = 24;

  private static final int OBJ_INHERIT = 0x2;
  private static final int OBJ_DONT_REPARSE = 0x1000;

  // Options of NtCreateFile.
  private static final int DIRECTORY_FILE = 0x1;
  private static final int SYNCHRONOUS = 0x30;
  private static final int NON_DIRECTORY_FILE = 0x40;
  private static final int DELETE_ON_CLOSE = 0x1000;
  private static final int OPEN_REPARSE_POINT = 0x20_0000;

  private static final int FILE_OPENED = 1;
  private static final int FILE_CREATED = 2;

  private static final int STATUS_INVALID_INFO_CLASS = 0xC000_0003;
  private static final int STATUS_REPARSE_POINT_ENCOUNTERED = 0xC000_050B;
  private static final int STATUS_FILE_IS_A_DIRECTORY = 0xC000_00BA;

  private NtFileFunctions() {}

  static List<HostFunction<Call>> table() {
    return List.of(
        Row.of(
                NTDLL,
                "NtCreateFile",
                Returns.status(NtFileFunctions::create),
                POINTER,
                FLAGS,
                POINTER,
                POINTER,
                POINTER,
                FLAGS,
                FLAGS,
                INT,
                FLAGS,
                POINTER,
                INT)
            .partial("no extended attributes"),
        Row.of(
                NTDLL,
                "NtOpenFile",
                Returns.status(
                    c -> open(c, 1, c.intArgument(5), 0, c.intArgument(1), c.intArgument(4))),
                POINTER,
                FLAGS,
                POINTER,
                POINTER,
                FLAGS,
                FLAGS)
            .partial("as NtCreateFile"),
        Row.of(
                NTDLL,
                "NtQueryInformationFile",
                Returns.status(NtFileFunctions::query),
                HANDLE,
                POINTER,
                POINTER,
                INT,
                INT)
            .partial("basic, standard, name, position and mode"),
        Row.of(
                NTDLL,
                "NtSetInformationFile",
                Returns.status(NtFileFunctions::set),
                HANDLE,
                POINTER,
                POINTER,
                INT,
                INT)
            .partial("basic, rename, link, disposition, position and size"),
        Row.of(
            NTDLL,
            "NtClose",
            Returns.status(c -> {
              c.handles().close(c.argument(0));
              return 0;
            }),
            HANDLE),
        Row.of(
            NTDLL,
            "RtlIsDosDeviceName_U",
            c -> {
              String path = c.wide(0);
              String device = WindowsPath.deviceOf(path);
              int at = path.toUpperCase(java.util.Locale.ROOT).lastIndexOf(device);
              return device.isEmpty() ? 0 : (long) (2 * at) << 16 | 2L * device.length();
            },
            WIDE));
  }

  private static long create(Call c) {
    boolean readOnly = (c.intArgument(5) & FileFacts.READONLY) != 0;
    return open(
        c,
        c.intArgument(7),
        c.intArgument(8),
        readOnly ? 1 : 0,
        c.intArgument(1),
        c.intArgument(6));
  }

  private static Disposition disposition(int value) {
    return switch (value) {
      case 0, 5 -> Disposition.CREATE_ALWAYS;
      case 1 -> Disposition.OPEN_EXISTING;
      case 2 -> Disposition.CREATE_NEW;
      case 3 -> Disposition.OPEN_ALWAYS;
      case 4 -> Disposition.TRUNCATE_EXISTING;
      default -> throw new KernelException(Errno.EINVAL);
    };
  }

  private static long open(
      Call c, int disposition, int options, int readOnly, int access, int share) {
    AddressSpace m = c.memory();
    WindowsFiles files = c.process().files();
    long attributes = c.argument(2);
    int flags = m.readInt(attributes + ATTRIBUTES);
    boolean noLinks = (flags & OBJ_DONT_REPARSE) != 0;
    Place place = place(c, attributes);
    Disposition how = disposition(disposition);
    boolean mustBeDirectory = (options & DIRECTORY_FILE) != 0;
    boolean link = (options & OPEN_REPARSE_POINT) != 0 || how == Disposition.CREATE_NEW;
    if (noLinks) {
      refuseLinks(files, place, link);
    }
    FileStatus there = files.statusOrNull(place, !link);
    if ((options & NON_DIRECTORY_FILE) != 0
        && there != null
        && FileMode.isDirectory(there.mode())) {
      throw new StatusException(STATUS_FILE_IS_A_DIRECTORY);
    }
    FileActions.Opened o;
    try {
      o =
          FileActions.open(
              files,
              place,
              new FileActions.Opening(
                  (options & DELETE_ON_CLOSE) != 0 ? access | FileActions.DELETE : access,
                  share,
                  how,
                  readOnly != 0,
                  (options & NON_DIRECTORY_FILE) == 0,
                  mustBeDirectory,
                  link,
                  noLinks,
                  (options & SYNCHRONOUS) == 0));
    } catch (Win32Exception e) {
      throw e.code() == Win32.ERROR_FILE_EXISTS || e.code() == Win32.ERROR_ALREADY_EXISTS
          ? new StatusException(0xC000_0035)
          : e;
    }
    if ((options & DELETE_ON_CLOSE) != 0) {
      FileHandleFunctions.deleteOnClose(files, o.file());
    }
    m.writeLong(c.argument(0), c.handles().add(o.file(), o.access(), (flags & OBJ_INHERIT) != 0));
    done(c, 3, o.existed() ? FILE_OPENED : FILE_CREATED);
    return 0;
  }

  private static Place place(Call c, long attributes) {
    AddressSpace m = c.memory();
    long string = m.readLong(attributes + OBJECT_NAME);
    int length = string == 0 ? 0 : m.readShort(string) & 0xffff;
    String name = length == 0 ? "" : Wide.read(m, m.readLong(string + 8), 0, length / 2);
    long root = m.readLong(attributes + ROOT_DIRECTORY);
    WindowsFiles files = c.process().files();
    if (root == 0) {
      return files.place(name);
    }
    KernelObject o = c.handles().require(root).object();
    if (!(o instanceof FileObject d)) {
      throw new KernelException(Errno.EBADF);
    }
    if (name.startsWith("\\")) {
      throw new StatusException(0xC000_0033 /* STATUS_OBJECT_NAME_INVALID */);
    }
    for (String n : name.split("\\\\")) {
      if (n.equals(".") || n.equals("..")) {
        throw new StatusException(0xC000_0033);
      }
      for (int i = 0; i < n.length(); i++) {
        if (FileNames.isReserved(n.charAt(i))) {
          throw new StatusException(0xC000_0033);
        }
      }
    }
    return files.placeBelow(d, name);
  }

  /** OBJ_DONT_REPARSE: no component may be a link, the last only if the link itself is opened. */
  private static void refuseLinks(WindowsFiles files, Place place, boolean lastMayBe) {
    String path = place.path();
    for (int cut = path.indexOf('/', 1); ; cut = path.indexOf('/', cut + 1)) {
      boolean last = cut < 0;
      FileStatus s =
          files.statusOrNull(place.withPath(last ? path : path.substring(0, cut)), false);
      if (s != null && FileMode.isSymlink(s.mode()) && !(last && lastMayBe)) {
        throw new StatusException(STATUS_REPARSE_POINT_ENCOUNTERED);
      }
      if (last || s == null) {
        return;
      }
    }
  }

  /** Fills the IO_STATUS_BLOCK that an argument points to. */
  private static void done(Call c, int index, long information) {
    if (c.argument(index) != 0) {
      c.memory().writeLong(c.argument(index), 0);
      c.memory().writeLong(c.argument(index) + 8, information);
    }
  }

  private static long query(Call c) {
    FileObject f = c.object(0, FileObject.class);
    long at = c.argument(2);
    long size = c.unsignedArgument(3);
    switch (c.intArgument(4)) {
      case 4 -> FileInformation.basic(c, f, at, size);
      case 5 -> FileInformation.standard(c, f, at, size);
      case 9 -> FileInformation.name(c, f, at, size);
      case 14 ->
          c.memory().writeLong(at, f.file().seek(0, burrow.kernel.file.OpenFile.Whence.CURRENT));
      case 16 -> c.memory().writeInt(at, f.overlapped() ? 0 : 0x20 /* SYNCHRONOUS_IO_NONALERT */);
      default ->
          throw new StatusException(
              STATUS_INVALID_INFO_CLASS, "file information class " + c.intArgument(4));
    }
    done(c, 1, size);
    return 0;
  }

  private static long set(Call c) {
    FileObject f = c.object(0, FileObject.class);
    AddressSpace m = c.memory();
    long at = c.argument(2);
    switch (c.intArgument(4)) {
      case 4 -> FileInformation.setBasic(c, f, at);
      case 10 -> FileInformation.rename(c, f, at, m.readByte(at) & 1);
      case 11 -> FileInformation.link(c, f, at, m.readByte(at) != 0);
      case 13 -> FileInformation.disposition(c, f, m.readByte(at) & 1);
      case 14 -> f.file().seek(m.readLong(at), burrow.kernel.file.OpenFile.Whence.SET);
      case 20 -> FileHandleFunctions.truncate(c, f, m.readLong(at));
      case 64 -> FileInformation.disposition(c, f, m.readInt(at));
      case 65 -> FileInformation.rename(c, f, at, m.readInt(at));
      case 72 -> FileInformation.link(c, f, at, (m.readInt(at) & 1) != 0);
      default ->
          throw new StatusException(
              STATUS_INVALID_INFO_CLASS, "file information class " + c.intArgument(4));
    }
    done(c, 1, 0);
    return 0;
  }
}
