package burrow.windows;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The functions that SetConsoleCtrlHandler registers, last first. */
final class ControlHandlers {
  private final CopyOnWriteArrayList<Long> functions = new CopyOnWriteArrayList<>();
  private volatile boolean ignoresControlC;

  /** Adds or removes a function; 0 stands for ignoring Ctrl-C. */
  void set(long function, boolean add) {
    if (function == 0) {
      ignoresControlC = add;
    } else if (add) {
      functions.add(0, function);
    } else if (!functions.remove(function)) {
      throw new Win32Exception(Win32.ERROR_INVALID_PARAMETER);
    }
  }

  List<Long> functions() {
    return functions;
  }

  boolean ignoresControlC() {
    return ignoresControlC;
  }
}
