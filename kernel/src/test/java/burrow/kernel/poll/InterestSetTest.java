package burrow.kernel.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.EventCounter;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.Pipe;
import burrow.kernel.poll.InterestSet.Interest;
import burrow.kernel.poll.InterestSet.Trigger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterestSetTest {
  private static final int IN = Readiness.IN;
  private static final int OUT = Readiness.OUT;

  private final InterestSet set = new InterestSet();
  private final Pipe pipe = new Pipe(0);

  private List<String> collect() {
    List<String> found = new ArrayList<>();
    set.collect(10, (events, data) -> found.add(data + ":" + Integer.toHexString(events)));
    return found;
  }

  private void watch(OpenFile f, int events, Trigger trigger, boolean once) {
    set.add(5, f, new Interest(events, trigger, once, 42));
  }

  private void write(int n) {
    pipe.writer().write(ByteBuffer.allocate(n));
  }

  private void read(int n) {
    pipe.reader().read(ByteBuffer.allocate(n));
  }

  private static Errno errno(Runnable action) {
    return catchThrowableOfType(KernelException.class, action::run).errno();
  }

  @Test
  void levelReportsAsLongAsItHolds() {
    watch(pipe.reader(), IN, Trigger.LEVEL, false);
    assertThat(collect()).isEmpty();
    write(2);
    assertThat(collect()).containsExactly("42:1");
    assertThat(collect()).containsExactly("42:1");
    read(2);
    assertThat(collect()).isEmpty();
  }

  @Test
  void edgeReportsOncePerArrival() {
    watch(pipe.reader(), IN, Trigger.EDGE, false);
    write(2);
    assertThat(collect()).containsExactly("42:1");
    assertThat(collect()).isEmpty();
    write(1);
    assertThat(collect()).as("new data while old is unread").containsExactly("42:1");
    read(1);
    assertThat(collect()).as("reading is no arrival").isEmpty();
  }

  @Test
  void edgeReportsWhatWasReadyBefore() {
    write(1);
    watch(pipe.reader(), IN, Trigger.EDGE, false);
    assertThat(collect()).containsExactly("42:1");
    assertThat(collect()).isEmpty();
    set.modify(5, pipe.reader(), new Interest(IN, Trigger.EDGE, false, 43));
    assertThat(collect()).containsExactly("43:1");
  }

  @Test
  void edgeOfRoomComesWhenAFullPipeIsRead() {
    watch(pipe.writer(), OUT, Trigger.EDGE, false);
    assertThat(collect()).containsExactly("42:4");
    write(Pipe.DEFAULT_CAPACITY);
    assertThat(collect()).isEmpty();
    read(100);
    assertThat(collect()).isEmpty();
    read(8000);
    assertThat(collect()).containsExactly("42:4");
  }

  @Test
  void aReaderOfACounterDoesNotDisturbItsWatchers() {
    EventCounter counter = new EventCounter(0, true, 0);
    watch(counter, IN, Trigger.EDGE, false);
    counter.write(ByteBuffer.allocate(8).put(0, (byte) 3));
    assertThat(collect()).containsExactly("42:1");
    counter.read(ByteBuffer.allocate(8));
    assertThat(collect()).isEmpty();
  }

  @Test
  void oneShotSleepsUntilChanged() {
    watch(pipe.reader(), IN, Trigger.LEVEL, true);
    write(1);
    assertThat(collect()).containsExactly("42:1");
    write(1);
    assertThat(collect()).isEmpty();
    set.modify(5, pipe.reader(), new Interest(IN, Trigger.LEVEL, true, 7));
    assertThat(collect()).containsExactly("7:1");
  }

  @Test
  void hangUpsAreReportedUnasked() {
    watch(pipe.reader(), 0, Trigger.LEVEL, false);
    pipe.writer().release();
    assertThat(collect()).containsExactly("42:10");
  }

  @Test
  void entriesGoWithTheirFile() {
    watch(pipe.reader(), IN, Trigger.LEVEL, false);
    write(1);
    pipe.reader().release();
    assertThat(collect()).isEmpty();
    assertThat(errno(() -> set.remove(5, pipe.reader()))).isEqualTo(Errno.ENOENT);
  }

  @Test
  void entriesBelongToANumberAndAFile() {
    watch(pipe.reader(), IN, Trigger.LEVEL, false);
    assertThat(errno(() -> watch(pipe.reader(), IN, Trigger.LEVEL, false))).isEqualTo(Errno.EEXIST);
    set.add(6, pipe.reader(), new Interest(IN, Trigger.LEVEL, false, 6));
    write(1);
    assertThat(collect()).containsExactlyInAnyOrder("42:1", "6:1");
    set.remove(5, pipe.reader());
    assertThat(collect()).containsExactly("6:1");
  }

  @Test
  void takesTurnsWhenNotAllFit() {
    Pipe other = new Pipe(0);
    set.add(1, pipe.reader(), new Interest(IN, Trigger.LEVEL, false, 1));
    set.add(2, other.reader(), new Interest(IN, Trigger.LEVEL, false, 2));
    write(1);
    other.writer().write(ByteBuffer.allocate(1));
    List<Long> order = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      set.collect(1, (events, data) -> order.add(data));
    }
    assertThat(order).containsExactly(1L, 2L, 1L, 2L);
  }

  @Test
  void setsNest() {
    InterestSet outer = new InterestSet();
    outer.add(9, set, new Interest(IN, Trigger.LEVEL, false, 99));
    watch(pipe.reader(), IN, Trigger.LEVEL, false);
    List<Long> found = new ArrayList<>();
    assertThat(outer.collect(1, (e, d) -> found.add(d))).isZero();
    write(1);
    assertThat(outer.collect(1, (e, d) -> found.add(d))).isEqualTo(1);
    assertThat(errno(() -> set.add(1, outer, new Interest(IN, Trigger.LEVEL, false, 0))))
        .isEqualTo(Errno.ELOOP);
    assertThat(errno(() -> set.add(1, set, new Interest(IN, Trigger.LEVEL, false, 0))))
        .isEqualTo(Errno.EINVAL);
  }
}
