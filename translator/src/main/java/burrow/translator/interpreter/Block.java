package burrow.translator.interpreter;

/** A guest basic block ready to execute. */
final class Block {
  final long pc;

  /** Address behind the last instruction. */
  final long end;

  final int instructions;

  final Op[] ops;
  final Exit exit;

  /** False once the code under the block has changed; its address must then be looked up again. */
  boolean valid = true;

  /** Address of the guest instruction that each op belongs to. */
  final long[] pcs;

  Block(long pc, long end, int instructions, Op[] ops, long[] pcs, Exit exit) {
    this.pc = pc;
    this.end = end;
    this.instructions = instructions;
    this.ops = ops;
    this.pcs = pcs;
    this.exit = exit;
  }
}
