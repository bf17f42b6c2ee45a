package burrow.translator.interpreter;

import burrow.machine.AddressSpace;
import burrow.machine.Cpu;
import burrow.machine.Engine;
import burrow.machine.GuestFault;
import burrow.machine.Trap;
import burrow.machine.Traps;
import burrow.translator.Isa;
import burrow.translator.machinecode.CodeFile;
import burrow.translator.machinecode.MachineCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Runs guest code block by block; blocks are kept per address space ({@link BlockTable}) and shared
 * by its threads.
 */
public final class Interpreter implements Engine {
  /**
   * Executions after which optimising a block pays, or machine code. From 1 to 24 a bundle of
   * esbuild takes the same time, first and later; two thirds of a tour's 10,500 blocks run fewer
   * than 24 times.
   */
  public static final int WARM = 8;

  /**
   * Executions after which machine code that belongs together becomes one piece. Making a region
   * takes two milliseconds while the JVM is cold: with 5,000 the first bundle of esbuild takes 0.3
   * s longer, with this as long as without regions.
   */
  public static final int REGION_HEAT = Integer.getInteger("burrow.machinecode.hotness", 300_000);

  private static final int RECENT = 1 << 12;

  /** Waits for no return address. */
  private static final long NEVER = -1;

  /** Bytes of Java stack that one level of interpreter under translated code may take. */
  private static final int FRAME = 4096;

  /** Leave the loop: the outermost interpreter goes on at {@code cpu.pc}. */
  private static final Block UNWIND =
      new Block(NEVER, NEVER, 0, new Op[0], new Op[0][], new long[0], new Exit.Goto(NEVER));

  private final Isa isa;
  private final AddressSpace memory;
  private final @Nullable HotCode hotCode;
  private final BlockTable table;
  private final @Nullable MachineCode machineCode;
  private final int stackBytes;

  /** For threads with {@link Cpu#hasFloatControl()}; made when the first one comes. */
  private @Nullable Interpreter withControl;

  /** Whether this is the one for such threads. */
  private boolean controlled;

  private final LongAdder executed = new LongAdder();

  /** An engine for all threads that run on {@code memory}; optimises every block at once. */
  public Interpreter(Isa isa, AddressSpace memory) {
    this(isa, memory, 0);
  }

  /**
   * @param warmth executions after which a block is optimised
   */
  public Interpreter(Isa isa, AddressSpace memory, int warmth) {
    this(isa, memory, null, 0, null, warmth, Integer.MAX_VALUE, 0);
  }

  /**
   * @param hotCode takes over hot blocks; null for none
   * @param regionHeat executions after which machine code becomes part of a region; 0 if there
   *     shall be no machine code, which else there is of warm blocks where the host can
   * @param kept machine code of earlier runs, if there may be any
   * @param warmth executions after which a block is optimised
   * @param hotness further executions that make a block hot
   * @param stackBytes Java stack that the threads calling {@link #run} have for nested calls
   */
  public Interpreter(
      Isa isa,
      AddressSpace memory,
      @Nullable HotCode hotCode,
      int regionHeat,
      @Nullable CodeFile kept,
      int warmth,
      int hotness,
      int stackBytes) {
    this.hotCode = hotCode;
    this.stackBytes = stackBytes;
    this.isa = isa;
    this.memory = memory;
    this.table = new BlockTable(isa, memory, hotCode, regionHeat, kept, warmth, hotness);
    this.machineCode = table.machineCode();
  }

  /**
   * An engine for tests: each block is machine code before it runs the first time, and only what
   * machine code cannot do is interpreted. See {@link #usesMachineCode}.
   */
  public static Interpreter machineCode(Isa isa, AddressSpace memory) {
    return machineCode(isa, memory, REGION_HEAT);
  }

  /**
   * The same, with regions after fewer executions.
   *
   * @param regionHeat so many, more than 0
   */
  public static Interpreter machineCode(Isa isa, AddressSpace memory, int regionHeat) {
    return new Interpreter(isa, memory, null, regionHeat, null, 0, Integer.MAX_VALUE, 0);
  }

