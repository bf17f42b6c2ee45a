package burrow.windows;

/** Paths as Windows spells them. */
final class WindowsPath {
  private WindowsPath() {}

  /** The Windows spelling of an absolute path of a drive's tree. */
  static String ofHost(char drive, String path) {
    return drive + ":" + (path.isEmpty() ? "\\" : path.replace('/', '\\'));
  }
}
