package burrow.translator;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.translator.machinecode.MachineCode;
import burrow.translator.machinecode.MachineCode.Stop;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How control goes between blocks of machine code, and out of it. */
class MachineCodeTest {
  private static final long NEVER = -1;
  private static final int R0 = 0;
  private static final int R1 = 1;

  private final MachineCodeRunner runner = new MachineCodeRunner();
  private final Map<Long, MachineCode.Code> known = new HashMap<>();
  private final StringBuilder asked = new StringBuilder();

  private final MachineCode.Blocks blocks =
      new MachineCode.Blocks() {
        @Override
        public MachineCode.@Nullable Code code(long pc, boolean start) {
          asked.append(Long.toHexString(pc)).append(start ? "s " : " ");
          return known.get(pc);
        }
      };

  @AfterEach
  void close() {
    runner.close();
  }

  /** A block of {@code r0 += 1} that ends so. */
  private MachineCode.Code block(long pc, Terminator end) {
    IrWriter ir = new IrWriter();
    IrOp op = ir.emit(Opcode.ADD);
    op.d = R0;
    op.a = R0;
    op.b = ir.constant(1);
    IrBlock written = ir.block(end);
    IrBlock block =
        new IrBlock(pc, pc + 4, 1, written.ops(), written.constants(), written.terminator());
    MachineCode.Code code = Objects.requireNonNull(runner.compile(block));
    known.put(pc, code);
    return code;
  }

  private static Terminator to(long target) {
    return new Terminator.Goto(target, Terminator.Hint.JUMP, 0);
  }

  private static Terminator toR1() {
    return new Terminator.Indirect(R1, Terminator.Hint.RETURN, 0);
  }

  private Stop run(MachineCode.Code code, long returnPc) {
    asked.setLength(0);
    return runner.run(code, returnPc, blocks);
  }

  @Test
  void exitsAreLinkedOnce() {
    MachineCode.Code first = block(0x1000, to(0x2000));
    block(0x2000, to(0x3000));
    assertThat(run(first, NEVER)).isEqualTo(Stop.GO_ON);
    assertThat(asked.toString()).isEqualTo("2000 2000 3000 ");
    run(first, NEVER);
    assertThat(asked.toString()).isEqualTo("3000 ");
    assertThat(runner.cpu.r0).isEqualTo(4);
    assertThat(runner.cpu.pc).isEqualTo(0x3000);
  }

  @Test
  void jumpsThroughRegistersRememberTheirTargets() {
    MachineCode.Code first = block(0x1000, toR1());
    block(0x2000, to(0x3000));
    runner.cpu.r1 = 0x2000;
    run(first, NEVER);
    assertThat(asked.toString()).isEqualTo("2000 2000 3000 ");
    run(first, NEVER);
    assertThat(asked.toString()).isEqualTo("3000 ");
  }

  @Test
  void backwardsIsAStart() {
    MachineCode.Code first = block(0x1000, to(0x800));
    run(first, NEVER);
    assertThat(asked.toString()).isEqualTo("800s ");
  }

  @Test
  void droppedCodeIsFoundNoMore() {
    MachineCode.Code first = block(0x1000, to(0x2000));
    MachineCode.Code second = block(0x2000, toR1());
    MachineCode.Code third = block(0x3000, to(0x4000));
    runner.cpu.r1 = 0x3000;
    run(first, NEVER);
    known.remove(0x2000L);
    known.remove(0x3000L);
    runner.drop(second);
    runner.drop(third);
    assertThat(run(first, NEVER)).isEqualTo(Stop.GO_ON);
    assertThat(runner.cpu.pc).isEqualTo(0x2000);
    assertThat(run(second, NEVER)).isEqualTo(Stop.GO_ON);
    assertThat(runner.cpu.pc).isEqualTo(0x3000);
    // And what has taken its place is.
    block(0x2000, to(0x5000));
    run(first, NEVER);
    assertThat(runner.cpu.pc).isEqualTo(0x5000);
  }

