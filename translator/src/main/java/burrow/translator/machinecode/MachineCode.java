package burrow.translator.machinecode;

import burrow.machine.AddressSpace;
import burrow.machine.Cpu;
import burrow.machine.HostLibrary;
import burrow.machine.HostMemory;
import burrow.translator.Helper;
import burrow.translator.IrBlock;
import burrow.translator.IrBuilder;
import burrow.translator.IrOp;
import burrow.translator.RegisterFile;
import burrow.translator.Terminator;
import burrow.translator.region.BulkLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Blocks as machine code of the host, for the threads of one address space. The engine decides what
 * becomes machine code and what follows when it leaves; its lock guards {@link #compile}, {@link
 * #compileRegion}, {@link #changed}, {@link #link}, {@link #remember} and {@link #drop}.
 */
public final class MachineCode {
  /** States without a thread: never given back, since an interrupt may come late. */
  private static final List<Long> FREE = new ArrayList<>();

  private static final int MOST_COUNTS = 50;

  /** Fewer new blocks are not worth a file, nor is a smaller part of what there is. */
  private static final int LEAST_NEW = 64;

  private static final int LEAST_PART = 16;

  /** The same where blocks that ran once are compiled too: some runs later none is to be lifted. */
  private static final int LEAST_PART_OF_ALL = 64;

  /** New regions are worth it unless they are a smaller part of what there is. */
  private static final int LEAST_PART_OF_REGIONS = 16;

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
    final int block;

    /** Address of the block's first instruction, and behind its last. */
    public final long pc;

    public final long end;

    private final long address;
    private final long counter;

    /** Executions counted before {@link #given} were, and how many were left then. */
    private long counted;

    private long given;

    private Code(CodeArea area, int block, long given) {
      this.block = block;
      this.pc = area.blockPc(block);
      this.end = area.blockEnd(block);
      this.address = area.blockCode(block);
      this.counter = area.counter(block);
      this.given = given;
    }

    /** Executions until it stops as {@link Stop#HOT}; each one more does so, too. */
    public void setHeat(long executions) {
      counted = runs();
      given = executions;
      HostMemory.putLong(counter, executions);
    }

    /** How often it has run, about; what is part of a region does not count. */
    public long runs() {
      return counted + Math.max(0, given - HostMemory.getLong(counter));
    }
  }

  /** Makes IR. */
  @FunctionalInterface
  public interface Lifter {
    /**
     * @param flagsKind the kind of lazy flags it is entered with, or {@link
     *     IrBuilder#UNKNOWN_FLAGS}
     */
    IrBlock lift(long pc, int flagsKind);

    /**
     * Blocks that follow one another as one, if it can: {@link
     * burrow.translator.BlockLifter#liftPath}.
     */
    default @Nullable IrBlock liftPath(long[] path, int flagsKind) {
      return path.length == 1 ? lift(path[0], flagsKind) : null;
    }
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
  public static final class GuestThread implements BulkLoop.Registers {
    private final Cpu cpu;
    private final long state;
    private int brought;
    private Terminator.@Nullable Raise trap;

    private GuestThread(Cpu cpu, long state) {
      this.cpu = cpu;
      this.state = state;
    }

    @Override
    public long get(int slot) {
      return HostMemory.getLong(state + ThreadState.slot(slot));
    }

    @Override
    public void set(int slot, long value) {
      HostMemory.putLong(state + ThreadState.slot(slot), value);
    }
  }

  private final RegisterFile registers;
  private final RegisterGroups groups;
  private final CodeArea area;
  private final CopyOnWriteArrayList<GuestThread> threads = new CopyOnWriteArrayList<>();
  private final Lifter lifter;
  private final long heat;
  private final AddressSpace memory;
  private final @Nullable CodeFile kept;
  private volatile @Nullable EarlierBlocks earlier;
  private volatile @Nullable Runnable atTheEnd;
  private int regions;

  /** Records of blocks that an earlier run has left, also of those that cannot be entered. */
  private volatile int before;

  /** Loops that move memory, by their blocks' numbers. */
  private final ConcurrentHashMap<Integer, BulkLoop> loops = new ConcurrentHashMap<>();

  private final ConcurrentHashMap<String, LongAdder> counts = new ConcurrentHashMap<>();

  private MachineCode(
      RegisterFile registers,
      CodeArea area,
      Lifter lifter,
      long heat,
      AddressSpace memory,
      @Nullable CodeFile kept) {
    this.memory = memory;
    this.kept = kept;
    this.registers = registers;
    this.groups = new RegisterGroups(registers);
    this.area = area;
    this.lifter = lifter;
    this.heat = heat;
  }

  /** Whether this host runs machine code of ours: {@link #create} says when not. */
  public static boolean runsHere() {
    CodeArea area = HostProcessor.isOurs() ? CodeArea.create() : null;
    if (area != null) {
      area.release();
    }
    return area != null;
  }

  /**
   * Null where the host's processor or system is another, or gives no executable memory. The
   * processor needs SSE up to 4.2 and POPCNT, as those of the last fifteen years have, and is taken
   * to have LAHF.
   *
   * @param heat executions of a block until it is hot
   * @param kept what an earlier run has left, if it fits
   */
  public static @Nullable MachineCode create(
      RegisterFile registers,
      AddressSpace memory,
      Lifter lifter,
      long heat,
      @Nullable CodeFile kept) {
    CodeArea area = HostProcessor.isOurs() ? CodeArea.create() : null;
    if (area == null) {
      return null;
    }
    MachineCode made = new MachineCode(registers, area, lifter, heat, memory, kept);
    memory.onRelease(made::release);
    return made;
  }

  private void release() {
    Runnable last = atTheEnd;
    if (last != null) {
      last.run();
    }
    area.release();
  }

  /** What to do before the code and the guest's memory are given back: {@link #keep}, perhaps. */
  public void atTheEnd(Runnable action) {
    atTheEnd = action;
  }

  /** Read when it is first asked for: the guest's memory must be there. */
  private EarlierBlocks earlier() {
    EarlierBlocks blocks = earlier;
    if (blocks == null) {
      blocks = kept == null ? EarlierBlocks.NONE : kept.read(area, memory);
      before = area.blocks();
      earlier = blocks;
    }
    return blocks;
  }

  /**
   * The block's code; null if nothing of it can be machine code, or there is no room.
   *
   * @param flagsKind the kind of lazy flags that it will be entered with, most likely
   */
  public @Nullable Code compile(long pc, int flagsKind) {
    earlier(); // room is known then
    IrBlock block = lifter.lift(pc, IrBuilder.UNKNOWN_FLAGS);
    if (!area.hasRoom() || !BlockCompiler.isPossible(block)) {
      return null;
    }
    int number = area.newBlock(pc, block.end());
    HostMemory.putLong(area.counter(number), heat);
    long code = BlockCompiler.compile(registers, groups, area, block, number);
    if (flagsKind != IrBuilder.UNKNOWN_FLAGS && registers.readsFlags(block)) {
      IrBlock special = lifter.lift(pc, flagsKind);
      BlockCompiler.specialize(registers, groups, area, special, number, flagsKind, code);
    }
    return new Code(area, number, heat);
  }

  /**
   * Code for the block at the address and those around it as one piece: faster, and not counted.
   * What it replaces is to be dropped.
   *
   * @param runs how often a block has run; 0 for those that shall not be part of it
   * @return the blocks that it can be entered at; none if it would be no better
   */
  public List<Code> compileRegion(long pc, LongUnaryOperator runs) {
    if (!area.hasRoomForRegion()) {
      return List.of();
    }
    RegionShape shape = new RegionShape(lifter, registers, runs, pc);
    if (!shape.isWorthwhile()) {
      return List.of();
    }
    int first = RegionWriter.write(registers, groups, area, shape);
    regions++;
    List<Code> codes = new ArrayList<>();
    for (int i = first; i < first + shape.blocks().size(); i++) {
      if (area.blockCode(i) != 0) {
        codes.add(new Code(area, i, 0)); // not counted
      }
    }
    return codes;
  }

  /** How many blocks an earlier run has left, as far as anybody has asked for them. */
  private int earlierBlocks() {
    EarlierBlocks blocks = earlier;
    return blocks == null ? 0 : blocks.blocks();
  }

  /** The code that an earlier run has left for the address; null if none. */
  public @Nullable Code earlier(long pc) {
    int block = earlier().find(pc);
    return block < 0 || area.isDropped(block) || area.blockCode(block) == 0
        ? null
        : new Code(area, block, heat); // as the file has it: it may have run already
  }

  /**
   * Drops the code that was made from guest code between the addresses, and what is one piece with
   * it; whether there was any. Under the Blocks' lock.
   */
  public boolean changed(long from, long to) {
    return area.changed(from, to, this::forget);
  }

  /** Whether it is one piece with other blocks; their executions are not counted. */
  public boolean isInRegion(Code code) {
    return area.endOfRegion(code.block) - area.firstOfRegion(code.block) > 1;
  }

  /** Whether a call or a jump backwards is known to lead there. */
  public boolean isStart(Code code) {
    return area.isStart(code.block);
  }

  /** Whether that has happened to it. */
  public boolean isDropped(Code code) {
    return area.isDropped(code.block);
  }

  // ---- threads ----

  /** Prepares a thread to run machine code. */
  public GuestThread enter(Cpu cpu, Blocks known) {
    GuestThread thread = new GuestThread(cpu, state());
    HostMemory.putInt(thread.state + ThreadState.POLL, 0);
    synchronized (known) { // which guards all caches
      fillCache(thread.state);
      threads.add(thread);
    }
    cpu.setPollWord(thread.state + ThreadState.POLL);
    return thread;
  }

  /** With what another thread has found, or earlier runs have: it need not be found again. */
  private void fillCache(long state) {
    for (GuestThread other : threads) {
      JumpCache.copy(other.state, state);
      return;
    }
    JumpCache.clear(state);
    for (int i = 0; i < before; i++) {
      if (area.isJumpTarget(i) && !area.isDropped(i) && area.blockCode(i) != 0) {
        JumpCache.put(state, area.blockPc(i), area.blockCode(i));
      }
    }
  }

  private static long state() {
    synchronized (FREE) {
      if (!FREE.isEmpty()) {
        return FREE.removeLast();
      }
    }
    long memory = HostLibrary.call("calloc", ThreadState.BYTES, 1, 0, 0, 0, 0);
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
    HostMemory.putInt(state + ThreadState.MISSING, groups.rare());
    HostMemory.putLong(state + ThreadState.RETURN_PC, returnPc);
    HostMemory.putInt(state + ThreadState.NO_MOVES, 0);
    long code = from.address;
    while (true) {
      long result = area.run(code, state, cpu.memoryBase, cpu.permissions);
      int index = (int) (result >>> Reason.BITS);
      int reason = (int) result & Reason.MASK;
      if (COUNTING) {
        counts.computeIfAbsent(what(reason, index, state), k -> new LongAdder()).increment();
      }
      switch (reason) {
        case Reason.CALL -> code = compute(index, state, known);
        case Reason.GROUPS -> {
          groups.bring(cpu, state, index & ~thread.brought);
          thread.brought |= index;
          HostMemory.putInt(state + ThreadState.MISSING, groups.rare() & ~thread.brought);
          code = HostMemory.getLong(state + ThreadState.RESUME);
        }
        case Reason.LINK -> {
          long target = area.linkTarget(index);
          Code next = known.code(target, area.startsCode(index));
          if (next == null || !link(index, next, known)) {
            cpu.pc = target;
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
        case Reason.MOVES -> {
          if (!moves(index, known).run(thread, cpu)) {
            HostMemory.putInt(state + ThreadState.NO_MOVES, 1);
          }
          // Not the region's own way in: another region may have taken it over.
          Code next = known.code(area.blockPc(index), true);
          if (next == null) {
            cpu.pc = area.blockPc(index);
            return stop(cpu, thread, Stop.GO_ON);
          }
          code = next.address;
        }
        case Reason.TRAP -> {
          thread.trap = raise(index, known);
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
    return Objects.requireNonNull(thread.trap).trap();
  }

  private long compute(int call, long state, Blocks known) {
    Helper helper = area.helper(call);
    if (helper == null) {
      synchronized (known) {
        helper = find(call);
      }
    }
    long[] args = new long[6];
    for (int i = 0; i < helper.arity(); i++) {
      args[i] = HostMemory.getLong(state + ThreadState.ARGUMENTS + 8 * i);
    }
    HostMemory.putLong(state + ThreadState.RESULT, helper.call(args));
    return area.returnTo(call);
  }

  /** The helper of a call in code of an earlier run: its name is known, and the blocks. */
  private Helper find(int call) {
    String name = area.helperName(call);
    int block = area.callBlock(call);
    for (int n = area.firstOfRegion(block); n < area.endOfRegion(block); n++) {
      IrBlock ir =
          lifter.lift(area.blockPc(n), n == block ? area.callFlagsKind(call) : area.flagsKind(n));
      for (IrOp op : ir.ops()) {
        if (op.helper != null && CodeArea.name(op.helper).equals(name)) {
          area.setHelper(call, op.helper);
          return op.helper;
        }
      }
    }
    throw new IllegalStateException("machine code calls " + name);
  }

  /** The loop that a block of a region is. */
  private BulkLoop moves(int block, Blocks known) {
    BulkLoop loop = loops.get(block);
    if (loop == null) {
      synchronized (known) {
        IrBlock ir = lifter.lift(area.blockPc(block), IrBuilder.UNKNOWN_FLAGS);
        loop = Objects.requireNonNull(BulkLoop.of(ir, registers.flagsSlot()));
        loops.put(block, loop);
      }
    }
    return loop;
  }

  private Terminator.Raise raise(int trap, Blocks known) {
    Terminator.Raise raise = area.raise(trap);
    if (raise == null) {
      synchronized (known) {
        IrBlock block = lifter.lift(area.blockPc(area.trapBlock(trap)), IrBuilder.UNKNOWN_FLAGS);
        raise = (Terminator.Raise) block.terminator();
        area.setRaise(trap, raise);
      }
    }
    return raise;
  }

  // ---- connections ----

  /** Lets an exit lead straight to code, unless that has been dropped meanwhile. */
  private boolean link(int link, Code to, Blocks known) {
    synchronized (known) {
      if (known.code(to.pc, false) != to) {
        return false;
      }
      area.link(link, to.block);
      return true;
    }
  }

  /** Lets the thread's jumps through registers find the code. */
  private boolean remember(GuestThread thread, Code code, Blocks known) {
    synchronized (known) {
      if (known.code(code.pc, false) != code) {
        return false;
      }
      area.setJumpTarget(code.block);
      JumpCache.put(thread.state, code.pc, code.address);
      return true;
    }
  }

  /**
   * No jump finds the code any more; threads in it leave it at its end, or at the next poll after
   * {@link #interruptAll}. Under the Blocks' lock.
   */
  public void drop(Code code) {
    area.drop(code.block);
    forget(code.pc);
  }

  /** The same for code in whose place there is other code of the same guest code now. */
  public void retire(Code code) {
    area.retire(code.block);
    forget(code.pc);
  }

  private void forget(long pc) {
    threads.forEach(thread -> JumpCache.remove(thread.state, pc));
  }

  /** Makes all threads in machine code leave it soon. */
  public void interruptAll() {
    threads.forEach(t -> t.cpu.interrupt());
  }

  private String what(int reason, int index, long state) {
    return switch (reason) {
      case Reason.CALL ->
          "helper " + area.helperName(index) + " in " + hex(area.blockPc(area.callBlock(index)));
      case Reason.INTERPRET -> "instruction at " + hex(HostMemory.getLong(state + ThreadState.PC));
      default -> Reason.name(reason);
    };
  }

  private static String hex(long address) {
    return "0x" + Long.toHexString(address);
  }

  /**
   * Whether there is enough new code to be worth {@link #keep}.
   *
   * @param more blocks that will be compiled before, which are all that have run; 0 if none will
   */
  public boolean isWorthKeeping(long more) {
    long made = area.blocks() - before + more;
    int least = Math.max(LEAST_NEW, before / (more > 0 ? LEAST_PART_OF_ALL : LEAST_PART));
    boolean enough = made >= least;
    return canBeKept() && (enough || regions > area.regions(before) / LEAST_PART_OF_REGIONS);
  }

  /** Whether {@link #keep} is of any use. */
  public boolean canBeKept() {
    return kept != null && area.canBeKept();
  }

  /** Writes the code into an empty file for later runs. Under the Blocks' lock. */
  public void keep(Path to) throws IOException {
    Objects.requireNonNull(kept).write(to, area, heat, memory);
  }

  /** Whether there is room for another block. */
  public boolean hasRoom() {
    return area.hasRoom();
  }

  /** How many blocks have become machine code. */
  public int blocks() {
    return area.blocks();
  }

  /** Figures for {@code --stats}. */
  public List<String> statistics() {
    List<String> lines = new ArrayList<>();
    lines.add("blocks as machine code: " + area.blocks());
    lines.add("blocks of earlier runs: " + earlierBlocks());
    lines.add("regions as machine code: " + regions);
    lines.add("bytes of machine code: " + area.used());
    counts.entrySet().stream()
        .sorted(Comparator.comparingLong(e -> -e.getValue().sum()))
        .limit(MOST_COUNTS)
        .forEach(e -> lines.add("left machine code, " + e.getKey() + ": " + e.getValue().sum()));
    return lines;
  }
}
