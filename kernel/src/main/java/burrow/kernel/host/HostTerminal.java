package burrow.kernel.host;

import burrow.kernel.file.Terminal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A terminal of a Linux host, whose structures are the kernel's. */
final class HostTerminal implements Terminal {
  static final int TCGETS = 0x5401;
  private static final int TCSETS = 0x5402;
  private static final int TCSETSW = 0x5403;
  private static final int TCSETSF = 0x5404;
  private static final int TIOCGPGRP = 0x540f;
  private static final int TIOCSPGRP = 0x5410;
  private static final int TIOCGWINSZ = 0x5413;
  private static final int TIOCSWINSZ = 0x5414;

  private final int fd;

  HostTerminal(int fd) {
    this.fd = fd;
  }

  @Override
  public byte[] attributes() {
    byte[] b = new byte[ATTRIBUTE_BYTES];
    Posix.control(fd, TCGETS, b);
    return b;
  }

  @Override
  public void setAttributes(byte[] attributes, When when) {
    int request =
        switch (when) {
          case NOW -> TCSETS;
          case DRAINED -> TCSETSW;
          case FLUSHED -> TCSETSF;
        };
    Posix.control(fd, request, attributes.clone());
  }

  @Override
  public byte[] windowSize() {
    byte[] b = new byte[WINDOW_BYTES];
    Posix.control(fd, TIOCGWINSZ, b);
    return b;
  }

  @Override
  public void setWindowSize(byte[] size) {
    Posix.control(fd, TIOCSWINSZ, size.clone());
  }

  @Override
  public int foregroundGroup() {
    byte[] b = new byte[4];
    Posix.control(fd, TIOCGPGRP, b);
    return ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  @Override
  public void setForegroundGroup(int group) {
    byte[] b = new byte[4];
    ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN).putInt(group);
    Posix.control(fd, TIOCSPGRP, b);
  }

  @Override
  public void control(int request, int argument) {
    Posix.control(fd, request, argument);
  }
}
