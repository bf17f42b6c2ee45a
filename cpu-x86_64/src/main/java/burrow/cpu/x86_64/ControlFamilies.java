package burrow.cpu.x86_64;

import static burrow.cpu.x86_64.Lifter.RSP;

import burrow.machine.Trap;
import burrow.translator.Cond;
import burrow.translator.Helper;
import burrow.translator.IrBuilder;
import burrow.translator.Opcode;
import burrow.translator.Ordering;
import burrow.translator.Terminator.Hint;
import java.util.Map;

/** Branches, calls, the stack, flags as a register, traps and system instructions. */
final class ControlFamilies {
  private static final String[] CONDITIONS = {
    "o", "no", "b", "ae", "e", "ne", "be", "a", "s", "ns", "p", "np", "l", "ge", "le", "g"
  };

  private static final Helper SET_RFLAGS = cpu("setRflags", SystemHelpers::setRflags);
  private static final Helper SET_FS_BASE = cpu("setFsBase", SystemHelpers::setFsBase);
  private static final Helper CPUID =
      Helper.cpu(SystemHelpers.class, "cpuid", SystemHelpers::cpuid);
  private static final Helper TIME_STAMP =
      Helper.cpu(SystemHelpers.class, "timeStamp", SystemHelpers::timeStamp);

  private ControlFamilies() {}

  private static Helper cpu(String name, Helper.C1 f) {
    return Helper.cpu(SystemHelpers.class, name, f);
  }

  static void register(Map<String, Family> families) {
    for (int n = 0; n < 16; n++) {
      int code = n;
      families.put("j" + CONDITIONS[n], x -> jumpIf(x, code));
      families.put("set" + CONDITIONS[n], x -> x.write(0, Condition.of(x, code).value(x.ir)));
      families.put("cmov" + CONDITIONS[n], x -> moveIf(x, code));
    }
    families.put("jmp", ControlFamilies::jump);
    families.put("call", ControlFamilies::call);
    families.put("ret", ControlFamilies::ret);
    families.put("jrcxz", ControlFamilies::jumpIfCounterZero);
    families.put("loop", ControlFamilies::loop);
    families.put("push", ControlFamilies::push);
    families.put("pop", ControlFamilies::pop);
    families.put("leave", ControlFamilies::leave);
    families.put("pushf", x -> x.push(x.i.operandSize, rflags(x)));
    families.put("popf", ControlFamilies::popFlags);
    families.put("sahf", ControlFamilies::flagsFromAh);
    families.put("lahf", x -> x.ir.set(0, x.ir.deposit(0, x.ir.or(x.image(), x.ir.con(2)), 8, 8)));
    families.put("cmc", x -> x.replaceFlags(Flags.CF, x.ir.xor(x.carry(), x.ir.con(1))));
    families.put("clc", x -> x.replaceFlags(Flags.CF, x.ir.con(0)));
    families.put("stc", x -> x.replaceFlags(Flags.CF, x.ir.con(1)));
    families.put("cld", x -> x.ir.set(Lifter.DF, x.ir.con(0)));
    families.put("std", x -> x.ir.set(Lifter.DF, x.ir.con(1)));
    registerTraps(families);
    registerSystem(families);
  }

  private static void registerTraps(Map<String, Family> families) {
    families.put("int3", x -> x.ir.raise(Trap.BREAKPOINT, x.next, 3));
    families.put("int", ControlFamilies::softwareInterrupt);
    families.put("syscall", ControlFamilies::systemCall);
    for (String m :
        ("hlt cli sti in out insb insd outsb outsd clts invd wbinvd wbnoinvd wrmsr rdmsr lgdt lidt"
                + " lldt ltr lmsw invlpg mov_cr mov_dr sysret sysexit xsetbv swapgs iret")
            .split(" ")) {
      families.put(m, x -> x.ir.raise(Trap.PRIVILEGED_INSTRUCTION, x.ir.pc(), 0));
    }
  }

