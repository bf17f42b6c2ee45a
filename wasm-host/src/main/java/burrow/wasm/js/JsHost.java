package burrow.wasm.js;

import burrow.kernel.Errno;
import burrow.kernel.call.HostFunction;
import burrow.machine.AddressSpace;
import burrow.machine.GuestFault;
import burrow.machine.ProgramImage.Import;
import burrow.machine.WasmFacts;
import burrow.wasm.CallTrace;
import burrow.wasm.GuestExit;
import burrow.wasm.Imports;
import burrow.wasm.WasmPersonality.Host;
import burrow.wasm.WasmPersonality.WasmThreadSource;
import burrow.wasm.WasmThread;
import burrow.wasm.run.ImportedFunction;
import burrow.wasm.run.WasmInstance;
import burrow.wasm.run.WasmTrap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The host side of js/wasm: what wasm_exec.js and Node are otherwise. */
public final class JsHost implements Host {
  private static final String OLD_MODULE = "go";
  private static final long ARGUMENTS_START = 4096;

  /** The linker puts data behind this. */
  private static final long ARGUMENTS_END = 4096 + 8192;

  private static final String PENDING = "_pendingEvent";

  private final JsObject go = new JsObject("Go");
  private final JsObject global = new JsObject("globalThis");
  private final JsRefs refs = new JsRefs(global, go);
  private @Nullable EventLoop loop;
  private WasmInstance.@Nullable Exported resume;
  private WasmInstance.@Nullable Exported getsp;

  JsRefs refs() {
    return refs;
  }

  EventLoop loop() {
    EventLoop l = loop;
    if (l == null) {
      throw new IllegalStateException("before the start");
    }
    return l;
  }

  /** Go's stack pointer now. */
  int stackPointer() {
    return getsp == null ? 0 : getsp.call();
  }

  // ---- binding ----

  @Override
  public ImportedFunction bind(
      WasmThreadSource thread, Import imported, WasmFacts.Signature signature) {
    boolean ours =
        imported.library().equals(JsTable.MODULE) || imported.library().equals(OLD_MODULE);
    HostFunction<JsCall> row = ours ? JsTable.find(imported.name()) : null;
    if (row == null) {
      return Imports.missing(thread, imported, signature);
    }
    Imports.requireSignature(imported, signature, "(I)V");
    return arguments -> call(row, new JsCall(this, thread.get(), arguments));
  }

  private static long call(HostFunction<JsCall> row, JsCall call) {
    CallTrace trace = CallTrace.enter(row, call);
    try {
      row.handler().handle(call);
      if (trace != null) {
        trace.returned(call.shown().isEmpty() ? "0" : call.shown());
      }
      return 0;
    } catch (JsThrow e) {
      throw new WasmTrap("uncaught JavaScript exception in " + row.name() + ": " + e.getMessage());
    } catch (GuestFault e) {
      if (trace != null) {
        trace.failed(Errno.EFAULT, "");
      }
      throw new WasmTrap(row.name() + ": " + e.getMessage());
    } catch (GuestExit e) {
      if (trace != null) {
        trace.left();
      }
      throw e;
    }
  }

  // ---- running ----

  @Override
  public void run(WasmThread thread) {
    WasmInstance instance = thread.process().instance();
    getsp = instance.exported("getsp");
    WasmInstance.Exported resumer = instance.exported("resume");
    resume = resumer;
    EventLoop events = new EventLoop(thread, resumer::call);
    loop = events;
    go.set(PENDING, Js.NULL);
    go.method("_makeFuncWrapper", (self, a) -> wrapper(Js.argument(a, 0)));
    JsGlobals.fill(global, thread, this);

    List<String> arguments = thread.process().arguments();
    long argv = storeArguments(thread, arguments, thread.process().environment());
    instance.exported("run").call(arguments.size(), (int) argv);
    while (events.turn()) {
      // Go ends by its own exit call, which unwinds through here.
    }
    // Nothing will ever happen again: Go reports the deadlock.
    JsObject event = new JsObject("event");
    event.set("id", Js.number(0));
    go.set(PENDING, event);
    resumer.call();
    throw new WasmTrap("the event loop ran dry, and the program did not end");
  }

  /** The function by which JavaScript calls a function of Go. */
  private JsFunction wrapper(Object id) {
    return new JsFunction(
        "func" + Js.text(id),
        (self, arguments) -> {
          JsObject event = new JsObject("event");
          event.set("id", id);
          event.set("this", self);
          event.set("args", new JsArray(List.of(arguments)));
          go.set(PENDING, event);
          if (resume != null) {
            resume.call();
          }
          return event.get("result");
        });
  }

  /**
   * Stores arguments and environment where Go looks for them: the strings, each at a multiple of 8,
   * then pointers to them, a 0 behind each list.
   *
   * @return where the pointers stand
   */
  private static long storeArguments(
      WasmThread thread, List<String> arguments, List<String> environment) {
    AddressSpace memory = thread.cpu().memory;
    long at = ARGUMENTS_START;
    List<Long> pointers = new ArrayList<>();
    for (List<String> list : List.of(arguments, environment)) {
      for (String s : list) {
        byte[] b = s.getBytes(StandardCharsets.UTF_8);
        if (at + b.length + 1 >= ARGUMENTS_END) {
          throw tooLong(thread);
        }
        memory.write(at, b);
        memory.writeByte(at + b.length, 0);
        pointers.add(at);
        at = at + b.length + 1 + 7 & -8;
      }
      pointers.add(0L);
    }
    if (at + 8L * pointers.size() >= ARGUMENTS_END) {
      throw tooLong(thread);
    }
    for (int i = 0; i < pointers.size(); i++) {
      memory.writeLong(at + 8L * i, pointers.get(i));
    }
    return at;
  }

  private static GuestExit tooLong(WasmThread thread) {
    thread
        .process()
        .setLastWords(
            "total length of command line and environment variables exceeds limit (8192 bytes)");
    return new GuestExit(1);
  }
}
