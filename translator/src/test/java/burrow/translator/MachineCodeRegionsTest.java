package burrow.translator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import burrow.machine.HostMemory;
import burrow.translator.machinecode.MachineCode;
import burrow.translator.machinecode.MachineCode.Stop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Random graphs of blocks as regions of machine code, beside blocks on their own, against the
 * definition of the IR. Wherever machine code stops, the definition is followed up to there, all is
 * compared, and both go on.
 */
class MachineCodeRegionsTest {
  private static final int GRAPHS = Integer.getInteger("burrow.random.graphs", 3_000);
  private static final long SEED = Long.getLong("burrow.random.seed", 1);
  private static final long NEVER = -1;

  /** Graphs that one area has room for. */
  private static final int MOST_IN_AREA = 500;

  private static final int MOST_STOPS = 300;

  private SplittableRandom random = new SplittableRandom(SEED);
  private RandomIr generator = new RandomIr(random);
  private @Nullable RandomGraph graph;
  private @Nullable MachineCodeRunner runner;
  private int number;

  private final Map<Long, MachineCode.Code> known = new HashMap<>();
  private final byte[] found = new byte[IrState.READABLE];
  private int regions;
  private int entered;
  private int interpreted;
  private int polled;
  private int blocksRun;

  @AfterEach
  void close() {
    RandomIr.whenCalled = () -> {};
    if (runner != null) {
      runner.close();
    }
  }

  @Test
  void regionsThatStayInTheirMemory() {
    run(false);
  }

  /** Bases are near the end of what can be written, of what can be read, and of the window. */
  @Test
  void regionsThatReachBeyondTheirMemory() {
    run(true);
  }

  private void run(boolean atTheEdge) {
    for (number = 0; number < GRAPHS; number++) {
      random = new SplittableRandom(SEED * 1_000_003 + 2L * number + (atTheEdge ? 1 : 0));
      generator = new RandomIr(random);
      RandomGraph made = new RandomGraph(random, generator, atTheEdge);
      graph = made;
      MachineCodeRunner with = runner();
      compile(made, with);
      for (int k = 0; k < 6; k++) {
        List<Long> starts = new ArrayList<>(known.isEmpty() ? made.addresses() : known.keySet());
        starts.sort(null);
        new Comparison(made, with, atTheEdge).from(starts.get(random.nextInt(starts.size())));
      }
      known.values().forEach(with::drop);
      known.clear();
    }
    System.err.printf(
        "graphs %d, regions %d, entered %d, interpreted %d, polled %d, blocks %d%n",
        GRAPHS, regions, entered, interpreted, polled, blocksRun);
    assertThat(regions).isGreaterThan(GRAPHS / 2);
  }

  private MachineCodeRunner runner() {
    MachineCodeRunner now = runner;
    if (now == null || number % MOST_IN_AREA == 0) {
      if (now != null) {
        now.close();
      }
      now = new MachineCodeRunner(new OfGraph());
      runner = now;
    }
    return now;
  }

  /** Lifts blocks of the present graph. */
  private final class OfGraph implements MachineCode.Lifter {
    private RandomGraph present() {
      return Objects.requireNonNull(graph);
    }

    @Override
    public IrBlock lift(long pc, int flagsKind) {
      return present().lift(pc, flagsKind);
    }

    @Override
    public @Nullable IrBlock liftPath(long[] path, int flagsKind) {
      return present().liftPath(path, flagsKind);
    }
  }

  /** Some blocks on their own, then a region or two, which take the places of such code. */
  private void compile(RandomGraph of, MachineCodeRunner with) {
    List<Long> pcs = new ArrayList<>(of.addresses());
    pcs.sort(null);
    for (long pc : pcs) {
      if (random.nextInt(3) == 0) {
        MachineCode.Code code = with.compile(Objects.requireNonNull(of.block(pc)));
        if (code != null) {
          known.put(pc, code);
        }
      }
    }
    for (int n = random.nextInt(4) == 0 ? 2 : 1; n > 0; n--) {
      long entry = pcs.get(random.nextInt(random.nextInt(pcs.size()) + 1));
      List<MachineCode.Code> region = with.compileRegion(entry, of::runs);
      regions += region.isEmpty() ? 0 : 1;
      for (MachineCode.Code code : region) {
        MachineCode.Code old = known.put(code.pc, code);
        if (old != null) {
          with.drop(old);
        }
      }
    }
  }

  /** One run of machine code and of the definition. */
  private final class Comparison {
    private final RandomGraph of;
    private final MachineCodeRunner with;
    private final boolean atTheEdge;
    private final IrState state = new IrState();
    private final StringBuilder history = new StringBuilder();
    private final MachineCode.Blocks blocks =
        new MachineCode.Blocks() {
          @Override
          public MachineCode.@Nullable Code code(long pc, boolean start) {
            return known.get(pc);
          }
        };

    /** Where the definition stands: a block's start, or outside. */
    private long pc;

    /** The operation of the block there. */
    private int at;

    Comparison(RandomGraph of, MachineCodeRunner with, boolean atTheEdge) {
      this.of = of;
      this.with = with;
      this.atTheEdge = atTheEdge;
      random.nextBytes(state.memory);
      for (int r = 0; r < state.registers.length; r++) {
        state.registers[r] = r < 4 ? base() : generator.value();
      }
      state.registers[RandomGraph.COUNTER] = random.nextInt(1, 60);
      state.registers[RandomGraph.LINK] = RandomGraph.OUTSIDE;
      if (random.nextBoolean()) {
        state.registers[IrState.REGISTERS.flagsSlot()] = random.nextInt(4);
      }
    }

