package burrow.tests.machinecode;

import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.Arch;
import burrow.machine.Cpu;
import burrow.machine.HostMemory;
import burrow.machine.Trap;
import burrow.translator.BlockLifter;
import burrow.translator.Decoded;
import burrow.translator.Helper;
import burrow.translator.IrBlock;
import burrow.translator.IrBuilder;
import burrow.translator.Isa;
import burrow.translator.RegisterFile;
import burrow.translator.machinecode.MachineCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A call of a helper as a block of machine code, amid registers that hold other values. */
final class OneCall {
  static final long CODE = 0x10000;
  private static final int FIRST = 1; // register 0 may be a constant zero
  private static final int KEPT = 8;
  private static final int MOST_KEPT = 14;

  /** Where operands and result are. */
  enum Shape {
    /** In registers of the guest, at home. */
    HOME,
    /** In temporaries, in registers of the host, with many of those in use. */
    HOST,
    /** The result replaces the first operand. */
    OVER_FIRST,
    /** The result replaces the last operand. */
    OVER_LAST
  }

  private final RegisterFile registers;
  private final Cpu cpu;
  private final MachineCode machineCode;

  /** No other code. */
  private static final MachineCode.Blocks NONE = (pc, start) -> null;

  private final MachineCode.GuestThread thread;
  private final BlockLifter lifter;
  private final Isa isa;
  private Helper helper = Helper.of(OneCall.class, "none", (long a) -> a);
  private @Nullable Long[] constants = {};
  private Shape shape = Shape.HOME;

  private OneCall(Isa isa, AddressSpace memory, MachineCode machineCode) {
    this.isa = isa;
    this.registers = isa.registers();
    this.machineCode = machineCode;
    this.cpu = isa.newCpu(memory);
    this.thread = machineCode.enter(cpu, NONE);
    this.lifter = new BlockLifter(new Calling(), memory);
  }

  /** Null where there is no machine code. */
  static @Nullable OneCall create(Isa isa) {
    AddressSpace memory = AddressSpace.create();
    memory.map(CODE, 0x1000, Access.READ | Access.WRITE | Access.EXECUTE);
    AtomicReference<@Nullable BlockLifter> lifter = new AtomicReference<>();
    MachineCode machineCode =
        MachineCode.create(
            isa.registers(),
            memory,
            (pc, kind) -> Objects.requireNonNull(lifter.get()).liftPlain(pc, 1),
            Long.MAX_VALUE,
            null);
    if (machineCode == null) {
      return null;
    }
    OneCall made = new OneCall(isa, memory, machineCode);
    lifter.set(made.lifter);
    return made;
  }

  /**
   * Compiles a call.
   *
   * @param constants for each argument its value, or null if it is in a register
   */
  MachineCode.Code compile(Helper helper, @Nullable Long[] constants, Shape shape) {
    this.helper = helper;
    this.constants = constants;
    this.shape = shape;
    return Objects.requireNonNull(machineCode.compile(CODE, IrBuilder.UNKNOWN_FLAGS));
  }

  /** The result for arguments, of which those that are constants do not count. */
  long run(MachineCode.Code code, long[] args) {
    for (int i = 0; i < args.length; i++) {
      put(FIRST + i, args[i]);
    }
    for (int k = 0; k < MOST_KEPT; k++) {
      put(KEPT + k, 1000 + k);
    }
    MachineCode.Stop stop = machineCode.run(cpu, thread, code, 0, NONE);
    if (stop != MachineCode.Stop.TRAP) {
      throw new IllegalStateException(stop.name());
    }
    for (int k = 0; k < MOST_KEPT; k++) {
      long expected = shape == Shape.HOST ? 1000 + k + 2L : 1000 + k;
      if (get(KEPT + k) != expected) {
        throw new IllegalStateException(
            helper.name() + " " + shape + " changed register " + k + " to " + get(KEPT + k));
      }
    }
    return get(result(args.length));
  }

  private int result(int args) {
    return switch (shape) {
      case OVER_FIRST -> FIRST;
      case OVER_LAST -> FIRST + args - 1;
      default -> FIRST + args;
    };
  }

  private void put(int slot, long value) {
    HostMemory.putField(cpu, registers.offset(slot), value);
  }

  private long get(int slot) {
    return HostMemory.getField(cpu, registers.offset(slot));
  }

  /** The instruction set whose only instruction is the call. */
  private final class Calling implements Isa {
    @Override
    public Arch arch() {
      return isa.arch();
    }

    @Override
    public RegisterFile registers() {
      return registers;
    }

    @Override
    public Cpu newCpu(AddressSpace memory) {
      return isa.newCpu(memory);
    }

    @Override
    public int maxInstructionLength() {
      return 4;
    }

    @Override
    public int instructionAlignment() {
      return 4;
    }

    @Override
    public int lift(byte[] code, int offset, int available, long pc, IrBuilder ir) {
      int[] args = new int[constants.length];
      List<Integer> kept = new ArrayList<>();
      for (int i = 0; i < args.length; i++) {
        Long constant = constants[i];
        int register = FIRST + i;
        if (constant != null) {
          args[i] = ir.con(constant);
        } else {
          args[i] = shape == Shape.HOST ? ir.add(ir.sub(register, ir.con(7)), ir.con(7)) : register;
        }
      }
      if (shape == Shape.HOST) {
        // Some are in temporaries, some in registers that have changed.
        for (int k = 0; k < MOST_KEPT; k++) {
          if (k % 2 == 0) {
            ir.set(KEPT + k, ir.add(KEPT + k, ir.con(1)));
          }
          kept.add(ir.add(KEPT + k, ir.con(k % 2 == 0 ? 1 : 2)));
        }
      }
      ir.set(result(args.length), ir.call(helper, args));
      for (int k = 0; k < kept.size(); k++) {
        ir.set(KEPT + k, kept.get(k));
      }
      ir.raise(Trap.UNDEFINED_INSTRUCTION, pc, 0);
      return 4;
    }

    @Override
    public Decoded decode(byte[] code, int offset, int available, long pc) {
      throw new UnsupportedOperationException();
    }
  }

  /** What a block of the real instruction set consists of; what is there already may follow. */
  static IrBlock lift(BlockLifter lifter, AddressSpace memory, byte[] instruction, int count) {
    memory.write(CODE, instruction);
    return lifter.liftPlain(CODE, count);
  }

  static AddressSpace codeMemory() {
    AddressSpace memory = AddressSpace.create();
    memory.map(CODE, 0x1000, Access.READ | Access.WRITE | Access.EXECUTE);
    return memory;
  }
}
