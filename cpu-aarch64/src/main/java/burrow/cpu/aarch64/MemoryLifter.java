package burrow.cpu.aarch64;

import static burrow.translator.Ordering.ACQUIRE;
import static burrow.translator.Ordering.PLAIN;
import static burrow.translator.Ordering.SEQ_CST;

import burrow.machine.Access;
import burrow.translator.Helper;
import burrow.translator.Opcode;
import burrow.translator.Opcode.Rmw;

/** Loads and stores of general registers, ordered and exclusive accesses, atomics. */
final class MemoryLifter {
  private static final Helper LOAD_EXCLUSIVE_PAIR =
      Helper.cpu(Exclusive.class, "loadPair", Exclusive::loadPair);
  private static final Helper STORE_EXCLUSIVE_PAIR =
      Helper.cpu(Exclusive.class, "storePair", Exclusive::storePair);
  private static final Helper SWAP_PAIR =
      Helper.cpu(Exclusive.class, "compareAndSwapPair", Exclusive::compareAndSwapPair);

  private MemoryLifter() {}

  // ---- one register ----

  /** Where an access goes: base + (index << scale) + displacement. */
  record Address(int base, int index, int scale, long displacement) {
    Address(int base, long displacement) {
      this(base, Insn.NONE, 0, displacement);
    }
  }

  static Address unscaled(Insn i) {
    return new Address(i.xOrSp(i.n()), i.signed(12, 9));
  }

  static Address unsigned(Insn i, int log2Size) {
    return new Address(i.xOrSp(i.n()), (long) i.bits(10, 12) << log2Size);
  }

  static Address register(Insn i, int log2Size) {
    int index = IntegerLifter.extended(i, i.x(i.m()), i.bits(13, 3), 0);
    return new Address(i.xOrSp(i.n()), index, i.bit(12) ? log2Size : 0, 0);
  }

  /** Pre- or post-index: the access itself; {@link #writeBack} follows it. */
  static Address indexed(Insn i) {
    return new Address(i.xOrSp(i.n()), i.bit(11) ? i.signed(12, 9) : 0);
  }

  static void writeBack(Insn i, long offset) {
    i.setXOrSp(i.n(), i.ir.add(i.xOrSp(i.n()), i.con(offset)));
  }

  private static int load(Insn i, Address a) {
    int opc = i.bits(22, 2);
    int bytes = 1 << i.bits(30, 2);
    int value = i.ir.load(bytes, opc >= 2, a.base, a.index, a.scale, a.displacement, PLAIN);
    return opc == 3 ? i.ir.zext32(value) : value;
  }

  private static void store(Insn i, Address a) {
    int bytes = 1 << i.bits(30, 2);
    i.ir.store(bytes, a.base, a.index, a.scale, a.displacement, i.x(i.d()), PLAIN);
  }

  static void loadUnscaled(Insn i) {
    i.setX(i.d(), load(i, unscaled(i)));
  }

  static void storeUnscaled(Insn i) {
    store(i, unscaled(i));
  }

  static void loadUnsigned(Insn i) {
    i.setX(i.d(), load(i, unsigned(i, i.bits(30, 2))));
  }

  static void storeUnsigned(Insn i) {
    store(i, unsigned(i, i.bits(30, 2)));
  }

  static void loadRegister(Insn i) {
    i.setX(i.d(), load(i, register(i, i.bits(30, 2))));
  }

  static void storeRegister(Insn i) {
    store(i, register(i, i.bits(30, 2)));
  }

  static void loadIndexed(Insn i) {
    int value = load(i, indexed(i));
    writeBack(i, i.signed(12, 9));
    i.setX(i.d(), value);
  }

  static void storeIndexed(Insn i) {
    store(i, indexed(i));
    writeBack(i, i.signed(12, 9));
  }

  static void loadLiteral(Insn i) {
    boolean signed = i.wide();
    int bytes = i.bits(30, 2) == 1 ? 8 : 4;
    int address = i.con(literal(i));
    i.setX(i.d(), i.ir.load(bytes, signed, address, 0, PLAIN));
  }

  static long literal(Insn i) {
    return i.pc() + 4L * i.signed(5, 19);
  }

  // ---- pairs ----

  /** The displacement of the access of a pair instruction; post-index accesses at the base. */
  static long pairDisplacement(Insn i, int log2Size) {
    return i.bits(23, 2) == 1 ? 0 : pairOffset(i, log2Size);
  }

  static long pairOffset(Insn i, int log2Size) {
    return (long) i.signed(15, 7) << log2Size;
  }

  static void pairWriteBack(Insn i, int log2Size) {
    if (i.bit(23)) {
      writeBack(i, pairOffset(i, log2Size));
    }
  }

  static void loadPair(Insn i) {
    int log2Size = i.wide() ? 3 : 2;
    int base = i.xOrSp(i.n());
    long displacement = pairDisplacement(i, log2Size);
    int first;
    int second;
    if (i.wide()) {
      int[] pair = i.ir.load2(base, Insn.NONE, 0, displacement);
      first = pair[0];
      second = pair[1];
    } else {
      int both = i.ir.load(8, false, base, displacement, PLAIN);
      boolean signed = i.bit(30);
      first = signed ? i.ir.sext32(both) : i.ir.zext32(both);
      second = i.ir.binary(signed ? Opcode.SAR : Opcode.SHR, both, i.con(32));
    }
    pairWriteBack(i, log2Size);
    i.setX(i.d(), first);
    i.setX(i.a(), second);
  }

