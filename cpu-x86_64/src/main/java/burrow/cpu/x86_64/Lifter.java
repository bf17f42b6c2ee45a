package burrow.cpu.x86_64;

import static burrow.translator.IrOp.NONE;

import burrow.machine.Access;
import burrow.translator.Helper;
import burrow.translator.IrBuilder;
import burrow.translator.Opcode;
import burrow.translator.Ordering;
import burrow.translator.RegisterFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

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

  /** X15 is 0 in Go's internal ABI: each return from a system call clears it. */
  private static final Set<String> GO_ZERO = Set.of("xmm15l", "xmm15h");

  /** The registers of {@link X86Cpu} as IR slots: general ones have their numbers. */
  static final RegisterFile REGISTERS = registers();

  private static final int UPPER = REGISTERS.slot("ymm0l");
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

  /** Which 128 bits of the vectors a family computes; see {@link #eachLane}. */
  private int lane;

  /** The quadwords to be written to the vector register {@link #written}, by {@link #finish}. */
  private final int[] pending;

  private static final int[] NO_QUADS = {};

  private int written = NONE;

  /** Whether for threads with {@link X86Cpu#hasFloatControl}. */
  final boolean controlled;

  Lifter(IrBuilder ir, Instruction instruction, boolean controlled) {
    this.ir = ir;
    this.controlled = controlled;
    this.i = instruction;
    this.next = ir.pc() + instruction.length;
    this.pending = vex() ? new int[] {NONE, NONE, NONE, NONE} : NO_QUADS;
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
    for (int n = 0; n < X86Cpu.REGISTERS; n++) {
      names.add("ymm" + n + "l");
      names.add("ymm" + n + "h");
    }
    return new RegisterFile(
        X86Cpu.class, names, "flagsKind", n -> n.startsWith("xmm") || n.startsWith("ymm"), GO_ZERO);
  }

  /** Slot of the low half of an XMM register. */
  static int low(int xmm) {
    return X86Cpu.REGISTERS + 2 * xmm;
  }

  /** Slot of the high half of an XMM register. */
  static int high(int xmm) {
    return low(xmm) + 1;
  }

  /** Slot of 64 of the 256 bits of a YMM register; 0 is the lowest. */
  static int quad(int ymm, int k) {
    return k < 2 ? low(ymm) + k : UPPER + 2 * ymm + k - 2;
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

  /** Calls a helper of floating-point arithmetic, or the twin that asks MXCSR. */
  int call(Helper helper, int... args) {
    Helper twin = controlled ? ControlledMath.twin(helper) : null;
    if (twin == null) {
      return ir.call(helper, args);
    }
    int[] all = Arrays.copyOf(args, args.length + 1);
    all[args.length] = MXCSR;
    return ir.call(twin, all);
  }

  // ---- vectors ----
  //
  // A family of SSE instructions serves their VEX twins too, once for each 128 bits. There the
  // first source is another register than the destination, memory need not be aligned, and what
  // lies above the result becomes zero. Registers are written at the end: by then every source has
  // been read and nothing can fault any more.

  private boolean vex() {
    return i.form.space == Form.Space.VEX;
  }

  /** Number of 128-bit lanes. */
  int lanes() {
    return vex() && !i.form.oneLane ? i.vectorLength / 16 : 1;
  }

  /** The lane being computed. */
  int lane() {
    return lane;
  }

  /** Lifts a family that computes 128 bits, once for each lane. */
  void eachLane(Family family) {
    for (lane = 0; lane < lanes(); lane++) {
      family.lift(this);
    }
    lane = 0;
  }

  /** Writes the vector register of a VEX instruction; to be called when all is computed. */
  void finish() {
    if (written == NONE) {
      return;
    }
    for (int k = 0; k < 4; k++) {
      int value = pending[k] == NONE ? ir.con(0) : pending[k];
      if (value != quad(written, k)) {
        ir.set(quad(written, k), value);
      }
    }
  }

  /** The register that operand 0 is as a source; VEX names it apart from the destination. */
  private int firstSource() {
    return !i.form.firstSourceInV()
        ? number(0)
        : operand(0).place() == Operand.Place.U ? i.rm : i.vvvv;
  }

  private int destination() {
    return i.form.firstSourceInV() && operand(0).place() == Operand.Place.U ? i.vvvv : number(0);
  }

  /** Whether the two sources are one register. */
  boolean sameSources() {
    return !isMemory(1) && firstSource() == number(1);
  }

  /** The halves of a 16-byte operand; memory must be aligned unless {@code anyAlignment}. */
  int[] vector(int k, boolean anyAlignment) {
    if (!isMemory(k)) {
      int n = k == 0 ? firstSource() : number(k);
      return new int[] {quad(n, 2 * lane), quad(n, 2 * lane + 1)};
    }
    if (!anyAlignment && !vex()) {
      requireAligned(16);
    }
    return load16(16L * lane);
  }

  /** The halves of an aligned 16-byte operand. */
  int[] vector(int k) {
    return vector(k, false);
  }

  /** The low lane of an operand, whichever lane is being computed. */
  int[] lowLane(int k) {
    int saved = lane;
    lane = 0;
    int[] v = vector(k);
    lane = saved;
    return v;
  }

  /** All quadwords of an operand: two for each lane; SSE demands aligned memory. */
  int[] quads(int k) {
    if (isMemory(k) && !vex()) {
      requireAligned(16);
    }
    return quadsAnywhere(k);
  }

  /** All quadwords of an operand, which may be memory of any alignment. */
  int[] quadsAnywhere(int k) {
    if (isMemory(k)) {
      address();
      return lanes() == 2 ? ir.load4(base, index, scale, displacement) : load16(0);
    }
    int[] q = new int[2 * lanes()];
    int n = k == 0 ? firstSource() : number(k);
    Arrays.setAll(q, j -> quad(n, j));
    return q;
  }

  /** The lowest bytes of a vector register or of memory, as quadwords; 2 to 32 bytes. */
  int[] sourceQuads(int k, int bytes) {
    if (!isMemory(k)) {
      return new int[] {quad(number(k), 0), quad(number(k), 1)};
    }
    return bytes > 8 ? load16(0) : new int[] {load(bytes, 0)};
  }

  /** Writes both halves of a vector operand; {@code high} may not be made from the low slot. */
  void writeVector(int k, int low, int high) {
    if (vex()) {
      writeQuad(2 * lane, low);
      writeQuad(2 * lane + 1, high);
      return;
    }
    ir.set(low(number(k)), low);
    ir.set(high(number(k)), high);
  }

  /** Writes XMM0, which no operand names. */
  void writeXmm0(int low, int high) {
    ir.set(low(0), low);
    ir.set(high(0), high);
    if (vex()) {
      ir.set(quad(0, 2), ir.con(0));
      ir.set(quad(0, 3), ir.con(0));
    }
  }

  /** Writes a part of the destination of a VEX instruction; what is not written becomes zero. */
  void writeQuad(int k, int value) {
    written = destination();
    pending[k] = value == quad(written, k) ? value : ir.copy(value);
  }

  /** Writes all of a vector register: the quadwords of each lane, none made from another's slot. */
  void writeAll(int[] quads) {
    for (int k = 0; k < quads.length; k++) {
      if (vex()) {
        writeQuad(k, quads[k]);
      } else {
        ir.set(quad(number(0), k), quads[k]);
      }
    }
  }

  /** Writes the low half of operand 0; the high one is that of the first source. */
  void writeLow(int value) {
    if (vex()) {
      writeVector(0, value, vector(0)[1]);
    } else {
      ir.set(low(number(0)), value);
    }
  }

  /** Writes the high half of operand 0; the low one is that of the first source. */
  void writeHigh(int value) {
    if (vex()) {
      writeVector(0, vector(0)[0], value);
    } else {
      ir.set(high(number(0)), value);
    }
  }

  /** A scalar of up to 8 bytes: the low part of a vector register, or memory; raw. */
  int scalar(int k) {
    if (isMemory(k)) {
      return load(size(k), 0);
    }
    return low(k == 0 ? firstSource() : number(k));
  }

  /** Writes the low 4 or 8 bytes of a vector register; the rest is that of the first source. */
  void writeScalar(int k, int value) {
    int old = low(vex() ? firstSource() : number(k));
    writeLow(size(k) == 4 ? ir.deposit(old, value, 0, 32) : value);
  }

  void store16(int low, int high) {
    address();
    ir.store2(base, index, scale, displacement, low, high);
  }

  /** The address of a memory operand whose index is a vector, without that. */
  int addressWithoutIndex() {
    i.index = NONE;
    return linearAddress(0);
  }

  /** Stores all of a vector register; memory must be aligned unless {@code anyAlignment}. */
  void storeVector(int register, boolean anyAlignment) {
    address();
    if (!anyAlignment) {
      requireAligned(16 * lanes());
    }
    int[] q = {quad(register, 0), quad(register, 1), quad(register, 2), quad(register, 3)};
    if (lanes() == 2) {
      ir.store4(base, index, scale, displacement, q);
    } else {
      ir.store2(base, index, scale, displacement, q[0], q[1]);
    }
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
  int[] load16(long offset) {
    address();
    return ir.load2(base, index, scale, displacement + offset);
  }

  int rmw(Opcode.Rmw kind, int size, int value) {
    address();
    return ir.rmw(kind, size, base, index, scale, displacement, value);
  }

  int cas(int size, int expected, int value) {
    address();
    return ir.cas(size, base, index, scale, displacement, expected, value);
  }

  /** Faults unless the memory operand is aligned to so many bytes. */
  void requireAligned(int bytes) {
    address();
    if (base == NONE && index == NONE && (displacement & bytes - 1) == 0) {
      return;
    }
    ir.requireAligned(linearAddress(0), bytes, Access.READ);
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

  /**
   * Records CF, and OF if {@code mask} has it, as they are in an image; the other flags stay.
   *
   * @param bits nothing but those flags
   */
  void replaceFlags(long mask, int bits) {
    int known = ir.knownFlags();
    if (known < 0 || !leavesC(Flags.function(known))) {
      flagsImage(ir.or(ir.and(image(), ir.con(~mask)), bits));
      return;
    }
    long before = Flags.replaced(known);
    int image = bits;
    if ((before & ~mask) != 0) {
      image = ir.or(ir.and(FLAGS_C, ir.con(~mask)), bits);
    }
    int replaced =
        ((before | mask) & Flags.OF) == 0
            ? Flags.CARRY_REPLACED
            : Flags.CARRY_AND_OVERFLOW_REPLACED;
    ir.flags(Flags.original(known) | replaced, FLAGS_A, FLAGS_B, image);
  }

  private static boolean leavesC(int function) {
    return function != Flags.ADC && function != Flags.SBB;
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
