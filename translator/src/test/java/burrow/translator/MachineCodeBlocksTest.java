package burrow.translator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import burrow.machine.HostMemory;
import burrow.translator.machinecode.MachineCode;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Blocks of random operations as machine code, against the definition of the IR. */
class MachineCodeBlocksTest {
  private static final int BLOCKS = Integer.getInteger("burrow.random.blocks", 30_000);
  private static final long SEED = Long.getLong("burrow.random.seed", 1);

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final RandomIr generator = new RandomIr(random);

  private final byte[] content = new byte[IrState.READABLE];
  private final byte[] found = new byte[IrState.READABLE];
  private int interpreted;

  /** All bases are far from the ends of the memory: only traps and what is impossible leaves. */
  @Test
  void blocksThatStayInTheirMemory() {
    run(false);
    assertThat(interpreted).isLessThan(BLOCKS / 2);
  }

  /** Bases are near the end of what can be written, of what can be read, and of the window. */
  @Test
  void blocksThatReachBeyondTheirMemory() {
    run(true);
    assertThat(interpreted).isGreaterThan(BLOCKS / 4);
  }

  private void run(boolean atTheEdge) {
    try (MachineCodeRunner runner = new MachineCodeRunner()) {
      for (int n = 0; n < BLOCKS; n++) {
        IrBlock block = generator.next(atTheEdge);
        MachineCode.@Nullable Code code = runner.compile(block);
        if (code == null) {
          continue;
        }
        random.nextBytes(content);
        for (int k = 0; k < 3; k++) {
          compare(runner, block, code, atTheEdge);
        }
      }
    }
  }

  private long base(boolean atTheEdge, MachineCodeRunner runner) {
    return base(atTheEdge, runner, generator, random);
  }

  static long base(
      boolean atTheEdge, MachineCodeRunner runner, RandomIr generator, SplittableRandom random) {
    if (!atTheEdge) {
      return IrState.DATA + IrState.WRITABLE / 2 + random.nextInt(-64, 64);
    }
    return switch (random.nextInt(8)) {
      case 0 -> IrState.DATA + IrState.WRITABLE + random.nextInt(-100, 100);
      case 1 -> IrState.DATA + IrState.READABLE + random.nextInt(-100, 100);
      case 2 -> runner.memory.limit() + random.nextInt(-100, 100);
      case 3 -> generator.value();
      case 4 -> random.nextInt(-100, 100);
      default -> IrState.DATA + IrState.WRITABLE / 2 + random.nextInt(-100, 100);
    };
  }

  private void compare(
      MachineCodeRunner runner, IrBlock block, MachineCode.Code code, boolean atTheEdge) {
    IrState state = new IrState();
    for (int r = 0; r < state.registers.length; r++) {
      state.registers[r] = r < 4 ? base(atTheEdge, runner) : generator.value();
    }
    System.arraycopy(content, 0, state.memory, 0, content.length);
    runner.memory.initialize(IrState.DATA, state.memory, 0, IrState.READABLE);
    state.registersTo(runner.cpu);
    long[] before = state.registers.clone();

    MachineCode.Stop stop = runner.run(code);
    int stoppedAt =
        stop == MachineCode.Stop.INTERPRET
            ? (int) (runner.cpu.pc - IrWriter.PC) / 4
            : block.ops().size();
    int i = 0;
    while (i < stoppedAt && state.execute(block, block.ops().get(i))) {
      i++;
    }
    String wrong = i == stoppedAt ? "" : i + " operations executed, ";
    if (stop == MachineCode.Stop.INTERPRET) {
      interpreted++;
      IrOp op = block.ops().get(stoppedAt);
      wrong += mayStop(block, state, op, atTheEdge) ? "" : "no reason to stop, ";
      op.onFault.forEach(late -> state.execute(block, late));
    } else {
      boolean raises = block.terminator() instanceof Terminator.Raise;
      wrong += stop == (raises ? MachineCode.Stop.TRAP : MachineCode.Stop.GO_ON) ? "" : "stop, ";
      wrong += runner.cpu.pc == (raises ? 0xb000 : state.next(block)) ? "" : "pc, ";
    }
    long[] registers = IrState.registersOf(runner.cpu);
    wrong += Arrays.equals(registers, state.registers) ? "" : "registers, ";
    HostMemory.copyToArray(runner.cpu.memoryBase + IrState.DATA, found, 0, found.length);
    wrong += Arrays.equals(found, state.memory) ? "" : "memory, ";
    if (!wrong.isEmpty()) {
      fail(
          "%swrong%n%sfrom      %s%nshould be %s%nis        %s%nstopped: %s at %d, pc %x",
          wrong,
          IrWriter.text(block),
          hex(before),
          hex(state.registers),
          hex(registers),
          stop,
          stoppedAt,
          runner.cpu.pc);
    }
  }

  /** Near the edge an access may test for others behind it that are not allowed. */
  private static boolean mayStop(IrBlock block, IrState state, IrOp op, boolean atTheEdge) {
    if (atTheEdge && (op.code.form() == Opcode.Form.MEMORY || op.code == Opcode.CALL_CPU)) {
      return true;
    }
    return !state.execute(block, op);
  }

  static String hex(long[] values) {
    StringBuilder s = new StringBuilder();
    for (int r = 0; r < values.length; r++) {
      s.append(IrState.REGISTERS.name(r)).append('=').append(Long.toHexString(values[r]));
      s.append(' ');
    }
    return s.toString();
  }
}
