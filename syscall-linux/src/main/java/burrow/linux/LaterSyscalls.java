package burrow.linux;

import static burrow.kernel.trace.Formats.FD;
import static burrow.kernel.trace.Formats.HEX;
import static burrow.kernel.trace.Formats.INT;
import static burrow.kernel.trace.Formats.LONG;
import static burrow.kernel.trace.Formats.POINTER;
import static burrow.kernel.trace.Formats.STRING;
import static burrow.linux.LinuxFormats.SIGNAL;
import static burrow.linux.Syscall.NONE;

import burrow.kernel.Errno;
import burrow.kernel.trace.ArgumentFormat;
import java.util.List;

/** The rows of what Burrow does not do yet: child processes and the network. */
final class LaterSyscalls {
  private static final String CHILDREN = "child processes are a later issue";
  private static final String NETWORK = "the network is a later issue";

  static final List<Syscall> ROWS =
      List.of(
          children("fork", 57, NONE, Errno.ENOSYS),
          children("vfork", 58, NONE, Errno.ENOSYS),
          children("execve", 59, 221, Errno.ENOSYS, STRING, POINTER, POINTER),
          children("execveat", 322, 281, Errno.ENOSYS, FD, STRING, POINTER, POINTER, HEX),
          children("wait4", 61, 260, Errno.ECHILD, INT, POINTER, HEX, POINTER),
          children("waitid", 247, 95, Errno.ECHILD, INT, INT, POINTER, HEX, POINTER),
          children("pidfd_open", 434, 434, Errno.ENOSYS, INT, HEX),
          children("pidfd_send_signal", 424, 424, Errno.ENOSYS, FD, SIGNAL, POINTER, HEX),
          children("ptrace", 101, 117, Errno.EPERM, INT, INT, POINTER, POINTER),
          // Without a domain there are no sockets, so every other call gets a wrong descriptor.
          network("socket", 41, 198, Errno.EAFNOSUPPORT, INT, HEX, INT),
          network("socketpair", 53, 199, Errno.EAFNOSUPPORT, INT, HEX, INT, POINTER),
          network("bind", 49, 200, Errno.ENOTSOCK, FD, POINTER, INT),
          network("listen", 50, 201, Errno.ENOTSOCK, FD, INT),
          network("accept", 43, 202, Errno.ENOTSOCK, FD, POINTER, POINTER),
          network("accept4", 288, 242, Errno.ENOTSOCK, FD, POINTER, POINTER, HEX),
          network("connect", 42, 203, Errno.ENOTSOCK, FD, POINTER, INT),
          network("getsockname", 51, 204, Errno.ENOTSOCK, FD, POINTER, POINTER),
          network("getpeername", 52, 205, Errno.ENOTSOCK, FD, POINTER, POINTER),
          network("setsockopt", 54, 208, Errno.ENOTSOCK, FD, INT, INT, POINTER, INT),
          network("getsockopt", 55, 209, Errno.ENOTSOCK, FD, INT, INT, POINTER, POINTER),
          network("shutdown", 48, 210, Errno.ENOTSOCK, FD, INT),
          network("sendto", 44, 206, Errno.ENOTSOCK, FD, POINTER, LONG, HEX, POINTER, INT),
          network("recvfrom", 45, 207, Errno.ENOTSOCK, FD, POINTER, LONG, HEX, POINTER, POINTER),
          network("sendmsg", 46, 211, Errno.ENOTSOCK, FD, POINTER, HEX),
          network("recvmsg", 47, 212, Errno.ENOTSOCK, FD, POINTER, HEX),
          network("sendmmsg", 307, 269, Errno.ENOTSOCK, FD, POINTER, INT, HEX),
          network("recvmmsg", 299, 243, Errno.ENOTSOCK, FD, POINTER, INT, HEX, POINTER));

  private LaterSyscalls() {}

  private static Syscall children(
      String name, int amd64, int generic, Errno errno, ArgumentFormat... arguments) {
    return later(name, amd64, generic, errno, CHILDREN, arguments);
  }

  private static Syscall network(
      String name, int amd64, int generic, Errno errno, ArgumentFormat... arguments) {
    return later(name, amd64, generic, errno, NETWORK, arguments);
  }

  private static Syscall later(
      String name, int amd64, int generic, Errno errno, String why, ArgumentFormat... arguments) {
    return Syscall.of(name, amd64, generic, Syscall.failing(errno, why), arguments)
        .unsupported(why + "; fails with " + errno);
  }
}
