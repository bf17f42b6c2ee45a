package burrow.kernel.poll;

import burrow.kernel.file.OpenFile;
import burrow.kernel.wait.Wakeable;
import java.util.List;

/**
 * Waiting for any of several files, once: what poll and select are views of. Registers the waiter
 * with every file until closed.
 */
public final class FileWait implements AutoCloseable {
  /**
   * A file and what is wanted of it.
   *
   * @param events {@link Readiness} bits; errors and hang-ups are added
   */
  public record Wanted(OpenFile file, int events) {
    /** What holds now; the file is told to expect the rest if nothing does. */
    public int ready() {
      int all = events | Readiness.ALWAYS;
      int now = file.readiness() & all;
      if (now == 0) {
        file.expect(all);
      }
      return now;
    }
  }

  private final Wakeable waiter;
  private final List<Wanted> files;

  public FileWait(Wakeable waiter, List<Wanted> files) {
    this.waiter = waiter;
    this.files = List.copyOf(files);
    for (Wanted w : this.files) {
      w.file.events().queue().add(waiter);
    }
  }

  /** Whether any of the files is ready. */
  public boolean anyReady() {
    boolean any = false;
    for (Wanted w : files) {
      any |= w.ready() != 0;
    }
    return any;
  }

  @Override
  public void close() {
    for (Wanted w : files) {
      w.file.events().queue().remove(waiter);
    }
  }
}
