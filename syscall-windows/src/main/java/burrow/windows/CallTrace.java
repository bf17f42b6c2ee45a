package burrow.windows;

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
    List<ArgumentFormat> formats = call.function().arguments();
    for (int i = 0; i < formats.size(); i++) {
      inputs.add(formats.get(i).output() ? null : text(formats.get(i), i));
    }
  }

  private String text(ArgumentFormat format, int index) {
    StringBuilder out = new StringBuilder();
    try {
      format.append(out, call, index);
    } catch (GuestFault | burrow.kernel.KernelException e) {
      out.setLength(0);
      Formats.hex(out, call.argument(index));
    }
    return out.toString();
  }

  /** Writes the line of a call that returned, or that was cut off by the end of its thread. */
  void leave(long result, boolean ended) {
    call.setResult(result);
    StringBuilder out = new StringBuilder(call.function().library());
    out.append('!').append(call.function().name()).append('(');
    for (int i = 0; i < inputs.size(); i++) {
      String input = inputs.get(i);
      out.append(i == 0 ? "" : ", ");
      out.append(input != null ? input : text(call.function().arguments().get(i), i));
    }
    out.append(") = ");
    if (ended) {
      out.append('?');
    } else {
      Formats.hex(out, result);
      if (call.error() != 0) {
        out.append(" error ").append(call.error());
      }
    }
    if (!call.detail().isEmpty()) {
      out.append(" [burrow: ").append(call.detail()).append(']');
    }
    tracer.line(call.thread().id(), out);
  }
}
