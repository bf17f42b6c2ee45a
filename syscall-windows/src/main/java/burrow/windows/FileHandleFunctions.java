package burrow.windows;

import static burrow.windows.WindowsFormats.FLAGS;
import static burrow.windows.WindowsFormats.HANDLE;
import static burrow.windows.WindowsFormats.INT;
import static burrow.windows.WindowsFormats.POINTER;
import static burrow.windows.WindowsFormats.SIZE;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.call.HostFunction;
import burrow.kernel.file.FileMode;
import burrow.kernel.file.FileStatus;
import burrow.kernel.file.OpenFile;
import burrow.machine.AddressSpace;
import java.util.List;

/** Files by handle: position, size, facts, times, names. */
final class FileHandleFunctions {
  private static final String KERNEL32 = "kernel32.dll";

  // BY_HANDLE_FILE_INFORMATION.
  static final int INFORMATION_BYTES = 52;

  private static final int FSCTL_GET_REPARSE_POINT = 0x900a8;
  private static final int FSCTL_SET_REPARSE_POINT = 0x900a4;
  private static final long INVALID_POINTER = 0xffff_ffffL;

  // Flags of GetFinalPathNameByHandleW.
  private static final int VOLUME_NAME_NT = 2;
  private static final int VOLUME_NAME_NONE = 4;
  private static final int VOLUME_NAME_GUID = 1;

  private FileHandleFunctions() {}

  static List<HostFunction<Call>> table() {
    return List.of(
        Row.of(KERNEL32, "GetFileType", FileHandleFunctions::type, HANDLE),
        Row.of(
            KERNEL32,
            "GetFileInformationByHandle",
            FileHandleFunctions::information,
            HANDLE,
            POINTER),
        Row.of(
                KERNEL32,
                "GetFileInformationByHandleEx",
                FileInformation::get,
                HANDLE,
                INT,
                POINTER,
                INT)
            .partial("the classes that Go's packages use"),
        Row.of(
                KERNEL32,
                "SetFileInformationByHandle",
                FileInformation::set,
                HANDLE,
                INT,
                POINTER,
                INT)
            .partial("the classes that Go's packages use"),
        Row.of(KERNEL32, "GetFileSizeEx", FileHandleFunctions::size, HANDLE, POINTER),
        Row.of(
            KERNEL32,
            "GetFileSize",
            Returns.onFailure(INVALID_POINTER, FileHandleFunctions::shortSize),
            HANDLE,
            POINTER),
        Row.of(KERNEL32, "SetFilePointerEx", FileHandleFunctions::seek, HANDLE, SIZE, POINTER, INT),
        Row.of(
            KERNEL32,
            "SetFilePointer",
            Returns.onFailure(INVALID_POINTER, FileHandleFunctions::shortSeek),
            HANDLE,
            INT,
            POINTER,
            INT),
        Row.of(KERNEL32, "SetEndOfFile", FileHandleFunctions::setEnd, HANDLE),
        Row.of(KERNEL32, "FlushFileBuffers", FileHandleFunctions::flush, HANDLE),
        Row.of(
                KERNEL32,
                "SetFileTime",
                FileHandleFunctions::setTime,
                HANDLE,
                POINTER,
                POINTER,
                POINTER)
            .partial("the time of creation stays"),
        Row.of(
            KERNEL32,
            "GetFileTime",
            FileHandleFunctions::getTime,
            HANDLE,
            POINTER,
            POINTER,
            POINTER),
        Row.of(
            KERNEL32,
            "GetFinalPathNameByHandleW",
            FileHandleFunctions::finalPath,
            HANDLE,
            POINTER,
            INT,
            FLAGS),
        Row.of(
            KERNEL32,
            "GetVolumeInformationByHandleW",
            c -> VolumeFacts.store(c, c.object(0, FileObject.class).file().status()),
            HANDLE,
            POINTER,
            INT,
            POINTER,
            POINTER,
            POINTER,
            POINTER,
            INT),
        Row.of(
                KERNEL32,
                "DeviceIoControl",
                FileHandleFunctions::control,
                HANDLE,
                FLAGS,
                POINTER,
                INT,
                POINTER,
                INT,
                POINTER,
                POINTER)
            .partial("getting and setting reparse points"),
        Row.of(
            KERNEL32,
            "ReOpenFile",
            Returns.onFailure(Win32.INVALID_HANDLE, FileHandleFunctions::reopen),
            HANDLE,
            FLAGS,
            FLAGS,
            FLAGS),
        Row.of(KERNEL32, "LockFileEx", FileLocking::lock, HANDLE, FLAGS, INT, INT, INT, POINTER)
            .partial("locks exclude locks, not reads and writes"),
        Row.of(KERNEL32, "UnlockFileEx", FileLocking::unlock, HANDLE, INT, INT, INT, POINTER));
  }

