package burrow.darwin;

import static burrow.kernel.trace.Formats.FD;
import static burrow.kernel.trace.Formats.HEX;
import static burrow.kernel.trace.Formats.INT;
import static burrow.kernel.trace.Formats.LONG;
import static burrow.kernel.trace.Formats.POINTER;
import static burrow.kernel.trace.Formats.STRING;

import burrow.kernel.Errno;
import burrow.kernel.trace.ArgumentFormat;
import java.util.List;

/** What Burrow does not do yet: child processes and the network. */
final class LaterFunctions {
  private static final String CHILDREN = "child processes are a later issue";
  private static final String NETWORK = "the network is a later issue";

  /** EAI_FAIL of netdb.h: the resolver gives up for good. */
  private static final int EAI_FAIL = 4;

  static final List<DarwinFunction> ROWS =
      List.of(
          children("fork", Errno.ENOSYS).bsd(2),
          children("execve", Errno.ENOSYS, STRING, POINTER, POINTER).bsd(59),
          children("wait4", Errno.ECHILD, INT, POINTER, HEX, POINTER).bsd(7),
          children("waitid", Errno.ECHILD, INT, INT, POINTER, HEX).bsd(173),
          children("ptrace", Errno.EPERM, INT, INT, POINTER, INT).bsd(26),
          children("posix_openpt", Errno.ENXIO, HEX),
          children("grantpt", Errno.ENOTTY, FD),
          children("unlockpt", Errno.ENOTTY, FD),
          DarwinFunction.status(
                  "ptsname_r", PathArguments.failing(Errno.ENOTTY, CHILDREN), FD, POINTER, LONG)
              .unsupported(CHILDREN + "; fails with ENOTTY"),
          // Without a domain there are no sockets, so every other call gets a wrong descriptor.
          network("socket", Errno.EAFNOSUPPORT, INT, HEX, INT).bsd(97),
          network("socketpair", Errno.EAFNOSUPPORT, INT, HEX, INT, POINTER).bsd(135),
          network("bind", Errno.ENOTSOCK, FD, POINTER, INT).bsd(104),
          network("listen", Errno.ENOTSOCK, FD, INT).bsd(106),
          network("accept", Errno.ENOTSOCK, FD, POINTER, POINTER).bsd(30),
          network("connect", Errno.ENOTSOCK, FD, POINTER, INT).bsd(98),
          network("getsockname", Errno.ENOTSOCK, FD, POINTER, POINTER).bsd(32),
          network("getpeername", Errno.ENOTSOCK, FD, POINTER, POINTER).bsd(31),
          network("setsockopt", Errno.ENOTSOCK, FD, INT, INT, POINTER, INT).bsd(105),
          network("getsockopt", Errno.ENOTSOCK, FD, INT, INT, POINTER, POINTER).bsd(118),
          network("shutdown", Errno.ENOTSOCK, FD, INT).bsd(134),
          network("sendto", Errno.ENOTSOCK, FD, POINTER, LONG, HEX, POINTER, INT).bsd(133),
          network("recvfrom", Errno.ENOTSOCK, FD, POINTER, LONG, HEX, POINTER, POINTER).bsd(29),
          network("sendmsg", Errno.ENOTSOCK, FD, POINTER, HEX).bsd(28),
          network("recvmsg", Errno.ENOTSOCK, FD, POINTER, HEX).bsd(27),
          // Go copies by itself where sendfile is refused so.
          network("sendfile", Errno.ENOTSOCK, FD, FD, LONG, POINTER, POINTER, INT).bsd(337),
          resolver("getaddrinfo", STRING, STRING, POINTER, POINTER),
          resolver("getnameinfo", POINTER, INT, POINTER, INT, POINTER, INT, HEX),
          DarwinFunction.of("freeaddrinfo", c -> 0, POINTER),
          DarwinFunction.pointer("gai_strerror", LaterFunctions::resolverError, INT)
              .partial("one text for all errors"),
          network("res_9_ninit", Errno.ENOSYS, POINTER).in("/usr/lib/libresolv.9.dylib"),
          network("res_9_nsearch", Errno.ENOSYS, POINTER, STRING, INT, INT, POINTER, INT)
              .in("/usr/lib/libresolv.9.dylib"),
          DarwinFunction.of("res_9_nclose", c -> 0, POINTER).in("/usr/lib/libresolv.9.dylib"));

  private LaterFunctions() {}

  private static DarwinFunction children(String name, Errno errno, ArgumentFormat... arguments) {
    return later(name, errno, CHILDREN, arguments);
  }

  private static DarwinFunction network(String name, Errno errno, ArgumentFormat... arguments) {
    return later(name, errno, NETWORK, arguments);
  }

  private static DarwinFunction later(
      String name, Errno errno, String why, ArgumentFormat... arguments) {
    return DarwinFunction.of(name, PathArguments.failing(errno, why), arguments)
        .unsupported(why + "; fails with " + errno);
  }

  private static DarwinFunction resolver(String name, ArgumentFormat... arguments) {
    return DarwinFunction.status(name, c -> EAI_FAIL, arguments)
        .unsupported(NETWORK + "; fails with EAI_FAIL");
  }

  /** A text needs guest memory that nobody frees; the name of the process's data will do. */
  private static long resolverError(Call c) {
    return c.process().text("the network is a later issue");
  }
}
