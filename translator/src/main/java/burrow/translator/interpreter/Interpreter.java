package burrow.translator.interpreter;

import burrow.machine.AddressSpace;
import burrow.machine.Cpu;
import burrow.machine.Engine;
import burrow.machine.GuestFault;
import burrow.machine.Trap;
import burrow.machine.Traps;
import burrow.translator.BlockLifter;
import burrow.translator.Isa;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Runs guest code block by block; blocks are kept per address space and shared by its threads. */
public final class Interpreter implements Engine {
  /** Longer straight-line code is cut: a poll stands between any two blocks. */
  private static final int MOST_INSTRUCTIONS = 64;

  private static final int RECENT = 1 << 12;

  private final Isa isa;
  private final AddressSpace memory;
  private final BlockLifter lifter;
  private final ConcurrentHashMap<Long, Block> blocks = new ConcurrentHashMap<>();
  private final LongAdder executed = new LongAdder();
  private final LongAdder lifted = new LongAdder();
  private final LongAdder dropped = new LongAdder();

  /** An engine for all threads that run on {@code memory}. */
  public Interpreter(Isa isa, AddressSpace memory) {
    this.isa = isa;
    this.memory = memory;
    this.lifter = new BlockLifter(isa, memory);
    memory.addCodeListener(this::codeChanged);
  }

  @Override
  public burrow.machine.Exit run(Cpu cpu) {
    Block[] recent = new Block[RECENT];
    long count = 0;
    try {
      Block block = find(cpu, recent);
      while (block != null) {
        if (!block.valid || cpu.interrupted()) {
          block = detour(cpu, block, recent);
          continue;
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
        if (next == null) {
          next = leave(cpu, block, trap, recent);
        }
        block = next;
      }
      return cpu.exit;
    } finally {
      executed.add(count);
    }
  }

  /** The block to go on with after an unlinked exit or a trap; null if the thread must leave. */
  private @Nullable Block leave(Cpu cpu, Block from, @Nullable Trap trap, Block[] recent) {
    if (trap != null) {
      return cpu.traps.trap(cpu, trap) == Traps.LEAVE ? null : find(cpu, recent);
    }
    Block next = find(cpu, recent);
    if (next != null) {
      from.exit.link(next);
    }
    return next;
  }

  /** Before a block: its code has changed, or something asynchronous waits. */
  private @Nullable Block detour(Cpu cpu, Block block, Block[] recent) {
    cpu.pc = block.pc;
    if (cpu.interrupted() && cpu.traps.trap(cpu, Trap.INTERRUPT) == Traps.LEAVE) {
      return null;
    }
    return find(cpu, recent);
  }

  /** The block at {@code cpu.pc}, lifted if need be; null if the thread must leave. */
  private @Nullable Block find(Cpu cpu, @Nullable Block[] recent) {
    while (true) {
      long pc = cpu.pc;
      int slot = (int) (pc >>> 1) & (RECENT - 1);
      Block block = recent[slot];
      if (block != null && block.pc == pc && block.valid) {
        return block;
      }
      block = blocks.get(pc);
      if (block == null) {
        try {
          block = lift(pc);
        } catch (GuestFault f) {
          cpu.fault = f;
          if (cpu.traps.trap(cpu, Trap.FAULT) == Traps.LEAVE) {
            return null;
          }
          continue;
        }
      }
      recent[slot] = block;
      return block;
    }
  }

  /**
   * Under the lock that {@link #codeChanged} takes too: a change after the pages were marked waits
   * and then drops the block.
   */
  private synchronized Block lift(long pc) {
    Block block = blocks.get(pc);
    if (block == null) {
      block = compile(pc, MOST_INSTRUCTIONS);
      blocks.put(pc, block);
      lifted.increment();
    }
    return block;
  }

  private Block compile(long pc, int most) {
    if (memory.isGate(pc)) {
      Exit gate = new Exit.Raise(Trap.GATE, pc, 0, null);
      return new Block(pc, pc + 1, 0, new Op[0], new Op[0][], new long[0], gate);
    }
    return OpCompiler.compile(lifter.lift(pc, most), isa.registers());
  }

  private synchronized void codeChanged(long from, long to) {
    for (Block block : blocks.values()) {
      if (block.pc < to && block.end > from) {
        block.valid = false;
        blocks.remove(block.pc, block);
        dropped.increment();
      }
    }
  }

  @Override
  public burrow.machine.Exit step(Cpu cpu) {
    Block block;
    try {
      block = compile(cpu.pc, 1);
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

  private static burrow.machine.Exit raise(Cpu cpu, Trap trap) {
    return cpu.traps.trap(cpu, trap) == Traps.LEAVE ? cpu.exit : burrow.machine.Exit.STEPPED;
  }

  @Override
  public List<String> statistics() {
    return List.of(
        "engine: interpreter",
        "guest instructions: " + executed.sum(),
        "blocks lifted: " + lifted.sum(),
        "blocks dropped: " + dropped.sum());
  }
}
