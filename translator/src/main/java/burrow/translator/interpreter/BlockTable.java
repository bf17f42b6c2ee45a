package burrow.translator.interpreter;

import burrow.machine.AddressSpace;
import burrow.machine.Cpu;
import burrow.machine.GuestFault;
import burrow.machine.HostMemory;
import burrow.machine.Trap;
import burrow.translator.BlockLifter;
import burrow.translator.IrBlock;
import burrow.translator.IrBuilder;
import burrow.translator.Isa;
import burrow.translator.machinecode.CodeFile;
import burrow.translator.machinecode.MachineCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of an address space by their address: lifted when control first comes there, improved
 * when they are warm, dropped when their code changes. Its lock is that of all changes.
 */
final class BlockTable implements MachineCode.Blocks {
  /** Longer straight-line code is cut: a poll stands between any two blocks. */
  private static final int MOST_INSTRUCTIONS = 64;

  /** How much hotter a block must be that is neither a function's start nor a loop's. */
  private static final int MIDDLE = 16;

  /** A hotness below is for tests that want translated code at once. */
  private static final int HURRIED = 1000;

  /** How long blocks that are not warm are compiled after the guest's end, ns. */
  private static final long LAST_PIECE = 25_000_000;

  /** Blocks of which a compiler makes most machine code in that time once it is warm. */
  private static final int FEW = 5000;

  /** Code that changes more often is not worth machine code. */
  private static final int MOST_CHANGES = 64;

  private final Isa isa;
  private final AddressSpace memory;
  private final BlockLifter lifter;
  private final @Nullable HotCode hotCode;
  private final @Nullable MachineCode machineCode;
  private final int warmth;
  private final int hotness;
  private final int regionHeat;
  private final ConcurrentHashMap<Long, Block> blocks = new ConcurrentHashMap<>();

  /** How often machine code for an address has been dropped. */
  private final Map<Long, Integer> changes = new HashMap<>();

  private final LongAdder lifted = new LongAdder();
  private final LongAdder dropped = new LongAdder();

  /** For the parameters see {@link Interpreter}. */
  BlockTable(
      Isa isa,
      AddressSpace memory,
      @Nullable HotCode hotCode,
      int regionHeat,
      @Nullable CodeFile kept,
      int warmth,
      int hotness) {
    this.isa = isa;
    this.memory = memory;
    this.hotCode = hotCode;
    this.warmth = warmth;
    this.hotness = hotness;
    this.regionHeat = regionHeat;
    this.lifter = new BlockLifter(isa, memory);
    this.machineCode =
        regionHeat > 0
            ? MachineCode.create(
                isa.registers(),
                memory,
                new RegionLifter(lifter),
                hotness < HURRIED ? hotness : regionHeat,
                kept)
            : null;
    memory.addCodeListener(this::codeChanged);
  }

  /** What machine code is made of: the same blocks. */
  private record RegionLifter(BlockLifter lifter) implements MachineCode.Lifter {
    @Override
    public IrBlock lift(long pc, int flagsKind) {
      return lifter.lift(pc, MOST_INSTRUCTIONS, flagsKind);
    }

    @Override
    public @Nullable IrBlock liftPath(long[] path, int flagsKind) {
      return lifter.liftPath(path, MOST_INSTRUCTIONS, flagsKind);
    }
  }

  /** Null if there is none. */
  @Nullable MachineCode machineCode() {
    return machineCode;
  }

  /** The block at an address if control has been there. */
  @Nullable Block get(long pc) {
    return blocks.get(pc);
  }

  /** Whether a block that starts at the address has run. */
  boolean hasRun(long pc) {
    return blocks.containsKey(pc) || machineCode != null && machineCode.earlier(pc) != null;
  }

  /** Where the indirect jump at the end of the block at {@code pc} has gone so far. */
  long[] jumpTargets(long pc) {
    Block block = blocks.get(pc);
    return block != null && block.exit instanceof Exit.Indirect i ? i.targets() : new long[0];
  }

  @Override
  public MachineCode.@Nullable Code code(long pc, boolean start) {
    Block block = known(pc);
    if (block == null || !block.valid) {
      return null;
    }
    block.start |= start;
    return block.machineCode;
  }

  /** The block at an address, if there is one or an earlier run has left its code. */
  @Nullable Block known(long pc) {
    Block block = blocks.get(pc);
    return block == null ? earlier(pc) : block;
  }

  /** The same, where there is none yet. */
  private synchronized @Nullable Block earlier(long pc) {
    Block block = blocks.get(pc);
    if (block != null || machineCode == null) {
      return block;
    }
    MachineCode.Code code = machineCode.earlier(pc);
    if (code == null) {
      return null;
    }
    Block kept = Block.bare(code);
    kept.start = machineCode.isStart(code);
    if (machineCode.isInRegion(code)) {
      kept.runs = regionHeat; // as then: what becomes hot beside the region wants it
    }
    blocks.put(pc, kept);
    return kept;
  }

