package burrow.kernel.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.poll.Readiness;
import burrow.kernel.wait.Interrupted.Restart;
import burrow.kernel.wait.WaitQueue;
import burrow.kernel.wait.Wakeable;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PipeTest {
  private final Pipe pipe = new Pipe(0);

  /** A waiter without signals. */
  private static void await(WaitQueue queue, Restart restart, BooleanSupplier condition) {
    Semaphore woken = new Semaphore(0);
    Wakeable w = woken::release;
    queue.add(w);
    try {
      while (!condition.getAsBoolean()) {
        woken.acquireUninterruptibly();
      }
    } finally {
      queue.remove(w);
    }
  }

  private static Errno errno(Runnable action) {
    return catchThrowableOfType(KernelException.class, action::run).errno();
  }

  private static ByteBuffer bytes(int n) {
    return ByteBuffer.allocateDirect(n);
  }

  @Test
  void handsOverBytesInOrder() {
    pipe.writer().write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    ByteBuffer b = bytes(2);
    assertThat(pipe.reader().read(b)).isEqualTo(2);
    assertThat(b.flip().get()).isEqualTo((byte) 1);
    assertThat(pipe.reader().read(bytes(9))).isEqualTo(1);
    assertThat(errno(() -> pipe.reader().read(bytes(1)))).isEqualTo(Errno.EAGAIN);
  }

  @Test
  void smallWritesAreAtomic() {
    pipe.setCapacity(4096);
    assertThat(pipe.writer().write(bytes(4000))).isEqualTo(4000);
    assertThat(errno(() -> pipe.writer().write(bytes(200)))).isEqualTo(Errno.EAGAIN);
    assertThat(pipe.writer().write(bytes(96))).isEqualTo(96);
  }

  @Test
  void largeWritesGoInPartly() {
    assertThat(pipe.writer().write(bytes(100_000))).isEqualTo(Pipe.DEFAULT_CAPACITY);
    assertThat(pipe.writer().readiness()).isZero();
    pipe.reader().read(bytes(4096));
    assertThat(pipe.writer().readiness()).isEqualTo(Readiness.OUT);
  }

  @Test
  void endsAreSeen() {
    pipe.writer().write(bytes(1));
    pipe.writer().release();
    assertThat(pipe.reader().readiness()).isEqualTo(Readiness.IN | Readiness.HANG_UP);
    assertThat(pipe.reader().read(bytes(5))).isEqualTo(1);
    assertThat(pipe.reader().read(bytes(5))).isZero();
    Pipe other = new Pipe(0);
    other.reader().release();
    assertThat(other.writer().readiness() & Readiness.ERROR).isNotZero();
    assertThat(errno(() -> other.writer().write(bytes(1)))).isEqualTo(Errno.EPIPE);
  }

  @Test
  void capacityIsAPowerOfTwo() {
    assertThat(pipe.setCapacity(5000)).isEqualTo(8192);
    assertThat(pipe.setCapacity(1)).isEqualTo(4096);
    assertThat(pipe.setCapacity(1 << 20)).isEqualTo(1 << 20);
    assertThat(errno(() -> pipe.setCapacity((1 << 20) + 1))).isEqualTo(Errno.EPERM);
    pipe.writer().write(bytes(10_000));
    assertThat(errno(() -> pipe.setCapacity(4096))).isEqualTo(Errno.EBUSY);
  }

  @Test
  void blockingEndsWaitForEachOther() throws Exception {
    int total = 1 << 20;
    CompletableFuture<Long> sum =
        CompletableFuture.supplyAsync(() -> {
          long s = 0;
          ByteBuffer b = bytes(3000);
          while (BlockingIo.read(pipe.reader(), b.clear(), PipeTest::await) > 0) {
            b.flip();
            while (b.hasRemaining()) {
              s += b.get() & 0xff;
            }
          }
          return s;
        });
    ByteBuffer out = bytes(total);
    long expected = 0;
    while (out.hasRemaining()) {
      byte v = (byte) (out.position() * 31);
      expected += v & 0xff;
      out.put(v);
    }
    assertThat(BlockingIo.write(pipe.writer(), out.flip(), PipeTest::await)).isEqualTo(total);
    pipe.writer().release();
    assertThat(sum.get(10, TimeUnit.SECONDS)).isEqualTo(expected);
  }
}
