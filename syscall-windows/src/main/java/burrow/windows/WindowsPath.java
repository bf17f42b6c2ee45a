package burrow.windows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A path as Windows reads it, made absolute: a drive and names on it, or a device.
 *
 * @param drive upper-case letter; 0 for a device
 * @param names the components below the drive's root, in Windows spelling
 * @param device name of the device in upper case, empty for files
 * @param directory whether a separator ends it
 */
record WindowsPath(char drive, List<String> names, String device, boolean directory) {
  private static final Set<String> DEVICES =
      Set.of(
          "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "COM1", "COM2", "COM3", "COM4", "COM5",
          "COM6", "COM7", "COM8", "COM9", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7",
          "LPT8", "LPT9");

  private static final int BAD_NETPATH = 53;

  /** The current directory of each drive. */
  @FunctionalInterface
  interface Directories {
    /** An absolute path on the drive; on drive 0 of the current drive. */
    String current(char drive);
  }

  static WindowsPath ofDevice(String name) {
    return new WindowsPath((char) 0, List.of(), name.toUpperCase(Locale.ROOT), false);
  }

  boolean isDevice() {
    return drive == 0;
  }

  /** The Windows spelling of an absolute path of a drive's tree in host spelling. */
  static String ofHost(char drive, String path) {
    StringBuilder s = new StringBuilder().append(drive).append(':');
    for (String name : path.split("/")) {
      if (!name.isEmpty()) {
        s.append('\\').append(FileNames.toWindows(name));
      }
    }
    return s.length() == 2 ? s.append('\\').toString() : s.toString();
  }

  /** The path in the drive's tree in host spelling: {@code /a/b}. */
  String hostPath() {
    if (names.isEmpty()) {
      return "/";
    }
    StringBuilder s = new StringBuilder();
    for (String n : names) {
      s.append('/').append(FileNames.toHost(n));
    }
    return s.toString();
  }

  @Override
  public String toString() {
    if (isDevice()) {
      return "\\\\.\\" + device;
    }
    return drive + ":\\" + String.join("\\", names) + (directory && !names.isEmpty() ? "\\" : "");
  }

  // ---- reading ----

  private static boolean isSeparator(char c) {
    return c == '\\' || c == '/';
  }

  /**
   * Reads a path of the Win32 or NT kind.
   *
   * @throws Win32Exception ERROR_INVALID_NAME, ERROR_BAD_NETPATH and others
   */
  static WindowsPath parse(String text, Directories directories) {
    if (text.isEmpty()) {
      throw new Win32Exception(Win32.ERROR_PATH_NOT_FOUND);
    }
    if (text.startsWith("\\\\?\\") || text.startsWith("\\??\\")) {
      return literal(text.substring(4));
    }
    if (text.length() >= 4 && isSeparator(text.charAt(0)) && isSeparator(text.charAt(1))) {
      if ((text.charAt(2) == '.' || text.charAt(2) == '?') && isSeparator(text.charAt(3))) {
        String rest = text.substring(4);
        return hasDrive(rest) ? normal(rest, directories) : ofDevice(rest.replace('/', '\\'));
      }
      throw new Win32Exception(BAD_NETPATH, "network path " + text);
    }
    return normal(text, directories);
  }

  private static boolean hasDrive(String s) {
    return s.length() >= 2 && s.charAt(1) == ':' && Character.isLetter(s.charAt(0));
  }

  /** Behind {@code \\?\}: nothing is interpreted. */
  private static WindowsPath literal(String text) {
    String rest = VolumeFacts.withLetter(text);
    if (!hasDrive(rest)) {
      if (rest.startsWith("UNC\\")) {
        throw new Win32Exception(BAD_NETPATH, "network path");
      }
      return ofDevice(rest);
    }
    List<String> names = new ArrayList<>();
    for (String n : rest.substring(2).split("\\\\")) {
      if (!n.isEmpty()) {
        checkName(n);
        names.add(n);
      }
    }
    char drive = Character.toUpperCase(rest.charAt(0));
    return new WindowsPath(drive, names, "", rest.endsWith("\\"));
  }

