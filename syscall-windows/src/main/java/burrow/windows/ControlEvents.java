package burrow.windows;

import burrow.kernel.process.ExitStatus;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Ctrl-C and the other events of a console. Each comes on a thread of its own, which asks the
 * functions that SetConsoleCtrlHandler has registered, the last one first, until one says that it
 * has handled the event; if none does, the process ends.
 */
public final class ControlEvents {
  public static final int CTRL_C = 0;
  public static final int CTRL_BREAK = 1;
  public static final int CLOSE = 2;
  public static final int LOGOFF = 5;
  public static final int SHUTDOWN = 6;

  private static final int SIGHUP = 1;
  private static final int SIGTERM = 15;

  private final WindowsProcess process;
  private final CopyOnWriteArrayList<Long> functions = new CopyOnWriteArrayList<>();
  private final long arrival;
  private final long functionReturn;
  private volatile boolean ignoresControlC;

  ControlEvents(WindowsProcess process) {
    this.process = process;
    this.arrival = process.gates().add(t -> t.controlRoutine().begin(t));
    this.functionReturn = process.gates().add(t -> t.controlRoutine().answered(t));
  }

  // ---- SetConsoleCtrlHandler ----

  void add(long function) {
    functions.add(0, function);
  }

  /**
   * Removes the function once.
   *
   * @return false if it is not there
   */
  boolean remove(long function) {
    return functions.remove(function);
  }

  /** Whether Ctrl-C does nothing. */
  public void ignoreControlC(boolean ignore) {
    ignoresControlC = ignore;
  }

  // ---- events ----

  /** The event happens, on a new thread; the caller may be any thread of the JVM. */
  public void raise(int event) {
    if (process.isEnding() || event == CTRL_C && ignoresControlC) {
      return;
    }
    WindowsThread t = process.newThread(0, arrival, 0);
    t.setControlRoutine(new Routine(event, List.copyOf(functions)));
    t.start();
  }

  /** What the thread of one event does. */
  final class Routine {
    private final int event;
    private final Iterator<Long> left;

    private Routine(int event, List<Long> functions) {
      this.event = event;
      this.left = functions.iterator();
    }

    /** At the gate where the thread starts. */
    private void begin(WindowsThread thread) {
      thread.abi().convention().returnToCaller(thread.cpu());
      ask(thread);
    }

    private void ask(WindowsThread thread) {
      if (left.hasNext()) {
        thread.abi().convention().enter(thread.cpu(), left.next(), functionReturn, event);
      } else {
        end();
        thread.exit(0);
      }
    }

    /** At the gate that a function returns to. */
    private void answered(WindowsThread thread) {
      if (Results.of(thread) == 0) {
        ask(thread);
        return;
      }
      // What closes the console ends the process, handled or not.
      if (event != CTRL_C && event != CTRL_BREAK) {
        end();
      }
      thread.exit(0);
    }

    private void end() {
      int code = Win32.STATUS_CONTROL_C_EXIT;
      switch (event) {
        case CLOSE -> process.exitWith(code, ExitStatus.killed(SIGHUP, false));
        case LOGOFF, SHUTDOWN -> process.exitWith(code, ExitStatus.killed(SIGTERM, false));
        default -> process.exitWith(code);
      }
    }
  }
}