  /** There is hot code for an address: the next execution shall find it. */
  void hurry(long pc) {
    Block block = blocks.get(pc);
    if (block != null) {
      block.setHeat(0);
    }
  }

  /**
   * Whether a hot block is only in the middle of a function, whose start or loop will be hot too:
   * code that started here would double theirs. It has its turn if they are not, as behind a call
   * that switches goroutines.
   */
  boolean passOver(Block block) {
    if (hotness == 0 || block.start || block.passedOver) {
      return false;
    }
    block.passedOver = true;
    block.setHeat((int) Math.min(Integer.MAX_VALUE - 1, (long) hotness(block) * MIDDLE));
    return true;
  }

  /** The block is to be looked at again when it has run as often once more. */
  void reheat(Block block) {
    block.setHeat(hotness == 0 ? 1 : hotness(block)); // at least once, in the interpreter
  }

  private int hotness(Block block) {
    if (block.machineCode == null || hotness < HURRIED) {
      return hotness;
    }
    return block.grown ? Integer.MAX_VALUE - 1 : regionHeat;
  }

  /** Puts the optimised form in the place of a block. */
  synchronized void improve(Cpu cpu, Block block) {
    if (block.valid && block.plain) {
      try {
        int most = MOST_INSTRUCTIONS;
        if (machineCode != null && isSettled(block.pc)) {
          if (becomesMachineCode(block, machineCode, flagsKind(cpu))) {
            return;
          }
          if (machineCode.hasRoom()) {
            most = 1; // so that what follows can be
          }
        }
        block.valid = false;
        blocks.remove(block.pc, block);
        Block better = OpCompiler.compile(lifter.lift(block.pc, most), isa.registers());
        better.start = block.start;
        insert(better);
      } catch (GuestFault f) {
        // Unmapped meanwhile: whoever looks for it gets the fault.
      }
    }
  }

  private boolean becomesMachineCode(Block block, MachineCode area, int flagsKind) {
    MachineCode.Code code = area.compile(block.pc, flagsKind);
    if (code == null) {
      return false;
    }
    // Its operations are seldom asked for again, and they would be most of the heap.
    Block bare = Block.bare(code);
    bare.start = block.start;
    block.valid = false;
    blocks.put(bare.pc, bare);
    return true;
  }

  /**
   * Makes machine code of blocks that are not warm, for later runs to find, until a time, in ns.
   */
  private synchronized void compileCold(MachineCode area, long until) {
    for (Block block : blocks.values()) {
      if (System.nanoTime() >= until || !area.hasRoom()) {
        return;
      }
      if (block.plain && isSettled(block.pc)) {
        try {
          becomesMachineCode(block, area, IrBuilder.UNKNOWN_FLAGS);
        } catch (GuestFault f) {
          // Its page has been unmapped: no later run will come there either.
        }
      }
    }
  }

  /** Tests without hot code put one program after the other into the same place. */
  private boolean isSettled(long pc) {
    return hotCode == null || changes.getOrDefault(pc, 0) < MOST_CHANGES;
  }

  private int flagsKind(Cpu cpu) {
    int slot = isa.registers().flagsSlot();
    return slot < 0
        ? IrBuilder.UNKNOWN_FLAGS
        : (int) HostMemory.getField(cpu, isa.registers().offset(slot));
  }

  private void insert(Block block) {
    block.heat = hotness;
    blocks.put(block.pc, block);
  }

  /**
   * Under the lock that {@link #codeChanged} takes too: a change after the pages were marked waits
   * and then drops the block.
   */
  synchronized Block lift(Cpu cpu, long pc) {
    Block block = earlier(pc);
    if (block == null) {
      boolean kept = hotCode != null && hotCode.kept(pc);
      boolean atOnce = warmth == 0 && machineCode != null && hotCode == null;
      block = compile(pc, MOST_INSTRUCTIONS, (warmth > 0 || atOnce) && !kept);
      insert(block);
      if (kept) {
        block.start = true;
        block.heat = 0;
      } else if (block.plain) {
        block.heat = warmth;
        if (atOnce) {
          improve(cpu, block);
          block = Objects.requireNonNullElse(blocks.get(pc), block);
        }
      }
      lifted.increment();
    }
    return block;
  }

  /** The block with what the interpreter needs; null if its code cannot be had any more. */
  synchronized @Nullable Block withOps(Block bare) {
    MachineCode.Code code = Objects.requireNonNull(bare.machineCode);
    boolean valid = bare.valid;
    bare.valid = false;
    try {
      Block block = compile(bare.pc, MOST_INSTRUCTIONS, true);
      block.plain = false;
      block.start = bare.start;
      block.passedOver = bare.passedOver;
      if (valid) {
        block.machineCode = code;
        blocks.put(block.pc, block);
      }
      return block;
    } catch (GuestFault f) {
      codeChanged(bare.pc, bare.pc + 1);
      return null;
    }
  }

