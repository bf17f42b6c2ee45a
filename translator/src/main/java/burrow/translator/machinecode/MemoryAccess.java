package burrow.translator.machinecode;

import static burrow.translator.machinecode.Assembler.R13;
import static burrow.translator.machinecode.Assembler.R14;
import static burrow.translator.machinecode.Assembler.RAX;
import static burrow.translator.machinecode.Assembler.RCX;
import static burrow.translator.machinecode.Assembler.RDX;

import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.PermissionTable;
import burrow.translator.IrOp;
import burrow.translator.Opcode;
import burrow.translator.Ordering;
import burrow.translator.region.AccessChecks;
import java.util.List;
import java.util.Objects;

/** Loads, stores and atomics: R13 holds the permission table, R14 the base of guest memory. */
final class MemoryAccess {
  private static final int PAGES = (int) PermissionTable.MACHINE_CODE;
  private static final int LOCK = 0xf0;

  /** Where an operation goes if its access is not plainly allowed. */
  interface WayOut {
    void leaveIf(IrOp op, int[] jumps);
  }

  private final Assembler asm;
  private final Values values;
  private final WayOut wayOut;
  private final List<Runnable> stubs;
  private final AccessChecks checks;

  MemoryAccess(
      Assembler asm, Values values, AccessChecks checks, WayOut wayOut, List<Runnable> stubs) {
    this.asm = asm;
    this.values = values;
    this.wayOut = wayOut;
    this.stubs = stubs;
    this.checks = checks;
  }

  static boolean isPossible(IrOp op) {
    return switch (Objects.requireNonNull(op.rmw)) {
      case MINS, MAXS, MINU, MAXU -> op.size >= 4;
      default -> true;
    };
  }

  void access(IrOp op) {
    switch (op.code) {
      case LOAD -> load(op);
      case STORE -> store(op);
      case LOAD2 -> {
        int index = checked(op);
        int low = values.define(op.d);
        asm.rmx(true, Assembler.MOV, low, R14, index, 0, displacement);
        int high = values.define(op.d2);
        asm.rmx(true, Assembler.MOV, high, R14, index, 0, displacement + 8);
      }
      case STORE2 -> {
        int index = checked(op);
        asm.rmx(true, Assembler.MOV_STORE, values.use(op.c, RDX), R14, index, 0, displacement);
        asm.rmx(true, Assembler.MOV_STORE, values.use(op.e, RDX), R14, index, 0, displacement + 8);
      }
      case RMW -> readModifyWrite(op);
      case CAS -> compareAndSwap(op);
      default -> throw new IllegalArgumentException(op.code.name());
    }
  }

  void fence(Ordering ordering) {
    // The host keeps all orders but that of a store with a later load.
    if (ordering == Ordering.SEQ_CST) {
      asm.u8(0x0f); // MFENCE
      asm.u8(0xae);
      asm.u8(0xf0);
    }
  }

  // ---- addresses ----

  /** The last address is R14 plus a register plus this. */
  private int displacement;

  /** The register that, with {@link #displacement}, makes the address: RAX or a value's. */
  private int address(IrOp op) {
    displacement = 0;
    boolean fits = op.imm == (int) op.imm && op.imm + 4096 == (int) (op.imm + 4096);
    if (op.b == IrOp.NONE && op.a != IrOp.NONE && !values.isConstant(op.a) && fits) {
      displacement = (int) op.imm;
      return values.use(op.a);
    }
    long constant = op.imm;
    int base = -1;
    int index = -1;
    if (op.a != IrOp.NONE) {
      if (values.isConstant(op.a)) {
        constant += values.constant(op.a);
      } else {
        base = values.use(op.a);
      }
    }
    if (op.b != IrOp.NONE) {
      if (values.isConstant(op.b)) {
        constant += values.constant(op.b) << op.imm2;
      } else {
        index = values.use(op.b);
      }
    }
    sum(base, index, op.imm2, constant);
    return RAX;
  }

