package burrow.translator;

import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.GuestFault;
import org.jspecify.annotations.Nullable;

/** Reads guest code and lifts one basic block of it. */
public final class BlockLifter {
  /** Bytes that hold most blocks whole. */
  private static final int USUAL_LENGTH = 64;

  private final Isa isa;
  private final AddressSpace memory;

  public BlockLifter(Isa isa, AddressSpace memory) {
    this.isa = isa;
    this.memory = memory;
  }

  /**
   * Lifts from {@code pc} to the first instruction that ends a block, or {@code maxInstructions}.
   * The pages it read are marked as code ({@link AddressSpace#markCode}) before they are read.
   *
   * @throws GuestFault if the first instruction cannot be fetched
   */
  public IrBlock lift(long pc, int maxInstructions) {
    return lift(pc, maxInstructions, IrBuilder.UNKNOWN_FLAGS);
  }

  /**
   * The same for a block that is only entered with lazy flags of one kind.
   *
   * @param knownFlags that kind; or {@link IrBuilder#UNKNOWN_FLAGS}
   */
  public IrBlock lift(long pc, int maxInstructions, int knownFlags) {
    return IrOptimizer.optimize(liftPlain(pc, maxInstructions, knownFlags), isa.registers());
  }

  /** What the blocks are made of. */
  public RegisterFile registers() {
    return isa.registers();
  }

  /** The same without optimisation: for code that runs a few times, which is most code. */
  public IrBlock liftPlain(long pc, int maxInstructions) {
    return liftPlain(pc, maxInstructions, IrBuilder.UNKNOWN_FLAGS);
  }

  /**
   * The same for blocks that control goes through one after the other: as one, with side exits.
   *
   * @param path where they start
   * @param maxInstructions of each
   * @return null if control does not go that way
   */
  public @Nullable IrBlock liftPath(long[] path, int maxInstructions, int knownFlags) {
    IrBuilder ir = new IrBuilder(isa.registers(), knownFlags);
    for (int i = 0; i < path.length; i++) {
      if (i > 0 && !ir.goOn(path[i])) {
        return null;
      }
      lift(path[i], maxInstructions, ir);
    }
    return IrOptimizer.optimize(ir.build(path[0]), isa.registers());
  }

  private IrBlock liftPlain(long pc, int maxInstructions, int knownFlags) {
    IrBuilder ir = new IrBuilder(isa.registers(), knownFlags);
    lift(pc, maxInstructions, ir);
    return ir.build(pc);
  }

  private void lift(long pc, int maxInstructions, IrBuilder ir) {
    if ((pc & (isa.instructionAlignment() - 1)) != 0) {
      throw new GuestFault(pc, Access.EXECUTE, GuestFault.Kind.MISALIGNED);
    }
    int most = maxInstructions * isa.maxInstructionLength();
    long room = memory.accessible(pc, most, Access.EXECUTE);
    if (room == 0) {
      memory.check(pc, 1, Access.EXECUTE);
    }
    byte[] code = fetch(pc, (int) Math.min(room, USUAL_LENGTH));
    int offset = 0;
    for (int n = 0; n < maxInstructions && !ir.ended(); n++) {
      if (code.length - offset < isa.maxInstructionLength() && code.length < room) {
        code = fetch(pc, (int) Math.min(room, 4L * code.length));
      }
      ir.begin(pc + offset);
      int length = isa.lift(code, offset, code.length - offset, pc + offset, ir);
      if (length == 0) {
        if (n == 0) {
          // It runs into a page that may not be executed.
          memory.check(pc, code.length + 1, Access.EXECUTE);
          throw new IllegalStateException("lifter wants more than its longest instruction");
        }
        break;
      }
      ir.end(length);
      offset += length;
    }
  }

  private byte[] fetch(long pc, int length) {
    for (long p = pc & -AddressSpace.PAGE_SIZE; p < pc + length; p += AddressSpace.PAGE_SIZE) {
      memory.markCode(p);
    }
    return memory.readCode(pc, length);
  }
}
