package burrow.translator;

import burrow.machine.AddressSpace;
import burrow.translator.ToyIsa.ToyCpu;
import java.io.ByteArrayOutputStream;

/** Code of the toy instruction set for tests in other packages. */
public final class ToyPrograms {
  public static final Isa ISA = new ToyIsa();

  private ToyPrograms() {}

  /** Adds one to r0 and raises SYSCALL. */
  public static byte[] addAndStop() {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    code.writeBytes(ToyIsa.encode(ToyIsa.ADD, 0, 0, 1));
    code.writeBytes(ToyIsa.encode(ToyIsa.SYSCALL, 0, 0, 0));
    return code.toByteArray();
  }

  /** A thread about to run code at an address. */
  public static ToyCpu cpu(AddressSpace memory, long pc) {
    ToyCpu cpu = new ToyCpu(memory);
    cpu.pc = pc;
    return cpu;
  }
}