  static void storePair(Insn i) {
    int log2Size = i.wide() ? 3 : 2;
    int base = i.xOrSp(i.n());
    long displacement = pairDisplacement(i, log2Size);
    if (i.wide()) {
      i.ir.store2(base, Insn.NONE, 0, displacement, i.x(i.d()), i.x(i.a()));
    } else {
      int both = i.ir.deposit(i.x(i.d()), i.x(i.a()), 32, 32);
      i.ir.store(8, base, displacement, both, PLAIN);
    }
    pairWriteBack(i, log2Size);
  }

  // ---- ordered and exclusive ----

  private static int bytes(Insn i) {
    return 1 << i.bits(30, 2);
  }

  static void loadAcquire(Insn i) {
    i.setX(i.d(), i.ir.load(bytes(i), false, i.xOrSp(i.n()), 0, ACQUIRE));
  }

  /** A full fence follows the store, so that a later LDAR cannot overtake it. */
  static void storeRelease(Insn i) {
    i.ir.store(bytes(i), i.xOrSp(i.n()), 0, i.x(i.d()), SEQ_CST);
  }

  static void loadExclusive(Insn i) {
    i.setX(i.d(), loadExclusive(i, bytes(i)));
  }

  /** Always with acquire ordering. */
  private static int loadExclusive(Insn i, int bytes) {
    int address = i.xOrSp(i.n());
    i.ir.requireAligned(address, bytes, Access.READ);
    int value = i.ir.load(bytes, false, address, 0, ACQUIRE);
    i.ir.set(Arm64Isa.RESERVATION_ADDRESS, address);
    i.ir.set(Arm64Isa.RESERVATION_VALUE, value);
    return value;
  }

  static void storeExclusive(Insn i) {
    storeExclusive(i, bytes(i), i.x(i.d()));
  }

  /** Always sequentially consistent. */
  private static void storeExclusive(Insn i, int bytes, int value) {
    int address = i.xOrSp(i.n());
    i.ir.requireAligned(address, bytes, Access.WRITE);
    int failed =
        i.ir.storeConditional(
            bytes, address, Arm64Isa.RESERVATION_ADDRESS, Arm64Isa.RESERVATION_VALUE, value);
    clearExclusive(i);
    i.setX(i.m(), failed);
  }

  static void loadExclusivePair(Insn i) {
    int address = i.xOrSp(i.n());
    if (i.bit(30)) {
      i.ir.callCpu(LOAD_EXCLUSIVE_PAIR, address, i.con(i.d()), i.con(i.a()));
    } else {
      int both = loadExclusive(i, 8);
      i.setX(i.d(), i.ir.zext32(both));
      i.setX(i.a(), i.ir.shr(both, i.con(32)));
    }
  }

  static void storeExclusivePair(Insn i) {
    int first = i.x(i.d());
    int second = i.x(i.a());
    if (i.bit(30)) {
      i.setX(i.m(), i.ir.callCpu(STORE_EXCLUSIVE_PAIR, i.xOrSp(i.n()), first, second));
    } else {
      storeExclusive(i, 8, i.ir.deposit(first, second, 32, 32));
    }
  }

  static void clearExclusive(Insn i) {
    i.ir.set(Arm64Isa.RESERVATION_ADDRESS, i.con(-1));
  }

  // ---- large system extensions ----

  /** What precedes an atomic access: it must be aligned, and reports faults as a read. */
  private static void check(Insn i, int bytes) {
    int address = i.xOrSp(i.n());
    i.ir.requireAligned(address, bytes, Access.READ);
    i.ir.load(bytes, false, address, 0, PLAIN);
  }

  static void compareAndSwap(Insn i) {
    check(i, bytes(i));
    int old = i.ir.cas(bytes(i), i.xOrSp(i.n()), Insn.NONE, 0, 0, i.x(i.m()), i.x(i.d()));
    i.setX(i.m(), old);
  }

  static void compareAndSwapPair(Insn i) {
    int address = i.xOrSp(i.n());
    if (i.bit(30)) {
      i.ir.callCpu(SWAP_PAIR, address, i.con(i.m()), i.con(i.d()));
      return;
    }
    check(i, 8);
    int expected = i.ir.deposit(i.x(i.m()), i.x(i.m() + 1), 32, 32);
    int value = i.ir.deposit(i.x(i.d()), i.x(i.d() + 1), 32, 32);
    int old = i.ir.cas(8, address, Insn.NONE, 0, 0, expected, value);
    i.setX(i.m(), i.ir.zext32(old));
    i.setX(i.m() + 1, i.ir.shr(old, i.con(32)));
  }

  private static final Rmw[] RMW = {
    Rmw.ADD, Rmw.ANDN, Rmw.XOR, Rmw.OR, Rmw.MAXS, Rmw.MINS, Rmw.MAXU, Rmw.MINU
  };

  static void atomic(Insn i) {
    check(i, bytes(i));
    Rmw kind = i.bit(15) ? Rmw.EXCHANGE : RMW[i.bits(12, 3)];
    i.setX(i.d(), i.ir.rmw(kind, bytes(i), i.xOrSp(i.n()), Insn.NONE, 0, 0, i.x(i.m())));
  }
}
