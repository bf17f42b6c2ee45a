package burrow.wasm.wasi;

import burrow.kernel.Errno;
import java.util.EnumMap;
import java.util.Map;

/** Error numbers of WASI preview 1 (witx errno; Go's syscall/tables_wasip1.go). */
final class WasiErrno {
  static final int SUCCESS = 0;
  static final int EFAULT = 21;
  static final int EINTR = 27;
  static final int EIO = 29;
  static final int ENOTCAPABLE = 76;

  private static final Map<Errno, Integer> NUMBERS = new EnumMap<>(Errno.class);

  static {
    String[] names =
        """
        E2BIG EACCES EADDRINUSE EADDRNOTAVAIL EAFNOSUPPORT EAGAIN EALREADY EBADF EBADMSG EBUSY
        ECANCELED ECHILD ECONNABORTED ECONNREFUSED ECONNRESET EDEADLK EDESTADDRREQ EDOM EDQUOT
        EEXIST EFAULT EFBIG EHOSTUNREACH EIDRM EILSEQ EINPROGRESS EINTR EINVAL EIO EISCONN EISDIR
        ELOOP EMFILE EMLINK EMSGSIZE EMULTIHOP ENAMETOOLONG ENETDOWN ENETRESET ENETUNREACH ENFILE
        ENOBUFS ENODEV ENOENT ENOEXEC ENOLCK ENOLINK ENOMEM ENOMSG ENOPROTOOPT ENOSPC ENOSYS
        ENOTCONN ENOTDIR ENOTEMPTY ENOTRECOVERABLE ENOTSOCK ENOTSUP ENOTTY ENXIO EOVERFLOW
        EOWNERDEAD EPERM EPIPE EPROTO EPROTONOSUPPORT EPROTOTYPE ERANGE EROFS ESPIPE ESRCH ESTALE
        ETIMEDOUT ETXTBSY EXDEV
        """
            .strip()
            .split("\\s+");
    for (int i = 0; i < names.length; i++) {
      String name = names[i].equals("ENOTSUP") ? "EOPNOTSUPP" : names[i];
      for (Errno e : Errno.values()) {
        if (e.name().equals(name)) {
          NUMBERS.put(e, i + 1);
        }
      }
    }
  }

  private WasiErrno() {}

  /** The number; what WASI has no number for is EIO. */
  static int number(Errno errno) {
    return NUMBERS.getOrDefault(errno, EIO);
  }
}