  private static long type(Call c) {
    FileObject f = c.object(0, FileObject.class);
    c.setLastError(0);
    return f.isSeekable() ? 1 : f.isPipe() ? 3 : 2;
  }

  private static long information(Call c) {
    FileObject f = c.object(0, FileObject.class);
    if (!f.isSeekable() && f.drive() == 0) {
      throw new Win32Exception(Win32.ERROR_INVALID_FUNCTION);
    }
    AddressSpace m = c.memory();
    long at = c.argument(1);
    FileStatus s = f.file().status();
    long size = FileFacts.size(s);
    m.writeInt(at, attributes(c, f, s));
    m.writeLong(at + 4, FileFacts.created(s));
    m.writeLong(at + 12, FileFacts.time(s.accessed()));
    m.writeLong(at + 20, FileFacts.time(s.modified()));
    m.writeInt(at + 28, FileFacts.volume(s));
    m.writeInt(at + 32, (int) (size >>> 32));
    m.writeInt(at + 36, (int) size);
    m.writeInt(at + 40, (int) s.links());
    m.writeInt(at + 44, (int) (s.inode() >>> 32));
    m.writeInt(at + 48, (int) s.inode());
    return 1;
  }

  /** FILE_ATTRIBUTE_* of an open file. */
  static int attributes(Call c, FileObject f, FileStatus s) {
    return FileMode.isSymlink(s.mode())
        ? FileActions.attributes(c.process().files(), c.process().files().placeOf(f), s)
        : FileFacts.attributes(s, false);
  }

  private static long size(Call c) {
    FileStatus s = c.object(0, FileObject.class).file().status();
    c.memory().writeLong(c.argument(1), FileFacts.size(s));
    return 1;
  }

  private static long shortSize(Call c) {
    long size = FileFacts.size(c.object(0, FileObject.class).file().status());
    if (c.argument(1) != 0) {
      c.memory().writeInt(c.argument(1), (int) (size >>> 32));
    }
    c.setLastError(0);
    return size & 0xffff_ffffL;
  }

  private static long seek(Call c, long distance, int method) {
    FileObject f = c.object(0, FileObject.class);
    OpenFile.Whence whence =
        switch (method) {
          case 0 -> OpenFile.Whence.SET;
          case 1 -> OpenFile.Whence.CURRENT;
          case 2 -> OpenFile.Whence.END;
          default -> throw new KernelException(Errno.EINVAL);
        };
    if (f.isDirectory()) {
      // Directories have a position for Windows too; going to the start begins anew.
      if (distance == 0 && whence == OpenFile.Whence.SET) {
        f.setListing(null);
      }
      return 0;
    }
    if (!f.isSeekable()) {
      throw new Win32Exception(Win32.ERROR_INVALID_FUNCTION);
    }
    try {
      return f.file().seek(distance, whence);
    } catch (KernelException e) {
      throw e.errno() == Errno.EINVAL ? new Win32Exception(Win32.ERROR_NEGATIVE_SEEK) : e;
    }
  }

  private static long seek(Call c) {
    long position = seek(c, c.argument(1), c.intArgument(3));
    if (c.argument(2) != 0) {
      c.memory().writeLong(c.argument(2), position);
    }
    return 1;
  }

  private static long shortSeek(Call c) {
    long distance = c.intArgument(1);
    if (c.argument(2) != 0) {
      distance = (long) c.memory().readInt(c.argument(2)) << 32 | distance & 0xffff_ffffL;
    }
    long position = seek(c, distance, c.intArgument(3));
    if (c.argument(2) != 0) {
      c.memory().writeInt(c.argument(2), (int) (position >>> 32));
    }
    c.setLastError(0);
    return position & 0xffff_ffffL;
  }

  private static long setEnd(Call c) {
    FileObject f = c.object(0, FileObject.class);
    truncate(c, f, f.file().seek(0, OpenFile.Whence.CURRENT));
    return 1;
  }

  /** Changes the size of a file, for its mappings too. */
  static void truncate(Call c, FileObject f, long length) {
    if (length < 0) {
      throw new KernelException(Errno.EINVAL);
    }
    if (!f.file().has(burrow.kernel.file.OpenFlags.WRITE)) {
      throw new KernelException(f.isSeekable() ? Errno.EACCES : Errno.EINVAL);
    }
    f.file().truncate(length);
    if (f.isSeekable() && f.file().has(burrow.kernel.file.OpenFlags.READ)) {
      c.process().memory().fileResized(f.file().mapping());
    }
  }

