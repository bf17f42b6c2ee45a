package burrow.cpu.x86_64;

import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.Cpu;
import burrow.machine.GuestFault;

/**
 * The areas of FXSAVE and XSAVE in memory (Intel SDM volume 1, 10.5.1 and 13.4): what instructions,
 * signal frames and thread contexts hold of the vector registers. The x87 registers are always in
 * their initial state.
 */
public final class ExtendedState {
  /** Bytes of the FXSAVE area, which the XSAVE area begins with. */
  public static final int LEGACY_SIZE = 512;

  /** Bytes of the XSAVE area with the upper halves of the YMM registers. */
  public static final int SIZE = 832;

  /** Where the upper halves stand. */
  public static final int UPPER = 576;

  /** What XCR0 enables: x87, SSE, AVX. */
  public static final long FEATURES = 7;

  private static final int SSE = 2;
  private static final int AVX = 4;
  private static final int FCW = 0;
  private static final int MXCSR = 24;
  private static final int MXCSR_MASK = 28;
  private static final int XMM = 160;
  private static final int FCW_DEFAULT = 0x37f;
  private static final long MXCSR_BITS = 0xffff;

  /** XSTATE_BV: which parts are there; the others are in their initial state. */
  private static final int PRESENT = 512;

  /** XCOMP_BV: bit 63 if unused parts are left out. */
  private static final int COMPACTED = 520;

  private ExtendedState() {}

  /** Writes 512 bytes as FXSAVE does. */
  public static void writeLegacy(X86Cpu c, AddressSpace memory, long at) {
    memory.write(at, new byte[XMM]);
    memory.writeShort(at + FCW, FCW_DEFAULT);
    memory.writeInt(at + MXCSR, (int) c.mxcsr);
    memory.writeInt(at + MXCSR_MASK, (int) MXCSR_BITS);
    writeVectors(c, memory, at);
  }

  private static void writeVectors(X86Cpu c, AddressSpace memory, long at) {
    for (int n = 0; n < X86Cpu.REGISTERS; n++) {
      memory.writeLong(at + XMM + 16L * n, c.vectorLow(n));
      memory.writeLong(at + XMM + 16L * n + 8, c.vectorHigh(n));
    }
  }

  private static void writeUpper(X86Cpu c, AddressSpace memory, long at) {
    for (int n = 0; n < X86Cpu.REGISTERS; n++) {
      memory.writeLong(at + UPPER + 16L * n, c.upperLow(n));
      memory.writeLong(at + UPPER + 16L * n + 8, c.upperHigh(n));
    }
  }

  /** Writes all 832 bytes in the standard format. */
  public static void write(X86Cpu c, AddressSpace memory, long at) {
    writeLegacy(c, memory, at);
    memory.write(at + XMM + 256, new byte[UPPER - XMM - 256]);
    memory.writeLong(at + PRESENT, FEATURES);
    writeUpper(c, memory, at);
  }

  /** Takes the registers from 512 bytes as FXRSTOR does. */
  public static void readLegacy(X86Cpu c, AddressSpace memory, long at) {
    c.mxcsr = memory.readInt(at + MXCSR) & MXCSR_BITS;
    readVectors(c, memory, at);
  }

  private static void readVectors(X86Cpu c, AddressSpace memory, long at) {
    for (int n = 0; n < X86Cpu.REGISTERS; n++) {
      long low = memory.readLong(at + XMM + 16L * n);
      c.setVector(n, low, memory.readLong(at + XMM + 16L * n + 8));
    }
  }

  /** Takes the registers from an XSAVE area: those of {@code features}, or their initial state. */
  public static void read(X86Cpu c, AddressSpace memory, long at, long features) {
    long present = memory.readLong(at + PRESENT) & features;
    if ((features & (SSE | AVX)) != 0) {
      c.mxcsr = memory.readInt(at + MXCSR) & MXCSR_BITS;
    }
    if ((present & SSE) != 0) {
      readVectors(c, memory, at);
    } else if ((features & SSE) != 0) {
      for (int n = 0; n < X86Cpu.REGISTERS; n++) {
        c.setVector(n, 0, 0);
      }
    }
    for (int n = 0; n < X86Cpu.REGISTERS && (features & AVX) != 0; n++) {
      long slot = at + UPPER + 16L * n;
      boolean there = (present & AVX) != 0;
      c.setUpper(n, there ? memory.readLong(slot) : 0, there ? memory.readLong(slot + 8) : 0);
    }
  }

