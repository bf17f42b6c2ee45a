package burrow.cpu.x86_64;

import burrow.machine.Access;
import burrow.machine.Cpu;
import burrow.machine.HostMemory;
import burrow.machine.Memory;

/**
 * String instructions as helpers. {@code repeat} is the prefix 0xf2 or 0xf3, or 0. Registers are
 * committed element by element, as the architecture says, so that a fault shows how far it came and
 * the instruction can go on from there.
 */
public final class StringHelpers {
  /** Bytes moved with one check; bounded so that an element that faults is found quickly. */
  private static final long CHUNK = 1 << 20;

  private StringHelpers() {}

  private static boolean done(X86Cpu c, long repeat) {
    return repeat != 0 && c.rcx == 0;
  }

  private static long step(X86Cpu c, long size) {
    return c.df == 0 ? size : -size;
  }

  /** MOVS. */
  public static long move(Cpu cpu, long size, long repeat) {
    X86Cpu c = (X86Cpu) cpu;
    int bytes = (int) size;
    while (!done(c, repeat)) {
      if (repeat != 0 && c.df == 0 && moveChunk(c, size)) {
        continue;
      }
      Memory.store(c, c.rdi, bytes, Memory.load(c, c.rsi, bytes));
      c.rsi += step(c, size);
      c.rdi += step(c, size);
      if (repeat == 0) {
        break;
      }
      c.rcx--;
    }
    return 0;
  }

  /** Moves as many whole elements as are accessible and do not feed on each other. */
  private static boolean moveChunk(X86Cpu c, long size) {
    long distance = c.rdi - c.rsi;
    long most = bound(c, size);
    if (distance > 0 && distance < most) {
      return false; // forward overlap: the bytes written are read again
    }
    long n = c.memory.accessible(c.rsi, most, Access.READ);
    n = n == 0 ? 0 : c.memory.accessible(c.rdi, n, Access.WRITE);
    n -= n % size;
    if (n == 0) {
      return false;
    }
    HostMemory.copy(
        Memory.hostAddress(c, c.rsi, n, Access.READ),
        Memory.hostAddress(c, c.rdi, n, Access.WRITE),
        n);
    c.rsi += n;
    c.rdi += n;
    c.rcx -= n / size;
    return true;
  }

  private static long bound(X86Cpu c, long size) {
    return Long.compareUnsigned(c.rcx, CHUNK / size) < 0 ? c.rcx * size : CHUNK;
  }

  /** STOS. */
  public static long store(Cpu cpu, long size, long repeat) {
    X86Cpu c = (X86Cpu) cpu;
    int bytes = (int) size;
    while (!done(c, repeat)) {
      if (repeat != 0 && c.df == 0 && storeChunk(c, size)) {
        continue;
      }
      Memory.store(c, c.rdi, bytes, c.rax);
      c.rdi += step(c, size);
      if (repeat == 0) {
        break;
      }
      c.rcx--;
    }
    return 0;
  }

  private static boolean storeChunk(X86Cpu c, long size) {
    if (c.rax != (c.rax & 0xff) * 0x0101_0101_0101_0101L && size != 1) {
      return false;
    }
    long n = c.memory.accessible(c.rdi, bound(c, size), Access.WRITE);
    n -= n % size;
    if (n == 0) {
      return false;
    }
    HostMemory.fill(Memory.hostAddress(c, c.rdi, n, Access.WRITE), n, (byte) c.rax);
    c.rdi += n;
    c.rcx -= n / size;
    return true;
  }

  /** LODS. */
  public static long load(Cpu cpu, long size, long repeat) {
    X86Cpu c = (X86Cpu) cpu;
    while (!done(c, repeat)) {
      long v = Memory.load(c, c.rsi, (int) size);
      c.rax = size >= 4 ? v : c.rax & -1L << (8 * size) | v;
      c.rsi += step(c, size);
      if (repeat == 0) {
        break;
      }
      c.rcx--;
    }
    return 0;
  }

  /** CMPS: REPE (0xf3) goes on while equal, REPNE (0xf2) while different. */
  public static long compare(Cpu cpu, long size, long repeat) {
    X86Cpu c = (X86Cpu) cpu;
    while (!done(c, repeat)) {
      long b = Memory.load(c, c.rdi, (int) size);
      long a = Memory.load(c, c.rsi, (int) size);
      c.rsi += step(c, size);
      c.rdi += step(c, size);
      if (compared(c, size, repeat, a, b)) {
        break;
      }
    }
    return 0;
  }

  /** SCAS. */
  public static long scan(Cpu cpu, long size, long repeat) {
    X86Cpu c = (X86Cpu) cpu;
    while (!done(c, repeat)) {
      long a = size == 8 ? c.rax : c.rax & (1L << (8 * size)) - 1;
      long b = Memory.load(c, c.rdi, (int) size);
      c.rdi += step(c, size);
      if (compared(c, size, repeat, a, b)) {
        break;
      }
    }
    return 0;
  }

  /** Records the comparison and says whether it ends the instruction. */
  private static boolean compared(X86Cpu c, long size, long repeat, long a, long b) {
    c.flagsKind = Flags.kind(Flags.SUB, (int) size);
    c.flagsA = a;
    c.flagsB = b;
    if (repeat == 0) {
      return true;
    }
    c.rcx--;
    return (a == b) != (repeat == 0xf3);
  }
}
