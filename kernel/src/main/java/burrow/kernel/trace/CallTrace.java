package burrow.kernel.trace;

import burrow.kernel.Errno;
import burrow.machine.GuestFault;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes one thread's calls to the trace: arguments decoded before, results after the call. */
public final class CallTrace {
  private final Tracer tracer;
  private final TracedCall call;
  private final List<@Nullable String> inputs = new ArrayList<>();
  private String name = "";
  private List<ArgumentFormat> formats = List.of();
  private Result result = Result.DECIMAL;

  /** How a result is shown. */
  public enum Result {
    DECIMAL,
    HEX,
    /** The call does not return. */
    NONE
  }

  /**
   * @param call the one object that all calls of the thread use in turn
   */
  public CallTrace(Tracer tracer, TracedCall call) {
    this.tracer = tracer;
    this.call = call;
  }

  /** A call begins: decodes what it reads, before that may change. */
  public void enter(String callName, List<ArgumentFormat> arguments, Result shown) {
    name = callName;
    formats = arguments;
    result = shown;
    inputs.clear();
    for (int i = 0; i < formats.size(); i++) {
      inputs.add(formats.get(i).output() ? null : text(formats.get(i), i));
    }
    if (shown == Result.NONE) {
      write(callText().append(" = ?"));
    }
  }

  private void write(StringBuilder text) {
    tracer.line(call.thread().id(), text);
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
    StringBuilder out = new StringBuilder(name).append('(');
    for (int i = 0; i < inputs.size(); i++) {
      String input = inputs.get(i);
      out.append(i == 0 ? "" : ", ");
      out.append(input != null ? input : text(formats.get(i), i));
    }
    return out.append(')');
  }

  /** The call succeeded; {@link TracedCall#result} tells with what. */
  public void returned() {
    if (result == Result.NONE) {
      return;
    }
    StringBuilder out = callText().append(" = ");
    if (result == Result.HEX) {
      Formats.hex(out, call.result());
    } else {
      out.append(call.result());
    }
    write(out);
  }

  /**
   * The call failed; {@link TracedCall#result} is negative.
   *
   * @param number what is shown if the error has no name
   * @param detail why Burrow failed the call, if it has more to say than the errno
   */
  public void failed(@Nullable Errno errno, long number, String detail) {
    StringBuilder out = callText().append(" = -1 ");
    if (errno == null) {
      out.append("errno ").append(number);
    } else {
      out.append(errno.name()).append(" (").append(errno.message()).append(')');
    }
    if (!detail.isEmpty()) {
      out.append(" [burrow: ").append(detail).append(']');
    }
    write(out);
  }

  /** The call was cut off by the end of its thread. */
  public void cutOff() {
    if (result != Result.NONE) {
      write(callText().append(" = ?"));
    }
  }

  /** A handler interrupted the call, which will be made again; the result is negative. */
  public void restarted() {
    write(callText().append(" = ? (to be restarted)"));
  }
}
