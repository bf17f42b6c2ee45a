package burrow.kernel.file;

/**
 * A terminal of the host. Structures are those of Linux, the same on the architectures Go knows.
 */
public interface Terminal {
  /** Size of struct termios as ioctl TCGETS knows it. */
  int ATTRIBUTE_BYTES = 36;

  /** Size of struct winsize. */
  int WINDOW_BYTES = 8;

  /** When changed attributes take effect. */
  enum When {
    NOW,
    DRAINED,
    FLUSHED
  }

  byte[] attributes();

  void setAttributes(byte[] attributes, When when);

  byte[] windowSize();

  void setWindowSize(byte[] size);

  int foregroundGroup();

  void setForegroundGroup(int group);

  /** tcsendbreak, tcflush, tcflow by their ioctl numbers with an integer argument. */
  void control(int request, int argument);
}