  /** Whether the host can run machine code of ours. */
  public boolean usesMachineCode() {
    return machineCode != null;
  }

  /** How many blocks have become machine code. */
  public int machineCodeBlocks() {
    return machineCode == null ? 0 : machineCode.blocks();
  }

  @Override
  public burrow.machine.Exit run(Cpu cpu) {
    try {
      while (true) {
        if (interpreterFor(cpu).interpret(cpu, stackBytes, NEVER) == Traps.LEAVE
            && !cpu.abandonsFrames) {
          return cpu.exit;
        }
        cpu.abandonsFrames = false;
      }
    } finally {
      forget(cpu);
    }
  }

  /** The thread leaves: what it has for machine code may serve another. */
  private static void forget(Cpu cpu) {
    if (cpu.engineState instanceof Recent r) {
      MachineCode.GuestThread thread = r.thread;
      r.thread = null;
      if (thread != null && r.owner.machineCode != null) {
        r.owner.machineCode.leave(cpu, thread);
      }
    }
  }

  private Interpreter interpreterFor(Cpu cpu) {
    boolean control = cpu.hasFloatControl() != cpu.changesFloatControl;
    cpu.changesFloatControl = false;
    return control ? withControl() : this;
  }

  private synchronized Interpreter withControl() {
    if (withControl == null) {
      withControl = new Interpreter(isa.withFloatControl(), memory, WARM);
      withControl.controlled = true;
    }
    return withControl;
  }

  /**
   * Interprets from {@code pc} until control arrives at {@code returnPc} or must leave. It may
   * never arrive: each switch of goroutines leaves frames behind that nobody returns to. When half
   * of the stack is full of them, all return, and the outermost interpreter goes on.
   *
   * @param depth bytes of Java stack left
   * @return the next guest pc, or {@link Traps#LEAVE}
   */
  public long call(long pc, Cpu cpu, int depth, long returnPc) {
    cpu.pc = pc;
    return depth < stackBytes / 2 ? cpu.abandonFrames() : interpret(cpu, depth - FRAME, returnPc);
  }

  /** Whether a block that starts at the address has run. */
  public boolean hasRun(long pc) {
    return table.hasRun(pc);
  }

  /** Where the indirect jump at the end of the block at {@code pc} has gone so far. */
  public long[] jumpTargets(long pc) {
    return table.jumpTargets(pc);
  }

  /** There is hot code for an address: the next execution shall find it. */
  public void hurry(long pc) {
    table.hurry(pc);
  }

  /** Before the guest's memory is given back, tells what of the machine code is worth keeping. */
  public void keepMachineCode(Keeper keeper) {
    table.keepMachineCode(keeper);
  }

  /** Makes machine code of the blocks at addresses, as far as they are there, without running. */
  public void compile(long[] addresses) {
    table.compile(addresses);
  }

  /** Keeps for later runs what one has found out. */
  public interface Keeper {
    /** Machine code, which is to be written into an empty file. */
    void keepCode(FileWriter code);

    /**
     * Where blocks start that ran too seldom to become machine code, and are too many for that now:
     * {@link #compile} is to have them before a later run.
     */
    void keepCold(long[] addresses);
  }

  /** Fills an empty file. */
  @FunctionalInterface
  public interface FileWriter {
    void write(Path to) throws IOException;
  }