    private long base() {
      if (!atTheEdge) {
        return IrState.DATA + IrState.WRITABLE / 2 + random.nextInt(-64, 64);
      }
      return switch (random.nextInt(8)) {
        case 0 -> IrState.DATA + IrState.WRITABLE + random.nextInt(-100, 100);
        case 1 -> IrState.DATA + IrState.READABLE + random.nextInt(-100, 100);
        default -> IrState.DATA + IrState.WRITABLE / 2 + random.nextInt(-100, 100);
      };
    }

    void from(long start) {
      pc = start;
      for (int n = 0; n < MOST_STOPS; n++) {
        IrBlock block = of.block(pc);
        if (block == null) {
          return;
        }
        MachineCode.Code code = known.get(pc);
        boolean goesOn =
            code == null || random.nextInt(16) == 0 ? interpret(block) : runMachineCode(code);
        if (!goesOn) {
          return;
        }
      }
      fail("no progress:%n%s%s", history, of);
    }

    /** The rest of a block by the definition; whether control goes on. */
    private boolean interpret(IrBlock block) {
      for (; at < block.ops().size(); at++) {
        if (!execute(block, block.ops().get(at))) {
          return false;
        }
      }
      at = 0;
      if (block.terminator() instanceof Terminator.Raise) {
        return false;
      }
      pc = state.next(block);
      return true;
    }

    private boolean execute(IrBlock block, IrOp op) {
      if (op.code == Opcode.CALL_CPU) {
        state.write(op.d, op.pc);
        return true;
      }
      return state.execute(block, op);
    }

    private boolean runMachineCode(MachineCode.Code code) {
      with.memory.initialize(IrState.DATA, state.memory, 0, IrState.READABLE);
      state.registersTo(with.cpu);
      boolean waiting = random.nextInt(8) == 0;
      if (waiting) {
        with.cpu.interrupt();
      } else if (random.nextInt(4) == 0) {
        int[] calls = {random.nextInt(1, 20)};
        RandomIr.whenCalled =
            () -> {
              if (--calls[0] == 0) {
                with.cpu.interrupt();
              }
            };
      }
      entered++;
      Stop stop = with.run(code, NEVER, blocks);
      RandomIr.whenCalled = () -> {};
      polled += with.cpu.interrupted() ? 1 : 0;
      with.cpu.clearInterrupt();
      history.append(
          String.format("%x to %s %x%s%n", code.pc, stop, with.cpu.pc, waiting ? ", poll" : ""));
      int started = follow(stop);
      if (waiting && started > of.count()) {
        wrong("a poll was missed");
      }
      IrBlock block = of.block(pc);
      if (stop == Stop.INTERPRET && block != null) {
        interpreted++;
        IrOp op = block.ops().get(at);
        boolean access = op.code.form() == Opcode.Form.MEMORY || op.code == Opcode.CALL_CPU;
        boolean trap = !access && !execute(block, op);
        op.onFault.forEach(late -> state.execute(block, late));
        compare();
        if (trap || !execute(block, op)) {
          return false;
        }
        if (!atTheEdge || !access) {
          wrong("no reason to stop");
        }
        at++;
        return interpret(block);
      }
      compare();
      return stop == Stop.GO_ON;
    }

    /** Executes up to where machine code has come; how many blocks were started. */
    private int follow(Stop stop) {
      long to = with.cpu.pc;
      long counter = IrState.registersOf(with.cpu)[RandomGraph.COUNTER];
      int started = 0;
      while (true) {
        boolean here = state.registers[RandomGraph.COUNTER] == counter;
        if (stop == Stop.GO_ON && here && pc == to) {
          return started;
        }
        IrBlock block = of.block(pc);
        if (block == null) {
          wrong("control was outside");
          return started;
        }
        started++;
        blocksRun++;
        for (; at < block.ops().size(); at++) {
          IrOp op = block.ops().get(at);
          if (stop == Stop.INTERPRET
              && op.pc == to
              && state.registers[RandomGraph.COUNTER] == counter) {
            return started;
          }
          if (op.code == Opcode.CALL_CPU || !execute(block, op)) {
            wrong("control has passed " + Long.toHexString(op.pc));
          }
        }
        if (block.terminator() instanceof Terminator.Raise r) {
          if (stop != Stop.TRAP || r.pc() != to) {
            wrong("control has passed a trap");
          }
          return started;
        }
        at = 0;
        pc = state.next(block);
      }
    }

    private void compare() {
      if (!Arrays.equals(IrState.registersOf(with.cpu), state.registers)) {
        wrong("registers");
      }
      HostMemory.copyToArray(with.cpu.memoryBase + IrState.DATA, found, 0, found.length);
      if (!Arrays.equals(found, state.memory)) {
        wrong("memory");
      }
    }

    private void wrong(String what) {
      fail(
          "graph %d: %s%n%s%nshould be %s%nis        %s%n%s%ncode for %s",
          number,
          what,
          of,
          hex(state.registers),
          hex(IrState.registersOf(with.cpu)),
          history,
          known.keySet().stream().sorted().map(Long::toHexString).toList());
    }
  }

  private static String hex(long[] values) {
    StringBuilder s = new StringBuilder();
    for (int r = 0; r < values.length; r++) {
      s.append(IrState.REGISTERS.name(r)).append('=').append(Long.toHexString(values[r]));
      s.append(' ');
    }
    return s.toString();
  }
}
