package burrow.kernel.signal;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PendingSignalsTest {
  private static final SignalRules RULES =
      new SignalRules() {
        @Override
        public int last() {
          return 64;
        }

        @Override
        public DefaultAction defaultAction(int signal) {
          return DefaultAction.TERMINATE;
        }

        @Override
        public boolean unstoppable(int signal) {
          return signal == 9;
        }

        @Override
        public int kill() {
          return 9;
        }

        @Override
        public int cont() {
          return 18;
        }

        @Override
        public int brokenPipe() {
          return 13;
        }

        @Override
        public long synchronous() {
          return SignalSet.of(11);
        }

        @Override
        public int firstQueued() {
          return 32;
        }
      };

  private final PendingSignals pending = new PendingSignals(RULES);

  private void add(int number, int value) {
    pending.add(new SignalInfo(number, 0, 0, new SignalInfo.Sender(0, 0, value)));
  }

  private @Nullable String take() {
    SignalInfo i = pending.take(-1);
    return i == null ? null : i.number() + ":" + ((SignalInfo.Sender) i.source()).value();
  }

  @Test
  void standardSignalsMergeAndTheFirstCounts() {
    add(10, 1);
    add(10, 2);
    assertThat(take()).isEqualTo("10:1");
    assertThat(take()).isNull();
  }

  @Test
  void realTimeSignalsQueueInOrder() {
    add(40, 1);
    add(40, 2);
    add(39, 3);
    assertThat(take()).isEqualTo("39:3");
    assertThat(take()).isEqualTo("40:1");
    assertThat(SignalSet.has(pending.set(), 40)).isTrue();
    assertThat(take()).isEqualTo("40:2");
    assertThat(pending.set()).isZero();
  }

  @Test
  void faultsComeFirst() {
    add(2, 1);
    add(11, 2);
    assertThat(take()).isEqualTo("11:2");
    assertThat(take()).isEqualTo("2:1");
  }

  @Test
  void blockedSignalsStay() {
    add(2, 1);
    assertThat(pending.take(~SignalSet.of(2))).isNull();
    pending.discard(SignalSet.of(2));
    assertThat(take()).isNull();
  }
}
