package burrow.linux;

import burrow.kernel.Errno;
import burrow.kernel.trace.ArgumentFormat;
import burrow.kernel.trace.Formats;
import burrow.kernel.trace.Tracer;
import burrow.machine.GuestFault;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes one thread's calls to the trace: arguments decoded before, results after the call. */
final class CallTrace {
  private final Tracer tracer;
  private final Call call;
  private final List<@Nullable String> inputs = new ArrayList<>();

  CallTrace(Tracer tracer, Call call) {
    this.tracer = tracer;
    this.call = call;
  }

  /** Decodes what the call reads, before it may change. */
  void enter() {
    inputs.clear();
    Syscall syscall = call.syscall();
    if (syscall == null) {
      return;
    }
    List<ArgumentFormat> formats = syscall.arguments();
    for (int i = 0; i < formats.size(); i++) {
      inputs.add(formats.get(i).output() ? null : text(formats.get(i), i));
    }
    if (syscall.result() == Syscall.Result.NONE) {
      tracer.line(call.thread().id(), callText().append(" = ?"));
    }
  }

  private String text(ArgumentFormat format, int index) {
    StringBuilder out = new StringBuilder();
    try {
      format.append(out, call, index);
    } catch (GuestFault e) {
      out.setLength(0);
      Formats.hex(out, call.argument(index));
    }
    return out.toString();
  }

  private StringBuilder callText() {
    Syscall syscall = call.syscall();
    if (syscall == null) {
      return unknown();
    }
    StringBuilder out = new StringBuilder(syscall.name()).append('(');
    for (int i = 0; i < inputs.size(); i++) {
      String input = inputs.get(i);
      out.append(i == 0 ? "" : ", ");
      out.append(input != null ? input : text(syscall.arguments().get(i), i));
    }
    return out.append(')');
  }

  private StringBuilder unknown() {
    StringBuilder out = new StringBuilder("syscall_").append(call.number()).append('(');
    for (int i = 0; i < 6; i++) {
      out.append(i == 0 ? "" : ", ");
      Formats.hex(out, call.argument(i));
    }
    return out.append(')');
  }

  /**
   * Writes the line of a call that returned, or that was cut off by the end of its thread.
   *
   * @param detail why Burrow failed the call, if it has more to say than the errno
   */
  void leave(long result, String detail, boolean ended) {
    Syscall syscall = call.syscall();
    if (syscall != null && syscall.result() == Syscall.Result.NONE && !isError(result)) {
      return;
    }
    call.setResult(result);
    StringBuilder out = callText().append(" = ");
    if (ended) {
      out.append('?');
    } else if (isError(result)) {
      Errno errno = LinuxErrno.of((int) -result);
      out.append("-1 ");
      if (errno == null) {
        out.append("errno ").append(-result);
      } else {
        out.append(errno.name()).append(" (").append(errno.message()).append(')');
      }
    } else if (syscall != null && syscall.result() == Syscall.Result.HEX) {
      Formats.hex(out, result);
    } else {
      out.append(result);
    }
    if (!detail.isEmpty()) {
      out.append(" [burrow: ").append(detail).append(']');
    }
    tracer.line(call.thread().id(), out);
  }

  private static boolean isError(long result) {
    return result < 0 && result > -4096;
  }

  /** Writes the line of a call that a handler interrupted and that will be made again. */
  void restarted() {
    call.setResult(-1);
    tracer.line(call.thread().id(), callText().append(" = ? (to be restarted)"));
  }
}
