package burrow.kernel.host;

import burrow.kernel.process.RandomSource;
import burrow.machine.HostLibrary;
import burrow.machine.HostMemory;
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
    long buffer = Scratch.get().buffer();
    int done = 0;
    while (done < bytes.length) {
      int most = Math.min(bytes.length - done, Scratch.BUFFER_BYTES);
      int n = (int) HostLibrary.call("getrandom", buffer, most, 0, 0, 0, 0);
      if (n <= 0) {
        return false;
      }
      HostMemory.copyToArray(buffer, bytes, done, n);
      done += n;
    }
    return true;
  }
}
