package burrow.oracle.kit;

import burrow.machine.Access;
import burrow.machine.Arch;
import burrow.oracle.Subject;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The guest memory that every comparison starts from: one page of code, filled with breakpoint
 * instructions, and data pages of known content. All else is unmapped.
 */
public final class TestMemory {
  /** The page of instructions: readable and executable. */
  public static final long CODE = 0x1_0000;

  public static final int CODE_SIZE = 0x1000;

  /** Where the instructions under test stand: amid breakpoints, so that short branches hit one. */
  public static final long START = CODE + 0x800;

  /** Readable and writable. */
  public static final long SCRATCH = 0x40_0000;

  public static final int SCRATCH_SIZE = 0x8000;

  /** Behind {@link #SCRATCH}: readable. */
  public static final long READ_ONLY = SCRATCH + SCRATCH_SIZE;

  public static final int READ_ONLY_SIZE = 0x1000;

  /** Behind {@link #READ_ONLY}. */
  public static final long UNMAPPED = READ_ONLY + READ_ONLY_SIZE;

  private static final Map<Arch, byte[]> BREAKPOINT =
      Map.of(
          Arch.AMD64, new byte[] {(byte) 0xcc},
          Arch.ARM64, new byte[] {0, 0, 0x20, (byte) 0xd4},
          Arch.RISCV64, new byte[] {0x02, (byte) 0x90});

  private TestMemory() {}

  /** The breakpoint instruction that ends code under test. */
  static byte[] breakpoint(Arch arch) {
    byte[] code = BREAKPOINT.get(arch);
    if (code == null) {
      throw new IllegalArgumentException(arch.goName());
    }
    return code;
  }

  static byte[] breakpoints(Arch arch, int size) {
    byte[] one = breakpoint(arch);
    byte[] all = new byte[size];
    for (int i = 0; i < size; i++) {
      all[i] = one[i % one.length];
    }
    return all;
  }

  /** Bytes in which each aligned long is a value that instructions are likely to get wrong. */
  static byte[] content(int size, long seed) {
    Operands operands = new Operands(new SplittableRandom(seed));
    java.nio.ByteBuffer b =
        java.nio.ByteBuffer.allocate(size).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    while (b.hasRemaining()) {
      b.putLong(operands.bits());
    }
    return b.array();
  }

  static void map(Subject subject) {
    subject.map(CODE, CODE_SIZE, Access.READ | Access.EXECUTE);
    subject.map(SCRATCH, SCRATCH_SIZE, Access.READ | Access.WRITE);
    subject.map(READ_ONLY, READ_ONLY_SIZE, Access.READ);
    subject.writeCode(CODE, breakpoints(subject.arch(), CODE_SIZE));
    subject.write(READ_ONLY, content(READ_ONLY_SIZE, READ_ONLY));
  }
}