  private static void registerSystem(Map<String, Family> families) {
    Family nothing = x -> {};
    for (String m :
        ("nop pause endbr64 prefetch prefetchw prefetchwt1 prefetchnta prefetcht0 prefetcht1"
                + " prefetcht2 lfence sfence")
            .split(" ")) {
      families.put(m, nothing);
    }
    families.put("mfence", x -> x.ir.fence(Ordering.SEQ_CST));
    families.put("cpuid", x -> x.ir.callCpu(CPUID));
    families.put("rdtsc", x -> timeStamp(x, false));
    families.put("rdtscp", x -> timeStamp(x, true));
    families.put("rdfsbase", x -> x.write(0, x.zext(Lifter.REGISTERS.slot("fsBase"), x.size(0))));
    families.put("rdgsbase", x -> x.write(0, x.zext(Lifter.REGISTERS.slot("gsBase"), x.size(0))));
    families.put("wrfsbase", x -> x.ir.callCpu(SET_FS_BASE, x.zext(0)));
    families.put("xgetbv", ControlFamilies::extendedControl);
    stateFamily(
        families, "fxsave", Helper.cpu(ExtendedState.class, "fxsave", ExtendedState::fxsave));
    restoreFamily(
        families,
        "fxrstor",
        Helper.cpu(ExtendedState.class, "fxrstor", ExtendedState::fxrstor),
        Helper.cpu(ExtendedState.class, "controlInLegacy", ExtendedState::controlInLegacy));
    Helper save = Helper.cpu(ExtendedState.class, "xsave", ExtendedState::xsave);
    stateFamily(families, "xsave", save);
    stateFamily(families, "xsaveopt", save);
    stateFamily(
        families, "xsavec", Helper.cpu(ExtendedState.class, "xsavec", ExtendedState::xsavec));
    restoreFamily(
        families,
        "xrstor",
        Helper.cpu(ExtendedState.class, "xrstor", ExtendedState::xrstor),
        Helper.cpu(ExtendedState.class, "controlInArea", ExtendedState::controlInArea));
    families.put("ldmxcsr", FloatFamilies::loadControl);
    families.put("stmxcsr", x -> x.write(0, Lifter.MXCSR));
  }

  /** XGETBV: only XCR0 can be read. */
  private static void extendedControl(Lifter x) {
    IrBuilder ir = x.ir;
    ir.trapIf(Cond.NE32, Lifter.RCX, ir.con(0), Trap.PRIVILEGED_INSTRUCTION);
    ir.set(Lifter.RAX, ir.con(ExtendedState.FEATURES));
    ir.set(Lifter.RDX, ir.con(0));
  }

  /** FXSAVE and its kin; XSAVE and its kin take a mask in EDX:EAX. */
  private static void stateFamily(Map<String, Family> families, String mnemonic, Helper helper) {
    families.put(mnemonic, x -> state(x, helper, x.linearAddress(0)));
  }

  private static int state(Lifter x, Helper helper, int address) {
    return helper.arity() == 1
        ? x.ir.callCpu(helper, address)
        : x.ir.callCpu(helper, address, x.ir.deposit(Lifter.RAX, Lifter.RDX, 32, 32));
  }

  /**
   * FXRSTOR and XRSTOR, which change MXCSR too.
   *
   * @param control what {@link X86Cpu#hasFloatControl} will say, as 1 or 0
   */
  private static void restoreFamily(
      Map<String, Family> families, String mnemonic, Helper helper, Helper control) {
    families.put(
        mnemonic,
        x -> {
          int address = x.ir.copy(x.linearAddress(0));
          int after = state(x, control, address);
          x.ir.trapIf(Cond.NE, after, x.ir.con(x.controlled ? 1 : 0), Trap.FLOAT_CONTROL);
          state(x, helper, address);
        });
  }

  // ---- branches ----

  private static long target(Lifter x) {
    return x.next + x.i.immediate;
  }

  private static void jumpIf(Lifter x, int code) {
    Condition c = Condition.of(x, code);
    x.ir.branch(c.cond(), c.a(), c.b(), target(x), x.next);
  }

  private static void moveIf(Lifter x, int code) {
    int value = x.raw(1); // is read, and may fault, in either case
    Condition c = Condition.of(x, code);
    int result = c.select(x.ir, value, x.raw(0));
    x.write(0, x.size(0) == 4 ? x.ir.zext32(result) : result);
  }

  private static boolean isDirect(Lifter x) {
    return x.operand(0).place() == Operand.Place.J;
  }

  private static void jump(Lifter x) {
    if (isDirect(x)) {
      x.ir.jump(target(x));
    } else {
      x.ir.jumpIndirect(x.raw(0), Hint.JUMP, 0);
    }
  }

  private static void call(Lifter x) {
    IrBuilder ir = x.ir;
    if (isDirect(x)) {
      x.push(8, ir.con(x.next));
      ir.call(target(x), x.next);
      return;
    }
    int to = x.raw(0);
    if (to == RSP) {
      to = ir.copy(to);
    }
    x.push(8, ir.con(x.next));
    ir.jumpIndirect(to, Hint.CALL, x.next);
  }

