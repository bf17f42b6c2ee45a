package burrow.windows;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.FileStatus;
import burrow.machine.AddressSpace;

/**
 * The classes of information about an open file, as kernel32 numbers them. ntdll has the same
 * structures under other numbers.
 */
final class FileInformation {
  private static final int ERROR_BAD_LENGTH = 24;

  // FILE_ID_BOTH_DIR_INFO and FILE_FULL_DIR_INFO up to their names.
  static final int ID_BOTH_NAME = 104;
  static final int FULL_NAME = 68;
  private static final int ID_BOTH_FILE_ID = 96;

  private static final int RENAME_REPLACE = 1;
  private static final int RENAME_POSIX = 2;
  private static final int RENAME_IGNORE_READONLY = 0x40;
  private static final int DISPOSITION_DELETE = 1;
  private static final int DISPOSITION_POSIX = 2;
  private static final int DISPOSITION_IGNORE_READONLY = 0x10;

  private FileInformation() {}

  static long get(Call c) {
    FileObject f = c.object(0, FileObject.class);
    long at = c.argument(2);
    long size = c.unsignedArgument(3);
    switch (c.intArgument(1)) {
      case 0 -> basic(c, f, at, size);
      case 1 -> standard(c, f, at, size);
      case 2 -> name(c, f, at, size);
      case 9 -> attributeTag(c, f, at, size);
      case 10 -> entries(c, f, at, size, true, false);
      case 11 -> entries(c, f, at, size, true, true);
      case 14 -> entries(c, f, at, size, false, false);
      case 15 -> entries(c, f, at, size, false, true);
      case 18 -> id(c, f, at, size);
      default -> throw unknown(c.intArgument(1));
    }
    return 1;
  }

  private static Win32Exception unknown(int number) {
    return new Win32Exception(Win32.ERROR_INVALID_PARAMETER, "file information class " + number);
  }

  private static void require(long size, int needed) {
    if (size < needed) {
      throw new Win32Exception(ERROR_BAD_LENGTH);
    }
  }

  /** FILE_BASIC_INFO. */
  static void basic(Call c, FileObject f, long at, long size) {
    require(size, 40);
    FileStatus s = f.file().status();
    AddressSpace m = c.memory();
    m.writeLong(at, FileFacts.created(s));
    m.writeLong(at + 8, FileFacts.time(s.accessed()));
    m.writeLong(at + 16, FileFacts.time(s.modified()));
    m.writeLong(at + 24, FileFacts.time(s.changed()));
    m.writeInt(at + 32, FileHandleFunctions.attributes(c, f, s));
  }

  /** FILE_STANDARD_INFO. */
  static void standard(Call c, FileObject f, long at, long size) {
    require(size, 24);
    FileStatus s = f.file().status();
    AddressSpace m = c.memory();
    m.writeLong(at, FileFacts.allocated(s));
    m.writeLong(at + 8, FileFacts.size(s));
    m.writeInt(at + 16, (int) s.links());
    m.writeByte(at + 20, f.deletion() == null ? 0 : 1);
    m.writeByte(at + 21, f.isDirectory() ? 1 : 0);
  }

  /** FILE_NAME_INFO: the path on its drive. */
  static void name(Call c, FileObject f, long at, long size) {
    byte[] name = Wide.bytes(c.process().files().pathOf(f).substring(2));
    c.memory().writeInt(at, name.length);
    if (size < 4 + name.length) {
      throw new Win32Exception(Win32.ERROR_MORE_DATA);
    }
    c.memory().write(at + 4, name);
  }

  private static void attributeTag(Call c, FileObject f, long at, long size) {
    require(size, 8);
    FileStatus s = f.file().status();
    int tag = f.drive() == 0 ? 0 : SymbolicLinks.tag(c.process().files().placeOf(f), s);
    c.memory().writeInt(at, FileHandleFunctions.attributes(c, f, s));
    c.memory().writeInt(at + 4, tag);
  }

  private static void id(Call c, FileObject f, long at, long size) {
    require(size, 24);
    FileStatus s = f.file().status();
    c.memory().writeLong(at, FileFacts.volume(s) & 0xffff_ffffL);
    c.memory().writeLong(at + 8, s.inode());
    c.memory().writeLong(at + 16, 0);
  }

  // ---- entries of a directory ----

  private static void entries(
      Call c, FileObject f, long at, long size, boolean withIds, boolean restart) {
    if (!f.isDirectory()) {
      throw new KernelException(Errno.EINVAL);
    }
    synchronized (f) {
      DirectoryListing listing = f.listing();
      if (listing == null || restart) {
        listing = new DirectoryListing(c.process().files().placeOf(f), f.file(), null);
        f.setListing(listing);
      }
      fill(c.memory(), listing, at, size, withIds);
    }
  }

  private static void fill(
      AddressSpace m, DirectoryListing listing, long at, long size, boolean withIds) {
    int nameAt = withIds ? ID_BOTH_NAME : FULL_NAME;
    long next = at;
    long last = -1;
    while (true) {
      DirectoryListing.Entry e = listing.peek();
      if (e == null) {
        if (last < 0) {
          throw new Win32Exception(Win32.ERROR_NO_MORE_FILES);
        }
        return;
      }
      byte[] name = Wide.bytes(e.name());
      if (next + nameAt + name.length > at + size) {
        if (last < 0) {
          throw new Win32Exception(ERROR_BAD_LENGTH);
        }
        return;
      }
      entry(m, e, next, nameAt, withIds);
      m.write(next + nameAt, name);
      if (last >= 0) {
        m.writeInt(last, (int) (next - last));
      }
      listing.advance();
      last = next;
      next = (next + nameAt + name.length + 7) & -8;
    }
  }

