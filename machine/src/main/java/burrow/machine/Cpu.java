package burrow.machine;

import org.jspecify.annotations.Nullable;

/**
 * One guest hardware thread. A subclass per ISA has one {@code public long} field per register (a
 * 128-bit register is two), which engines reach by field offset or as class fields. Only the thread
 * that runs this Cpu touches it, except for {@link #interrupt()}.
 */
public abstract class Cpu {
  /** The number of temporaries of one guest instruction; one more scratch field is the engine's. */
  public static final int TEMPORARIES = 47;

  // By Unsafe, not a VarHandle: the poll of every block is slow through one until it is compiled.
  private static final long LIMIT = HostMemory.fieldOffset(Cpu.class, "limit");

  /** The guest program counter; exact whenever control is outside the engine. */
  public long pc;

  /** Host address of guest address 0, and of the permission table: copies for the hot path. */
  public final long memoryBase;

  public final long permissions;

  /** Number of 4 KiB pages in the window. */
  public final long pageCount;

  public final AddressSpace memory;

  /** Handles traps of this thread; set once before the first run. */
  @SuppressWarnings("NullAway.Init")
  public Traps traps;

  /** For {@link Trap#FAULT}: what failed. */
  public @Nullable GuestFault fault;

  /** For {@link Trap#BREAKPOINT}: the immediate. */
  public long trapValue;

  /** For {@link Trap#UNDEFINED_INSTRUCTION}: bytes and mnemonic, for the message. */
  public @Nullable String trapDetail;

  /** Why the thread leaves, when a trap returned {@link Traps#LEAVE}. */
  public Exit exit = Exit.STOPPED;

  /** The value and address of the last load-linked or load-exclusive, -1 if none. */
  public long reservationAddress = -1;

  public long reservationValue;
  public long reservationValueHigh;

  /** What connects the engine's translated code; nobody else's. */
  public @Nullable Object linker;

  /**
   * For translated code: a region that has just returned stands for a function that goes on at the
   * pc it returned. A hint: where it is wrong, only the depth of the Java stack suffers.
   */
  public boolean unfinished;

  /**
   * A region has left the instruction at the pc it returned to the interpreter: it would only
   * return there again.
   */
  public boolean interpretNext;

  /** The range of writes to code not yet settled; nothing if the end is 0. */
  private long codeFrom;

  private long codeTo;

  /** {@link Traps#LEAVE} is for the engine itself: see {@link #abandonFrames}. */
  public boolean abandonsFrames;

  /** The next instruction changes {@link #hasFloatControl()}: the engine's. */
  public boolean changesFloatControl;

  @SuppressWarnings("unused") // by LIMIT
  private int limit;

  private volatile long pollWord;

  /** What the engine keeps for the thread; nobody else's. */
  public @Nullable Object engineState;

  /** Always 0: what an absent part of an address reads. */
  public final long zero;

  // Scratch: the IR's temporaries when interpreted.
  public long t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11, t12, t13, t14, t15;
  public long t16, t17, t18, t19, t20, t21, t22, t23, t24, t25, t26, t27, t28, t29, t30, t31;
  public long t32, t33, t34, t35, t36, t37, t38, t39, t40, t41, t42, t43, t44, t45, t46, t47;

  protected Cpu(AddressSpace memory) {
    this.memory = memory;
    this.memoryBase = memory.base();
    this.permissions = memory.permissionTable();
    this.pageCount = memory.pageCount();
    this.zero = 0;
  }

  /** Makes the engine raise {@link Trap#INTERRUPT} soon. Callable from any thread. */
  public void interrupt() {
    HostMemory.putIntFieldVolatile(this, LIMIT, Integer.MAX_VALUE);
    long word = pollWord;
    if (word != 0) {
      HostMemory.putInt(word, 1);
    }
  }

  /**
   * A word of host memory that an interrupt makes 1, for code that cannot see this object; 0 for
   * none. The memory must stay allocated for good: an interrupt may come late. The engine's.
   */
  public final void setPollWord(long address) {
    pollWord = address;
    if (address != 0) {
      HostMemory.putInt(address, interrupted() ? 1 : 0);
    }
  }

  /** Clears the poll word unless an interrupt waits. */
  public final void settlePollWord() {
    long word = pollWord;
    if (word != 0 && HostMemory.getInt(word) != 0) {
      HostMemory.putInt(word, 0);
      HostMemory.fullFence();
      if (interrupted()) {
        HostMemory.putInt(word, 1);
      }
    }
  }

  /** Whether an interrupt waits: an opaque read, cheap enough for every block. */
  public final boolean interrupted() {
    return limit() != 0;
  }

  /**
   * Bytes of Java stack below which translated code must not call: 0, or more than there can be
   * while an interrupt waits, so that one comparison at a region's entry answers both.
   */
  public final int limit() {
    return HostMemory.getIntFieldOpaque(this, LIMIT);
  }

  /** The instruction is about to write to code: what that means for others is settled behind it. */
  final void writesCode(long address, int size) {
    codeFrom = codeTo == 0 ? address : Math.min(codeFrom, address);
    codeTo = Math.max(codeTo, address + size);
    interrupt();
  }

  /** Takes the waiting interrupt back; to be called before looking at what it announced. */
  public final void clearInterrupt() {
    long word = pollWord;
    if (word != 0) {
      HostMemory.putInt(word, 0);
    }
    HostMemory.putIntFieldVolatile(this, LIMIT, 0);
    if (codeTo != 0) {
      long to = codeTo;
      codeTo = 0;
      memory.settleCode(codeFrom, to);
    }
  }

  /**
   * Whether floating-point arithmetic is to do anything but round to nearest: a control register
   * says so, which rarely happens. The thread then runs code that was lifted to ask that register
   * each time; all other code does not even know that it exists.
   */
  public boolean hasFloatControl() {
    return false;
  }

  /**
   * Makes all frames of translated code and of interpreters under it return, whatever pc they wait
   * for; the outermost interpreter then goes on at {@link #pc}. For the sake of the Java stack, or
   * because the thread's float control is no longer what the frames were made for. The engine's.
   *
   * @return {@link Traps#LEAVE}, to be returned
   */
  public final long abandonFrames() {
    abandonsFrames = true;
    return Traps.LEAVE;
  }

  /**
   * Copies all guest registers (not pc's surroundings: memory, traps) from another of the class.
   */
  public abstract void copyRegistersFrom(Cpu other);
}
