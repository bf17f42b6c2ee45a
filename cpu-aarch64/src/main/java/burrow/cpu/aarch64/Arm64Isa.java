package burrow.cpu.aarch64;

import burrow.machine.AddressSpace;
import burrow.machine.Arch;
import burrow.machine.Cpu;
import burrow.translator.Decoded;
import burrow.translator.IrBuilder;
import burrow.translator.Isa;
import burrow.translator.RegisterFile;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** AArch64 in user mode: Armv8.0-A with what {@link Hwcap} lists. */
public final class Arm64Isa implements Isa {
  public static final Arm64Isa INSTANCE = new Arm64Isa(false);

  private static final Arm64Isa WITH_FLOAT_CONTROL = new Arm64Isa(true);

  // Register slots: X0..X30, SP, then the halves of V0..V31, then the rest.
  static final int VECTORS = 32;
  static final int FLAGS = 96;
  private static final int SYSTEM = 100;
  private static final String[] SYSTEM_FIELDS = {"fpcr", "fpsr", "tpidr", "tpidrro", "dit"};
  static final int RESERVATION_ADDRESS = SYSTEM + SYSTEM_FIELDS.length;
  static final int RESERVATION_VALUE = RESERVATION_ADDRESS + 1;

  private static final RegisterFile REGISTERS =
      new RegisterFile(Arm64Cpu.class, fields(), "flagKind", n -> n.startsWith("v"));

  private final boolean floatControl;

  private Arm64Isa(boolean floatControl) {
    this.floatControl = floatControl;
  }

  @Override
  public Isa withFloatControl() {
    return WITH_FLOAT_CONTROL;
  }

  private static List<String> fields() {
    List<String> names = new ArrayList<>();
    for (int n = 0; n < 31; n++) {
      names.add("x" + n);
    }
    names.add("sp");
    for (int n = 0; n < Arm64Cpu.VECTOR_REGISTERS; n++) {
      names.add("v" + n + "l");
      names.add("v" + n + "h");
    }
    names.addAll(List.of("flagKind", "flagA", "flagB", "flagC"));
    names.addAll(List.of(SYSTEM_FIELDS));
    names.addAll(List.of("reservationAddress", "reservationValue"));
    return names;
  }

  /** The slot of a system register that is a field of the Cpu. */
  static int slot(SystemRegisters register) {
    return switch (register) {
      case FPCR -> SYSTEM;
      case FPSR -> SYSTEM + 1;
      case TPIDR_EL0 -> SYSTEM + 2;
      case TPIDRRO_EL0 -> SYSTEM + 3;
      case DIT -> SYSTEM + 4;
      default -> throw new IllegalArgumentException(register.name());
    };
  }

  @Override
  public Arch arch() {
    return Arch.ARM64;
  }

  @Override
  public RegisterFile registers() {
    return REGISTERS;
  }

  @Override
  public Cpu newCpu(AddressSpace memory) {
    return new Arm64Cpu(memory);
  }

  @Override
  public int maxInstructionLength() {
    return 4;
  }

  @Override
  public int instructionAlignment() {
    return 4;
  }

  private static int word(byte[] code, int offset) {
    return code[offset] & 0xff
        | (code[offset + 1] & 0xff) << 8
        | (code[offset + 2] & 0xff) << 16
        | code[offset + 3] << 24;
  }

  @Override
  public int lift(byte[] code, int offset, int available, long pc, IrBuilder ir) {
    if (available < 4) {
      return 0;
    }
    int word = word(code, offset);
    Encoding encoding = EncodingTable.decode(word);
    if (encoding == null || !encoding.hasMeaning()) {
      ir.undefined(describe(word, encoding == null ? null : encoding.mnemonic(word)));
    } else {
      Lifter.lift(new Insn(ir, word, encoding, floatControl));
    }
    return 4;
  }

  /** Bytes and mnemonic of an instruction that cannot be executed. */
  static String describe(int word, @Nullable String mnemonic) {
    return String.format("%08x %s", word, mnemonic == null ? "(unallocated)" : mnemonic);
  }

  @Override
  public Decoded decode(byte[] code, int offset, int available, long pc) {
    if (available < 4) {
      return new Decoded(Math.max(available, 1), "", Decoded.Status.UNDECODED);
    }
    int word = word(code, offset);
    Encoding encoding = EncodingTable.decode(word);
    if (encoding == null) {
      return new Decoded(4, "", Decoded.Status.UNDECODED);
    }
    Decoded.Status status =
        switch (encoding.family()) {
          case "-" ->
              encoding.mnemonic(word).equals("reserved")
                  ? Decoded.Status.UNDEFINED
                  : Decoded.Status.NO_MEANING;
          case "undefined" -> Decoded.Status.UNDEFINED;
          default -> Decoded.Status.EXECUTABLE;
        };
    return new Decoded(4, encoding.mnemonic(word), status);
  }
}
