package burrow.cpu.aarch64;

import static burrow.translator.Ordering.PLAIN;

import burrow.cpu.aarch64.MemoryLifter.Address;
import burrow.translator.Helper;

/** Loads and stores of vector registers. */
final class VectorMemoryLifter {
  private static final Helper LOAD_STRUCTURES =
      Helper.cpu(Structures.class, "load", Structures::load);
  private static final Helper STORE_STRUCTURES =
      Helper.cpu(Structures.class, "store", Structures::store);

  private VectorMemoryLifter() {}

  // ---- one register ----

  private static int log2Size(Insn i) {
    return i.bits(30, 2) | (i.bit(23) ? 4 : 0);
  }

  private static void load(Insn i, Address a, int log2Size, boolean writeBack) {
    if (log2Size == 4) {
      int[] pair = i.ir.load2(a.base(), a.index(), a.scale(), a.displacement());
      writeBack(i, writeBack);
      i.ir.set(i.low(i.d()), pair[0]);
      i.ir.set(i.high(i.d()), pair[1]);
    } else {
      int value =
          i.ir.load(1 << log2Size, false, a.base(), a.index(), a.scale(), a.displacement(), PLAIN);
      writeBack(i, writeBack);
      i.setScalar(i.d(), value);
    }
  }

  private static void store(Insn i, Address a, int log2Size, boolean writeBack) {
    if (log2Size == 4) {
      i.ir.store2(a.base(), a.index(), a.scale(), a.displacement(), i.low(i.d()), i.high(i.d()));
    } else {
      i.ir.store(
          1 << log2Size, a.base(), a.index(), a.scale(), a.displacement(), i.low(i.d()), PLAIN);
    }
    writeBack(i, writeBack);
  }

  private static void writeBack(Insn i, boolean wanted) {
    if (wanted) {
      MemoryLifter.writeBack(i, i.signed(12, 9));
    }
  }

  static void loadUnscaledVector(Insn i) {
    load(i, MemoryLifter.unscaled(i), log2Size(i), false);
  }

  static void storeUnscaledVector(Insn i) {
    store(i, MemoryLifter.unscaled(i), log2Size(i), false);
  }

  static void loadIndexedVector(Insn i) {
    load(i, MemoryLifter.indexed(i), log2Size(i), true);
  }

  static void storeIndexedVector(Insn i) {
    store(i, MemoryLifter.indexed(i), log2Size(i), true);
  }

  static void loadUnsignedVector(Insn i) {
    load(i, MemoryLifter.unsigned(i, log2Size(i)), log2Size(i), false);
  }

  static void storeUnsignedVector(Insn i) {
    store(i, MemoryLifter.unsigned(i, log2Size(i)), log2Size(i), false);
  }

  static void loadRegisterVector(Insn i) {
    load(i, MemoryLifter.register(i, log2Size(i)), log2Size(i), false);
  }

  static void storeRegisterVector(Insn i) {
    store(i, MemoryLifter.register(i, log2Size(i)), log2Size(i), false);
  }

  static void loadLiteralVector(Insn i) {
    int base = i.con(MemoryLifter.literal(i));
    load(i, new Address(base, 0), 2 + i.bits(30, 2), false);
  }

  // ---- pairs ----

  static void loadPairVector(Insn i) {
    int log2Size = 2 + i.bits(30, 2);
    int base = i.xOrSp(i.n());
    long displacement = MemoryLifter.pairDisplacement(i, log2Size);
    if (log2Size == 4) {
      int[] first = i.ir.load2(base, Insn.NONE, 0, displacement);
      int[] second = i.ir.load2(base, Insn.NONE, 0, displacement + 16);
      MemoryLifter.pairWriteBack(i, log2Size);
      i.ir.set(i.low(i.d()), first[0]);
      i.ir.set(i.high(i.d()), first[1]);
      i.ir.set(i.low(i.a()), second[0]);
      i.ir.set(i.high(i.a()), second[1]);
    } else if (log2Size == 3) {
      int[] pair = i.ir.load2(base, Insn.NONE, 0, displacement);
      MemoryLifter.pairWriteBack(i, log2Size);
      i.setScalar(i.d(), pair[0]);
      i.setScalar(i.a(), pair[1]);
    } else {
      int both = i.ir.load(8, false, base, displacement, PLAIN);
      MemoryLifter.pairWriteBack(i, log2Size);
      i.setScalar(i.d(), i.ir.zext32(both));
      i.setScalar(i.a(), i.ir.shr(both, i.con(32)));
    }
  }

