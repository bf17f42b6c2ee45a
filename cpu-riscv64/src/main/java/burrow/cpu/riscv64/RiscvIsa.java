package burrow.cpu.riscv64;

import burrow.machine.AddressSpace;
import burrow.machine.Arch;
import burrow.machine.Cpu;
import burrow.translator.Decoded;
import burrow.translator.IrBuilder;
import burrow.translator.Isa;
import burrow.translator.RegisterFile;
import org.jspecify.annotations.Nullable;

/** RV64GC with Zba, Zbb, Zbs and Zicond, in user mode. */
public final class RiscvIsa implements Isa {
  @Override
  public Arch arch() {
    return Arch.RISCV64;
  }

  @Override
  public RegisterFile registers() {
    return Slots.FILE;
  }

  @Override
  public Cpu newCpu(AddressSpace memory) {
    return new RiscvCpu(memory);
  }

  @Override
  public int maxInstructionLength() {
    return 4;
  }

  @Override
  public int instructionAlignment() {
    return 2;
  }

  @Override
  public int lift(byte[] code, int offset, int available, long pc, IrBuilder ir) {
    int length = available < 2 ? 4 : EncodingTable.length(code[offset]);
    if (length > available) {
      return 0;
    }
    int word = word(code, offset, length);
    Instruction i = EncodingTable.decode(word);
    if (i == null) {
      ir.undefined(describeUndecoded(word, length));
      return length;
    }
    Lift lift = Meanings.of(i.base());
    if (lift == null) {
      ir.undefined(i.describe(pc));
    } else {
      lift.lift(i, ir);
    }
    return length;
  }

  private static String describeUndecoded(int word, int length) {
    StringBuilder s = new StringBuilder();
    for (int k = 0; k < length; k++) {
      s.append(String.format("%02x ", word >>> 8 * k & 0xff));
    }
    return s.append(": not a known instruction").toString();
  }

  private static int word(byte[] code, int offset, int length) {
    int word = 0;
    for (int k = 0; k < length; k++) {
      word |= (code[offset + k] & 0xff) << 8 * k;
    }
    return word;
  }

  @Override
  public Decoded decode(byte[] code, int offset, int available, long pc) {
    int length = available < 2 ? 4 : EncodingTable.length(code[offset]);
    if (length > available) {
      return new Decoded(Math.max(1, available), "", Decoded.Status.UNDECODED);
    }
    Instruction i = EncodingTable.decode(word(code, offset, length));
    return i == null
        ? new Decoded(length, "", Decoded.Status.UNDECODED)
        : new Decoded(length, i.mnemonic(), status(i));
  }

  private static Decoded.Status status(Instruction i) {
    if (i.mnemonic().equals("c.unimp")) {
      return Decoded.Status.UNDEFINED;
    }
    return Meanings.of(i.base()) == null ? Decoded.Status.NO_MEANING : Decoded.Status.EXECUTABLE;
  }

  /**
   * Text of one instruction, with ABI register names; null if it is not known or cut off.
   *
   * @param pc its address, for branch targets
   */
  public @Nullable String disassemble(byte[] code, int offset, int available, long pc) {
    int length = available < 2 ? 4 : EncodingTable.length(code[offset]);
    if (length > available) {
      return null;
    }
    Instruction i = EncodingTable.decode(word(code, offset, length));
    return i == null ? null : Disassembly.text(i, pc);
  }
}
