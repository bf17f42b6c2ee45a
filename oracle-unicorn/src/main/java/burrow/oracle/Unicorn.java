package burrow.oracle;

import burrow.machine.Access;
import burrow.machine.Arch;
import burrow.oracle.Stop.Kind;
import com.sun.jna.Memory;
import com.sun.jna.ptr.LongByReference;
import org.jspecify.annotations.Nullable;

/**
 * One Unicorn engine with one hardware thread. Not thread-safe; to be closed.
 *
 * <p>Unicorn 2.1.4 runs x86 at CPL 0, AArch64 at EL1 and RISC-V in machine mode, so privileged
 * instructions execute; it checks neither the alignment of legacy SSE operands nor canonical
 * addresses.
 */
public final class Unicorn implements Subject {
  /** No instruction is here: code runs until it traps or its count is used up. */
  private static final long NO_ADDRESS = -16;

  private static final int SLOT = 16;

  private final Arch arch;
  private final UnicornIsa isa;
  private final RegisterSet registers;
  private final long engine;
  private final LongByReference scratch = new LongByReference();

  // The batch of all registers: their numbers, a pointer to each one's slot, and the slots. Halves
  // of a vector share a slot. JNA frees memory that Java forgets, so these are fields.
  private final int batchSize;
  private final Memory numbers;
  private final Memory pointers;
  private final Memory slots;
  private final long[] slotOffset;

  // The native side calls these: they must stay reachable.
  private final UnicornApi.InterruptHook onInterrupt = this::interrupt;
  private final UnicornApi.InterruptHook onSyscall = this::syscall;
  private final UnicornApi.MemoryHook onInvalidMemory = this::invalidMemory;

  private final long pristine;
  private @Nullable Stop fault;
  private boolean interrupted;
  private int interruptNumber;
  private boolean syscall;

  /**
   * @throws NativeLibraries.NotFound if libunicorn is not on this machine
   */
  public Unicorn(Arch arch) {
    this.arch = arch;
    this.isa = UnicornIsa.of(arch);
    this.registers = RegisterSet.of(arch);
    LongByReference handle = new LongByReference();
    check(UnicornApi.uc_open(isa.arch(), isa.mode(), handle), "uc_open");
    this.engine = handle.getValue();
    check(
        UnicornApi.VARIADIC.uc_ctl(engine, UnicornApi.CONTROL_CPU_MODEL, isa.model()), "CPU model");

    int n = registers.size();
    this.slotOffset = new long[n];
    this.numbers = new Memory(4L * n);
    this.pointers = new Memory(8L * n);
    this.slots = new Memory((long) SLOT * n);
    slots.clear();
    this.batchSize = layOutBatch();

    hook(UnicornApi.HOOK_INTERRUPT, onInterrupt);
    hook(UnicornApi.HOOK_MEMORY_INVALID, onInvalidMemory);
    if (arch == Arch.AMD64) {
      hook(UnicornApi.HOOK_INSTRUCTION, onSyscall, UnicornIsa.X86_SYSCALL);
    }
    if (arch == Arch.RISCV64) {
      writeRegister(UnicornIsa.RISCV_MSTATUS, UnicornIsa.RISCV_FS_DIRTY);
    }
    LongByReference context = new LongByReference();
    check(UnicornApi.uc_context_alloc(engine, context), "uc_context_alloc");
    this.pristine = context.getValue();
    check(UnicornApi.uc_context_save(engine, pristine), "uc_context_save");
  }

  private int layOutBatch() {
    int batch = 0;
    for (int i = 0; i < registers.size(); i++) {
      String name = registers.name(i);
      if (registers.isVector(i) && name.endsWith("h")) {
        slotOffset[i] = slotOffset[i - 1] + 8;
        continue;
      }
      slotOffset[i] = (long) SLOT * batch;
      numbers.setInt(4L * batch, UnicornIsa.register(arch, name));
      pointers.setPointer(8L * batch, slots.share(slotOffset[i]));
      batch++;
    }
    return batch;
  }

