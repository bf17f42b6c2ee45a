package burrow.cpu.riscv64;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.machine.AddressSpace;
import burrow.machine.Arch;
import burrow.machine.Engine;
import burrow.oracle.RegisterSet;
import burrow.oracle.kit.BurrowSubject;
import burrow.oracle.kit.Comparison;
import burrow.oracle.kit.Experiment;
import burrow.oracle.kit.Mask;
import burrow.oracle.kit.Operands;
import burrow.oracle.kit.TestMemory;
import burrow.translator.interpreter.Interpreter;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Random instructions with corner-case operands, each against Unicorn. */
class UnicornDifferentialTest {
  private static final int ROUNDS = Integer.getInteger("burrow.riscv.rounds", 150);
  private static final long SEED = Long.getLong("burrow.riscv.seed", 1);

  private Comparison comparison() {
    AddressSpace memory = AddressSpace.create();
    RiscvIsa isa = new RiscvIsa();
    return Comparison.withUnicorn(
        new BurrowSubject(Arch.RISCV64, memory, isa.newCpu(memory), engine(isa, memory)));
  }

  /** What is compared with Unicorn. */
  Engine engine(RiscvIsa isa, AddressSpace memory) {
    return new Interpreter(isa, memory);
  }

  /** How many comparisons of each encoding that engine has time for. */
  int rounds() {
    return ROUNDS;
  }

  /**
   * Unicorn has no bit manipulation, boxes no single-precision NaNs and takes minima by the older
   * standard: {@link QemuDifferentialTest} covers those. It is in machine mode: all control
   * registers exist.
   */
  private static boolean comparable(String mnemonic) {
    return !EncodingSampler.bitManipulation().contains(mnemonic)
        && !mnemonic.startsWith("csrr")
        && !mnemonic.startsWith("fmin")
        && !mnemonic.startsWith("fmax")
        && !mnemonic.equals("fmv.w.x")
        && !mnemonic.equals("flw")
        && !(mnemonic.startsWith("f") && mnemonic.contains(".s"));
  }

  /**
   * Gives an atomic access an aligned, writable address: we let misaligned ones pass, and Unicorn
   * takes a forbidden AMO for a read, we for a write as the architecture does.
   */
  private static void alignAtomics(byte[] code, long[] registers) {
    int rs1 = code[1] >>> 7 & 1 | (code.length == 4 ? (code[2] & 0xf) << 1 : 0);
    if (isAtomic(code) && rs1 != 0) {
      registers[rs1 - 1] = TestMemory.SCRATCH + (registers[rs1 - 1] & 0x7ff8);
    }
  }

  private static boolean isAtomic(byte[] code) {
    return (code[0] & 0x7f) == 0x2f;
  }

  private static boolean addressIsZero(byte[] code) {
    return (code[1] & 0x80) == 0 && (code[2] & 0xf) == 0;
  }

  @Test
  void everyEncodingDoesWhatUnicornDoes() {
    EncodingSampler sampler = new EncodingSampler(UnicornDifferentialTest::comparable);
    RegisterSet set = RegisterSet.of(Arch.RISCV64);
    SplittableRandom random = new SplittableRandom(SEED);
    Operands operands = new Operands(random);
    Map<String, String> differences = new TreeMap<>();
    try (Comparison comparison = comparison()) {
      for (int e = 0; e < sampler.mnemonics().size(); e++) {
        for (int round = 0; round < rounds(); round++) {
          byte[] code = sampler.next(e, random);
          if (isAtomic(code) && addressIsZero(code)) {
            continue;
          }
          long[] registers = operands.registers(set);
          alignAtomics(code, registers);
          Experiment experiment = new Experiment(List.of(code), registers, Mask.of(Arch.RISCV64));
          String mnemonic = sampler.mnemonics().get(e);
          comparison.difference(experiment).ifPresent(d -> differences.putIfAbsent(mnemonic, d));
        }
      }
    }
    assertThat(differences.values()).isEmpty();
  }
}
