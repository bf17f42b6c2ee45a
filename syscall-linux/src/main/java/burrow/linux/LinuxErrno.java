package burrow.linux;

import burrow.kernel.Errno;
import burrow.kernel.ErrnoTable;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The error numbers of Linux, the same on all architectures that Go runs on here
 * (include/uapi/asm-generic/errno.h).
 */
public final class LinuxErrno {
  private static final ErrnoTable TABLE = new ErrnoTable("Linux", numbers());

  private LinuxErrno() {}

  private static Map<Errno, Integer> numbers() {
    Map<Errno, Integer> n = new EnumMap<>(Errno.class);
    n.put(Errno.EPERM, 1);
    n.put(Errno.ENOENT, 2);
    n.put(Errno.ESRCH, 3);
    n.put(Errno.EINTR, 4);
    n.put(Errno.EIO, 5);
    n.put(Errno.ENXIO, 6);
    n.put(Errno.E2BIG, 7);
    n.put(Errno.ENOEXEC, 8);
    n.put(Errno.EBADF, 9);
    n.put(Errno.ECHILD, 10);
    n.put(Errno.EAGAIN, 11);
    n.put(Errno.ENOMEM, 12);
    n.put(Errno.EACCES, 13);
    n.put(Errno.EFAULT, 14);
    n.put(Errno.ENOTBLK, 15);
    n.put(Errno.EBUSY, 16);
    n.put(Errno.EEXIST, 17);
    n.put(Errno.EXDEV, 18);
    n.put(Errno.ENODEV, 19);
    n.put(Errno.ENOTDIR, 20);
    n.put(Errno.EISDIR, 21);
    n.put(Errno.EINVAL, 22);
    n.put(Errno.ENFILE, 23);
    n.put(Errno.EMFILE, 24);
    n.put(Errno.ENOTTY, 25);
    n.put(Errno.ETXTBSY, 26);
    n.put(Errno.EFBIG, 27);
    n.put(Errno.ENOSPC, 28);
    n.put(Errno.ESPIPE, 29);
    n.put(Errno.EROFS, 30);
    n.put(Errno.EMLINK, 31);
    n.put(Errno.EPIPE, 32);
    n.put(Errno.EDOM, 33);
    n.put(Errno.ERANGE, 34);
    n.put(Errno.EDEADLK, 35);
    n.put(Errno.ENAMETOOLONG, 36);
    n.put(Errno.ENOLCK, 37);
    n.put(Errno.ENOSYS, 38);
    n.put(Errno.ENOTEMPTY, 39);
    n.put(Errno.ELOOP, 40);
    n.put(Errno.ENOMSG, 42);
    n.put(Errno.EIDRM, 43);
    n.put(Errno.ENODATA, 61);
    n.put(Errno.ETIME, 62);
    n.put(Errno.EPROTO, 71);
    n.put(Errno.EBADMSG, 74);
    n.put(Errno.EOVERFLOW, 75);
    n.put(Errno.EILSEQ, 84);
    n.put(Errno.EUSERS, 87);
    n.put(Errno.ENOTSOCK, 88);
    n.put(Errno.EDESTADDRREQ, 89);
    n.put(Errno.EMSGSIZE, 90);
    n.put(Errno.EPROTOTYPE, 91);
    n.put(Errno.ENOPROTOOPT, 92);
    n.put(Errno.EPROTONOSUPPORT, 93);
    n.put(Errno.ESOCKTNOSUPPORT, 94);
    n.put(Errno.EOPNOTSUPP, 95);
    n.put(Errno.EPFNOSUPPORT, 96);
    n.put(Errno.EAFNOSUPPORT, 97);
    n.put(Errno.EADDRINUSE, 98);
    n.put(Errno.EADDRNOTAVAIL, 99);
    n.put(Errno.ENETDOWN, 100);
    n.put(Errno.ENETUNREACH, 101);
    n.put(Errno.ENETRESET, 102);
    n.put(Errno.ECONNABORTED, 103);
    n.put(Errno.ECONNRESET, 104);
    n.put(Errno.ENOBUFS, 105);
    n.put(Errno.EISCONN, 106);
    n.put(Errno.ENOTCONN, 107);
    n.put(Errno.ESHUTDOWN, 108);
    n.put(Errno.ETOOMANYREFS, 109);
    n.put(Errno.ETIMEDOUT, 110);
    n.put(Errno.ECONNREFUSED, 111);
    n.put(Errno.EHOSTDOWN, 112);
    n.put(Errno.EHOSTUNREACH, 113);
    n.put(Errno.EALREADY, 114);
    n.put(Errno.EINPROGRESS, 115);
    n.put(Errno.ESTALE, 116);
    n.put(Errno.EDQUOT, 122);
    n.put(Errno.ECANCELED, 125);
    n.put(Errno.EOWNERDEAD, 130);
    n.put(Errno.ENOTRECOVERABLE, 131);
    return n;
  }

  /** The positive number, 1 to 133. */
  public static int number(Errno errno) {
    return TABLE.number(errno);
  }

  /** The name of a number, or null if none is known. */
  public static @Nullable Errno of(int number) {
    return TABLE.of(number);
  }
}