  private long interpret(Cpu cpu, int depth, long returnPc) {
    Block[] recent = recent(cpu);
    long count = 0;
    try {
      Block from = null; // whose exit led to block
      Block block = find(cpu, recent);
      if (block == UNWIND) {
        return cpu.abandonFrames();
      }
      while (block != null) {
        if (block.pc == returnPc) {
          return returnPc;
        }
        boolean plainly = cpu.interpretNext;
        cpu.interpretNext = false;
        if (!plainly && --block.heat < 0 || !block.valid || cpu.interrupted()) {
          Block other = detour(cpu, block, recent, depth, returnPc);
          if (other == UNWIND) {
            return cpu.abandonFrames();
          }
          if (from != null && other != null && other.pc == block.pc) {
            from.exit.link(other);
          }
          from = null;
          block = other;
          continue;
        }
        MachineCode.Code code = block.machineCode;
        if (code != null && !plainly) {
          block = runMachineCode(cpu, code, recent, returnPc);
          if (block == UNWIND) {
            return cpu.abandonFrames();
          }
          from = null;
          continue;
        }
        if (block.bare) {
          Block whole = table.withOps(block);
          from = null;
          if (whole == null) {
            block = find(cpu, recent);
            continue;
          }
          block = whole;
        }
        count += block.instructions;
        Trap trap = null;
        Block next = null;
        Op[] ops = block.ops;
        int i = 0;
        try {
          for (; i < ops.length; i++) {
            ops[i].execute(cpu);
          }
          next = block.exit.next(cpu);
          if (next == null) {
            trap = block.exit.trap();
          }
        } catch (GuestFault f) {
          block.faulted(cpu, i);
          cpu.fault = f;
          trap = Trap.FAULT;
        } catch (RareOps.TrapSignal s) {
          block.faulted(cpu, i);
          trap = s.trap;
        }
        from = block;
        if (next == null) {
          next = leave(cpu, block, trap, recent);
          if (next == UNWIND) {
            return cpu.abandonFrames();
          }
          from = null;
        }
        block = next;
      }
      return Traps.LEAVE;
    } finally {
      executed.add(count);
    }
  }

  /** The block to go on with after machine code; as {@link #trap}. */
  private @Nullable Block runMachineCode(
      Cpu cpu, MachineCode.Code code, Block[] recent, long returnPc) {
    Recent r = (Recent) Objects.requireNonNull(cpu.engineState);
    MachineCode m = Objects.requireNonNull(machineCode);
    MachineCode.GuestThread thread = r.thread;
    if (thread == null) {
      thread = m.enter(cpu, table);
      r.thread = thread;
    }
    switch (m.run(cpu, thread, code, returnPc, table)) {
      case GO_ON -> {}
      case INTERPRET -> cpu.interpretNext = true;
      case HOT -> {
        Block hot = table.known(cpu.pc);
        if (hot != null) {
          hot.heat = 0;
        }
      }
      case TRAP -> {
        return trap(cpu, MachineCode.trap(thread), recent);
      }
    }
    return find(cpu, recent);
  }

  /** The block to go on with after an unlinked exit or a trap; null if the thread must leave. */
  private @Nullable Block leave(Cpu cpu, Block from, @Nullable Trap trap, Block[] recent) {
    if (trap != null) {
      return trap(cpu, trap, recent);
    }
    Block next = find(cpu, recent);
    if (next != null && next != UNWIND) {
      from.exit.link(next);
      next.start |= from.exit.call || next.pc <= from.pc;
    }
    return next;
  }

  /**
   * Raises a trap. The block to go on with; null if the thread must leave, {@link #UNWIND} if it is
   * for the other interpreter.
   */
  private @Nullable Block trap(Cpu cpu, Trap trap, Block[] recent) {
    if (trap == Trap.FLOAT_CONTROL) {
      cpu.changesFloatControl = true;
      return UNWIND;
    }
    if (cpu.traps.trap(cpu, trap) == Traps.LEAVE) {
      return null;
    }
    return cpu.hasFloatControl() == controlled ? find(cpu, recent) : UNWIND;
  }

  /**
   * Before a block: its code has changed, something asynchronous waits, or it is hot. The block to
   * go on with; null if the thread must leave.
   */
  private @Nullable Block detour(Cpu cpu, Block block, Block[] recent, int depth, long returnPc) {
    cpu.pc = block.pc;
    if (cpu.interrupted()) {
      return trap(cpu, Trap.INTERRUPT, recent);
    }
    if (!block.valid) {
      return find(cpu, recent);
    }
    if (block.plain) {
      table.improve(cpu, block);
      return find(cpu, recent);
    }
    if (table.passOver(block)) {
      return block;
    }
    if (table.grow(block)) {
      return find(cpu, recent);
    }
    HotCode.Code code = hotCode(block);
    if (code == null) {
      table.reheat(block);
      return block;
    }
    block.setHeat(0); // the next execution comes here again
    long pc = code.run(cpu, depth, returnPc);
    if (pc == Traps.LEAVE) {
      return null;
    }
    cpu.pc = pc;
    if (pc == block.pc && !cpu.interrupted() && !cpu.interpretNext) {
      // It could not start: the stack is short.
      if (returnPc != NEVER) {
        return UNWIND;
      }
      block.setHeat(1);
      return block;
    }
    return cpu.hasFloatControl() == controlled ? find(cpu, recent) : UNWIND;
  }

