package burrow.translator;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.translator.machinecode.MachineCode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flags that only a side exit of a region records. */
class MachineCodeSideExitTest {
  private static final long HEAD = IrWriter.PC;
  private static final long NEXT = 0x2000;
  private static final long EXIT = 0x3000;
  private static final int FLAGS = IrState.REGISTERS.flagsSlot();
  private static final int R1 = 1;
  private static final int R4 = 4;

  /** What the flags were made of before is in a register of the host that is not at home yet. */
  private static IrOp load(IrWriter ir) {
    IrOp load = ir.emit(Opcode.LOAD);
    load.size = 8;
    load.a = 0;
    load.d = FLAGS + 3;
    return load;
  }

  private static IrOp flags(IrOp op, int kind) {
    op.imm = kind;
    op.a = R4;
    op.b = R4 + kind;
    op.c = R4 + 2 * kind;
    return op;
  }

  /** Leads to EXIT or back to HEAD; the flags of HEAD are recorded anew there. */
  private static IrBlock path() {
    IrWriter ir = new IrWriter();
    load(ir);
    IrOp exit = ir.emit(Opcode.SIDE_EXIT);
    exit.cond = Cond.NE;
    exit.a = R1;
    exit.b = ir.constant(0);
    exit.imm = EXIT;
    exit.onFault = List.of(flags(IrWriter.late(Opcode.FLAGS, exit.pc), 1));
    flags(ir.emit(Opcode.FLAGS), 2);
    return ir.block(new Terminator.Goto(HEAD, Terminator.Hint.JUMP, 0));
  }

  private static IrBlock lift(long pc) {
    IrWriter ir = new IrWriter();
    Terminator end = new Terminator.Goto(HEAD, Terminator.Hint.JUMP, 0);
    if (pc == HEAD) {
      load(ir);
      flags(ir.emit(Opcode.FLAGS), 1);
      end = new Terminator.Branch(Cond.NE, R1, ir.constant(0), EXIT, NEXT);
    } else if (pc == NEXT) {
      flags(ir.emit(Opcode.FLAGS), 2);
    } else {
      ir.move(5, R4);
      end = new Terminator.Goto(IrWriter.END, Terminator.Hint.JUMP, 0);
    }
    IrBlock block = ir.block(end);
    return new IrBlock(pc, pc + 4, 1, block.ops(), block.constants(), end);
  }

  private static final class Lifter implements MachineCode.Lifter {
    @Override
    public IrBlock lift(long pc, int flagsKind) {
      return MachineCodeSideExitTest.lift(pc);
    }

    @Override
    public @Nullable IrBlock liftPath(long[] path, int flagsKind) {
      return path.length == 1
          ? lift(path[0], flagsKind)
          : path.length == 2 && path[1] == NEXT ? path() : null;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 10})
  void areNotOverwrittenByOlderOnes(long runsOfExit) {
    try (MachineCodeRunner runner = new MachineCodeRunner(new Lifter())) {
      List<MachineCode.Code> region =
          runner.machineCode.compileRegion(
              HEAD, pc -> pc == EXIT ? runsOfExit : pc == IrWriter.END ? 0 : 100);
      long[] registers = new long[IrState.REGISTERS.count()];
      for (int r = 0; r < registers.length; r++) {
        registers[r] = 100 + r;
      }
      registers[0] = IrState.DATA;
      IrState state = new IrState();
      System.arraycopy(registers, 0, state.registers, 0, registers.length);
      state.registersTo(runner.cpu);
      runner.memory.writeLong(IrState.DATA, 77);
      MachineCode.Code code = Objects.requireNonNull(region.getFirst());
      assertThat(code.pc).isEqualTo(HEAD);
      runner.runToTheEnd(code);
      assertThat(runner.cpu.pc).isEqualTo(runsOfExit == 0 ? EXIT : IrWriter.END);
      assertThat(
              List.of(
                  runner.cpu.flagsKind, runner.cpu.flagsA, runner.cpu.flagsB, runner.cpu.flagsC))
          .containsExactly(1L, 104L, 105L, 106L);
    }
  }
}
