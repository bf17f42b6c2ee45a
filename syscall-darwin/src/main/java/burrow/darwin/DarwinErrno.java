package burrow.darwin;

import burrow.kernel.Errno;
import burrow.kernel.ErrnoTable;
import java.util.EnumMap;
import java.util.Map;

/** The error numbers of macOS (sys/errno.h; Go's syscall/zerrors_darwin_*.go states the same). */
public final class DarwinErrno {
  private static final ErrnoTable TABLE = new ErrnoTable("macOS", numbers());

  private DarwinErrno() {}

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
    n.put(Errno.EAGAIN, 35);
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
    n.put(Errno.EDEADLK, 11);
    n.put(Errno.ENAMETOOLONG, 63);
    n.put(Errno.ENOLCK, 77);
    n.put(Errno.ENOSYS, 78);
    n.put(Errno.ENOTEMPTY, 66);
    n.put(Errno.ELOOP, 62);
    n.put(Errno.ENOMSG, 91);
    n.put(Errno.EIDRM, 90);
    n.put(Errno.ENODATA, 96);
    n.put(Errno.ETIME, 101);
    n.put(Errno.EPROTO, 100);
    n.put(Errno.EBADMSG, 94);
    n.put(Errno.EOVERFLOW, 84);
    n.put(Errno.EILSEQ, 92);
    n.put(Errno.EUSERS, 68);
    n.put(Errno.ENOTSOCK, 38);
    n.put(Errno.EDESTADDRREQ, 39);
    n.put(Errno.EMSGSIZE, 40);
    n.put(Errno.EPROTOTYPE, 41);
    n.put(Errno.ENOPROTOOPT, 42);
    n.put(Errno.EPROTONOSUPPORT, 43);
    n.put(Errno.ESOCKTNOSUPPORT, 44);
    n.put(Errno.EOPNOTSUPP, 45);
    n.put(Errno.EPFNOSUPPORT, 46);
    n.put(Errno.EAFNOSUPPORT, 47);
    n.put(Errno.EADDRINUSE, 48);
    n.put(Errno.EADDRNOTAVAIL, 49);
    n.put(Errno.ENETDOWN, 50);
    n.put(Errno.ENETUNREACH, 51);
    n.put(Errno.ENETRESET, 52);
    n.put(Errno.ECONNABORTED, 53);
    n.put(Errno.ECONNRESET, 54);
    n.put(Errno.ENOBUFS, 55);
    n.put(Errno.EISCONN, 56);
    n.put(Errno.ENOTCONN, 57);
    n.put(Errno.ESHUTDOWN, 58);
    n.put(Errno.ETOOMANYREFS, 59);
    n.put(Errno.ETIMEDOUT, 60);
    n.put(Errno.ECONNREFUSED, 61);
    n.put(Errno.EHOSTDOWN, 64);
    n.put(Errno.EHOSTUNREACH, 65);
    n.put(Errno.EALREADY, 37);
    n.put(Errno.EINPROGRESS, 36);
    n.put(Errno.ESTALE, 70);
    n.put(Errno.EDQUOT, 69);
    n.put(Errno.ECANCELED, 89);
    n.put(Errno.EOWNERDEAD, 105);
    n.put(Errno.ENOTRECOVERABLE, 104);
    return n;
  }

  /** The positive number, 1 to 106; ENOTSUP stands for EOPNOTSUPP, as file calls answer it. */
  public static int number(Errno errno) {
    return TABLE.number(errno);
  }
}
