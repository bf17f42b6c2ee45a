package burrow.wasm;

import burrow.kernel.Errno;
import burrow.kernel.call.HostFunction;
import burrow.kernel.trace.ArgumentFormat;
import burrow.kernel.trace.Formats;
import burrow.kernel.trace.Tracer;
import burrow.machine.GuestFault;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The trace line of one call: what it reads is decoded before, what it has stored after it. */
public final class CallTrace {
  private final Tracer tracer;
  private final HostFunction<? extends WasmCall> function;
  private final WasmCall call;
  private final List<@Nullable String> inputs = new ArrayList<>();

  private CallTrace(Tracer tracer, HostFunction<? extends WasmCall> function, WasmCall call) {
    this.tracer = tracer;
    this.function = function;
    this.call = call;
  }

  /** Decodes the arguments; null if nothing is traced. */
  public static @Nullable CallTrace enter(
      HostFunction<? extends WasmCall> function, WasmCall call) {
    Tracer tracer = call.process().tracer();
    if (tracer == null) {
      return null;
    }
    CallTrace t = new CallTrace(tracer, function, call);
    List<ArgumentFormat> formats = function.arguments();
    for (int i = 0; i < formats.size(); i++) {
      t.inputs.add(formats.get(i).output() ? null : t.text(i));
    }
    return t;
  }

  private String text(int index) {
    StringBuilder out = new StringBuilder();
    try {
      function.arguments().get(index).append(out, call, index);
    } catch (GuestFault e) {
      out.setLength(0);
      Formats.hex(out, call.argument(index));
    }
    return out.toString();
  }

  private StringBuilder line() {
    StringBuilder out = new StringBuilder(function.name()).append('(');
    for (int i = 0; i < inputs.size(); i++) {
      String input = inputs.get(i);
      out.append(i == 0 ? "" : ", ").append(input != null ? input : text(i));
    }
    return out.append(") = ");
  }

  /** The call returned a value. */
  public void returned(String result) {
    tracer.line(call.thread().id(), line().append(result));
  }

  /** The call failed. */
  public void failed(Errno errno, String detail) {
    call.setResult(-1);
    StringBuilder out = line().append("-1 ").append(errno.name());
    out.append(" (").append(errno.message()).append(')');
    if (!detail.isEmpty()) {
      out.append(" [burrow: ").append(detail).append(']');
    }
    tracer.line(call.thread().id(), out);
  }

  /** The call does not return. */
  public void left() {
    tracer.line(call.thread().id(), line().append('?'));
  }
}