  // ---- instructions ----

  private static void check(Cpu cpu, long address, int alignment, int size, int access) {
    if ((address & alignment - 1) != 0) {
      throw new GuestFault(address, access, GuestFault.Kind.MISALIGNED);
    }
    cpu.memory.check(address, size, access);
  }

  public static long fxsave(Cpu cpu, long address) {
    check(cpu, address, 16, LEGACY_SIZE, Access.WRITE);
    writeLegacy((X86Cpu) cpu, cpu.memory, address);
    return 0;
  }

  /** Whether MXCSR as FXRSTOR will load it makes a difference: 1 or 0. */
  public static long controlInLegacy(Cpu cpu, long address) {
    check(cpu, address, 16, LEGACY_SIZE, Access.READ);
    return control(cpu.memory.readInt(address + MXCSR));
  }

  private static long control(long mxcsr) {
    return (mxcsr & ControlledMath.CONTROL) == 0 ? 0 : 1;
  }

  /** The same of XRSTOR. */
  public static long controlInArea(Cpu cpu, long address, long mask) {
    check(cpu, address, 64, SIZE, Access.READ);
    boolean loaded = (mask & (SSE | AVX)) != 0;
    return control(loaded ? cpu.memory.readInt(address + MXCSR) : ((X86Cpu) cpu).mxcsr);
  }

  public static long fxrstor(Cpu cpu, long address) {
    check(cpu, address, 16, LEGACY_SIZE, Access.READ);
    readLegacy((X86Cpu) cpu, cpu.memory, address);
    return 0;
  }

  /** XSAVE and XSAVEOPT of the parts in EDX:EAX. */
  public static long xsave(Cpu cpu, long address, long mask) {
    return save(cpu, address, mask, false);
  }

  /** XSAVEC: all parts stand where they do in the standard format. */
  public static long xsavec(Cpu cpu, long address, long mask) {
    return save(cpu, address, mask, true);
  }

  private static long save(Cpu cpu, long address, long mask, boolean compacted) {
    check(cpu, address, 64, SIZE, Access.READ);
    check(cpu, address, 64, SIZE, Access.WRITE);
    X86Cpu c = (X86Cpu) cpu;
    long features = mask & FEATURES;
    if ((features & 1) != 0 && !compacted) {
      cpu.memory.write(address, new byte[MXCSR]);
      cpu.memory.writeShort(address + FCW, FCW_DEFAULT);
      cpu.memory.write(address + MXCSR_MASK + 4, new byte[XMM - MXCSR_MASK - 4]);
    }
    if ((features & (compacted ? SSE : SSE | AVX)) != 0) {
      cpu.memory.writeInt(address + MXCSR, (int) c.mxcsr);
      cpu.memory.writeInt(address + MXCSR_MASK, (int) MXCSR_BITS);
    }
    if ((features & SSE) != 0) {
      writeVectors(c, cpu.memory, address);
    }
    if ((features & AVX) != 0) {
      writeUpper(c, cpu.memory, address);
    }
    // The x87 registers are never in use.
    long present = features & (SSE | AVX);
    if (compacted) {
      cpu.memory.writeLong(address + PRESENT, present);
      cpu.memory.writeLong(address + COMPACTED, Long.MIN_VALUE | features);
    } else {
      long others = cpu.memory.readLong(address + PRESENT) & ~features;
      cpu.memory.writeLong(address + PRESENT, others | present);
    }
    return 0;
  }

  public static long xrstor(Cpu cpu, long address, long mask) {
    check(cpu, address, 64, SIZE, Access.READ);
    read((X86Cpu) cpu, cpu.memory, address, mask & FEATURES);
    return 0;
  }
}
