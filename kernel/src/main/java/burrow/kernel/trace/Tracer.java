package burrow.kernel.trace;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where the lines of {@code --strace} go. Every line is {@code TID name(arguments) = result} or
 * {@code TID --- event ---}; lines of several threads do not mix.
 */
public final class Tracer {
  private final PrintStream out;

  public Tracer(PrintStream out) {
    this.out = out;
  }

  /** Writes one line in one piece. */
  public void line(int threadId, CharSequence text) {
    byte[] bytes = (threadId + " " + text + "\n").getBytes(StandardCharsets.UTF_8);
    synchronized (out) {
      out.write(bytes, 0, bytes.length);
      out.flush();
    }
  }

  /** Something that is not a call: a signal, the end of a thread, a gap in Burrow. */
  public void event(int threadId, String text) {
    line(threadId, "--- " + text + " ---");
  }
}
