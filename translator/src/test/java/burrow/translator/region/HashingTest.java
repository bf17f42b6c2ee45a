package burrow.translator.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.Arch;
import burrow.machine.Cpu;
import burrow.machine.Trap;
import burrow.translator.BlockLifter;
import burrow.translator.Decoded;
import burrow.translator.Helper;
import burrow.translator.Intrinsic;
import burrow.translator.IrBlock;
import burrow.translator.IrBuilder;
import burrow.translator.Isa;
import burrow.translator.RegisterFile;
import burrow.translator.Sha256;
import burrow.translator.ToyPrograms;
import burrow.translator.machinecode.HostProcessor;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which code is left to machine code. */
class HashingTest {
  private static final long CODE = 0x10000;
  private static final String WITHOUT = "burrow.machinecode.without";
  private static final Helper HASH =
      Helper.of(Sha256.class, "schedule0", Sha256::schedule0).as(Intrinsic.SHA256_SCHEDULE_0);
  private static final Helper SUM =
      Helper.of(Sha256.class, "sum", Sha256::sum).as(Intrinsic.ADD_DWORDS);

  private final AddressSpace memory = AddressSpace.create();

  @AfterEach
  void release() {
    System.clearProperty(WITHOUT);
    memory.release();
  }

  /** A block with so many calls of each helper. */
  private List<IrBlock> calls(int hashes, int sums) {
    memory.map(CODE, 0x1000, Access.READ | Access.WRITE | Access.EXECUTE);
    return List.of(new BlockLifter(new Calling(hashes, sums), memory).liftPlain(CODE, 1));
  }

  @Test
  void hashesAreLeftToMachineCode() {
    assumeTrue(HostProcessor.hasSha());
    assertThat(Hashing.prevails(calls(1, 5))).isTrue();
  }

  @Test
  void otherCodeIsNot() {
    assumeTrue(HostProcessor.hasSha());
    assertThat(Hashing.prevails(calls(0, 10))).isFalse();
    assertThat(Hashing.prevails(calls(1, 40))).isFalse();
  }

  @Test
  void hashesThatTheHostDoesNotHaveAreNot() {
    assumeTrue(HostProcessor.hasSha());
    System.setProperty(WITHOUT, "sha");
    assertThat(Hashing.prevails(calls(1, 0))).isFalse();
  }

  /** An instruction set with one instruction. */
  private record Calling(int hashes, int sums) implements Isa {
    @Override
    public Arch arch() {
      return ToyPrograms.ISA.arch();
    }

    @Override
    public RegisterFile registers() {
      return ToyPrograms.ISA.registers();
    }

    @Override
    public Cpu newCpu(AddressSpace memory) {
      return ToyPrograms.ISA.newCpu(memory);
    }

    @Override
    public int maxInstructionLength() {
      return 4;
    }

    @Override
    public int instructionAlignment() {
      return 4;
    }

    @Override
    public int lift(byte[] code, int offset, int available, long pc, IrBuilder ir) {
      for (int i = 0; i < hashes + sums; i++) {
        ir.set(0, ir.call(i < hashes ? HASH : SUM, 0, 1));
      }
      ir.raise(Trap.UNDEFINED_INSTRUCTION, pc, 0);
      return 4;
    }

    @Override
    public Decoded decode(byte[] code, int offset, int available, long pc) {
      throw new UnsupportedOperationException();
    }
  }
}