  /** RAX = base + (index << scale) + constant; without those that are -1. */
  private void sum(int base, int index, int scale, long constant) {
    boolean small = constant == (int) constant;
    if (base < 0 && index < 0) {
      asm.movImmediate(RAX, constant);
      return;
    }
    if (index < 0) {
      if (small) {
        asm.rm(true, Assembler.LEA, RAX, base, (int) constant);
      } else {
        asm.movImmediate(RAX, constant);
        asm.rr(true, Assembler.ADD, RAX, base);
      }
      return;
    }
    if (scale > 3 || base < 0) {
      asm.mov(RAX, index);
      asm.shift(true, 4, RAX, scale);
      if (base >= 0) {
        asm.rr(true, Assembler.ADD, RAX, base);
      }
      addConstant(constant);
      return;
    }
    asm.rmx(true, Assembler.LEA, RAX, base, index, scale, small ? (int) constant : 0);
    if (!small) {
      addConstant(constant);
    }
  }

  private void addConstant(long constant) {
    if (constant == (int) constant) {
      if (constant != 0) {
        asm.immediate(true, 0, RAX, (int) constant);
      }
    } else {
      asm.movImmediate(RCX, constant);
      asm.rr(true, Assembler.ADD, RAX, RCX);
    }
  }

  /** The address of a plain access, tested if that is its part. */
  private int checked(IrOp op) {
    int register = address(op);
    AccessChecks.Check check = checks.of(op);
    if (check != null) {
      check(op, register, check.lowest(), check.bytes(), check.access());
    }
    return register;
  }

  /** As {@link burrow.translator.region.RegionMemory#denied}; changes RCX and RDX. */
  private void check(IrOp op, int register, long lowest, int bytes, int access) {
    int from = displacement + (int) lowest;
    asm.rm(true, Assembler.LEA, RCX, register, from);
    asm.shift(true, 5, RCX, AddressSpace.PAGE_SHIFT);
    asm.immediate(true, 7, RCX, (int) AddressSpace.MOST_PAGES);
    int outside = asm.jcc(Assembler.AE);
    asm.testByte(R13, RCX, PAGES, access << PermissionTable.SPAN_SHIFT);
    int perhaps = asm.jcc(Assembler.E);
    int back = asm.position();
    stubs.add(() -> {
      // Allowed all the same if all of it is on the one page.
      asm.bind(perhaps);
      asm.testByte(R13, RCX, PAGES, access);
      int denied = asm.jcc(Assembler.E);
      asm.rm(true, Assembler.LEA, RDX, register, from + bytes - 1);
      asm.shift(true, 5, RDX, AddressSpace.PAGE_SHIFT);
      asm.rr(true, Assembler.CMP, RDX, RCX);
      asm.jcc(Assembler.E, back);
      asm.bind(denied);
      asm.bind(outside);
    });
    wayOut.leaveIf(op, new int[0]); // its stub comes right behind that one
  }

  // ---- plain accesses ----

  private void load(IrOp op) {
    if (op.ordering == Ordering.SEQ_CST) {
      fence(op.ordering);
    }
    int index = checked(op);
    int d = values.redefine(op.d);
    switch (op.size) {
      case 1 ->
          asm.rmx(
              op.signed,
              op.signed ? Assembler.MOVSX8 : Assembler.MOVZX8,
              d,
              R14,
              index,
              0,
              displacement);
      case 2 ->
          asm.rmx(
              op.signed,
              op.signed ? Assembler.MOVSX16 : Assembler.MOVZX16,
              d,
              R14,
              index,
              0,
              displacement);
      case 4 ->
          asm.rmx(
              op.signed,
              op.signed ? Assembler.MOVSXD : Assembler.MOV,
              d,
              R14,
              index,
              0,
              displacement);
      default -> asm.rmx(true, Assembler.MOV, d, R14, index, 0, displacement);
    }
  }

  private void store(IrOp op) {
    int index = checked(op);
    int value = values.use(op.c, RDX);
    switch (op.size) {
      case 1 -> asm.rmx8(0x88, value, R14, index, 0, displacement);
      case 2 -> {
        asm.u8(0x66);
        asm.rmx(false, Assembler.MOV_STORE, value, R14, index, 0, displacement);
      }
      default -> asm.rmx(op.size == 8, Assembler.MOV_STORE, value, R14, index, 0, displacement);
    }
    if (op.ordering == Ordering.SEQ_CST) {
      fence(op.ordering);
    }
  }

