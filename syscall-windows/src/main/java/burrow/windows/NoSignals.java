package burrow.windows;

import burrow.kernel.signal.DefaultAction;
import burrow.kernel.signal.SignalRules;

/** Windows has no signals: none is ever sent. */
final class NoSignals {
  static final SignalRules RULES =
      new SignalRules() {
        @Override
        public int last() {
          return 1;
        }

        @Override
        public DefaultAction defaultAction(int signal) {
          return DefaultAction.IGNORE;
        }

        @Override
        public boolean unstoppable(int signal) {
          return false;
        }

        @Override
        public int kill() {
          return -1;
        }

        @Override
        public int cont() {
          return -1;
        }

        @Override
        public int brokenPipe() {
          return -1;
        }

        @Override
        public long synchronous() {
          return 0;
        }

        @Override
        public int firstQueued() {
          return 2;
        }
      };

  private NoSignals() {}
}