  private void hook(int type, com.sun.jna.Callback callback, Object... arguments) {
    // begin > end: everywhere
    int error =
        UnicornApi.VARIADIC.uc_hook_add(
            engine, new LongByReference(), type, callback, 0L, 1L, 0L, arguments);
    check(error, "uc_hook_add");
  }

  @Override
  public Arch arch() {
    return arch;
  }

  @Override
  public String name() {
    return "Unicorn";
  }

  @Override
  public void map(long address, long length, int access) {
    check(UnicornApi.uc_mem_map(engine, address, length, access), "uc_mem_map");
  }

  @Override
  public void protect(long address, long length, int access) {
    check(UnicornApi.uc_mem_protect(engine, address, length, access), "uc_mem_protect");
  }

  @Override
  public void write(long address, byte[] bytes) {
    check(UnicornApi.uc_mem_write(engine, address, bytes, bytes.length), "uc_mem_write");
  }

  /** Writes instructions and drops what was translated from the bytes before. */
  @Override
  public void writeCode(long address, byte[] bytes) {
    write(address, bytes);
    int error =
        UnicornApi.VARIADIC.uc_ctl(
            engine, UnicornApi.CONTROL_REMOVE_CACHE, address, address + bytes.length);
    check(error, "removing translations");
  }

  @Override
  public void read(long address, byte[] into) {
    check(UnicornApi.uc_mem_read(engine, address, into, into.length), "uc_mem_read");
  }

  @Override
  public void setRegisters(long[] values) {
    for (int i = 0; i < slotOffset.length; i++) {
      slots.setLong(slotOffset[i], values[i]);
    }
    int error =
        UnicornApi.uc_reg_write_batch(engine, address(numbers), address(pointers), batchSize);
    check(error, "uc_reg_write_batch");
  }

  @Override
  public void getRegisters(long[] into) {
    int error =
        UnicornApi.uc_reg_read_batch(engine, address(numbers), address(pointers), batchSize);
    check(error, "uc_reg_read_batch");
    for (int i = 0; i < slotOffset.length; i++) {
      into[i] = slots.getLong(slotOffset[i]);
    }
  }

  /** Sets one register by its name in {@link RegisterSet}. */
  public void setRegister(String name, long value) {
    long[] all = new long[registers.size()];
    getRegisters(all);
    all[registers.index(name)] = value;
    setRegisters(all);
  }

  /** Reads one register by its name in {@link RegisterSet}. */
  public long getRegister(String name) {
    long[] all = new long[registers.size()];
    getRegisters(all);
    return all[registers.index(name)];
  }

  @Override
  public Stop run(long pc, long count) {
    if (arch != Arch.AMD64 || count == UNTIL_TRAP) {
      return execute(pc, count);
    }
    Stop stop = Stop.of(Kind.COMPLETED, pc);
    for (long i = 0; i < count && stop.kind() == Kind.COMPLETED; i++) {
      long at = stop.pc();
      do {
        stop = execute(at, 1);
      } while (stop.kind() == Kind.COMPLETED && stop.pc() == at && isRepeated(at));
    }
    return stop;
  }

  /** Unicorn counts each round of a repeated string instruction; for {@link Subject} it is one. */
  private boolean isRepeated(long pc) {
    byte[] bytes = new byte[4];
    UnicornApi.uc_mem_read(engine, pc, bytes, bytes.length);
    for (byte b : bytes) {
      if ((b & 0xfe) == 0xf2) {
        return true;
      }
      boolean prefix = b == 0x66 || b == 0x67 || (b & 0xf0) == 0x40;
      if (!prefix) {
        return false;
      }
    }
    return false;
  }

  private Stop execute(long pc, long count) {
    fault = null;
    interrupted = false;
    syscall = false;
    int error = UnicornApi.uc_emu_start(engine, pc, NO_ADDRESS, 0, count == UNTIL_TRAP ? 0 : count);
    Stop stop = reason(error, readRegister(isa.pcRegister()));
    if (stop.kind() != Kind.COMPLETED) {
      forgetException();
    }
    return stop;
  }

