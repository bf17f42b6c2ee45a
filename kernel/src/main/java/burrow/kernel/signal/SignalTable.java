package burrow.kernel.signal;

import java.util.Arrays;
import java.util.List;

/** The rules of one Unix, as its signal.h and the manual page of signals state them. */
public final class SignalTable implements SignalRules {
  /**
   * What signals do where the program has not said (the rest ends the process, SIGCONT continues
   * it), as sets of {@link SignalSet}.
   *
   * @param core end the process with a core dump
   * @param ignore nothing
   * @param stop stop it
   * @param synchronous what the thread itself causes, delivered before all others
   */
  public record Actions(long core, long ignore, long stop, long synchronous) {}

  private final List<String> names;
  private final Actions actions;
  private final int last;
  private final int firstQueued;
  private final int kill;
  private final int stop;
  private final int cont;
  private final int brokenPipe;

  /**
   * @param names by number, without "SIG"; the first stands for the number 0
   * @param last the highest number
   * @param firstQueued the first number whose signals queue up; {@code last + 1} if none do
   */
  public SignalTable(String[] names, Actions actions, int last, int firstQueued) {
    this.names = Arrays.asList(names.clone());
    this.actions = actions;
    this.last = last;
    this.firstQueued = firstQueued;
    this.kill = number("KILL");
    this.stop = number("STOP");
    this.cont = number("CONT");
    this.brokenPipe = number("PIPE");
  }

  /** "SIGTERM", "SIGRT_5" of those that queue up; the number itself where there is no name. */
  public String name(int signal) {
    if (signal > 0 && signal < names.size()) {
      return "SIG" + names.get(signal);
    }
    return signal >= firstQueued && signal <= last
        ? "SIGRT_" + (signal - firstQueued)
        : Integer.toString(signal);
  }

  /** The number of a name without "SIG", or 0 if there is none. */
  public int number(String name) {
    return Math.max(0, names.indexOf(name));
  }

  @Override
  public int last() {
    return last;
  }

  @Override
  public DefaultAction defaultAction(int signal) {
    if (signal == cont) {
      return DefaultAction.CONTINUE;
    }
    long bit = SignalSet.of(signal);
    if ((actions.core() & bit) != 0) {
      return DefaultAction.CORE;
    }
    if ((actions.ignore() & bit) != 0) {
      return DefaultAction.IGNORE;
    }
    return (actions.stop() & bit) != 0 ? DefaultAction.STOP : DefaultAction.TERMINATE;
  }

  @Override
  public boolean unstoppable(int signal) {
    return signal == kill || signal == stop;
  }

  @Override
  public int kill() {
    return kill;
  }

  @Override
  public int cont() {
    return cont;
  }

  @Override
  public int brokenPipe() {
    return brokenPipe;
  }

  @Override
  public long synchronous() {
    return actions.synchronous();
  }

  @Override
  public int firstQueued() {
    return firstQueued;
  }
}
