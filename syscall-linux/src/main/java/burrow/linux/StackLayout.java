package burrow.linux;

import burrow.kernel.posix.AlternateStack;
import burrow.machine.AddressSpace;

/** stack_t in guest memory: ss_sp 0, ss_flags 8, ss_size 16; 24 bytes. */
final class StackLayout {
  static final int SS_ONSTACK = 1;
  static final int SS_DISABLE = 2;
  static final int SS_AUTODISARM = 1 << 31;

  private StackLayout() {}

  /** As signal frames hold it; a disabled stack has no size. */
  static AlternateStack read(AddressSpace memory, long address) {
    boolean disarms = (memory.readInt(address + 8) & SS_AUTODISARM) != 0;
    return new AlternateStack(memory.readLong(address), memory.readLong(address + 16), disarms);
  }

  static void write(AddressSpace memory, long address, AlternateStack stack) {
    write(memory, address, stack, stack.enabled() ? 0 : SS_DISABLE);
  }

  /**
   * @param mode SS_ONSTACK, SS_DISABLE or 0
   */
  static void write(AddressSpace memory, long address, AlternateStack stack, int mode) {
    memory.writeLong(address, stack.start());
    memory.writeInt(address + 8, mode | (stack.disarms() ? SS_AUTODISARM : 0));
    memory.writeInt(address + 12, 0);
    memory.writeLong(address + 16, stack.size());
  }
}
