package burrow.translator.region;

import burrow.translator.Intrinsic;
import burrow.translator.IrBlock;
import burrow.translator.IrOp;
import burrow.translator.machinecode.HostProcessor;
import java.util.Collection;

/**
 * Finds code that is better left to machine code, which has the host's instructions for hashes:
 * SHA-256 takes less than half the time of regions there, while other code takes twice theirs.
 */
final class Hashing {
  /**
   * A call of a hash's instruction takes C2's code as long as so many other operations, or more.
   */
  private static final int WORTH = 16;

  private Hashing() {}

  /** Whether hashes take most of the time in the blocks. */
  static boolean prevails(Collection<IrBlock> blocks) {
    int hashes = 0;
    int operations = 0;
    for (IrBlock block : blocks) {
      operations += block.ops().size();
      for (IrOp op : block.ops()) {
        hashes += isHash(op) ? 1 : 0;
      }
    }
    return WORTH * hashes > operations;
  }

  private static boolean isHash(IrOp op) {
    if (op.helper == null || op.helper.inline() == null) {
      return false;
    }
    Intrinsic intrinsic = op.helper.inline().always();
    return intrinsic != null && intrinsic.isHash() && HostProcessor.computes(intrinsic);
  }
}