  private Block compile(long pc, int most, boolean plain) {
    if (memory.isGate(pc)) {
      Exit gate = new Exit.Raise(Trap.GATE, pc, 0, null);
      return new Block(pc, pc + 1, 0, new Op[0], new Op[0][], new long[0], gate);
    }
    IrBlock ir = plain ? lifter.liftPlain(pc, most) : lifter.lift(pc, most);
    Block block = OpCompiler.compile(ir, isa.registers());
    block.plain = plain;
    return block;
  }

  private synchronized void codeChanged(long from, long to) {
    MachineCode changed = machineCode != null && machineCode.changed(from, to) ? machineCode : null;
    for (Block block : blocks.values()) {
      MachineCode.Code code = block.machineCode;
      if (block.pc < to && block.end > from
          || changed != null && code != null && changed.isDropped(code)) {
        drop(block);
      }
    }
    if (changed != null) {
      changed.interruptAll();
    }
  }

  /**
   * Makes hot machine code and what is hot around it one piece, if that is any better; whether
   * there is nothing else to be done for it.
   */
  synchronized boolean grow(Block block) {
    if (machineCode == null || !block.valid || block.machineCode == null || hotness < HURRIED) {
      return false;
    }
    if (!block.grown) {
      block.grown = true;
      try {
        List<MachineCode.Code> region = machineCode.compileRegion(block.pc, this::runs);
        region.forEach(code -> replace(machineCode, code));
      } catch (GuestFault f) {
        // Unmapped meanwhile: whoever looks for it gets the fault.
      }
    }
    reheat(block);
    return true;
  }

  private void replace(MachineCode area, MachineCode.Code code) {
    Block block = blocks.get(code.pc);
    if (block != null && block.machineCode != null) {
      block.runs = runs(block.pc);
      area.retire(block.machineCode);
      block.machineCode = code;
      block.grown = true;
    }
  }

  /** How often a block has run as machine code, about. */
  private long runs(long pc) {
    Block block = known(pc); // jumps between blocks of an earlier run come by nobody
    return block == null || block.machineCode == null ? 0 : block.runs + block.machineCode.runs();
  }

  private void drop(Block block) {
    block.valid = false;
    blocks.remove(block.pc, block);
    dropped.increment();
    if (block.machineCode != null && machineCode != null) {
      machineCode.drop(block.machineCode);
      changes.merge(block.pc, 1, Integer::sum);
    }
  }

  /** See {@link Interpreter#keepMachineCode}. */
  void keepMachineCode(Interpreter.Keeper keeper) {
    if (machineCode != null) {
      machineCode.atTheEnd(() -> atTheEnd(machineCode, keeper));
    }
  }

  /** See {@link Interpreter#compile}. */
  synchronized void compile(long[] addresses) {
    for (long pc : addresses) {
      if (machineCode == null || !machineCode.hasRoom()) {
        return;
      }
      try {
        if (machineCode.earlier(pc) == null) {
          machineCode.compile(pc, IrBuilder.UNKNOWN_FLAGS);
        }
      } catch (GuestFault f) {
        // It is mapped only when the program runs: a run will make code of it if it is warm.
      }
    }
  }

  /**
   * Half of the blocks of a run are executed once or twice: lifting them again is much of what a
   * later run of a short program would do. They become machine code, as many as there is time for,
   * if they are so few that some runs will have done them all; if not, another process shall do it.
   * Too few to be kept are not compiled either.
   */
  private void atTheEnd(MachineCode area, Interpreter.Keeper keeper) {
    long[] left = blocks.values().stream().filter(b -> b.plain).mapToLong(b -> b.pc).toArray();
    boolean few = left.length < FEW;
    if (area.isWorthKeeping(few ? left.length : 0)) {
      if (few) {
        compileCold(area, System.nanoTime() + LAST_PIECE);
      }
      keeper.keepCode(this::writeMachineCode);
    }
    if (!few && area.canBeKept()) {
      keeper.keepCold(left);
    }
  }

  private synchronized void writeMachineCode(Path to) throws IOException {
    Objects.requireNonNull(machineCode).keep(to);
  }

  /** One instruction, linked to nothing. */
  Block single(long pc) {
    return compile(pc, 1, false);
  }

  /** Figures for {@code --stats}. */
  List<String> statistics() {
    List<String> lines = new ArrayList<>();
    lines.add("blocks lifted: " + lifted.sum());
    lines.add("blocks dropped: " + dropped.sum());
    if (machineCode != null) {
      lines.addAll(machineCode.statistics());
    }
    return lines;
  }
}
