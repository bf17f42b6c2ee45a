package burrow.windows;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.call.HostFunction.Handler;
import burrow.machine.GuestFault;

/**
 * How functions report failure where it is not zero with GetLastError: wrappers around handlers.
 */
final class Returns {
  private Returns() {}

  /** INVALID_HANDLE_VALUE or any other value, with GetLastError. */
  static Handler<Call> onFailure(long value, Handler<Call> handler) {
    return c -> {
      try {
        return handler.handle(c);
      } catch (Win32Exception e) {
        return fail(c, e.code(), e.detail(), value);
      } catch (StatusException e) {
        return fail(c, Errors.win32OfStatus(e.status()), e.detail(), value);
      } catch (KernelException e) {
        return fail(c, Errors.win32(e.errno()), e.detail(), value);
      } catch (GuestFault e) {
        return fail(c, Win32.ERROR_NOACCESS, "", value);
      }
    };
  }

  private static long fail(Call c, int code, String detail, long value) {
    c.setLastError(code);
    c.setDetail(detail);
    return value;
  }

  /** The Win32 error itself is the result; 0 is success (registry). */
  static Handler<Call> code(Handler<Call> handler) {
    return c -> {
      try {
        return handler.handle(c);
      } catch (Win32Exception e) {
        c.setDetail(e.detail());
        return e.code();
      } catch (KernelException e) {
        c.setDetail(e.detail());
        return Errors.win32(e.errno());
      } catch (GuestFault e) {
        return Win32.ERROR_NOACCESS;
      }
    };
  }

  /** An NTSTATUS is the result (Nt and Rtl functions). */
  static Handler<Call> status(Handler<Call> handler) {
    return c -> {
      try {
        return handler.handle(c) & 0xffff_ffffL;
      } catch (StatusException e) {
        c.setDetail(e.detail());
        return e.status() & 0xffff_ffffL;
      } catch (Win32Exception e) {
        c.setDetail(e.detail());
        return Errors.statusOf(e.code()) & 0xffff_ffffL;
      } catch (KernelException e) {
        c.setDetail(e.detail());
        return statusOf(e.errno()) & 0xffff_ffffL;
      } catch (GuestFault e) {
        return Win32.STATUS_ACCESS_VIOLATION & 0xffff_ffffL;
      }
    };
  }

  private static int statusOf(Errno errno) {
    return errno == Errno.ENOTDIR ? 0xC000_0103 : Errors.statusOf(Errors.win32(errno));
  }
}
