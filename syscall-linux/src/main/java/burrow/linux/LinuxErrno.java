package burrow.linux;

import burrow.kernel.Errno;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The error numbers of Linux, the same on all architectures that Go runs on here
 * (include/uapi/asm-generic/errno.h).
 */
public final class LinuxErrno {
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
    NUMBERS.put(Errno.EAGAIN, 11);
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
    NUMBERS.put(Errno.EDEADLK, 35);
    NUMBERS.put(Errno.ENAMETOOLONG, 36);
    NUMBERS.put(Errno.ENOLCK, 37);
    NUMBERS.put(Errno.ENOSYS, 38);
    NUMBERS.put(Errno.ENOTEMPTY, 39);
    NUMBERS.put(Errno.ELOOP, 40);
    NUMBERS.put(Errno.ENOMSG, 42);
    NUMBERS.put(Errno.EIDRM, 43);
    NUMBERS.put(Errno.ENODATA, 61);
    NUMBERS.put(Errno.ETIME, 62);
    NUMBERS.put(Errno.EPROTO, 71);
    NUMBERS.put(Errno.EBADMSG, 74);
    NUMBERS.put(Errno.EOVERFLOW, 75);
    NUMBERS.put(Errno.EILSEQ, 84);
    NUMBERS.put(Errno.EUSERS, 87);
    NUMBERS.put(Errno.ENOTSOCK, 88);
    NUMBERS.put(Errno.EDESTADDRREQ, 89);
    NUMBERS.put(Errno.EMSGSIZE, 90);
    NUMBERS.put(Errno.EPROTOTYPE, 91);
    NUMBERS.put(Errno.ENOPROTOOPT, 92);
    NUMBERS.put(Errno.EPROTONOSUPPORT, 93);
    NUMBERS.put(Errno.ESOCKTNOSUPPORT, 94);
    NUMBERS.put(Errno.EOPNOTSUPP, 95);
    NUMBERS.put(Errno.EPFNOSUPPORT, 96);
    NUMBERS.put(Errno.EAFNOSUPPORT, 97);
    NUMBERS.put(Errno.EADDRINUSE, 98);
    NUMBERS.put(Errno.EADDRNOTAVAIL, 99);
    NUMBERS.put(Errno.ENETDOWN, 100);
    NUMBERS.put(Errno.ENETUNREACH, 101);
    NUMBERS.put(Errno.ENETRESET, 102);
    NUMBERS.put(Errno.ECONNABORTED, 103);
    NUMBERS.put(Errno.ECONNRESET, 104);
    NUMBERS.put(Errno.ENOBUFS, 105);
    NUMBERS.put(Errno.EISCONN, 106);
    NUMBERS.put(Errno.ENOTCONN, 107);
    NUMBERS.put(Errno.ESHUTDOWN, 108);
    NUMBERS.put(Errno.ETOOMANYREFS, 109);
    NUMBERS.put(Errno.ETIMEDOUT, 110);
    NUMBERS.put(Errno.ECONNREFUSED, 111);
    NUMBERS.put(Errno.EHOSTDOWN, 112);
    NUMBERS.put(Errno.EHOSTUNREACH, 113);
    NUMBERS.put(Errno.EALREADY, 114);
    NUMBERS.put(Errno.EINPROGRESS, 115);
    NUMBERS.put(Errno.ESTALE, 116);
    NUMBERS.put(Errno.EDQUOT, 122);
    NUMBERS.put(Errno.ECANCELED, 125);
    NUMBERS.put(Errno.EOWNERDEAD, 130);
    NUMBERS.put(Errno.ENOTRECOVERABLE, 131);
  }

  private LinuxErrno() {}

  /** The positive number, 1 to 133. */
  public static int number(Errno errno) {
    Integer n = NUMBERS.get(errno);
    if (n == null) {
      throw new AssertionError("no Linux number for " + errno);
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
