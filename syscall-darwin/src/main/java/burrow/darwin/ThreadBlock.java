package burrow.darwin;

import burrow.kernel.memory.ProcessMemory;
import burrow.kernel.memory.ProcessMemory.Placement;
import burrow.kernel.memory.ProcessMemory.Source;
import burrow.machine.Access;
import burrow.machine.AddressSpace;

/**
 * What libpthread keeps for a thread in guest memory: {@code struct _pthread} with the array of
 * thread-specific data, errno, and the stack below. pthread_t is the address of the block.
 *
 * <p>The thread-specific data start 0xe0 behind the block's start, as on the real system; slot 0 is
 * the block itself, slot 1 the address of errno, and keys that programs make start at 256. Slot 6
 * is Go's on amd64.
 *
 * @param address of the block, pthread_t
 * @param stackTop highest address of the stack, which grows down from it
 * @param mapping where the memory to give back starts
 * @param length of that memory in bytes
 */
record ThreadBlock(long address, long stackTop, long mapping, long length) {
  static final int FIRST_KEY = 256;
  static final int KEYS = 512;

  private static final int SIGNATURE = 0x54485244; // _PTHREAD_SIG, "THRD"
  private static final int SPECIFIC = 0xe0;
  private static final int SLOTS = FIRST_KEY + KEYS;
  private static final int ERRNO = SPECIFIC + 8 * SLOTS;
  private static final int BYTES = ERRNO + 32;

  /**
   * Makes a block with a stack and a guard page below it.
   *
   * @param granule the guest's page size
   * @throws burrow.kernel.KernelException ENOMEM
   */
  static ThreadBlock create(ProcessMemory memory, long stackBytes, long granule) {
    long stack = roundUp(stackBytes, granule);
    long block = roundUp(BYTES, granule);
    long length = granule + stack + block;
    long mapping = memory.map(0, length, Placement.HINT, Source.named(Access.NONE, "[stack]"));
    long bottom = mapping + granule;
    Source writable = Source.named(Access.READ | Access.WRITE, "[stack]");
    memory.map(bottom, stack + block, Placement.FIXED, writable);
    ThreadBlock b = new ThreadBlock(bottom + stack, bottom + stack, mapping, length);
    b.initialise(memory.space());
    return b;
  }

  private static long roundUp(long bytes, long granule) {
    return (bytes + granule - 1) & -granule;
  }

  private void initialise(AddressSpace space) {
    space.writeLong(address, SIGNATURE);
    space.writeLong(specific(0), address);
    space.writeLong(specific(1), errno());
  }

  /** Where the thread pointer points: slot 0 of the thread-specific data. */
  long threadPointer() {
    return specific(0);
  }

  /** The guest address of thread-specific data. */
  long specific(int key) {
    return address + SPECIFIC + 8L * key;
  }

  /** The guest address of the thread's errno, for its whole life. */
  long errno() {
    return address + ERRNO;
  }

  void release(ProcessMemory memory) {
    memory.unmap(mapping, length);
  }
}
