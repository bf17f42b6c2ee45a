package burrow.translator;

import java.util.List;

/**
 * A guest basic block as IR.
 *
 * @param pc address of its first instruction
 * @param end address behind its last one
 * @param instructions how many guest instructions it holds
 * @param ops in execution order
 * @param constants values of constant operands
 * @param terminator how control leaves
 */
@SuppressWarnings("ArrayRecordComponent") // built once, read by engines
public record IrBlock(
    long pc, long end, int instructions, List<IrOp> ops, long[] constants, Terminator terminator) {
  /** The value of a constant operand. */
  public long constant(int operand) {
    return constants[-2 - operand];
  }
}
