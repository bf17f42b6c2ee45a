package burrow.kernel.process;

import burrow.kernel.signal.DefaultAction;
import burrow.kernel.signal.PendingSignals;
import burrow.kernel.signal.SignalAction;
import burrow.kernel.signal.SignalHandlers;
import burrow.kernel.signal.SignalInfo;
import burrow.kernel.signal.SignalRules;
import burrow.kernel.signal.SignalSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The signals of a process: its actions and what is pending for the process as a whole. This
 * object's monitor is the signal lock of the process and guards its threads' masks and pending
 * signals too.
 */
public final class ProcessSignals {
  private final GuestProcess process;
  private final SignalRules rules;
  private final SignalHandlers handlers;
  private final PendingSignals pending;
  private final List<IntConsumer> observers = new CopyOnWriteArrayList<>();
  private boolean stopped;

  ProcessSignals(GuestProcess process, SignalRules rules) {
    this.process = process;
    this.rules = rules;
    this.handlers = new SignalHandlers(rules);
    this.pending = new PendingSignals(rules);
  }

  public SignalRules rules() {
    return rules;
  }

  public SignalHandlers handlers() {
    return handlers;
  }

  /** The signals pending for the process as a whole. */
  public synchronized long pendingSet() {
    return pending.set();
  }

  PendingSignals pending() {
    return pending;
  }

  /** Whether a stop signal holds all threads. */
  public synchronized boolean stopped() {
    return stopped;
  }

  /** A stop signal took effect; the threads stop at their next poll. */
  public void stop() {
    synchronized (this) {
      stopped = true;
    }
    process.threads().forEach(GuestThread::interrupt);
  }

  /**
   * Installs an action. A pending signal that is ignored now is forgotten, as POSIX asks.
   *
   * @return the action before
   */
  public synchronized SignalAction setAction(int signal, SignalAction action) {
    SignalAction old = handlers.set(signal, action);
    if (ignores(signal, action)) {
      discard(SignalSet.of(signal));
    }
    return old;
  }

  private boolean ignores(int signal, SignalAction action) {
    return action.handler() == SignalAction.IGNORE
        || action.handler() == SignalAction.DEFAULT
            && rules.defaultAction(signal) == DefaultAction.IGNORE;
  }

  private void discard(long set) {
    pending.discard(set);
    for (GuestThread t : process.threads()) {
      t.signals().pending().discard(set);
      t.signals().recalculate();
    }
  }

  /** Asks to be told of every signal that is sent, ignored ones included (EVFILT_SIGNAL). */
  public void observe(IntConsumer observer) {
    observers.add(observer);
  }

  /** Takes that back. */
  public void forget(IntConsumer observer) {
    observers.remove(observer);
  }

  /** Sends a signal to the process; any thread that does not block it may take it. */
  public boolean send(SignalInfo info) {
    return send(info, null);
  }

  /**
   * Sends a signal.
   *
   * @param target the thread it is for, or null for the process
   * @return false if too many signals are queued already
   */
  public boolean send(SignalInfo info, @Nullable GuestThread target) {
    observers.forEach(o -> o.accept(info.number()));
    GuestThread wake;
    synchronized (this) {
      int n = info.number();
      continueOrStop(n);
      if (n == rules.kill()) {
        wake = null;
      } else {
        wake = target != null ? target : candidate(n);
        if (isIgnored(n, wake)) {
          return true;
        }
        PendingSignals queue = target != null ? target.signals().pending() : pending;
        if (!queue.add(info)) {
          return false;
        }
        process.threads().forEach(t -> t.signals().recalculate());
      }
    }
    if (info.number() == rules.kill()) {
      process.exit(ExitStatus.killed(info.number(), false));
    } else if (wake != null && wake.signals().attention()) {
      wake.interrupt();
    }
    return true;
  }

  /** Stop signals cancel pending continues and the other way round; a continue starts threads. */
  private void continueOrStop(int n) {
    if (n == rules.cont()) {
      for (int s = 1; s <= rules.last(); s++) {
        if (rules.defaultAction(s) == DefaultAction.STOP) {
          discard(SignalSet.of(s));
        }
      }
    } else if (rules.defaultAction(n) == DefaultAction.STOP) {
      discard(SignalSet.of(rules.cont()));
    }
    if (stopped && (n == rules.cont() || n == rules.kill())) {
      stopped = false;
      process.threads().forEach(GuestThread::wake);
    }
  }

  /** A signal that would do nothing is not even queued, unless it is blocked or waited for. */
  private boolean isIgnored(int n, @Nullable GuestThread receiver) {
    boolean held =
        receiver != null
            && (SignalSet.has(receiver.signals().mask(), n) || receiver.signals().waitsFor(n));
    return !held && ignores(n, handlers.get(n));
  }

  /** The thread to disturb for a process signal: the first that waits for it or lets it through. */
  private @Nullable GuestThread candidate(int n) {
    GuestThread first = null;
    for (GuestThread t : process.threads()) {
      if (t.signals().waitsFor(n)) {
        return t;
      }
      if (first == null && !SignalSet.has(t.signals().mask(), n)) {
        first = t;
      }
    }
    return first != null || process.threads().isEmpty() ? first : process.threads().get(0);
  }
}
