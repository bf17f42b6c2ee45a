package burrow.windows;

import java.util.BitSet;

/** The thread-local slots that TlsAlloc gives out: all of them in the TEB. */
final class ThreadSlots {
  private final BitSet used = new BitSet(ThreadBlock.SLOTS);

  /** A free slot, or -1. */
  synchronized int allocate() {
    int i = used.nextClearBit(0);
    if (i >= ThreadBlock.SLOTS) {
      return -1;
    }
    used.set(i);
    return i;
  }

  /** Returns false if the slot is not in use. */
  synchronized boolean free(int slot) {
    if (!isUsed(slot)) {
      return false;
    }
    used.clear(slot);
    return true;
  }

  synchronized boolean isUsed(int slot) {
    return slot >= 0 && slot < ThreadBlock.SLOTS && used.get(slot);
  }
}
