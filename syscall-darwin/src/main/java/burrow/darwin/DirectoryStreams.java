package burrow.darwin;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The open directory streams of a process. A guest knows them by pointers that it never looks
 * behind: ours lead into page zero.
 */
final class DirectoryStreams {
  private static final long FIRST = 0x1000;
  private static final long STEP = 16;

  /**
   * One entry of a directory.
   *
   * @param next position behind it
   * @param type DT_*
   */
  record Entry(long inode, long next, int type, String name) {}

  /**
   * @param descriptor that the stream owns
   * @param entries read from the directory and not yet handed out
   */
  record Stream(int descriptor, Queue<Entry> entries) {}

  private final Map<Long, Stream> streams = new HashMap<>();
  private long next = FIRST;

  /** Makes a stream and returns its pointer. */
  synchronized long open(int descriptor) {
    long pointer = next;
    next += STEP;
    streams.put(pointer, new Stream(descriptor, new ArrayDeque<>()));
    return pointer;
  }

  synchronized @Nullable Stream get(long pointer) {
    return streams.get(pointer);
  }

  synchronized void close(long pointer) {
    streams.remove(pointer);
  }
}
