package burrow.kernel.process;

import java.util.EnumMap;
import java.util.Map;

/** The resource limits of a process, soft and hard (getrlimit). Only some are enforced. */
public final class ResourceLimits {
  /** No limit. */
  public static final long INFINITY = -1;

  /** What is limited, by its POSIX name without RLIMIT_. */
  public enum Resource {
    CPU,
    FSIZE,
    DATA,
    STACK,
    CORE,
    RSS,
    NPROC,
    NOFILE,
    MEMLOCK,
    AS,
    LOCKS,
    SIGPENDING,
    MSGQUEUE,
    NICE,
    RTPRIO,
    RTTIME
  }

  /**
   * @param soft the limit in force, unsigned
   * @param hard the largest that the soft one may become
   */
  public record Limit(long soft, long hard) {
    static final Limit NONE = new Limit(INFINITY, INFINITY);
  }

  private static final long STACK_BYTES = 8L << 20;
  private static final long OPEN_FILES = 1024;
  private static final long MOST_OPEN_FILES = 1 << 20;

  private final Map<Resource, Limit> limits = new EnumMap<>(Resource.class);

  /** The limits that a user usually has. */
  public ResourceLimits() {
    for (Resource r : Resource.values()) {
      limits.put(r, Limit.NONE);
    }
    limits.put(Resource.STACK, new Limit(STACK_BYTES, INFINITY));
    limits.put(Resource.CORE, new Limit(0, INFINITY));
    limits.put(Resource.NOFILE, new Limit(OPEN_FILES, MOST_OPEN_FILES));
    limits.put(Resource.MEMLOCK, new Limit(STACK_BYTES, STACK_BYTES));
    limits.put(Resource.SIGPENDING, new Limit(16384, 16384));
    limits.put(Resource.MSGQUEUE, new Limit(819200, 819200));
    limits.put(Resource.NICE, new Limit(0, 0));
    limits.put(Resource.RTPRIO, new Limit(0, 0));
  }

  public synchronized Limit get(Resource resource) {
    Limit l = limits.get(resource);
    return l == null ? Limit.NONE : l;
  }

  public synchronized void set(Resource resource, Limit limit) {
    limits.put(resource, limit);
  }
}