  private static void entry(
      AddressSpace m, DirectoryListing.Entry e, long at, int nameAt, boolean withIds) {
    FileStatus s = e.status();
    m.write(at, new byte[nameAt]);
    m.writeLong(at + 8, FileFacts.created(s));
    m.writeLong(at + 16, FileFacts.time(s.accessed()));
    m.writeLong(at + 24, FileFacts.time(s.modified()));
    m.writeLong(at + 32, FileFacts.time(s.changed()));
    m.writeLong(at + 40, FileFacts.size(s));
    m.writeLong(at + 48, FileFacts.allocated(s));
    m.writeInt(at + 56, e.attributes());
    m.writeInt(at + 60, 2 * e.name().length());
    m.writeInt(at + 64, e.tag()); // EaSize stands for the tag of a reparse point
    if (withIds) {
      m.writeLong(at + ID_BOTH_FILE_ID, s.inode());
    }
  }

  // ---- setting ----

  static long set(Call c) {
    FileObject f = c.object(0, FileObject.class);
    long at = c.argument(2);
    switch (c.intArgument(1)) {
      case 0 -> setBasic(c, f, at);
      case 3 -> rename(c, f, at, c.memory().readByte(at) != 0 ? RENAME_REPLACE : 0);
      case 4 -> disposition(c, f, c.memory().readByte(at) != 0 ? DISPOSITION_DELETE : 0);
      case 5 -> allocate(c, f, c.memory().readLong(at));
      case 6 -> FileHandleFunctions.truncate(c, f, c.memory().readLong(at));
      case 21 -> disposition(c, f, c.memory().readInt(at));
      case 22 -> rename(c, f, at, c.memory().readInt(at));
      default -> throw unknown(c.intArgument(1));
    }
    return 1;
  }

  static void setBasic(Call c, FileObject f, long at) {
    AddressSpace m = c.memory();
    WindowsFiles files = c.process().files();
    Place place = files.placeOf(f);
    FileActions.setTimes(place, m.readLong(at + 8), m.readLong(at + 16));
    int attributes = m.readInt(at + 32);
    if (attributes != 0) {
      FileActions.setReadOnly(files, place, (attributes & FileFacts.READONLY) != 0);
    }
  }

  private static void allocate(Call c, FileObject f, long bytes) {
    // Giving back what lies behind is all that shows.
    if (bytes < f.file().status().size()) {
      FileHandleFunctions.truncate(c, f, bytes);
    }
  }

  /** FILE_DISPOSITION_INFO_EX. */
  static void disposition(Call c, FileObject f, int flags) {
    WindowsFiles files = c.process().files();
    if ((flags & DISPOSITION_DELETE) == 0) {
      f.setDeletion(null);
      return;
    }
    Place place = files.placeOf(f);
    FileStatus s = files.status(place, false);
    boolean evenReadOnly = (flags & DISPOSITION_IGNORE_READONLY) != 0;
    if (FileFacts.isReadOnly(s) && !evenReadOnly) {
      throw new StatusException(0xC000_0121 /* STATUS_CANNOT_DELETE */);
    }
    if ((flags & DISPOSITION_POSIX) != 0) {
      FileActions.delete(files, place, true);
      return;
    }
    if (f.isDirectory()
        && WindowsFiles.names(
                    f.file()
                        .reopen(
                            burrow.kernel.file.OpenFlags.READ
                                | burrow.kernel.file.OpenFlags.DIRECTORY))
                .size()
            > 2) {
      throw new KernelException(Errno.ENOTEMPTY);
    }
    FileHandleFunctions.deleteOnClose(files, f);
  }

  /** FILE_RENAME_INFO: flags, root directory, length, name. */
  static void rename(Call c, FileObject f, long at, int flags) {
    Place to = target(c, at);
    boolean posix = (flags & (RENAME_POSIX | RENAME_IGNORE_READONLY)) != 0;
    WindowsFiles files = c.process().files();
    FileActions.move(files, files.placeOf(f), to, (flags & RENAME_REPLACE) != 0, posix);
  }

  /** FILE_LINK_INFORMATION, which is laid out alike. */
  static void link(Call c, FileObject f, long at, boolean replace) {
    WindowsFiles files = c.process().files();
    Place to = target(c, at);
    FileStatus there = files.statusOrNull(to, false);
    if (there != null) {
      if (!replace) {
        throw new Win32Exception(Win32.ERROR_ALREADY_EXISTS);
      }
      files.shareModes().checkDelete(there);
      FileActions.deleteFile(files, to, false);
    }
    FileActions.link(files, files.placeOf(f), to);
  }

  private static Place target(Call c, long at) {
    AddressSpace m = c.memory();
    long root = m.readLong(at + 8);
    String name = Wide.read(m, at, 20, m.readInt(at + 16) / 2);
    WindowsFiles files = c.process().files();
    if (root == 0) {
      return files.place(name);
    }
    burrow.kernel.object.KernelObject o = c.handles().require(root).object();
    if (!(o instanceof FileObject d)) {
      throw new KernelException(Errno.EBADF);
    }
    return files.placeBelow(d, name);
  }
}
