package burrow.translator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.translator.IrState.TestCpu;
import burrow.translator.machinecode.MachineCode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs blocks of IR that no lifter made as machine code. To be closed. */
final class MachineCodeRunner implements AutoCloseable {
  private static final long NEVER = -1;

  final AddressSpace memory = AddressSpace.create();
  final TestCpu cpu = IrState.cpu(memory);
  final MachineCode machineCode;
  private @Nullable IrBlock compiling;
  private final MachineCode.GuestThread thread;

  /** Knows no other code, so that each block leaves. */
  private final MachineCode.Blocks none =
      new MachineCode.Blocks() {
        @Override
        public MachineCode.@Nullable Code code(long pc, boolean start) {
          return null;
        }
      };

  MachineCodeRunner() {
    this(null);
  }

  /**
   * @param lifter null for one of what is given to {@link #compile}
   */
  MachineCodeRunner(MachineCode.@Nullable Lifter lifter) {
    @Nullable MachineCode made =
        MachineCode.create(
            IrState.REGISTERS,
            memory,
            lifter != null ? lifter : (pc, flagsKind) -> Objects.requireNonNull(compiling),
            Long.MAX_VALUE,
            null);
    assumeTrue(made != null);
    machineCode = Objects.requireNonNull(made);
    thread = machineCode.enter(cpu, none);
    memory.map(IrState.DATA, IrState.WRITABLE, Access.READ | Access.WRITE);
    memory.map(IrState.DATA + IrState.WRITABLE, IrState.READABLE - IrState.WRITABLE, Access.READ);
  }

  /** Null if its first instruction cannot be machine code. */
  MachineCode.@Nullable Code compile(IrBlock block) {
    compiling = block;
    return machineCode.compile(block.pc(), IrBuilder.UNKNOWN_FLAGS);
  }

  MachineCode.Stop run(MachineCode.Code code) {
    return run(code, NEVER, none);
  }

  MachineCode.Stop run(MachineCode.Code code, long returnPc, MachineCode.Blocks known) {
    return machineCode.run(cpu, thread, code, returnPc, known);
  }

  void drop(MachineCode.Code code) {
    machineCode.drop(code);
  }

  /** Runs on the Cpu's registers; control must leave behind the block's end. */
  void runToTheEnd(MachineCode.Code code) {
    assertThat(run(code)).isEqualTo(MachineCode.Stop.GO_ON);
  }

  @Override
  public void close() {
    machineCode.leave(cpu, thread);
    memory.release();
  }
}
