package burrow.translator.machinecode;

import static burrow.translator.machinecode.Assembler.RAX;
import static burrow.translator.machinecode.Assembler.RBP;
import static burrow.translator.machinecode.Assembler.RCX;
import static burrow.translator.machinecode.Assembler.RDX;

import burrow.translator.IrOp;
import burrow.translator.Opcode;
import burrow.translator.RegisterFile;
import java.util.List;

/** The ways out of a block's code, with all registers at home already. */
final class Leaving {
  private final Assembler asm;
  private final RegisterFile registers;
  private final CodeArea area;

  /** Code out of the way, written behind the block. */
  private final List<Runnable> stubs;

  Leaving(Assembler asm, RegisterFile registers, CodeArea area, List<Runnable> stubs) {
    this.asm = asm;
    this.registers = registers;
    this.area = area;
    this.stubs = stubs;
  }

  /** To a known address, straight or by way of Java; a call, or backwards, polls first. */
  void exit(long from, long target, boolean call) {
    if (call || target <= from) {
      poll(() -> leaveAt(target, Reason.POLL));
    }
    int link = area.newLink(target, call);
    asm.jumpIndirect(area.slot(link));
    stubs.add(() -> {
      area.setStub(link, asm.address(asm.position()));
      leave(Reason.LINK | link << Reason.BITS);
    });
  }

  /** Leaves if something waits for the thread. */
  void poll(Runnable leaving) {
    asm.compareMemory(RBP, ThreadState.POLL, 0);
    int waiting = asm.jcc(Assembler.NE);
    stubs.add(() -> {
      asm.bind(waiting);
      leaving.run();
    });
  }

  /** To the address in RAX. */
  void indirect() {
    poll(() -> {
      asm.rm(true, Assembler.MOV_STORE, RAX, RBP, ThreadState.PC);
      leave(Reason.POLL);
    });
    asm.rm(true, Assembler.CMP, RAX, RBP, ThreadState.RETURN_PC);
    int arrived = asm.jcc(Assembler.E);
    asm.rr(false, Assembler.MOV, RCX, RAX);
    asm.shift(false, 4, RCX, 3);
    asm.immediate(false, 4, RCX, ThreadState.CACHE_BYTES - 16);
    asm.rmx(true, Assembler.CMP, RAX, RBP, RCX, 0, ThreadState.CACHE);
    int notFirst = asm.jcc(Assembler.NE);
    asm.jumpIndirect(RBP, RCX, ThreadState.CACHE + 8);
    stubs.add(() -> {
      asm.bind(notFirst);
      asm.immediate(false, 6, RCX, ThreadState.OTHER_WAY); // XOR
      asm.rmx(true, Assembler.CMP, RAX, RBP, RCX, 0, ThreadState.CACHE);
      int unknown = asm.jcc(Assembler.NE);
      asm.jumpIndirect(RBP, RCX, ThreadState.CACHE + 8);
      asm.bind(arrived);
      asm.bind(unknown);
      asm.rm(true, Assembler.MOV_STORE, RAX, RBP, ThreadState.PC);
      leave(Reason.NEXT);
    });
  }

  // ---- to Java ----

  /** {@link IrOp#onFault}: FLAGS, or an addition before it that makes its operand a, in RDX. */
  void recordLate(List<IrOp> onFault, Values.Snapshot then) {
    IrOp first = onFault.getFirst();
    IrOp flags = onFault.getLast();
    if (first.code == Opcode.FLAGS) {
      load(flags.a, then, RAX);
      load(flags.c, then, RDX);
    } else {
      then.load(first.a, RDX);
      then.load(first.b, RCX);
      asm.rr(true, first.code == Opcode.ADD ? Assembler.ADD : Assembler.SUB, RDX, RCX);
      load(flags.c, then, RAX);
    }
    load(flags.b, then, RCX);
    int slot = registers.flagsSlot();
    boolean changed = flags != first;
    asm.storeImmediate(true, RBP, ThreadState.slot(slot), (int) flags.imm);
    store(flags.a, changed ? RDX : RAX, slot + 1);
    store(flags.b, RCX, slot + 2);
    store(flags.c, changed ? RAX : RDX, slot + 3);
  }

  private static void load(int operand, Values.Snapshot then, int register) {
    if (operand != IrOp.NONE) {
      then.load(operand, register);
    }
  }

  private void store(int operand, int register, int slot) {
    if (operand != IrOp.NONE) {
      asm.rm(true, Assembler.MOV_STORE, register, RBP, ThreadState.slot(slot));
    }
  }

  void leaveAt(long pc, int reason) {
    asm.movImmediate(RAX, pc);
    asm.rm(true, Assembler.MOV_STORE, RAX, RBP, ThreadState.PC);
    leave(reason);
  }

  void leave(int reason) {
    asm.movImmediate(RAX, reason);
    asm.jump(area.exit());
  }
}
