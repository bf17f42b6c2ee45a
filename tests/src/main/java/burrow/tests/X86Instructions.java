package burrow.tests;

import burrow.cpu.x86_64.InstructionGenerator;
import burrow.machine.Arch;
import burrow.oracle.Capstone;
import burrow.oracle.kit.InstructionSource;
import burrow.oracle.kit.Mask;
import burrow.oracle.kit.TestMemory;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** Instructions of every form of the x86-64 encoding table that has a meaning. */
final class X86Instructions implements InstructionSource {
  // With two NaN operands QEMU takes the larger significand, as the x87 does.
  private static final Mask MASK = Mask.of(Arch.AMD64).ignoringNanPayloads();

  /**
   * What Unicorn 2.1.4 gets wrong: BEXTR and PDEP of 32 bits, CF of BLSI, BZHI of whole operands,
   * PHADD of a register with itself, the flags of RCL and RCR whose store faults, flags and pc
   * around wide compare-and-exchanges, the upper half of RAX after 32-bit ones, the size of some
   * loads, string compares with lengths or for substrings, where it crashes. Tests of cpu-x86_64
   * hold a processor's results.
   */
  private static final Pattern UNICORN_IS_WRONG =
      Pattern.compile(
          "(lock )?(bextr|blsi|bzhi|pdep|cmpxchg(8|16)b) .*"
              + "|ph(add|sub)\\w+ (xmm\\d+), \\5"
              + "|rc[lr] .*\\[.*"
              + "|(cvtdq2pd|cvtps2pd|rounds[sd]) .*\\[.*"
              + "|(lock )?cmpxchg .*, (e\\w\\w|r\\d+d)"
              + "|pcmpestr[im] .*"
              + "|pcmpistr[im] .*, 0x[0-9a-f]*[c-f]");

  // QEMU leaves an OF after BT and its kin that depends on what stood before.
  private final InstructionGenerator generator =
      new InstructionGenerator(
          m -> InstructionGenerator.knownToUnicorn(m) && !m.matches("bt[csr]?"));

  private final Capstone capstone;

  /**
   * @param capstone gives the texts
   */
  X86Instructions(Capstone capstone) {
    this.capstone = capstone;
  }

  /** Leaves out what Unicorn is no reference for. */
  static InstructionSource comparable(InstructionSource all) {
    return random -> {
      while (true) {
        Encoding e = all.next(random);
        if (!UNICORN_IS_WRONG.matcher(e.text()).matches()) {
          return e;
        }
      }
    };
  }

  @Override
  public Encoding next(RandomGenerator random) {
    while (true) {
      byte[] code = generator.next(random);
      Optional<Capstone.Instruction> read = capstone.disassemble(code, TestMemory.START);
      if (read.isPresent() && read.get().length() == code.length) {
        return new Encoding(code, read.get().toString(), MASK, false, false);
      }
    }
  }
}
