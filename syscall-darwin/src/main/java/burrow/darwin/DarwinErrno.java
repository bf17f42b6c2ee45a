package burrow.darwin;

import burrow.kernel.Errno;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The error numbers of macOS (sys/errno.h; Go's syscall/zerrors_darwin_*.go states the same). */
public final class DarwinErrno {
  private static final Map<Errno, Integer> NUMBERS = new EnumMap<>(Errno.class);

  static {
    NUMBERS.put(Errno.EPERM, 1);
    NUMBERS.put(Errno.ENOENT, 2);
    NUMBERS.put(Errno.ESRCH, 3);
    NUMBERS.put(Errno.EINTR, 4);
    NUMBERS.put(Errno.EIO, 5);
    NUMBERS.put(Errno.ENXIO, 6);
    NUMBERS.put(Errno.E2BIG, 7);
    NUMBERS.put(Errno.ENOEXEC, 8);
    NUMBERS.put(Errno.EBADF, 9);
    NUMBERS.put(Errno.ECHILD, 10);
    NUMBERS.put(Errno.EAGAIN, 35);
    NUMBERS.put(Errno.ENOMEM, 12);
    NUMBERS.put(Errno.EACCES, 13);
    NUMBERS.put(Errno.EFAULT, 14);
    NUMBERS.put(Errno.ENOTBLK, 15);
    NUMBERS.put(Errno.EBUSY, 16);
    NUMBERS.put(Errno.EEXIST, 17);
    NUMBERS.put(Errno.EXDEV, 18);
    NUMBERS.put(Errno.ENODEV, 19);
    NUMBERS.put(Errno.ENOTDIR, 20);
    NUMBERS.put(Errno.EISDIR, 21);
    NUMBERS.put(Errno.EINVAL, 22);
    NUMBERS.put(Errno.ENFILE, 23);
    NUMBERS.put(Errno.EMFILE, 24);
    NUMBERS.put(Errno.ENOTTY, 25);
    NUMBERS.put(Errno.ETXTBSY, 26);
    NUMBERS.put(Errno.EFBIG, 27);
    NUMBERS.put(Errno.ENOSPC, 28);
    NUMBERS.put(Errno.ESPIPE, 29);
    NUMBERS.put(Errno.EROFS, 30);
    NUMBERS.put(Errno.EMLINK, 31);
    NUMBERS.put(Errno.EPIPE, 32);
    NUMBERS.put(Errno.EDOM, 33);
    NUMBERS.put(Errno.ERANGE, 34);
    NUMBERS.put(Errno.EDEADLK, 11);
    NUMBERS.put(Errno.ENAMETOOLONG, 63);
    NUMBERS.put(Errno.ENOLCK, 77);
    NUMBERS.put(Errno.ENOSYS, 78);
    NUMBERS.put(Errno.ENOTEMPTY, 66);
    NUMBERS.put(Errno.ELOOP, 62);
    NUMBERS.put(Errno.ENOMSG, 91);
    NUMBERS.put(Errno.EIDRM, 90);
    NUMBERS.put(Errno.ENODATA, 96);
    NUMBERS.put(Errno.ETIME, 101);
    NUMBERS.put(Errno.EPROTO, 100);
    NUMBERS.put(Errno.EBADMSG, 94);
    NUMBERS.put(Errno.EOVERFLOW, 84);
    NUMBERS.put(Errno.EILSEQ, 92);
    NUMBERS.put(Errno.EUSERS, 68);
    NUMBERS.put(Errno.ENOTSOCK, 38);
    NUMBERS.put(Errno.EDESTADDRREQ, 39);
    NUMBERS.put(Errno.EMSGSIZE, 40);
    NUMBERS.put(Errno.EPROTOTYPE, 41);
    NUMBERS.put(Errno.ENOPROTOOPT, 42);
    NUMBERS.put(Errno.EPROTONOSUPPORT, 43);
    NUMBERS.put(Errno.ESOCKTNOSUPPORT, 44);
    NUMBERS.put(Errno.EOPNOTSUPP, 45);
    NUMBERS.put(Errno.EPFNOSUPPORT, 46);
    NUMBERS.put(Errno.EAFNOSUPPORT, 47);
    NUMBERS.put(Errno.EADDRINUSE, 48);
    NUMBERS.put(Errno.EADDRNOTAVAIL, 49);
    NUMBERS.put(Errno.ENETDOWN, 50);
    NUMBERS.put(Errno.ENETUNREACH, 51);
    NUMBERS.put(Errno.ENETRESET, 52);
    NUMBERS.put(Errno.ECONNABORTED, 53);
    NUMBERS.put(Errno.ECONNRESET, 54);
    NUMBERS.put(Errno.ENOBUFS, 55);
    NUMBERS.put(Errno.EISCONN, 56);
    NUMBERS.put(Errno.ENOTCONN, 57);
    NUMBERS.put(Errno.ESHUTDOWN, 58);
    NUMBERS.put(Errno.ETOOMANYREFS, 59);
    NUMBERS.put(Errno.ETIMEDOUT, 60);
    NUMBERS.put(Errno.ECONNREFUSED, 61);
    NUMBERS.put(Errno.EHOSTDOWN, 64);
    NUMBERS.put(Errno.EHOSTUNREACH, 65);
    NUMBERS.put(Errno.EALREADY, 37);
    NUMBERS.put(Errno.EINPROGRESS, 36);
    NUMBERS.put(Errno.ESTALE, 70);
    NUMBERS.put(Errno.EDQUOT, 69);
    NUMBERS.put(Errno.ECANCELED, 89);
    NUMBERS.put(Errno.EOWNERDEAD, 105);
    NUMBERS.put(Errno.ENOTRECOVERABLE, 104);
  }

  private DarwinErrno() {}

  /** The positive number, 1 to 106; ENOTSUP stands for EOPNOTSUPP, as file calls answer it. */
  public static int number(Errno errno) {
    Integer n = NUMBERS.get(errno);
    if (n == null) {
      throw new AssertionError("no macOS number for " + errno);
    }
    return n;
  }

  /** The name of a number, or null if none is known. */
  public static @Nullable Errno of(int number) {
    for (Map.Entry<Errno, Integer> e : NUMBERS.entrySet()) {
      if (e.getValue() == number) {
        return e.getKey();
      }
    }
    return null;
  }
}
