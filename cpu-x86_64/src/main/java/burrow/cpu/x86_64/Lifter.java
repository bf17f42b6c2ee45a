package burrow.cpu.x86_64;

import static burrow.translator.IrOp.NONE;

import burrow.translator.Helper;
import burrow.translator.IrBuilder;
import burrow.translator.Opcode;
import burrow.translator.Ordering;
import burrow.translator.RegisterFile;
import java.util.ArrayList;
import java.util.List;

/**
 * One instruction being lifted: gives families its operands as IR values and takes their results.
 *
 * <p>Values of operands smaller than 8 bytes: {@link #raw} leaves what is above them undefined,
 * {@link #zext} and {@link #sext} define it. Memory is read with acquire and written with release
 * ordering: x86 programs rely on total store order.
 */
final class Lifter {
  static final int RAX = 0;
  static final int RCX = 1;
  static final int RDX = 2;
  static final int RBX = 3;
  static final int RSP = 4;
  static final int RBP = 5;
  static final int RSI = 6;
  static final int RDI = 7;
  static final int R11 = 11;

  /** The registers of {@link X86Cpu} as IR slots: general ones have their numbers. */
  static final RegisterFile REGISTERS = registers();

  private static final int FS_BASE = REGISTERS.slot("fsBase");
  private static final int GS_BASE = REGISTERS.slot("gsBase");
  static final int MXCSR = REGISTERS.slot("mxcsr");
  static final int DF = REGISTERS.slot("df");
  static final int KEPT_FLAGS = REGISTERS.slot("keptFlags");
  static final int FLAGS_KIND = REGISTERS.flagsSlot();
  static final int FLAGS_A = FLAGS_KIND + 1;
  static final int FLAGS_B = FLAGS_KIND + 2;
  static final int FLAGS_C = FLAGS_KIND + 3;

  private static final Helper IMAGE = Helper.of(Flags.class, "arithmetic", Flags::arithmetic);
  private static final Helper REQUIRE_ALIGNED =
      Helper.cpu(SystemHelpers.class, "requireAligned", SystemHelpers::requireAligned);

  final IrBuilder ir;
  final Instruction i;

  /** Address behind the instruction. */
  final long next;

  // The memory operand, once its address has been made.
  private boolean addressed;
  private int base = NONE;
  private int index = NONE;
  private int scale;
  private long displacement;

  Lifter(IrBuilder ir, Instruction instruction) {
    this.ir = ir;
    this.i = instruction;
    this.next = ir.pc() + instruction.length;
  }

  private static RegisterFile registers() {
    List<String> names = new ArrayList<>();
    for (int n = 0; n < X86Cpu.REGISTERS; n++) {
      names.add(X86Cpu.registerName(n));
    }
    for (int n = 0; n < X86Cpu.REGISTERS; n++) {
      names.add("xmm" + n + "l");
      names.add("xmm" + n + "h");
    }
    names.addAll(List.of("fsBase", "gsBase", "mxcsr", "df", "keptFlags"));
    names.addAll(List.of("flagsKind", "flagsA", "flagsB", "flagsC"));
    return new RegisterFile(X86Cpu.class, names, "flagsKind");
  }

  /** Slot of the low half of an XMM register. */
  static int low(int xmm) {
    return X86Cpu.REGISTERS + 2 * xmm;
  }

  /** Slot of the high half of an XMM register. */
  static int high(int xmm) {
    return low(xmm) + 1;
  }

  // ---- operands ----

  Operand operand(int k) {
    return i.form.operands.get(k);
  }

  int operandCount() {
    return i.form.operands.size();
  }

  /** Bytes. */
  int size(int k) {
    return i.size(k);
  }

  boolean isMemory(int k) {
    return switch (operand(k).place()) {
      case E, W, X -> i.isMemory();
      case M, O -> true;
      default -> false;
    };
  }

  /** Number of the register that the operand is. */
  int number(int k) {
    return switch (operand(k).place()) {
      case G, V, S, KG -> i.reg;
      case E, R, W, U, Z, KE -> i.rm;
      case B, H, KH -> i.vvvv;
      case ACCUMULATOR -> RAX;
      case DX -> RDX;
      case CL -> RCX;
      default -> throw new IllegalStateException(i.form + ": operand " + k + " is no register");
    };
  }