  /**
   * A path made absolute without a look at the disk, as GetFullPathName does: names may be too long
   * or hold what no name may, and what is on the network stays there.
   */
  static String full(String text, Directories directories) {
    boolean prefixed =
        text.length() >= 2 && isSeparator(text.charAt(0)) && isSeparator(text.charAt(1));
    if (!prefixed) {
      return absolute(text, directories).toString();
    }
    // \\server\share is a root, and so is \\.\ or \\?\.
    String behind = text.substring(2);
    boolean device = behind.matches("[.?]([\\\\/].*)?");
    String[] parts = behind.split("[\\\\/]+", device ? 2 : 3);
    boolean directory = isSeparator(text.charAt(text.length() - 1));
    List<String> names = new ArrayList<>();
    int rootParts = Math.min(parts.length, device ? 1 : 2);
    if (parts.length > rootParts) {
      addNames(names, parts[rootParts]);
    }
    String root = "\\\\" + String.join("\\", Arrays.asList(parts).subList(0, rootParts));
    String rest = names.isEmpty() ? "" : "\\" + String.join("\\", names);
    return root + rest + (directory && !(root + rest).endsWith("\\") ? "\\" : "");
  }

  private static WindowsPath normal(String text, Directories directories) {
    WindowsPath path = absolute(text, directories);
    path.names.forEach(WindowsPath::checkName);
    return path;
  }

  private static WindowsPath absolute(String text, Directories directories) {
    String device = deviceOf(text);
    if (!device.isEmpty()) {
      return ofDevice(device);
    }
    char drive;
    String rest = text;
    List<String> names = new ArrayList<>();
    if (hasDrive(text)) {
      drive = Character.toUpperCase(text.charAt(0));
      rest = text.substring(2);
      if (rest.isEmpty() || !isSeparator(rest.charAt(0))) {
        addNames(names, directories.current(drive).substring(2));
      }
    } else {
      String current = directories.current((char) 0);
      drive = current.charAt(0);
      if (!isSeparator(text.charAt(0))) {
        addNames(names, current.substring(2));
      }
    }
    addNames(names, rest);
    boolean directory = !rest.isEmpty() && isSeparator(rest.charAt(rest.length() - 1));
    return new WindowsPath(drive, List.copyOf(names), "", directory);
  }

  private static void addNames(List<String> names, String path) {
    String[] parts = path.split("[\\\\/]", -1);
    for (int i = 0; i < parts.length; i++) {
      String raw = parts[i];
      if (raw.equals("..")) {
        if (!names.isEmpty()) {
          names.remove(names.size() - 1);
        }
        continue;
      }
      String n = i == parts.length - 1 ? trimmed(raw) : withoutDot(raw);
      if (!n.isEmpty()) {
        names.add(n);
      }
    }
  }

  /** A name in the middle loses one dot at its end, if it has only one. */
  private static String withoutDot(String name) {
    return name.endsWith(".") && !name.endsWith("..") ? name.substring(0, name.length() - 1) : name;
  }

  /** Without the dots and spaces at the end, which Win32 never sees. */
  private static String trimmed(String name) {
    int end = name.length();
    while (end > 0 && (name.charAt(end - 1) == '.' || name.charAt(end - 1) == ' ')) {
      end--;
    }
    return name.substring(0, end);
  }

  private static void checkName(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (FileNames.isReserved(name.charAt(i))) {
        throw new Win32Exception(Win32.ERROR_INVALID_NAME, "reserved character in " + name);
      }
    }
    if (name.length() > 255) {
      throw new Win32Exception(Win32.ERROR_INVALID_NAME);
    }
  }

  /** The device that a path without prefix names, in whatever directory; empty if none. */
  static String deviceOf(String text) {
    int cut = Math.max(text.lastIndexOf('\\'), text.lastIndexOf('/'));
    String last = text.substring(cut + 1);
    int end = last.length();
    for (char stop : new char[] {'.', ':'}) {
      int at = last.indexOf(stop);
      end = at >= 0 ? Math.min(end, at) : end;
    }
    String name = last.substring(0, end).trim().toUpperCase(Locale.ROOT);
    return DEVICES.contains(name) ? name : "";
  }
}