  @Test
  void codeThatChangesWhileItIsLookedUpIsNotLinked() {
    MachineCode.Code first = block(0x1000, to(0x2000));
    MachineCode.Code old = block(0x2000, to(0x3000));
    MachineCode.Code now = block(0x2000, to(0x4000));
    MachineCode.Blocks changing =
        new MachineCode.Blocks() {
          private int calls;

          @Override
          public MachineCode.Code code(long pc, boolean start) {
            return calls++ == 0 ? old : now;
          }
        };
    assertThat(runner.run(first, NEVER, changing)).isEqualTo(Stop.GO_ON);
    assertThat(runner.cpu.pc).isEqualTo(0x2000);
    assertThat(runner.cpu.r0).isEqualTo(1);
  }

  @Test
  void arrivesAtItsReturnAddress() {
    MachineCode.Code first = block(0x1000, toR1());
    block(0x2000, to(0x3000));
    runner.cpu.r1 = 0x2000;
    run(first, NEVER); // known from now on, and yet:
    assertThat(run(first, 0x2000)).isEqualTo(Stop.GO_ON);
    assertThat(runner.cpu.pc).isEqualTo(0x2000);
    assertThat(asked.toString()).isEmpty();
    assertThat(runner.cpu.r0).isEqualTo(3);
  }

  /** Nothing that no jump has gone to yet looks like a target. */
  @Test
  void addressesThatWereNeverSeenAreUnknown() {
    MachineCode.Code first = block(0x1000, toR1());
    for (long pc : new long[] {-1, 0, -2, Long.MAX_VALUE, Long.MIN_VALUE, 0x1fff, -0x2000}) {
      runner.cpu.r1 = pc;
      assertThat(run(first, 0x7000)).isEqualTo(Stop.GO_ON);
      assertThat(runner.cpu.pc).isEqualTo(pc);
    }
    for (long pc = 0; pc < 0x4000; pc++) {
      runner.cpu.r1 = ~pc;
      assertThat(run(first, 0x7000)).isEqualTo(Stop.GO_ON);
      assertThat(runner.cpu.pc).isEqualTo(~pc);
    }
  }

  @Test
  void aTargetThatWasDroppedIsUnknownWhateverItsAddress() {
    MachineCode.Code first = block(0x1000, toR1());
    for (long pc : new long[] {-1, 0, 1, 0x2001, 0x2000}) {
      MachineCode.Code target = block(pc, to(0x5000));
      runner.cpu.r1 = pc;
      run(first, 0x7000);
      known.remove(pc);
      runner.drop(target);
      for (long next : new long[] {pc, ~pc, -1, 0}) {
        runner.cpu.r1 = next;
        assertThat(run(first, 0x7000)).isEqualTo(Stop.GO_ON);
        assertThat(runner.cpu.pc).isEqualTo(next);
      }
    }
  }

  @Test
  void aWaitingInterruptEndsLoops() {
    MachineCode.Code direct = block(0x1000, to(0x1000));
    run(block(0x500, to(0x1000)), 0x7000 + interrupt());
    assertThat(runner.cpu.pc).isEqualTo(0x1000);
    assertThat(run(direct, NEVER)).isEqualTo(Stop.GO_ON);
    assertThat(runner.cpu.pc).isEqualTo(0x1000);
    MachineCode.Code indirect = block(0x2000, toR1());
    runner.cpu.r1 = 0x2000;
    assertThat(run(indirect, NEVER)).isEqualTo(Stop.GO_ON);
    assertThat(runner.cpu.pc).isEqualTo(0x2000);
    assertThat(runner.cpu.interrupted()).isTrue();
  }

  private int interrupt() {
    runner.cpu.interrupt();
    return 0;
  }

  @Test
  void codeIsHotAfterSoManyExecutions() {
    MachineCode.Code loop = block(0x1000, to(0x1000));
    loop.setHeat(1000);
    assertThat(run(loop, NEVER)).isEqualTo(Stop.HOT);
    assertThat(runner.cpu.pc).isEqualTo(0x1000);
    assertThat(runner.cpu.r0).isEqualTo(1000);
    assertThat(run(loop, NEVER)).isEqualTo(Stop.HOT);
    assertThat(runner.cpu.r0).isEqualTo(1000);
  }
}