  /** Whether a byte register is AH, CH, DH or BH. */
  private boolean isHighByte(int k) {
    Operand.Place place = operand(k).place();
    boolean encoded =
        place == Operand.Place.E || place == Operand.Place.G || place == Operand.Place.Z;
    return size(k) == 1 && encoded && !i.rex && number(k) >= 4 && number(k) < 8;
  }

  /** An operand's value; bits above its size are undefined. */
  int raw(int k) {
    if (isMemory(k)) {
      return load(size(k), 0);
    }
    return switch (operand(k).place()) {
      case I -> ir.con(i.immediate);
      case ONE -> ir.con(1);
      default -> {
        int n = number(k);
        yield isHighByte(k) ? ir.extract(n - 4, 8, 8) : n;
      }
    };
  }

  /** An operand's value, zero-extended. */
  int zext(int k) {
    int v = raw(k);
    return isMemory(k) || isHighByte(k) ? v : zext(v, size(k));
  }

  /** Operand 0, extended as wanted; of 4 and 8 bytes as it is. */
  int zext0(boolean signed) {
    return size(0) >= 4 ? raw(0) : signed ? sext(0) : zext(0);
  }

  int zext(int value, int size) {
    return switch (size) {
      case 1 -> ir.unary(Opcode.ZEXT8, value);
      case 2 -> ir.unary(Opcode.ZEXT16, value);
      case 4 -> ir.unary(Opcode.ZEXT32, value);
      default -> value;
    };
  }

  /** An operand's value, sign-extended. */
  int sext(int k) {
    if (isMemory(k)) {
      address();
      return ir.load(size(k), true, base, index, scale, displacement, Ordering.ACQUIRE);
    }
    return sext(raw(k), size(k));
  }

  int sext(int value, int size) {
    return switch (size) {
      case 1 -> ir.unary(Opcode.SEXT8, value);
      case 2 -> ir.unary(Opcode.SEXT16, value);
      case 4 -> ir.unary(Opcode.SEXT32, value);
      default -> value;
    };
  }

  /** An operand's value as FLAGS want it: bytes and words zero-extended. */
  int forFlags(int k) {
    return size(k) < 4 ? zext(k) : raw(k);
  }

  /** Writes a result; of a 4-byte register it must be zero-extended already. */
  void write(int k, int value) {
    int size = size(k);
    if (isMemory(k)) {
      store(size, 0, value);
    } else if (isHighByte(k)) {
      ir.set(number(k) - 4, ir.deposit(number(k) - 4, value, 8, 8));
    } else {
      writeRegister(number(k), size, value);
    }
  }

  /** Writes the low {@code size} bytes of a general register as the architecture says. */
  void writeRegister(int n, int size, int value) {
    ir.set(n, size >= 4 ? value : ir.deposit(n, value, 0, 8 * size));
  }

  /** Computes at the operand's size: the second opcode is the first's 32-bit twin. */
  int binary(Opcode code, Opcode code32, int size, int a, int b) {
    return ir.binary(size == 4 ? code32 : code, a, b);
  }

  // ---- vectors ----

  /** The halves of a 16-byte operand; memory must be aligned unless {@code anyAlignment}. */
  int[] vector(int k, boolean anyAlignment) {
    if (!isMemory(k)) {
      return new int[] {low(number(k)), high(number(k))};
    }
    if (!anyAlignment) {
      requireAligned();
    }
    return load16();
  }

  /** The halves of an aligned 16-byte operand. */
  int[] vector(int k) {
    return vector(k, false);
  }

  /** Writes both halves of a vector operand; {@code high} may not be made from the low slot. */
  void writeVector(int k, int low, int high) {
    ir.set(low(number(k)), low);
    ir.set(high(number(k)), high);
  }

  /** A scalar of up to 8 bytes: the low part of a vector register, or memory; raw. */
  int scalar(int k) {
    return isMemory(k) ? load(size(k), 0) : low(number(k));
  }

  /** Writes the low 4 or 8 bytes of a vector register. */
  void writeScalar(int k, int value) {
    int slot = low(number(k));
    ir.set(slot, size(k) == 4 ? ir.deposit(slot, value, 0, 32) : value);
  }

  // ---- memory ----

  private void address() {
    if (addressed) {
      return;
    }
    addressed = true;
    displacement = i.displacement;
    if (i.form.absolute) {
      displacement = i.immediate;
    } else if (i.ripRelative) {
      displacement += next;
    }
    base = i.base;
    index = i.index;
    scale = index == NONE ? 0 : i.scale;
    if (i.address32) {
      base = ir.zext32(effectiveAddress());
      index = NONE;
      scale = 0;
      displacement = 0;
    }
    if (i.segment != 0) {
      addSegment(i.segment == 4 ? FS_BASE : GS_BASE);
    }
  }

