package burrow.oracle.kit;

import static burrow.machine.AddressSpace.PAGE_SIZE;

import burrow.machine.AddressSpace;
import burrow.machine.Arch;
import burrow.machine.Cpu;
import burrow.machine.Engine;
import burrow.machine.Exit;
import burrow.machine.GuestFault;
import burrow.machine.HostMemory;
import burrow.machine.Trap;
import burrow.machine.Traps;
import burrow.oracle.RegisterSet;
import burrow.oracle.Stop;
import burrow.oracle.Stop.Kind;
import burrow.oracle.Subject;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An engine of ours under comparison. Registers are the public {@code long} fields of the Cpu class
 * with the names of {@link RegisterSet}; {@code rflags} and {@code nzcv} are reached through the
 * methods {@code long rflags()} and {@code void setRflags(long)} (so for nzcv), because engines may
 * keep them in another form.
 */
public final class BurrowSubject implements Subject {
  private final Arch arch;
  private final AddressSpace memory;
  private final Cpu cpu;
  private final Engine engine;
  private final Register[] registers;
  private @Nullable Stop stop;

  private interface Register {
    long get();

    void set(long value);
  }

  /**
   * @param cpu made for {@code memory}; its trap handler is replaced
   * @param engine made for {@code memory}
   */
  public BurrowSubject(Arch arch, AddressSpace memory, Cpu cpu, Engine engine) {
    this.arch = arch;
    this.memory = memory;
    this.cpu = cpu;
    this.engine = engine;
    this.registers =
        RegisterSet.of(arch).names().stream().map(this::register).toArray(Register[]::new);
    cpu.traps = this::trap;
  }

  private Register register(String name) {
    if (name.equals("rflags") || name.equals("nzcv")) {
      return method(name);
    }
    long offset = HostMemory.fieldOffset(cpu.getClass(), name);
    return new Register() {
      @Override
      public long get() {
        return HostMemory.getField(cpu, offset);
      }

      @Override
      public void set(long value) {
        HostMemory.putField(cpu, offset, value);
      }
    };
  }

  private Register method(String name) {
    String setter = "set" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    MethodHandle get;
    MethodHandle set;
    try {
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      get =
          lookup
              .findVirtual(cpu.getClass(), name, MethodType.methodType(long.class))
              .asType(MethodType.methodType(long.class, Cpu.class));
      set =
          lookup
              .findVirtual(cpu.getClass(), setter, MethodType.methodType(void.class, long.class))
              .asType(MethodType.methodType(void.class, Cpu.class, long.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(cpu.getClass() + " has no " + name, e);
    }
    return new Register() {
      @Override
      public long get() {
        try {
          return (long) get.invokeExact(cpu);
        } catch (Throwable e) {
          throw new IllegalStateException(e);
        }
      }

      @Override
      public void set(long value) {
        try {
          set.invokeExact(cpu, value);
        } catch (Throwable e) {
          throw new IllegalStateException(e);
        }
      }
    };
  }

  @Override
  public Arch arch() {
    return arch;
  }

  @Override
  public String name() {
    return engine.getClass().getSimpleName();
  }

  @Override
  public void map(long address, long length, int access) {
    memory.map(address, length, access);
  }

  @Override
  public void protect(long address, long length, int access) {
    memory.protect(address, length, access);
  }

  @Override
  public void write(long address, byte[] bytes) {
    memory.initialize(address, bytes, 0, bytes.length);
  }

  @Override
  public void writeCode(long address, byte[] bytes) {
    write(address, bytes);
    // Setting the permissions again tells the engine that translations are stale.
    long last = address + bytes.length - 1;
    for (long page = address & -PAGE_SIZE; page <= last; page += PAGE_SIZE) {
      memory.protect(page, PAGE_SIZE, memory.query(page));
    }
  }

  @Override
  public void read(long address, byte[] into) {
    System.arraycopy(memory.read(address, into.length), 0, into, 0, into.length);
  }

  @Override
  public void setRegisters(long[] values) {
    for (int i = 0; i < registers.length; i++) {
      registers[i].set(values[i]);
    }
  }

  @Override
  public void getRegisters(long[] into) {
    for (int i = 0; i < registers.length; i++) {
      into[i] = registers[i].get();
    }
  }

  @Override
  public Stop run(long pc, long count) {
    stop = null;
    cpu.pc = pc;
    cpu.reservationAddress = -1;
    if (count == UNTIL_TRAP) {
      engine.run(cpu);
    }
    for (long i = 0; count != UNTIL_TRAP && i < count && stop == null; i++) {
      engine.step(cpu);
    }
    Stop trapped = stop;
    return trapped != null ? trapped : Stop.of(Kind.COMPLETED, cpu.pc);
  }

  private long trap(Cpu from, Trap trap) {
    from.exit = Exit.STOPPED;
    stop = describe(from, trap);
    return Traps.LEAVE;
  }

  private static Stop describe(Cpu from, Trap trap) {
    GuestFault fault = from.fault;
    return switch (trap) {
      case SYSCALL -> Stop.of(Kind.SYSCALL, from.pc);
      case BREAKPOINT -> Stop.of(Kind.BREAKPOINT, from.pc);
      case UNDEFINED_INSTRUCTION -> Stop.of(Kind.UNDEFINED_INSTRUCTION, from.pc);
      case DIVIDE -> Stop.of(Kind.DIVIDE, from.pc);
      case PRIVILEGED_INSTRUCTION -> Stop.of(Kind.PRIVILEGED_INSTRUCTION, from.pc);
      case FAULT -> {
        if (fault == null) {
          throw new IllegalStateException("a fault trap without Cpu.fault");
        }
        Kind kind = fault.kind() == GuestFault.Kind.MISALIGNED ? Kind.MISALIGNED : Kind.FAULT;
        yield new Stop(kind, from.pc, fault.address(), fault.access(), 0);
      }
      case INTERRUPT -> Stop.other(from.pc, -1);
      case GATE -> Stop.other(from.pc, -2);
      case FLOAT_CONTROL -> throw new IllegalStateException("not for traps");
    };
  }

  @Override
  public void close() {
    memory.release();
  }
}
