package burrow.translator.interpreter;

import burrow.machine.Cpu;
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
   */
  final Op[] @Nullable [] onFault;

  /** Executions left until the block is asked to be translated; racy, which does no harm. */
  int heat = Integer.MAX_VALUE;

  HotCode.@Nullable Code hot;

  /** False once the code under the block has changed; its address must then be looked up again. */
  boolean valid = true;

  /** Address of the guest instruction that each op belongs to. */
  final long[] pcs;

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

  /** Makes registers exact after the op at {@code index} has faulted or trapped. */
  void faulted(Cpu cpu, int index) {
    cpu.pc = pcs[index];
    Op[] late = onFault[index];
    if (late != null) {
      for (Op op : late) {
        op.execute(cpu);
      }
    }
  }
}