  private void addSegment(int segment) {
    if (base == NONE) {
      base = segment;
    } else if (index == NONE) {
      index = segment;
      scale = 0;
    } else {
      base = ir.add(base, segment);
    }
  }

  /** The effective address of the memory operand, without segment base. */
  int effectiveAddress() {
    long d = i.displacement + (i.ripRelative ? next : 0);
    int sum = i.index == NONE ? NONE : ir.shl(i.index, ir.con(i.scale));
    if (i.base != NONE) {
      sum = sum == NONE ? i.base : ir.add(sum, i.base);
    }
    return sum == NONE ? ir.con(d) : d == 0 ? sum : ir.add(sum, ir.con(d));
  }

  /** The linear address of the memory operand plus {@code offset}, as one value. */
  int linearAddress(long offset) {
    address();
    int sum = index == NONE ? NONE : ir.shl(index, ir.con(scale));
    if (base != NONE) {
      sum = sum == NONE ? base : ir.add(sum, base);
    }
    return sum == NONE ? ir.con(displacement + offset) : ir.add(sum, ir.con(displacement + offset));
  }

  /** Moves the memory operand by a number of bytes. */
  void offsetAddress(int bytes) {
    base = ir.add(linearAddress(0), bytes);
    index = NONE;
    scale = 0;
    displacement = 0;
  }

  /** Loads from the memory operand, zero-extended. */
  int load(int size, long offset) {
    address();
    return ir.load(size, false, base, index, scale, displacement + offset, Ordering.ACQUIRE);
  }

  void store(int size, long offset, int value) {
    address();
    ir.store(size, base, index, scale, displacement + offset, value, Ordering.RELEASE);
  }

  /** Loads 16 bytes: low and high half. */
  int[] load16() {
    address();
    return ir.load2(base, index, scale, displacement);
  }

  void store16(int low, int high) {
    address();
    ir.store2(base, index, scale, displacement, low, high);
  }

  int rmw(Opcode.Rmw kind, int size, int value) {
    address();
    return ir.rmw(kind, size, base, index, scale, displacement, value);
  }

  int cas(int size, int expected, int value) {
    address();
    return ir.cas(size, base, index, scale, displacement, expected, value);
  }

  /** Faults unless the 16-byte memory operand is aligned. */
  void requireAligned() {
    address();
    if (base == NONE && index == NONE && (displacement & 15) == 0) {
      return;
    }
    ir.callCpu(REQUIRE_ALIGNED, linearAddress(0));
  }

  /** Whether to make the read-modify-write of a memory operand atomic. */
  boolean locked() {
    return i.lock;
  }

  void push(int size, int value) {
    ir.store(size, RSP, -size, value, Ordering.RELEASE);
    ir.set(RSP, ir.sub(RSP, ir.con(size)));
  }

  // ---- flags ----

  void flags(int function, int size, int a) {
    ir.flags(Flags.kind(function, size), a, NONE, NONE);
  }

  void flags(int function, int size, int a, int b) {
    ir.flags(Flags.kind(function, size), a, b, NONE);
  }

  void flags(int function, int size, int a, int b, int c) {
    ir.flags(Flags.kind(function, size), a, b, c);
  }

  /** Records the six flags as they are. */
  void flagsImage(int image) {
    ir.flags(Flags.IMAGE, image, NONE, NONE);
  }

  /** The six flags as an image. */
  int image() {
    if (ir.knownFlags() == Flags.IMAGE) {
      return ir.copy(FLAGS_A);
    }
    return ir.call(IMAGE, kind(), FLAGS_A, FLAGS_B, FLAGS_C);
  }

  /** An operand of 8- or 16-bit flags, kept zero-extended, sign-extended. */
  int flagSext(int value, int size) {
    return size < 4 ? sext(value, size) : value;
  }

  /** The kind of the flags, as a constant where known. */
  int kind() {
    return ir.knownFlags() >= 0 ? ir.con(ir.knownFlags()) : FLAGS_KIND;
  }

  /** CF as 0 or 1, in a temporary. */
  int carry() {
    return Condition.of(this, Condition.B).value(ir);
  }

  /** An instruction that faults as undefined. */
  void undefined(String why) {
    ir.undefined(i.form.mnemonic + why);
  }
}