  // ---- atomics ----

  /** The address in RCX, tested for writing. */
  private void atomicAddress(IrOp op) {
    int register = address(op);
    check(op, register, 0, op.size, Access.WRITE);
    asm.rm(true, Assembler.LEA, RCX, register, displacement);
  }

  private void readModifyWrite(IrOp op) {
    atomicAddress(op);
    Opcode.Rmw kind = Objects.requireNonNull(op.rmw);
    if (kind == Opcode.Rmw.ADD || kind == Opcode.Rmw.EXCHANGE) {
      values.load(op.c, RDX);
      locked(kind == Opcode.Rmw.ADD ? 0x1c0 : 0x86, op.size, RDX);
      result(op, RDX);
      return;
    }
    plainLoad(op.size);
    int again = asm.position();
    values.load(op.c, RDX);
    combine(kind, op.size);
    locked(0x1b0, op.size, RDX);
    asm.jcc(Assembler.NE, again);
    result(op, RAX);
  }

  private void combine(Opcode.Rmw kind, int size) {
    boolean wide = size == 8;
    switch (kind) {
      case AND -> asm.rr(true, Assembler.AND, RDX, RAX);
      case OR -> asm.rr(true, Assembler.OR, RDX, RAX);
      case XOR -> asm.rr(true, Assembler.XOR, RDX, RAX);
      case ANDN -> {
        asm.group(true, 0xf7, 2, RDX);
        asm.rr(true, Assembler.AND, RDX, RAX);
      }
      default -> {
        asm.rr(wide, Assembler.CMP, RAX, RDX);
        int condition =
            switch (kind) {
              case MINS -> Assembler.L;
              case MAXS -> Assembler.G;
              case MINU -> Assembler.B;
              default -> Assembler.A;
            };
        asm.cmov(true, condition, RDX, RAX);
      }
    }
  }

  private void plainLoad(int size) {
    int opcode = size == 1 ? Assembler.MOVZX8 : size == 2 ? Assembler.MOVZX16 : Assembler.MOV;
    asm.rmx(size == 8, opcode, RAX, R14, RCX, 0, 0);
  }

  /** A locked operation on the memory at RCX; the opcode is the one for more than a byte, or +1. */
  private void locked(int opcode, int size, int register) {
    asm.u8(LOCK);
    if (size == 1) {
      asm.rmx8(opcode, register, R14, RCX, 0, 0);
    } else {
      if (size == 2) {
        asm.u8(0x66);
      }
      asm.rmx(size == 8, opcode + 1, register, R14, RCX, 0, 0);
    }
  }

  private void result(IrOp op, int from) {
    if (op.d == IrOp.NONE) {
      return;
    }
    int d = values.define(op.d);
    switch (op.size) {
      case 1 -> asm.rr8(false, Assembler.MOVZX8, d, from);
      case 2 -> asm.rr(false, Assembler.MOVZX16, d, from);
      case 4 -> asm.rr(false, Assembler.MOV, d, from);
      default -> asm.mov(d, from);
    }
  }

  void storeConditional(IrOp op) {
    values.load(op.a, RAX);
    asm.rr(true, Assembler.CMP, RAX, values.use(op.b, RDX));
    int notReserved = asm.jcc(Assembler.NE);
    displacement = 0;
    check(op, RAX, 0, op.size, Access.WRITE);
    asm.mov(RCX, RAX);
    values.load(op.c, RAX);
    values.load(op.e, RDX);
    locked(0x1b0, op.size, RDX);
    asm.setcc(Assembler.NE, RAX);
    asm.rr8(false, Assembler.MOVZX8, RAX, RAX);
    int join = asm.position();
    stubs.add(() -> {
      asm.bind(notReserved);
      asm.movImmediate(RAX, 1);
      asm.jumpBack(join);
    });
    asm.mov(values.define(op.d), RAX);
  }

  private void compareAndSwap(IrOp op) {
    atomicAddress(op);
    values.load(op.c, RAX);
    values.load(op.e, RDX);
    locked(0x1b0, op.size, RDX);
    result(op, RAX);
  }
}
