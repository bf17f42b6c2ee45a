package burrow.kernel.signal;

import burrow.kernel.process.Shareable;
import java.util.Arrays;

/** The signal actions of a process; processes cloned with CLONE_SIGHAND share one table. */
public final class SignalHandlers implements Shareable<SignalHandlers> {
  private final SignalAction[] actions;

  public SignalHandlers(SignalRules rules) {
    actions = new SignalAction[rules.last() + 1];
    Arrays.fill(actions, SignalAction.INITIAL);
  }

  private SignalHandlers(SignalAction[] actions) {
    this.actions = actions;
  }

  public synchronized SignalAction get(int signal) {
    return actions[signal];
  }

  /** Returns the action in force before. */
  public synchronized SignalAction set(int signal, SignalAction action) {
    SignalAction old = actions[signal];
    actions[signal] = action;
    return old;
  }

  @Override
  public SignalHandlers share() {
    return this;
  }

  @Override
  public synchronized SignalHandlers copy() {
    return new SignalHandlers(actions.clone());
  }

  @Override
  public void release() {
    // holds nothing but memory
  }
}