  private static long flush(Call c) {
    FileObject f = c.object(0, FileObject.class);
    if (f.isPipe() || f.isConsole()) {
      if (f.isConsole()) {
        throw new KernelException(Errno.EBADF);
      }
      return 1;
    }
    if (!f.isSeekable()) {
      return 1;
    }
    if (!f.file().has(burrow.kernel.file.OpenFlags.WRITE)) {
      throw new KernelException(Errno.EACCES);
    }
    f.file().sync(false);
    return 1;
  }

  private static long setTime(Call c) {
    FileObject f = c.object(0, FileObject.class);
    long accessed = c.argument(2) == 0 ? 0 : c.memory().readLong(c.argument(2));
    long modified = c.argument(3) == 0 ? 0 : c.memory().readLong(c.argument(3));
    FileActions.setTimes(c.process().files().placeOf(f), accessed, modified);
    return 1;
  }

  private static long getTime(Call c) {
    FileStatus s = c.object(0, FileObject.class).file().status();
    long[] times = {
      FileFacts.created(s), FileFacts.time(s.accessed()), FileFacts.time(s.modified())
    };
    for (int i = 0; i < times.length; i++) {
      if (c.argument(i + 1) != 0) {
        c.memory().writeLong(c.argument(i + 1), times[i]);
      }
    }
    return 1;
  }

  private static long finalPath(Call c) {
    FileObject f = c.object(0, FileObject.class);
    if (f.drive() == 0) {
      throw new Win32Exception(Win32.ERROR_INVALID_FUNCTION);
    }
    String path = c.process().files().pathOf(f);
    int flags = c.intArgument(3);
    String text;
    if ((flags & VOLUME_NAME_NONE) != 0) {
      text = path.substring(2);
    } else if ((flags & VOLUME_NAME_GUID) != 0) {
      text = VolumeFacts.name(f.drive()) + path.substring(3);
    } else if ((flags & VOLUME_NAME_NT) != 0) {
      throw new Win32Exception(Win32.ERROR_PATH_NOT_FOUND, "the names of volumes as devices");
    } else {
      text = "\\\\?\\" + path;
    }
    return Wide.fill(c.memory(), c.argument(1), c.unsignedArgument(2), text);
  }

  private static long reopen(Call c) {
    FileObject f = c.object(0, FileObject.class);
    if (f.drive() == 0) {
      throw new Win32Exception(Win32.ERROR_INVALID_FUNCTION);
    }
    WindowsFiles files = c.process().files();
    FileActions.Opened o =
        FileActions.open(
            files,
            files.placeOf(f),
            new FileActions.Opening(
                c.intArgument(1),
                c.intArgument(2),
                FileActions.Disposition.OPEN_EXISTING,
                false,
                true,
                false,
                true,
                false,
                (c.intArgument(3) & FileFunctions.OVERLAPPED) != 0));
    return c.handles().add(o.file(), o.access(), false);
  }

  private static long control(Call c) {
    FileObject f = c.object(0, FileObject.class);
    WindowsFiles files = c.process().files();
    switch (c.intArgument(1)) {
      case FSCTL_GET_REPARSE_POINT -> {
        if (f.drive() == 0 || !FileMode.isSymlink(f.file().status().mode())) {
          throw new Win32Exception(Win32.ERROR_NOT_A_REPARSE_POINT);
        }
        byte[] data = SymbolicLinks.data(SymbolicLinks.read(files.placeOf(f)));
        if (c.unsignedArgument(5) < data.length) {
          throw new Win32Exception(Win32.ERROR_INSUFFICIENT_BUFFER);
        }
        c.memory().write(c.argument(4), data);
        c.memory().writeInt(c.argument(6), data.length);
      }
      case FSCTL_SET_REPARSE_POINT -> {
        byte[] data = c.memory().read(c.argument(2), c.intArgument(3));
        SymbolicLinks.Link link = SymbolicLinks.ofData(data);
        Place place = files.placeOf(f);
        FileActions.delete(files, place, true);
        if (link.junction()) {
          SymbolicLinks.create(files, place, link);
        } else {
          SymbolicLinks.create(files, place, link.target(), !f.isDirectory());
        }
        if (c.argument(6) != 0) {
          c.memory().writeInt(c.argument(6), 0);
        }
      }
      default ->
          throw new Win32Exception(
              Win32.ERROR_INVALID_FUNCTION,
              "control code 0x" + Integer.toHexString(c.intArgument(1)));
    }
    return 1;
  }

  /** The file goes when its last handle is closed. */
  static void deleteOnClose(WindowsFiles files, FileObject f) {
    f.setDeletion(() -> {
      try {
        FileActions.delete(files, files.placeOf(f), false);
      } catch (KernelException | Win32Exception e) {
        // Closing cannot fail: the file has gone already, or cannot go.
      }
    });
  }
}
