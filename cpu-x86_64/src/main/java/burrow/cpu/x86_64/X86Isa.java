package burrow.cpu.x86_64;

import burrow.machine.AddressSpace;
import burrow.machine.Arch;
import burrow.machine.Cpu;
import burrow.translator.Decoded;
import burrow.translator.IrBuilder;
import burrow.translator.Isa;
import burrow.translator.RegisterFile;
import java.util.Set;

/** x86-64 in 64-bit user mode. */
public final class X86Isa implements Isa {
  public static final X86Isa INSTANCE = new X86Isa(false);

  private static final X86Isa WITH_FLOAT_CONTROL = new X86Isa(true);

  /** Defined by the manual to raise an undefined-instruction exception. */
  private static final Set<String> UNDEFINED = Set.of("ud0", "ud1", "ud2");

  private final boolean floatControl;

  private X86Isa(boolean floatControl) {
    this.floatControl = floatControl;
  }

  @Override
  public Isa withFloatControl() {
    return WITH_FLOAT_CONTROL;
  }

  @Override
  public Arch arch() {
    return Arch.AMD64;
  }

  @Override
  public RegisterFile registers() {
    return Lifter.REGISTERS;
  }

  @Override
  public Cpu newCpu(AddressSpace memory) {
    return new X86Cpu(memory);
  }

  @Override
  public int maxInstructionLength() {
    return Decoder.MAX_LENGTH;
  }

  @Override
  public int instructionAlignment() {
    return 1;
  }

  @Override
  public int lift(byte[] code, int offset, int available, long pc, IrBuilder ir) {
    Decoder decoder = new Decoder(code, offset, available);
    switch (decoder.decode()) {
      case TRUNCATED -> {
        return 0;
      }
      case UNKNOWN -> {
        int length = Math.max(1, decoder.consumed());
        ir.undefined(Instruction.describe(code, offset, length, ""));
        return length;
      }
      case OK -> {}
    }
    Instruction i = decoder.instruction();
    Family family = i.form.family();
    if (family == null || UNDEFINED.contains(i.form.mnemonic) || !lockAllowed(i)) {
      ir.undefined(Instruction.describe(code, offset, i.length, i.form.mnemonic));
    } else {
      Lifter x = new Lifter(ir, i, floatControl);
      family.lift(x);
      x.finish();
    }
    return i.length;
  }

  /** LOCK is allowed where the form says so and the first operand is in memory. */
  private static boolean lockAllowed(Instruction i) {
    return !i.lock || (i.form.lock && i.isMemory());
  }

  @Override
  public Decoded decode(byte[] code, int offset, int available, long pc) {
    Decoder decoder = new Decoder(code, offset, available);
    if (decoder.decode() != Decoder.Outcome.OK) {
      return new Decoded(Math.max(1, decoder.consumed()), "", Decoded.Status.UNDECODED);
    }
    Instruction i = decoder.instruction();
    String mnemonic = i.form.mnemonic;
    Decoded.Status status =
        UNDEFINED.contains(mnemonic)
            ? Decoded.Status.UNDEFINED
            : i.form.family() == null ? Decoded.Status.NO_MEANING : Decoded.Status.EXECUTABLE;
    return new Decoded(i.length, mnemonic, status);
  }
}
