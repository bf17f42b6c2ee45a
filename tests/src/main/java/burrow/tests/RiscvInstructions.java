package burrow.tests;

import burrow.cpu.riscv64.EncodingSampler;
import burrow.cpu.riscv64.RiscvIsa;
import burrow.machine.Arch;
import burrow.oracle.kit.InstructionSource;
import burrow.oracle.kit.Mask;
import burrow.oracle.kit.TestMemory;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * RISC-V instructions out of our own encoding table, each encoding as likely as any other. Left out
 * is what Unicorn cannot judge and qemu-user does in the tests of cpu-riscv64: bit manipulation,
 * the minimum and maximum of IEEE 754-2019, and single precision, which Unicorn does not box; also
 * control registers, since it is in machine mode, and SC, for which it remembers the LR of an
 * earlier run.
 */
final class RiscvInstructions implements InstructionSource {
  private final RiscvIsa isa = new RiscvIsa();
  private final EncodingSampler sampler = new EncodingSampler(RiscvInstructions::comparable);

  private static boolean comparable(String mnemonic) {
    boolean single =
        mnemonic.equals("flw") || (mnemonic.startsWith("f") && mnemonic.contains(".s"));
    return !EncodingSampler.bitManipulation().contains(mnemonic)
        && !mnemonic.matches("csrr.*|sc\\..*|fm(in|ax).*|fmv\\.w\\.x|(c\\.)?ebreak|ecall")
        && !single;
  }

  @Override
  public Encoding next(RandomGenerator random) {
    byte[] bytes = sampler.next(random);
    String text = Objects.requireNonNull(isa.disassemble(bytes, 0, bytes.length, TestMemory.START));
    boolean branch = text.matches("(c\\.)?(j|b)\\S* .*");
    return new Encoding(bytes, text, Mask.of(Arch.RISCV64), branch, false);
  }
}
