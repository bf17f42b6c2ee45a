package burrow.windows;

import burrow.kernel.file.FileMode;
import burrow.kernel.file.FileStatus;
import burrow.kernel.file.OpenFile;
import burrow.windows.FileActions.Disposition;
import java.nio.ByteBuffer;

/** CopyFileW. */
final class FileCopy {
  private static final int GENERIC_READ = 0x8000_0000;
  private static final int GENERIC_WRITE = 0x4000_0000;
  private static final int CHUNK = 1 << 20;

  private FileCopy() {}

  static void copy(WindowsFiles files, Place from, Place to, boolean onlyNew) {
    FileStatus s = files.status(from, true);
    if (FileMode.isDirectory(s.mode())) {
      throw new Win32Exception(Win32.ERROR_ACCESS_DENIED);
    }
    FileObject in =
        open(files, from, GENERIC_READ, ShareModes.ALL, Disposition.OPEN_EXISTING, false);
    try {
      FileObject out =
          open(
              files,
              to,
              GENERIC_WRITE,
              0,
              onlyNew ? Disposition.CREATE_NEW : Disposition.CREATE_ALWAYS,
              FileFacts.isReadOnly(s));
      try {
        transfer(in.file(), out.file());
      } finally {
        out.release();
      }
    } finally {
      in.release();
    }
    FileActions.setTimes(to, 0, FileFacts.time(s.modified()));
  }

  private static FileObject open(
      WindowsFiles files, Place place, int access, int share, Disposition how, boolean readOnly) {
    return FileActions.open(
            files,
            place,
            new FileActions.Opening(
                access, share, how, readOnly, false, false, false, false, false))
        .file();
  }

  private static void transfer(OpenFile in, OpenFile out) {
    ByteBuffer b = ByteBuffer.allocateDirect(CHUNK);
    while (in.read(b) > 0) {
      b.flip();
      while (b.hasRemaining()) {
        out.write(b);
      }
      b.clear();
    }
  }
}
