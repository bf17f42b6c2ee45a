package burrow.windows;

import burrow.kernel.file.FileStatus;

/** What is told about a volume: a file system like NTFS. */
final class VolumeFacts {
  /**
   * Case kept, Unicode, sparse files, reparse points, object ids, hard links, opening by number.
   */
  private static final int FLAGS = 0x0141_00c6;

  private static final int LONGEST_COMPONENT = 255;
  private static final String FILE_SYSTEM = "NTFS";

  private static final String NAME_START = "Volume{00000000-0000-0000-0000-0000000000";
  private static final String NAME_END = "}";

  private VolumeFacts() {}

  /** The name that a volume has without its letter, as the path of its root. */
  static String name(char drive) {
    return "\\\\?\\" + NAME_START + Integer.toHexString(drive) + NAME_END + "\\";
  }

  /**
   * What follows {@code \\?\} with the letter of the drive instead of such a name; unchanged if
   * there is none.
   */
  static String withLetter(String path) {
    int end = NAME_START.length() + 2;
    if (path.regionMatches(true, 0, NAME_START, 0, NAME_START.length())
        && path.startsWith(NAME_END, end)) {
      for (char d = 'A'; d <= 'Z'; d++) {
        if (path.startsWith(Integer.toHexString(d), NAME_START.length())) {
          return d + ":" + path.substring(end + 1);
        }
      }
    }
    return path;
  }

  /** GetVolumeInformation and its kin: arguments 1 to 7. */
  static long store(Call c, FileStatus status) {
    if (c.argument(1) != 0) {
      fill(c, c.argument(1), c.unsignedArgument(2), "");
    }
    int[] values = {FileFacts.volume(status), LONGEST_COMPONENT, FLAGS};
    for (int i = 0; i < values.length; i++) {
      if (c.argument(3 + i) != 0) {
        c.memory().writeInt(c.argument(3 + i), values[i]);
      }
    }
    if (c.argument(6) != 0) {
      fill(c, c.argument(6), c.unsignedArgument(7), FILE_SYSTEM);
    }
    return 1;
  }

  private static void fill(Call c, long at, long size, String text) {
    if (size <= text.length()) {
      throw new Win32Exception(Win32.ERROR_MORE_DATA);
    }
    Wide.write(c.memory(), at, text);
  }
}
