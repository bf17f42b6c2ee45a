package burrow.windows;

import burrow.kernel.memory.ReservedMemory;
import burrow.machine.Access;
import burrow.machine.AddressSpace;

/** The memory that belongs to one thread: its environment block (TEB) and its stack. */
final class ThreadBlock {
  /** The part of the TEB that programs know, rounded up to pages. */
  private static final long TEB_BYTES = 0x2000;

  // Offsets in the TEB, the same on both architectures.
  static final int STACK_BASE = 0x08;
  static final int STACK_LIMIT = 0x10;
  static final int SELF = 0x30;
  static final int PROCESS_ID = 0x40;
  static final int THREAD_ID = 0x48;
  static final int PEB = 0x60;
  static final int LAST_ERROR = 0x68;
  static final int DEALLOCATION_STACK = 0x1478;
  static final int TLS_SLOTS = 0x1480;

  /** TLS slots inside the TEB. */
  static final int SLOTS = 64;

  /** Pages at the end of the stack that never become accessible: an overflow faults. */
  private static final long STACK_GUARD = 0x3000;

  /** Room above the first frame, as the system's own start-up frames take. */
  private static final long START_FRAMES = 0x100;

  private final ReservedMemory memory;
  private final AddressSpace space;
  private final long teb;
  private final long stack;

  /**
   * @param stackBytes reservation of the stack
   * @param threadId as GetCurrentThreadId tells
   */
  ThreadBlock(
      AddressSpace space, ReservedMemory memory, long peb, long stackBytes, int pid, int threadId) {
    this.memory = memory;
    this.space = space;
    this.teb = memory.reserve(0, TEB_BYTES, Access.READ | Access.WRITE);
    memory.commit(teb, TEB_BYTES, Access.READ | Access.WRITE);
    this.stack = memory.reserve(0, stackBytes, Access.READ | Access.WRITE);
    long usable = AddressSpace.pageUp(stackBytes) - STACK_GUARD;
    memory.commit(stack + STACK_GUARD, usable, Access.READ | Access.WRITE);
    space.writeLong(teb + STACK_BASE, stackTop());
    space.writeLong(teb + STACK_LIMIT, stack + STACK_GUARD);
    space.writeLong(teb + SELF, teb);
    space.writeLong(teb + PROCESS_ID, pid);
    space.writeLong(teb + THREAD_ID, threadId);
    space.writeLong(teb + PEB, peb);
    space.writeLong(teb + DEALLOCATION_STACK, stack);
    this.stackEnd = stack + STACK_GUARD + usable;
  }

  private final long stackEnd;

  /** Address of the TEB. */
  long address() {
    return teb;
  }

  private long stackTop() {
    ReservedMemory.Allocation a = memory.find(stack);
    return a == null ? stack : a.end();
  }

  /** The stack pointer that the thread starts with. */
  long initialStackPointer() {
    return stackEnd - START_FRAMES;
  }

  /** Whether the address lies in the part of the stack that stays out of reach. */
  boolean isGuard(long address) {
    return address >= stack && address < stack + STACK_GUARD;
  }

  int lastError() {
    return space.readInt(teb + LAST_ERROR);
  }

  void setLastError(int code) {
    space.writeInt(teb + LAST_ERROR, code);
  }

  long slot(int index) {
    return space.readLong(teb + TLS_SLOTS + 8L * index);
  }

  void setSlot(int index, long value) {
    space.writeLong(teb + TLS_SLOTS + 8L * index, value);
  }

  void release() {
    memory.release(teb);
    memory.release(stack);
  }
}
