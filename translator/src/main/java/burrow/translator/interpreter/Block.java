package burrow.translator.interpreter;

import burrow.machine.Cpu;
import burrow.translator.machinecode.MachineCode;
import org.jspecify.annotations.Nullable;

/** A guest basic block ready to execute. */
final class Block {
  final long pc;

  /** Address behind the last instruction. */
  final long end;

  final int instructions;

  final Op[] ops;
  final Exit exit;

  /**
   * What to run when the op of the same index faults: see {@link burrow.translator.IrOp#onFault}.
   * Ends with the last op that has something.
   */
  final Op[] @Nullable [] onFault;

  /**
   * Executions left until the block gets its optimised form, then until it is to be translated;
   * racy, which does no harm.
   */
  int heat = Integer.MAX_VALUE;

  /** Whether there is only machine code: see {@link BlockTable#withOps}. */
  boolean bare;

  /** Whether it awaits its optimised form. */
  boolean plain;

  HotCode.@Nullable Code hot;

  /** Its machine code, if there is any: then that counts the executions. */
  MachineCode.@Nullable Code machineCode;

  /** Whether that is part of a region, or has been tried to be. */
  boolean grown;

  /** Executions by machine code that has been replaced. */
  long runs;

  /** Whether a call or a jump backwards leads here: where translated code should start. */
  boolean start;

  /** Whether it has been hot already without being a start. */
  boolean passedOver;

  /** False once there is another block for its address, or must be: it is then to be looked up. */
  boolean valid = true;

  /** Address of the guest instruction that each op belongs to. */
  private final long[] pcs;

  Block(
      long pc,
      long end,
      int instructions,
      Op[] ops,
      Op[] @Nullable [] onFault,
      long[] pcs,
      Exit exit) {
    this.pc = pc;
    this.end = end;
    this.instructions = instructions;
    this.ops = ops;
    this.onFault = onFault;
    this.pcs = pcs;
    this.exit = exit;
  }

  /** A block that is machine code already, which counts its executions. */
  static Block bare(MachineCode.Code code) {
    Exit none = new Exit.Goto(code.pc);
    Block block = new Block(code.pc, code.end, 0, new Op[0], new Op[0][], new long[0], none);
    block.machineCode = code;
    block.bare = true;
    return block;
  }

  /** After so many executions it is to be looked at again. */
  void setHeat(int executions) {
    heat = executions;
    MachineCode.Code code = machineCode;
    if (code != null) {
      code.setHeat(executions);
      heat = executions == 0 ? 0 : Integer.MAX_VALUE;
    }
  }

  /** Makes registers exact after the op at {@code index} has faulted or trapped. */
  void faulted(Cpu cpu, int index) {
    cpu.pc = pcs[index];
    Op[] late = index < onFault.length ? onFault[index] : null;
    if (late != null) {
      for (Op op : late) {
        op.execute(cpu);
      }
    }
  }
}
