package burrow.translator.machinecode;

import burrow.machine.AddressSpace;
import burrow.machine.Cpu;
import burrow.machine.HostLibrary;
import burrow.machine.HostMemory;
import burrow.translator.Helper;
import burrow.translator.IrBlock;
import burrow.translator.IrBuilder;
import burrow.translator.IrOp;
import burrow.translator.Opcode;
import burrow.translator.RegisterFile;
import burrow.translator.Terminator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Blocks as machine code of the host, for the threads of one address space. The engine decides what
 * becomes machine code and what follows when it leaves; its lock guards {@link #compile}, {@link
 * #link}, {@link #remember} and {@link #drop}.
 */
public final class MachineCode {
  /** For tests and measurements. */
  private static final boolean WANTED = !"off".equals(System.getProperty("burrow.machinecode"));

  /** States without a thread: never given back, since an interrupt may come late. */
  private static final List<Long> FREE = new ArrayList<>();

  private static final long NO_PC = -1;
  private static final int MOST_COUNTS = 50;

  /** For measurements: whether {@code --stats} tells why machine code was left, and how often. */
  private static final boolean COUNTING = Boolean.getBoolean("burrow.machinecode.count");

  /** What happened at the end of {@link #run}. */
  public enum Stop {
    /** Go on at the Cpu's pc, in whatever way. */
    GO_ON,
    /** Interpret the instruction at the Cpu's pc. */
    INTERPRET,
    /** The code at the Cpu's pc is hot. */
    HOT,
    /** Raise the trap that the Cpu's fields describe: {@link MachineCode#trap}. */
    TRAP
  }

  /** A block's code. */
  public static final class Code {
    final long pc;
    final long address;
    final long counter;
    private final List<CodeArea.Link> incoming = new ArrayList<>();

    private Code(long pc, CodeArea.Entry entry) {
      this.pc = pc;
      this.address = entry.code();
      this.counter = entry.counter();
    }

    /** Executions until it stops as {@link Stop#HOT}; each one more does so, too. */
    public void setHeat(long executions) {
      HostMemory.putLong(counter, executions);
    }
  }

  /** Makes a block's IR. */
  @FunctionalInterface
  public interface Lifter {
    /**
     * @param flagsKind the kind of lazy flags it is entered with, or {@link
     *     IrBuilder#UNKNOWN_FLAGS}
     */
    IrBlock lift(int flagsKind);
  }

  /** Finds code and takes note of how control flows. */
  public interface Blocks {
    /**
     * The code for the address if there is any that is up to date.
     *
     * @param start whether a call or a jump backwards leads there
     */
    @Nullable Code code(long pc, boolean start);
  }

  /** What a thread has here. */
  public static final class GuestThread {
    private final long state;
    private int brought;
    private Terminator.@Nullable Raise trap;

    private GuestThread(long state) {
      this.state = state;
    }
  }

  private final RegisterFile registers;
  private final RegisterGroups groups;
  private final CodeArea area;
  private final CopyOnWriteArrayList<GuestThread> threads = new CopyOnWriteArrayList<>();
  private final AtomicInteger blocks = new AtomicInteger();
  private final ConcurrentHashMap<String, LongAdder> counts = new ConcurrentHashMap<>();

  private MachineCode(RegisterFile registers, CodeArea area) {
    this.registers = registers;
    this.groups = new RegisterGroups(registers);
    this.area = area;
  }

  /** Null where the host's processor is another, or gives no executable memory. */
  public static @Nullable MachineCode create(RegisterFile registers, AddressSpace memory) {
    if (!WANTED || !HostLibrary.X86 || HostLibrary.WINDOWS || HostLibrary.MACOS) {
      return null;
    }
    CodeArea area = CodeArea.create();
    if (area == null) {
      return null;
    }
    memory.onRelease(area::release);
    return new MachineCode(registers, area);
  }

  /**
   * The block's code; null if nothing of it can be machine code, or there is no room.
   *
   * @param lifter lifts the block
   * @param flagsKind the kind of lazy flags that it will be entered with, most likely
   */
  public @Nullable Code compile(Lifter lifter, int flagsKind) {
    IrBlock block = lifter.lift(IrBuilder.UNKNOWN_FLAGS);
    CodeArea.Entry entry = BlockCompiler.compile(registers, groups, area, block);
    if (entry == null) {
      return null;
    }
    blocks.incrementAndGet();
    if (flagsKind != IrBuilder.UNKNOWN_FLAGS && asksForFlags(block)) {
      IrBlock special = lifter.lift(flagsKind);
      CodeArea.Entry better =
          BlockCompiler.specialize(registers, groups, area, special, flagsKind, entry);
      entry = better == null ? entry : better;
    }
    return new Code(block.pc(), entry);
  }

  /** Whether the block reads lazy flags that were recorded before it. */
  private boolean asksForFlags(IrBlock block) {
    if (registers.flagsSlot() < 0) {
      return false;
    }
    for (IrOp op : block.ops()) {
      if (registers.readsFlags(op)) {
        return true;
      }
      if (op.code == Opcode.FLAGS && op.e == IrOp.NONE) {
        return false;
      }
    }
    return registers.readsFlags(block.terminator());
  }

  // ---- threads ----

  /** Prepares a thread to run machine code. */
  public GuestThread enter(Cpu cpu) {
    GuestThread thread = new GuestThread(state());
    HostMemory.putInt(thread.state + ThreadState.POLL, 0);
    for (int i = 0; i < ThreadState.CACHE_ENTRIES; i++) {
      HostMemory.putLong(thread.state + ThreadState.CACHE + 16L * i, NO_PC);
    }
    threads.add(thread);
    cpu.setPollWord(thread.state + ThreadState.POLL);
    return thread;
  }

  private static long state() {
    synchronized (FREE) {
      if (!FREE.isEmpty()) {
        return FREE.removeLast();
      }
    }
    long memory = HostLibrary.call("malloc", ThreadState.BYTES, 0, 0, 0, 0, 0);
    if (memory == 0) {
      throw new OutOfMemoryError("a thread's state for machine code");
    }
    return memory + ThreadState.BIAS;
  }

  /** The thread runs no machine code any more. */
  public void leave(Cpu cpu, GuestThread thread) {
    cpu.setPollWord(0);
    threads.remove(thread);
    synchronized (FREE) {
      FREE.add(thread.state);
    }
  }

  // ---- running ----

  /**
   * Runs from the code on, as far as there is machine code.
   *
   * @param returnPc where to stop if control arrives there by a jump through a register
   */
  public Stop run(Cpu cpu, GuestThread thread, Code from, long returnPc, Blocks known) {
    long state = thread.state;
    groups.bring(cpu, state, 1);
    thread.brought = 1;
    HostMemory.putInt(state + ThreadState.MISSING, groups.vectors());
    HostMemory.putLong(state + ThreadState.RETURN_PC, returnPc);
    long code = from.address;
    while (true) {
      long result = area.run(code, state, cpu.memoryBase, cpu.permissions);
      int index = (int) (result >>> Reason.BITS);
      int reason = (int) result & Reason.MASK;
      if (COUNTING) {
        counts.computeIfAbsent(what(reason, index, state), k -> new LongAdder()).increment();
      }
      switch (reason) {
        case Reason.CALL -> code = compute(area.call(index), state);
        case Reason.GROUPS -> {
          groups.bring(cpu, state, index & ~thread.brought);
          thread.brought |= index;
          HostMemory.putInt(state + ThreadState.MISSING, groups.vectors() & ~thread.brought);
          code = HostMemory.getLong(state + ThreadState.RESUME);
        }
        case Reason.LINK -> {
          CodeArea.Link link = area.link(index);
          Code next = known.code(link.target, link.call || link.target <= link.from);
          if (next == null || !link(link, next, known)) {
            cpu.pc = link.target;
            return stop(cpu, thread, Stop.GO_ON);
          }
          code = next.address;
        }
        case Reason.NEXT -> {
          long pc = HostMemory.getLong(state + ThreadState.PC);
          Code next = pc == returnPc ? null : known.code(pc, false);
          if (next == null || !remember(thread, next, known)) {
            cpu.pc = pc;
            return stop(cpu, thread, Stop.GO_ON);
          }
          code = next.address;
        }
        case Reason.TRAP -> {
          thread.trap = area.trap(index);
          cpu.pc = thread.trap.pc();
          cpu.trapValue = thread.trap.value();
          cpu.trapDetail = thread.trap.detail();
          return stop(cpu, thread, Stop.TRAP);
        }
        default -> {
          cpu.pc = HostMemory.getLong(state + ThreadState.PC);
          Stop why =
              reason == Reason.INTERPRET
                  ? Stop.INTERPRET
                  : reason == Reason.HOT ? Stop.HOT : Stop.GO_ON;
          return stop(cpu, thread, why);
        }
      }
    }
  }

  private Stop stop(Cpu cpu, GuestThread thread, Stop why) {
    groups.takeBack(cpu, thread.state, thread.brought);
    if (!cpu.interrupted()) {
      cpu.settlePollWord();
    }
    return why;
  }

  /** What {@link Stop#TRAP} is about. */
  public static burrow.machine.Trap trap(GuestThread thread) {
    return java.util.Objects.requireNonNull(thread.trap).trap();
  }

  private static long compute(CodeArea.Call call, long state) {
    Helper helper = call.helper;
    long[] args = new long[6];
    for (int i = 0; i < helper.arity(); i++) {
      args[i] = HostMemory.getLong(state + ThreadState.ARGUMENTS + 8 * i);
    }
    HostMemory.putLong(state + ThreadState.RESULT, helper.call(args));
    return call.returnTo();
  }

  // ---- connections ----

  /** Lets an exit lead straight to code, unless that has been dropped meanwhile. */
  private boolean link(CodeArea.Link link, Code to, Blocks known) {
    synchronized (known) {
      if (known.code(to.pc, false) != to) {
        return false;
      }
      to.incoming.add(link);
      area.link(link, to.address);
      return true;
    }
  }

  /** Lets the thread's jumps through registers find the code. */
  private static boolean remember(GuestThread thread, Code code, Blocks known) {
    synchronized (known) {
      if (known.code(code.pc, false) != code) {
        return false;
      }
      long entry = thread.state + ThreadState.cacheEntry(code.pc);
      HostMemory.putLong(entry + 8, code.address);
      HostMemory.putLong(entry, code.pc);
      return true;
    }
  }

  /** No jump finds the code any more; threads in it leave it with it. Under the Blocks' lock. */
  public void drop(Code code) {
    code.incoming.forEach(area::unlink);
    code.incoming.clear();
    for (GuestThread thread : threads) {
      long entry = thread.state + ThreadState.cacheEntry(code.pc);
      HostMemory.compareAndExchangeLong(entry, code.pc, NO_PC);
    }
  }

  private String what(int reason, int index, long state) {
    return switch (reason) {
      case Reason.CALL -> "helper " + area.call(index).helper.name();
      case Reason.INTERPRET ->
          "instruction at 0x" + Long.toHexString(HostMemory.getLong(state + ThreadState.PC));
      default -> Reason.name(reason);
    };
  }

  /** Figures for {@code --stats}. */
  public List<String> statistics() {
    List<String> lines = new ArrayList<>();
    lines.add("blocks as machine code: " + blocks.get());
    lines.add("bytes of machine code: " + area.used());
    counts.entrySet().stream()
        .sorted(Comparator.comparingLong(e -> -e.getValue().sum()))
        .limit(MOST_COUNTS)
        .forEach(e -> lines.add("left machine code, " + e.getKey() + ": " + e.getValue().sum()));
    return lines;
  }
}
