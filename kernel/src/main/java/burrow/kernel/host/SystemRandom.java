package burrow.kernel.host;

import burrow.kernel.process.RandomSource;
import burrow.machine.HostLibrary;
import burrow.machine.HostMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.security.SecureRandom;

/** The random source of this host: getrandom(2) where there is one, which starts faster. */
public final class SystemRandom implements RandomSource {
  private static final boolean GETRANDOM =
      !HostLibrary.WINDOWS && !HostLibrary.MACOS && HostLibrary.has("getrandom");

  /** Loaded only where it is needed: it costs tens of milliseconds. */
  private static final class Java {
    static final SecureRandom SOURCE = new SecureRandom();
  }

  @Override
  public void fill(byte[] bytes) {
    if (!GETRANDOM || !getrandom(bytes)) {
      Java.SOURCE.nextBytes(bytes);
    }
  }

  private static boolean getrandom(byte[] bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(Math.max(bytes.length, 1));
      int done = 0;
      while (done < bytes.length) {
        long n =
            HostLibrary.call("getrandom", buffer.address() + done, bytes.length - done, 0, 0, 0, 0);
        if (n <= 0) {
          return false;
        }
        done += (int) n;
      }
      // Not MemorySegment.copy, which costs a start milliseconds.
      HostMemory.copyToArray(buffer.address(), bytes, 0, bytes.length);
      return true;
    }
  }
}