  static void storePairVector(Insn i) {
    int log2Size = 2 + i.bits(30, 2);
    int base = i.xOrSp(i.n());
    long displacement = MemoryLifter.pairDisplacement(i, log2Size);
    int d = i.low(i.d());
    int a = i.low(i.a());
    if (log2Size == 4) {
      i.ir.store2(base, Insn.NONE, 0, displacement, d, i.high(i.d()));
      i.ir.store2(base, Insn.NONE, 0, displacement + 16, a, i.high(i.a()));
    } else if (log2Size == 3) {
      i.ir.store2(base, Insn.NONE, 0, displacement, d, a);
    } else {
      i.ir.store(8, base, displacement, i.ir.deposit(d, a, 32, 32), PLAIN);
    }
    MemoryLifter.pairWriteBack(i, log2Size);
  }

  // ---- structures ----

  private static int register(Insn i, int k) {
    return i.d() + k & 31;
  }

  /** Post-index by a register, or by the bytes accessed. */
  private static void postIndex(Insn i, int bytes) {
    if (i.bit(23)) {
      int offset = i.m() == 31 ? i.con(bytes) : i.x(i.m());
      i.setXOrSp(i.n(), i.ir.add(i.xOrSp(i.n()), offset));
    }
  }

  /** LD1 to LD4 and ST1 to ST4 of whole registers. */
  static void structures(Insn i) {
    int registers = Structures.registers(i.word);
    int bytes = i.bit(30) ? 16 : 8;
    int base = i.xOrSp(i.n());
    if (!Structures.interleaved(i.word)) {
      consecutive(i, registers, bytes);
    } else {
      i.ir.callCpu(i.bit(22) ? LOAD_STRUCTURES : STORE_STRUCTURES, base, i.con(i.word));
    }
    postIndex(i, registers * bytes);
  }

  private static void consecutive(Insn i, int registers, int bytes) {
    int base = i.xOrSp(i.n());
    int[][] values = new int[registers][];
    for (int k = 0; k < registers; k++) {
      int v = register(i, k);
      if (!i.bit(22)) {
        if (bytes == 16) {
          i.ir.store2(base, Insn.NONE, 0, 16 * k, i.low(v), i.high(v));
        } else {
          i.ir.store(8, base, 8 * k, i.low(v), PLAIN);
        }
      } else if (bytes == 16) {
        values[k] = i.ir.load2(base, Insn.NONE, 0, 16 * k);
      } else {
        values[k] = new int[] {i.ir.load(8, false, base, 8 * k, PLAIN), i.con(0)};
      }
    }
    for (int k = 0; k < registers && i.bit(22); k++) {
      i.ir.set(i.low(register(i, k)), values[k][0]);
      i.ir.set(i.high(register(i, k)), values[k][1]);
    }
  }

  private static int elements(Insn i) {
    return (i.bits(13, 1) << 1 | i.bits(21, 1)) + 1;
  }

  /** LD1 to LD4 and ST1 to ST4 of one lane of each register. */
  static void structureElement(Insn i) {
    int scale = i.bits(14, 2);
    int index = i.bits(30, 1) << 3 | i.bits(10, 3); // Q:S:size, the lane in bytes
    if (scale == 2 && (i.bits(10, 2) & 1) != 0) {
      scale = 3;
    }
    int bytes = 1 << scale;
    int at = (scale == 3 ? index & 8 : index & -bytes) * 8;
    int base = i.xOrSp(i.n());
    int registers = elements(i);
    if (i.bit(22)) {
      int[] values = new int[registers];
      for (int k = 0; k < registers; k++) {
        values[k] = i.ir.load(bytes, false, base, (long) k * bytes, PLAIN);
      }
      for (int k = 0; k < registers; k++) {
        int half = i.half(register(i, k), at >> 6);
        int value = bytes == 8 ? values[k] : i.ir.deposit(half, values[k], at & 63, 8 * bytes);
        i.ir.set(half, value);
      }
    } else {
      for (int k = 0; k < registers; k++) {
        int half = i.half(register(i, k), at >> 6);
        int value = (at & 63) == 0 ? half : i.ir.shr(half, i.con(at & 63));
        i.ir.store(bytes, base, (long) k * bytes, value, PLAIN);
      }
    }
    postIndex(i, registers * bytes);
  }

  /** LD1R to LD4R. */
  static void structureReplicate(Insn i) {
    int bytes = 1 << i.bits(10, 2);
    int registers = elements(i);
    int[] values = new int[registers];
    for (int k = 0; k < registers; k++) {
      values[k] = i.ir.load(bytes, false, i.xOrSp(i.n()), (long) k * bytes, PLAIN);
    }
    for (int k = 0; k < registers; k++) {
      int repeated = VectorMoveLifter.repeat(i, values[k], 8 * bytes);
      i.ir.set(i.low(register(i, k)), repeated);
      i.ir.set(i.high(register(i, k)), i.bit(30) ? repeated : i.con(0));
    }
    postIndex(i, registers * bytes);
  }
}