  private static void ret(Lifter x) {
    IrBuilder ir = x.ir;
    int to = ir.load(8, false, RSP, 0, Ordering.ACQUIRE);
    long pop = 8 + (x.operandCount() == 0 ? 0 : x.i.immediate & 0xffff);
    ir.set(RSP, ir.add(RSP, ir.con(pop)));
    ir.jumpIndirect(to, Hint.RETURN, 0);
  }

  private static int counter(Lifter x) {
    return x.i.address32 ? x.ir.zext32(Lifter.RCX) : Lifter.RCX;
  }

  private static void jumpIfCounterZero(Lifter x) {
    x.ir.branch(Cond.EQ, counter(x), x.ir.con(0), target(x), x.next);
  }

  private static void loop(Lifter x) {
    Opcode code = x.i.address32 ? Opcode.SUBU32 : Opcode.SUB;
    x.ir.set(Lifter.RCX, x.ir.binary(code, Lifter.RCX, x.ir.con(1)));
    x.ir.branch(Cond.NE, Lifter.RCX, x.ir.con(0), target(x), x.next);
  }

  // ---- stack ----

  private static void push(Lifter x) {
    int size = x.i.operandSize;
    int v = x.raw(0);
    x.push(size, v);
  }

  private static void pop(Lifter x) {
    IrBuilder ir = x.ir;
    int size = x.i.operandSize;
    int v = ir.load(size, false, RSP, 0, Ordering.ACQUIRE);
    if (x.isMemory(0)) {
      if (x.i.base == RSP) {
        // The address is made from the stack pointer after the pop.
        x.offsetAddress(ir.con(size));
      }
      x.write(0, v);
      ir.set(RSP, ir.add(RSP, ir.con(size)));
    } else {
      ir.set(RSP, ir.add(RSP, ir.con(size)));
      x.write(0, v);
    }
  }

  private static void leave(Lifter x) {
    IrBuilder ir = x.ir;
    int size = x.i.operandSize;
    int v = ir.load(size, false, Lifter.RBP, 0, Ordering.ACQUIRE);
    ir.set(RSP, ir.add(Lifter.RBP, ir.con(size)));
    x.writeRegister(Lifter.RBP, size, v);
  }

  // ---- flags ----

  private static int rflags(Lifter x) {
    IrBuilder ir = x.ir;
    int image = ir.or(x.image(), ir.con(Flags.FIXED | Flags.IF));
    return ir.or(ir.or(image, ir.shl(Lifter.DF, ir.con(10))), Lifter.KEPT_FLAGS);
  }

  private static void popFlags(Lifter x) {
    IrBuilder ir = x.ir;
    int size = x.i.operandSize;
    int v = ir.load(size, false, RSP, 0, Ordering.ACQUIRE);
    if (size == 2) {
      v = ir.deposit(rflags(x), v, 0, 16);
    }
    ir.set(RSP, ir.add(RSP, ir.con(size)));
    ir.callCpu(SET_RFLAGS, v);
  }

  private static void flagsFromAh(Lifter x) {
    IrBuilder ir = x.ir;
    int ah = ir.and(ir.extract(Lifter.RAX, 8, 8), ir.con(Flags.ARITHMETIC & 0xff));
    x.flagsImage(ir.or(ir.and(x.image(), ir.con(Flags.OF)), ah));
  }

  // ---- traps and system ----

  private static void softwareInterrupt(Lifter x) {
    if ((x.i.immediate & 0xff) == 3) {
      x.ir.raise(Trap.BREAKPOINT, x.next, 3);
    } else {
      x.ir.raise(Trap.PRIVILEGED_INSTRUCTION, x.ir.pc(), x.i.immediate & 0xff);
    }
  }

  /** RCX and R11 receive the return address and RFLAGS, as the processor does it. */
  private static void systemCall(Lifter x) {
    int rflags = rflags(x);
    x.ir.set(Lifter.R11, rflags);
    x.ir.set(Lifter.RCX, x.ir.con(x.next));
    x.ir.raise(Trap.SYSCALL, x.next, 0);
  }

  private static void timeStamp(Lifter x, boolean withProcessor) {
    IrBuilder ir = x.ir;
    int t = ir.callCpu(TIME_STAMP);
    ir.set(Lifter.RAX, ir.zext32(t));
    ir.set(Lifter.RDX, ir.shr(t, ir.con(32)));
    if (withProcessor) {
      ir.set(Lifter.RCX, ir.con(0));
    }
  }
}
