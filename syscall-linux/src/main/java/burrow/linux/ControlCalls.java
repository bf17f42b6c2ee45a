package burrow.linux;

import burrow.cpu.x86_64.X86Cpu;
import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.machine.AddressSpace;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** prctl, arch_prctl, riscv_hwprobe. */
final class ControlCalls {
  static final int PR_SET_PDEATHSIG = 1;
  static final int PR_GET_PDEATHSIG = 2;
  static final int PR_GET_DUMPABLE = 3;
  static final int PR_SET_DUMPABLE = 4;
  static final int PR_SET_NAME = 15;
  static final int PR_GET_NAME = 16;
  static final int PR_CAPBSET_READ = 23;
  static final int PR_SET_TIMERSLACK = 29;
  static final int PR_GET_TIMERSLACK = 30;
  static final int PR_SET_CHILD_SUBREAPER = 36;
  static final int PR_SET_NO_NEW_PRIVS = 38;
  static final int PR_GET_NO_NEW_PRIVS = 39;
  static final int PR_SET_VMA = 0x53564d41;

  static final int ARCH_SET_GS = 0x1001;
  static final int ARCH_SET_FS = 0x1002;
  static final int ARCH_GET_FS = 0x1003;
  static final int ARCH_GET_GS = 0x1004;

  private static final long USER_SPACE = 1L << 47;
  private static final int NAME_BYTES = 15;
  private static final int LAST_CAPABILITY = 40;
  private static final long TIMER_SLACK = 50_000;

  /** Keys of riscv_hwprobe (Documentation/arch/riscv/hwprobe.rst) and what Burrow answers. */
  private static final Map<Long, Long> HWPROBE =
      Map.of(
          3L, 1L, // base behaviour: IMA
          4L, 0x8_0000_003bL, // extensions: F and D, C, Zba, Zbb, Zbs, Zicond
          5L, 3L); // misaligned accesses: fast

  private ControlCalls() {}

  static long prctl(Call c) {
    long a = c.argument(1);
    return switch (c.intArgument(0)) {
      case PR_SET_NAME -> setName(c, a);
      case PR_GET_NAME -> getName(c, a);
      case PR_GET_DUMPABLE -> 1;
      case PR_GET_NO_NEW_PRIVS -> 1;
      case PR_GET_TIMERSLACK -> TIMER_SLACK;
      case PR_GET_PDEATHSIG -> {
        c.memory().writeInt(a, c.thread().parentDeathSignal());
        yield 0;
      }
      case PR_SET_PDEATHSIG -> {
        if (a < 0 || a > LinuxSignal.LAST) {
          throw new KernelException(Errno.EINVAL);
        }
        c.thread().setParentDeathSignal((int) a);
        yield 0;
      }
      // What these allow or forbid does not exist here, so they hold already.
      case PR_SET_DUMPABLE, PR_SET_TIMERSLACK, PR_SET_NO_NEW_PRIVS, PR_SET_CHILD_SUBREAPER -> 0;
      case PR_CAPBSET_READ -> {
        if (a < 0 || a > LAST_CAPABILITY) {
          throw new KernelException(Errno.EINVAL);
        }
        yield 0;
      }
      default -> throw new KernelException(Errno.EINVAL);
    };
  }

  private static long setName(Call c, long address) {
    byte[] name = new byte[NAME_BYTES];
    int n = 0;
    for (byte b; n < NAME_BYTES && (b = c.memory().readByte(address + n)) != 0; n++) {
      name[n] = b;
    }
    c.thread().setName(new String(name, 0, n, StandardCharsets.UTF_8));
    return 0;
  }

  private static long getName(Call c, long address) {
    byte[] field = new byte[NAME_BYTES + 1];
    byte[] name = c.thread().name().getBytes(StandardCharsets.UTF_8);
    System.arraycopy(name, 0, field, 0, Math.min(name.length, NAME_BYTES));
    c.memory().write(address, field);
    return 0;
  }

  static long archPrctl(Call c) {
    X86Cpu cpu = (X86Cpu) c.thread().cpu();
    long address = c.argument(1);
    switch (c.intArgument(0)) {
      case ARCH_SET_FS -> cpu.fsBase = userAddress(address);
      case ARCH_SET_GS -> cpu.gsBase = userAddress(address);
      case ARCH_GET_FS -> c.memory().writeLong(address, cpu.fsBase);
      case ARCH_GET_GS -> c.memory().writeLong(address, cpu.gsBase);
      default -> throw new KernelException(Errno.EINVAL);
    }
    return 0;
  }

  private static long userAddress(long address) {
    if (Long.compareUnsigned(address, USER_SPACE) >= 0) {
      throw new KernelException(Errno.EPERM);
    }
    return address;
  }

  /** Pairs of key (8 bytes) and value (8 bytes); an unknown key becomes -1. */
  static long riscvHwprobe(Call c) {
    AddressSpace memory = c.memory();
    if (c.intArgument(4) != 0) {
      throw new KernelException(Errno.EINVAL);
    }
    long pairs = c.argument(0);
    for (long i = 0; i < c.argument(1); i++) {
      long at = pairs + 16 * i;
      Long value = HWPROBE.get(memory.readLong(at));
      if (value == null) {
        memory.writeLong(at, -1);
      }
      memory.writeLong(at + 8, value == null ? 0 : value);
    }
    return 0;
  }

  /** No command is supported, which is what MEMBARRIER_CMD_QUERY tells. */
  static long membarrier(Call c) {
    if (c.intArgument(0) != 0) {
      throw new KernelException(Errno.EINVAL);
    }
    return 0;
  }
}