  private HotCode.@Nullable Code hotCode(Block block) {
    HotCode.Code code = block.hot;
    if (code == null || !code.valid()) {
      code = hotCode == null ? null : hotCode.code(block.pc);
      block.hot = code;
    }
    return code;
  }

  /**
   * The block at {@code cpu.pc}, lifted if need be; null if the thread must leave, {@link #UNWIND}
   * if it is for the other interpreter.
   */
  private @Nullable Block find(Cpu cpu, @Nullable Block[] recent) {
    while (true) {
      long pc = cpu.pc;
      int slot = (int) (pc >>> 1) & (RECENT - 1);
      Block block = recent[slot];
      if (block != null && block.pc == pc && block.valid) {
        return block;
      }
      block = table.get(pc);
      if (block == null) {
        try {
          block = table.lift(cpu, pc);
        } catch (GuestFault f) {
          cpu.fault = f;
          if (cpu.traps.trap(cpu, Trap.FAULT) == Traps.LEAVE) {
            return null;
          }
          if (cpu.hasFloatControl() != controlled) {
            return UNWIND;
          }
          continue;
        }
      }
      recent[slot] = block;
      return block;
    }
  }

  /** The thread's blocks by their address, as far as they went by lately. */
  private @Nullable Block[] recent(Cpu cpu) {
    if (cpu.engineState instanceof Recent r && r.owner == this) {
      return r.blocks;
    }
    forget(cpu);
    Recent r = new Recent(this);
    cpu.engineState = r;
    return r.blocks;
  }

  /** What a thread has here. */
  private static final class Recent {
    final Interpreter owner;
    final @Nullable Block[] blocks = new Block[RECENT];
    MachineCode.@Nullable GuestThread thread;

    Recent(Interpreter owner) {
      this.owner = owner;
    }
  }

  @Override
  public burrow.machine.Exit step(Cpu cpu) {
    while (true) {
      burrow.machine.Exit exit = interpreterFor(cpu).stepHere(cpu);
      if (!cpu.changesFloatControl) {
        return exit;
      }
    }
  }

  private burrow.machine.Exit stepHere(Cpu cpu) {
    Block block;
    try {
      block = table.single(cpu.pc);
    } catch (GuestFault f) {
      cpu.fault = f;
      return raise(cpu, Trap.FAULT);
    }
    executed.increment();
    int i = 0;
    try {
      for (; i < block.ops.length; i++) {
        block.ops[i].execute(cpu);
      }
    } catch (GuestFault f) {
      cpu.fault = f;
      return raise(cpu, Trap.FAULT);
    } catch (RareOps.TrapSignal s) {
      return raise(cpu, s.trap);
    }
    // A fresh block is linked to nothing: its exit leaves the next pc in cpu.pc.
    block.exit.next(cpu);
    Trap trap = block.exit.trap();
    return trap == null ? burrow.machine.Exit.STEPPED : raise(cpu, trap);
  }

  private burrow.machine.Exit raise(Cpu cpu, Trap trap) {
    if (trap == Trap.FLOAT_CONTROL) {
      cpu.changesFloatControl = true;
      return burrow.machine.Exit.STEPPED;
    }
    return cpu.traps.trap(cpu, trap) == Traps.LEAVE ? cpu.exit : burrow.machine.Exit.STEPPED;
  }

  @Override
  public List<String> statistics() {
    Interpreter other = withControl;
    long instructions = executed.sum() + (other == null ? 0 : other.executed.sum());
    List<String> lines = new ArrayList<>();
    lines.add("engine: interpreter");
    lines.add("guest instructions: " + instructions);
    lines.addAll(table.statistics());
    return lines;
  }
}
