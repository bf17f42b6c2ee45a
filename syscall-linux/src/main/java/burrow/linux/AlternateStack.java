package burrow.linux;

import burrow.machine.AddressSpace;

/**
 * The alternate signal stack of a thread (stack_t: ss_sp 0, ss_flags 8, ss_size 16; 24 bytes).
 *
 * @param flags SS_DISABLE, SS_AUTODISARM as the guest set them
 */
record AlternateStack(long start, int flags, long size) {
  static final int ON_STACK = 1;
  static final int DISABLE = 2;
  static final int AUTODISARM = 1 << 31;
  static final AlternateStack NONE = new AlternateStack(0, DISABLE, 0);

  boolean enabled() {
    return size != 0;
  }

  /**
   * Whether a stack pointer is on it; the address just behind it counts, the first one does not.
   */
  boolean holds(long stackPointer) {
    return (flags & AUTODISARM) == 0 && stackPointer > start && stackPointer - start <= size;
  }

  long end() {
    return start + size;
  }

  static AlternateStack read(AddressSpace memory, long address) {
    return new AlternateStack(
        memory.readLong(address), memory.readInt(address + 8), memory.readLong(address + 16));
  }

  void write(AddressSpace memory, long address) {
    write(memory, address, flags);
  }

  void write(AddressSpace memory, long address, int shownFlags) {
    memory.writeLong(address, start);
    memory.writeInt(address + 8, shownFlags);
    memory.writeInt(address + 12, 0);
    memory.writeLong(address + 16, size);
  }
}
