package burrow.cpu.x86_64;

import burrow.machine.Access;
import burrow.machine.Cpu;
import burrow.machine.GuestFault;
import burrow.machine.Memory;

/** Helpers that see the whole {@link X86Cpu}. */
public final class SystemHelpers {
  private SystemHelpers() {}

  /** Raises #GP, as a misaligned access, unless the address is a multiple of {@code bytes}. */
  private static void requireAligned(long address, int bytes) {
    if ((address & bytes - 1) != 0) {
      throw new GuestFault(address, Access.READ, GuestFault.Kind.MISALIGNED);
    }
  }

  /** Atomically negates memory; returns the old value. */
  public static long lockedNegate(Cpu cpu, long address, long size) {
    int bytes = (int) size;
    for (long old = Memory.load(cpu, address, bytes); ; ) {
      long found = Memory.compareAndExchange(cpu, address, bytes, old, -old);
      if (found == old) {
        return old;
      }
      old = found;
    }
  }

  public static long setRflags(Cpu cpu, long value) {
    ((X86Cpu) cpu).setRflags(value);
    return 0;
  }

  public static long setFsBase(Cpu cpu, long value) {
    ((X86Cpu) cpu).fsBase = value;
    return 0;
  }

  /** CPUID: EAX selects the leaf, ECX the subleaf. */
  public static long cpuid(Cpu cpu) {
    X86Cpu c = (X86Cpu) cpu;
    CpuId.Leaf leaf = CpuId.leaf((int) c.rax, (int) c.rcx);
    c.rax = leaf.eax() & 0xffff_ffffL;
    c.rbx = leaf.ebx() & 0xffff_ffffL;
    c.rcx = leaf.ecx() & 0xffff_ffffL;
    c.rdx = leaf.edx() & 0xffff_ffffL;
    return 0;
  }

  /** The time-stamp counter: nanoseconds. */
  public static long timeStamp(Cpu cpu) {
    return cpu.traps.counter();
  }

  /**
   * CMPXCHG16B: compares RDX:RAX with memory; writes RCX:RBX where equal, else loads RDX:RAX.
   *
   * @return ZF
   */
  public static long compareAndExchange16(Cpu cpu, long address) {
    X86Cpu c = (X86Cpu) cpu;
    requireAligned(address, 16);
    long[] found = new long[2];
    boolean equal = Memory.compareAndExchange128(c, address, c.rax, c.rdx, c.rbx, c.rcx, found);
    if (!equal) {
      c.rax = found[0];
      c.rdx = found[1];
    }
    return equal ? 1 : 0;
  }
}
