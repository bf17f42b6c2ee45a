package burrow.windows;

/** The Windows that programs are told they run on: Windows 10 22H2. */
final class Version {
  static final int MAJOR = 10;
  static final int MINOR = 0;
  static final int BUILD = 19045;

  private Version() {}
}
