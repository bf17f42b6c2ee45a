package burrow.translator;

import burrow.machine.AddressSpace;
import burrow.translator.ToyIsa.ToyCpu;
import java.io.ByteArrayOutputStream;

/** Code of the toy instruction set for tests in other packages. */
public final class ToyPrograms {
  public static final Isa ISA = new ToyIsa();

  public static final int LONG = 30;

  private ToyPrograms() {}

  /** Adds one to r0 and raises SYSCALL. */
  public static byte[] addAndStop() {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    code.writeBytes(ToyIsa.encode(ToyIsa.ADD, 0, 0, 1));
    code.writeBytes(ToyIsa.encode(ToyIsa.SYSCALL, 0, 0, 0));
    return code.toByteArray();
  }

  /** Additions to r0 that make {@link #LONG}, each with a test for 0, and SYSCALL. */
  public static byte[] adding() {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    for (int n = 0; n < LONG; n++) {
      code.writeBytes(ToyIsa.encode(ToyIsa.ADD, 0, 0, 1));
      code.writeBytes(ToyIsa.encode(ToyIsa.TRAP_IF_ZERO, 0, 0, 0));
    }
    code.writeBytes(ToyIsa.encode(ToyIsa.SYSCALL, 0, 0, 0));
    return code.toByteArray();
  }

  /** That many blocks after each other, each of which adds one to r0, and SYSCALL. */
  public static byte[] blocks(int count) {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    for (int n = 0; n < count; n++) {
      code.writeBytes(ToyIsa.encode(ToyIsa.ADD, 0, 0, 1));
      code.writeBytes(ToyIsa.encode(ToyIsa.BRANCH_UNEQUAL, 1, 1, 0)); // never
    }
    code.writeBytes(ToyIsa.encode(ToyIsa.SYSCALL, 0, 0, 0));
    return code.toByteArray();
  }

  /** Rounds of each of {@link #loops}. */
  public static final int ROUNDS = 100;

  /** That many loops after each other, of blocks that each add one to r0, and SYSCALL. */
  public static byte[] loops(int count, int blocks) {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    for (int n = 0; n < count; n++) {
      code.writeBytes(ToyIsa.encode(ToyIsa.ADD, 2, 2, ROUNDS));
      for (int b = 0; b < blocks; b++) {
        code.writeBytes(ToyIsa.encode(ToyIsa.ADD, 0, 0, 1));
        code.writeBytes(ToyIsa.encode(ToyIsa.BRANCH_UNEQUAL, 1, 1, 0)); // never
      }
      code.writeBytes(ToyIsa.encode(ToyIsa.LOOP, 2, 0, 2 * blocks));
    }
    code.writeBytes(ToyIsa.encode(ToyIsa.SYSCALL, 0, 0, 0));
    return code.toByteArray();
  }

  /** Calls in each group of {@link #calls}. */
  public static final int CALLS = 20;

  private static final int GROUP_BYTES = 4 * (2 * CALLS + 3);

  /**
   * Groups of calls of a function that adds one to r0, each followed by another such addition;
   * SYSCALL.
   */
  public static byte[] calls(int groups) {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    for (int g = 0; g < groups; g++) {
      for (int n = 0; n < CALLS; n++) {
        code.writeBytes(ToyIsa.encode(ToyIsa.CALL_NEAR, 3, 0, 2 * (CALLS - n) + 1));
        code.writeBytes(ToyIsa.encode(ToyIsa.ADD, 0, 0, 1));
      }
      code.writeBytes(ToyIsa.encode(ToyIsa.CALL_NEAR, 2, 0, 3)); // over the function
      code.writeBytes(ToyIsa.encode(ToyIsa.ADD, 0, 0, 1));
      code.writeBytes(ToyIsa.encode(ToyIsa.RETURN, 0, 3, 0));
    }
    code.writeBytes(ToyIsa.encode(ToyIsa.SYSCALL, 0, 0, 0));
    return code.toByteArray();
  }

  /** Where the addition behind a call is. */
  public static long addition(int call) {
    return (long) call / CALLS * GROUP_BYTES + 8L * (call % CALLS) + 4;
  }

  /** A thread about to run code at an address. */
  public static ToyCpu cpu(AddressSpace memory, long pc) {
    ToyCpu cpu = new ToyCpu(memory);
    cpu.pc = pc;
    return cpu;
  }
}