  private Stop reason(int error, long pc) {
    Stop failed = fault;
    if (failed != null) {
      boolean fetch = failed.access() == Access.EXECUTE;
      return Stop.fault(fetch ? failed.address() : pc, failed.address(), failed.access());
    }
    if (syscall) {
      return Stop.of(Kind.SYSCALL, pc);
    }
    if (interrupted) {
      Kind kind = isa.interrupts().getOrDefault(interruptNumber, Kind.OTHER);
      if (kind == Kind.UNDEFINED_INSTRUCTION) {
        return Stop.of(kind, pc - isa.undefinedAdvance());
      }
      return kind == Kind.OTHER ? Stop.other(pc, interruptNumber) : Stop.of(kind, pc);
    }
    return switch (error) {
      case UnicornApi.OK -> Stop.of(Kind.COMPLETED, pc);
      case UnicornApi.ERROR_INVALID_INSTRUCTION ->
          Stop.of(isRiscvBreakpoint(pc) ? Kind.BREAKPOINT : Kind.UNDEFINED_INSTRUCTION, pc);
      default -> throw new IllegalStateException("uc_emu_start: " + UnicornApi.uc_strerror(error));
    };
  }

  /** Unicorn calls EBREAK an invalid instruction. */
  private boolean isRiscvBreakpoint(long pc) {
    if (arch != Arch.RISCV64) {
      return false;
    }
    byte[] bytes = new byte[4];
    UnicornApi.uc_mem_read(engine, pc, bytes, 2);
    boolean compressed = bytes[0] == 0x02 && (bytes[1] & 0xff) == 0x90;
    UnicornApi.uc_mem_read(engine, pc, bytes, 4);
    return compressed || java.nio.ByteBuffer.wrap(bytes).getInt() == 0x7300_1000;
  }

  /**
   * On x86 an exception leaves its mark in the CPU, and the next one would be a double fault: goes
   * back to the state of a new CPU, except for the registers, which comparisons set and get.
   */
  private void forgetException() {
    if (arch == Arch.AMD64) {
      readBatch();
      check(UnicornApi.uc_context_restore(engine, pristine), "uc_context_restore");
      writeBatch();
    }
  }

  private void interrupt(long uc, int number, long user) {
    if (!interrupted) { // delivering it to vectors that nobody set up raises more
      interrupted = true;
      interruptNumber = number;
    }
    UnicornApi.uc_emu_stop(uc);
  }

  private void syscall(long uc, int meaningless, long user) {
    syscall = true;
    UnicornApi.uc_emu_stop(uc);
  }

  private byte invalidMemory(long uc, int type, long address, int size, long value, long user) {
    if (fault == null) {
      int access =
          switch (type) {
            case UnicornApi.MEMORY_FETCH_UNMAPPED, UnicornApi.MEMORY_FETCH_PROTECTED ->
                Access.EXECUTE;
            case UnicornApi.MEMORY_WRITE_UNMAPPED, UnicornApi.MEMORY_WRITE_PROTECTED ->
                Access.WRITE;
            default -> Access.READ;
          };
      fault = Stop.fault(0, address, access);
    }
    return 0;
  }

  private void readBatch() {
    int error =
        UnicornApi.uc_reg_read_batch(engine, address(numbers), address(pointers), batchSize);
    check(error, "uc_reg_read_batch");
  }

  private void writeBatch() {
    int error =
        UnicornApi.uc_reg_write_batch(engine, address(numbers), address(pointers), batchSize);
    check(error, "uc_reg_write_batch");
  }

  private long readRegister(int number) {
    scratch.setValue(0);
    check(UnicornApi.uc_reg_read(engine, number, scratch), "uc_reg_read");
    return scratch.getValue();
  }

  private void writeRegister(int number, long value) {
    scratch.setValue(value);
    check(UnicornApi.uc_reg_write(engine, number, scratch), "uc_reg_write");
  }

  private static long address(Memory memory) {
    return com.sun.jna.Pointer.nativeValue(memory);
  }

  private static void check(int error, String what) {
    if (error != UnicornApi.OK) {
      throw new IllegalStateException(what + ": " + UnicornApi.uc_strerror(error));
    }
  }

  @Override
  public void close() {
    check(UnicornApi.uc_context_free(pristine), "uc_context_free");
    check(UnicornApi.uc_close(engine), "uc_close");
  }
}
