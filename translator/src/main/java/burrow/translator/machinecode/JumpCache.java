package burrow.translator.machinecode;

import burrow.machine.HostMemory;

/**
 * What a thread's jumps through registers find: pairs of guest address and code in its {@link
 * ThreadState}. An address has two places. Machine code reads the pairs at any time, so an address
 * is written behind its code. All else is under the Blocks' lock.
 */
final class JumpCache {
  private static final int ENTRY_BYTES = 16;

  private JumpCache() {}

  /** Makes the cache of a new state empty. */
  static void clear(long state) {
    long cache = state + ThreadState.CACHE;
    HostMemory.fill(cache, ThreadState.CACHE_BYTES, (byte) 0);
    // All entries are of address 0, which is looked up in two of them only.
    HostMemory.putLong(cache, ~0L);
    HostMemory.putLong(cache + ThreadState.OTHER_WAY, ~0L);
  }

  /** Makes the cache of a new state what that of another is. */
  static void copy(long from, long to) {
    HostMemory.copy(from + ThreadState.CACHE, to + ThreadState.CACHE, ThreadState.CACHE_BYTES);
  }

  /** The code of a guest address is found from now on. */
  static void put(long state, long pc, long code) {
    int first = first(pc);
    long entry = state + first;
    if (HostMemory.getLong(entry) != pc) {
      // In either place it is found.
      HostMemory.copy(entry, state + other(first), ENTRY_BYTES);
    }
    HostMemory.putLong(entry + 8, code);
    HostMemory.putLong(entry, pc);
  }

  /** Nothing is found for a guest address any more. */
  static void remove(long state, long pc) {
    int first = first(pc);
    HostMemory.compareAndExchangeLong(state + first, pc, ~pc);
    HostMemory.compareAndExchangeLong(state + other(first), pc, ~pc);
  }

  /** Displacement of an address's first place. */
  private static int first(long pc) {
    return ThreadState.CACHE + ((int) pc << 3 & ThreadState.CACHE_BYTES - ENTRY_BYTES);
  }

  private static int other(int first) {
    return ThreadState.CACHE + (first - ThreadState.CACHE ^ ThreadState.OTHER_WAY);
  }
}
