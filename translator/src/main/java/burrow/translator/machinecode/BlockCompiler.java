package burrow.translator.machinecode;

import static burrow.translator.IrOp.bit;
import static burrow.translator.machinecode.Assembler.RAX;
import static burrow.translator.machinecode.Assembler.RBP;
import static burrow.translator.machinecode.Assembler.RCX;
import static burrow.translator.machinecode.Assembler.RDX;

import burrow.translator.IrBlock;
import burrow.translator.IrBuilder;
import burrow.translator.IrOp;
import burrow.translator.Opcode;
import burrow.translator.RegisterFile;
import burrow.translator.Terminator;
import burrow.translator.region.AccessChecks;
import burrow.translator.region.BulkLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes the machine code of one block. Guest registers live in host registers between its
 * operations and come home where it ends; what cannot be done in machine code (faults, traps,
 * helpers that touch the Cpu) leaves it with everything at home.
 */
final class BlockCompiler {
  /** Rounds of a loop that moves memory that are worth a visit to Java. */
  private static final int MANY = 32;

  private final Assembler asm;
  private final RegisterFile registers;
  private final CodeArea area;
  private final IrBlock block;
  private final Values values;
  private final Arithmetic arithmetic;
  private final MemoryAccess memory;
  private final HelperCalls helpers;
  private final Leaving out;

  /** Code out of the way, written behind the block. */
  private final List<Runnable> stubs = new ArrayList<>();

  /** How many operations are machine code: what comes behind is the interpreter's. */
  private final int most;

  private final Surroundings around;

  /** The kind of lazy flags that is recorded, as far as it is known. */
  private int flagsKind;

  /** For a block on its own. */
  private BlockCompiler(
      Assembler asm, RegisterFile registers, CodeArea area, IrBlock block, int flagsKind) {
    this(
        asm,
        registers,
        area,
        block,
        flagsKind,
        new Values(asm, registers, block),
        new AccessChecks(block),
        Surroundings.NONE);
  }

  /**
   * For a block of a region: see {@link #inRegion}.
   *
   * @param flagsKind of the lazy flags that are recorded where it starts, or UNKNOWN_FLAGS
   */
  BlockCompiler(
      Assembler asm,
      RegisterFile registers,
      CodeArea area,
      IrBlock block,
      int flagsKind,
      Values values,
      AccessChecks checks,
      Surroundings around) {
    this.asm = asm;
    this.registers = registers;
    this.area = area;
    this.block = block;
    this.values = values;
    this.arithmetic = new Arithmetic(asm, values);
    this.memory = new MemoryAccess(asm, values, checks, this::leaveIf, stubs);
    this.helpers = new HelperCalls(asm, values, area, stubs);
    this.out = new Leaving(asm, registers, area, stubs);
    this.most = possible(block.ops());
    this.flagsKind = flagsKind;
    this.around = around;
  }

  /** Whether any of the block can be machine code. */
  static boolean isPossible(IrBlock block) {
    return block.ops().isEmpty() || possible(block.ops()) > 0;
  }

  /** The operations that can; control leaves behind them, unless these are all. */
  static List<IrOp> done(IrBlock block) {
    return block.ops().subList(0, possible(block.ops()));
  }

  /** Whether all of it can. */
  static boolean isWhole(IrBlock block) {
    return possible(block.ops()) == block.ops().size();
  }

  /**
   * Puts the machine code of a block into the area.
   *
   * @param number of its record there
   */
  static long compile(
      RegisterFile registers, RegisterGroups groups, CodeArea area, IrBlock block, int number) {
    Assembler asm = area.start(number, IrBuilder.UNKNOWN_FLAGS);
    return new BlockCompiler(asm, registers, area, block, IrBuilder.UNKNOWN_FLAGS)
        .write(groups, number);
  }

  /**
   * Puts another form of a block's code into the area: for lazy flags of one kind at its start.
   *
   * @param block lifted for that kind
   * @param otherwise address of the code for all kinds
   */
  static long specialize(
      RegisterFile registers,
      RegisterGroups groups,
      CodeArea area,
      IrBlock block,
      int number,
      int flagsKind,
      long otherwise) {
    Assembler asm = area.start(number, flagsKind);
    asm.compareMemory(RBP, ThreadState.slot(registers.flagsSlot()), flagsKind);
    asm.jccTo(Assembler.NE, otherwise);
    return new BlockCompiler(asm, registers, area, block, flagsKind).write(groups, number);
  }

  /**
   * Writes the code of one block of a region.
   *
   * @param polls whether it asks first if something waits for the thread
   * @param moves what the block is, if it does nothing but move memory; null otherwise
   * @return what is to be written behind the region's blocks
   */
  List<Runnable> inRegion(boolean polls, @Nullable BulkLoop moves) {
    if (moves != null) {
      manyRounds(moves);
    }
    around.begin(block.pc());
    if (polls) {
      Values.Snapshot start = values.snapshot();
      out.poll(() -> {
        start.writeBack();
        out.leaveAt(block.pc(), Reason.POLL);
      });
    }
    body();
    return stubs;
  }

  /**
   * Has Java do rounds of a loop that moves memory, if there are many to come. Only behind a round:
   * what that has loaded for the next one is known then.
   */
  private void manyRounds(BulkLoop loop) {
    Values.Snapshot start = values.snapshot();
    number(loop.larger(), RAX);
    number(loop.smaller(), RCX);
    asm.rr(true, Assembler.SUB, RAX, RCX);
    asm.immediate(true, 7, RAX, (int) (MANY * loop.step()));
    int many = asm.jcc(Assembler.G);
    int back = asm.position();
    stubs.add(() -> {
      asm.bind(many);
      asm.compareMemory(RBP, ThreadState.NO_MOVES, 0);
      asm.jcc(Assembler.NE, back);
      start.writeBack();
      out.leave(Reason.MOVES | area.presentBlock() << Reason.BITS);
    });
  }

  private void number(BulkLoop.Quantity number, int register) {
    if (number.slot() == IrOp.NONE) {
      asm.movImmediate(register, number.offset());
      return;
    }
    values.load(number.slot(), register);
    if (number.offset() != 0) {
      asm.movImmediate(RDX, number.offset());
      asm.rr(true, Assembler.ADD, register, RDX);
    }
  }

  /** The groups of registers that the block needs, as bits. */
  static int groups(RegisterGroups groups, IrBlock block) {
    int most = possible(block.ops());
    int needed = 0;
    for (int i = 0; i < block.ops().size(); i++) {
      IrOp op = block.ops().get(i);
      if (i < most) {
        needed |= groupsOf(groups, op);
      }
      // Also of what machine code cannot do: flags are recorded before it is left.
      for (IrOp late : op.onFault) {
        needed |= groupsOf(groups, late);
      }
    }
    for (int operand : block.terminator().operands()) {
      needed |= groups.of(operand);
    }
    return needed;
  }

  /** The number of operations before the first instruction that machine code cannot do. */
  private static int possible(List<IrOp> ops) {
    for (int i = 0; i < ops.size(); i++) {
      if (!isPossible(ops.get(i))) {
        long pc = ops.get(i).pc;
        int start = i;
        while (start > 0 && ops.get(start - 1).pc == pc) {
          start--;
        }
        return start;
      }
    }
    return ops.size();
  }

  private static boolean isPossible(IrOp op) {
    return op.code != Opcode.CALL_CPU && (op.code != Opcode.RMW || MemoryAccess.isPossible(op));
  }

  private long write(RegisterGroups groups, int number) {
    asm.decrement(area.counter(number));
    int hot = asm.jcc(Assembler.S);
    stubs.add(() -> {
      asm.bind(hot);
      out.leaveAt(block.pc(), Reason.HOT);
    });
    needGroups(asm, area, groups(groups, block), stubs);
    body();
    for (int i = 0; i < stubs.size(); i++) { // they may add some
      stubs.get(i).run();
    }
    long code = area.finish(asm);
    area.setCode(number, code);
    return code;
  }

  private void body() {
    List<IrOp> ops = block.ops();
    long[] alive = liveTemporaries(ops);
    for (int i = 0; i < most; i++) {
      values.next(alive[i]);
      operation(ops.get(i));
      values.end();
      if (ops.get(i).d == registers.flagsSlot() || ops.get(i).d2 == registers.flagsSlot()) {
        flagsKind = IrBuilder.UNKNOWN_FLAGS;
      }
    }
    if (most < ops.size()) {
      leaveInstead(ops);
    } else {
      terminate(block.terminator());
    }
  }

  /** The temporaries alive after each operation, as bits. */
  private long[] liveTemporaries(List<IrOp> ops) {
    long[] alive = new long[ops.size()];
    long live = 0;
    for (int operand : block.terminator().operands()) {
      live |= bit(operand);
    }
    for (int i = ops.size() - 1; i >= 0; i--) {
      alive[i] = live;
      IrOp op = ops.get(i);
      live &= ~(bit(op.d) | bit(op.d2));
      live |= op.temporariesRead();
      for (IrOp late : op.onFault) {
        live |= late.temporariesRead();
      }
    }
    return alive;
  }

  // ---- entering ----

  /** Leaves if registers of a set of groups have not been brought. */
  static void needGroups(Assembler asm, CodeArea area, int set, List<Runnable> stubs) {
    if (set == 0) {
      return;
    }
    int again = asm.position();
    asm.testMemory(RBP, ThreadState.MISSING, set);
    int missing = asm.jcc(Assembler.NE);
    stubs.add(() -> {
      asm.bind(missing);
      asm.movImmediate(RAX, asm.address(again));
      asm.rm(true, Assembler.MOV_STORE, RAX, RBP, ThreadState.RESUME);
      asm.movImmediate(RAX, Reason.GROUPS | set << Reason.BITS);
      asm.jump(area.exit());
    });
  }

  private static int groupsOf(RegisterGroups groups, IrOp op) {
    int needed = groups.of(op.a) | groups.of(op.b) | groups.of(op.c) | groups.of(op.e);
    needed |= groups.of(op.d) | groups.of(op.d2);
    for (int arg : op.args) {
      needed |= groups.of(arg);
    }
    return needed;
  }

  // ---- operations ----

  private void operation(IrOp op) {
    switch (op.code.form()) {
      case UNARY -> arithmetic.unary(op);
      case BINARY -> arithmetic.binary(op);
      case BITS -> arithmetic.bits(op);
      case COMPARE -> arithmetic.compare(op);
      case MEMORY -> memory.access(op);
      default -> other(op);
    }
  }

  private void other(IrOp op) {
    switch (op.code) {
      case FENCE -> memory.fence(op.ordering);
      case STORE_CONDITIONAL -> memory.storeConditional(op);
      case CALL -> helpers.call(op);
      case FLAGS -> flags(op);
      case SIDE_EXIT -> sideExit(op);
      case TRAP_IF -> {
        int condition = arithmetic.test(Objects.requireNonNull(op.cond), op.a, op.b);
        leaveIf(op, new int[] {asm.jcc(condition)});
      }
      case ALIGNED -> {
        asm.testImmediate(true, values.use(op.a, RAX), (int) op.imm - 1);
        leaveIf(op, new int[] {asm.jcc(Assembler.NE)});
      }
      default -> throw new IllegalArgumentException(op.code.name());
    }
  }

  private void sideExit(IrOp op) {
    int condition = arithmetic.test(Objects.requireNonNull(op.cond), op.a, op.b);
    Values.Snapshot then = values.snapshot();
    int leaving = asm.jcc(condition);
    stubs.add(() -> {
      asm.bind(leaving);
      if (around.contains(op.imm)) {
        values.goBackTo(then);
        if (!op.onFault.isEmpty()) {
          for (int i = 0; i < 4; i++) {
            values.bringHome(registers.flagsSlot() + i); // what is older must not come later
          }
          out.recordLate(op.onFault, then);
        }
        values.settle(around.needed(op.imm));
        around.jump(op.imm);
      } else {
        then.writeBack();
        if (!op.onFault.isEmpty()) {
          out.recordLate(op.onFault, then);
        }
        out.exit(block.pc(), op.imm, false);
      }
    });
  }

  /** The flags slots are written at home: nearly all are, only to be seen at the block's end. */
  private void flags(IrOp op) {
    int slot = registers.flagsSlot();
    int[] parts = {op.a, op.b, op.c};
    for (int i = 0; i < 3; i++) {
      if (registers.isFlag(parts[i]) && parts[i] != slot + 1 + i) {
        values.use(parts[i]); // or it would be overwritten before it is read
      }
    }
    int skip = -1;
    if (op.e != IrOp.NONE) {
      for (int i = 0; i < 4; i++) {
        values.bringHome(slot + i); // where both ways find the same
      }
      int r = values.use(op.e, RAX);
      asm.rr(true, Assembler.TEST, r, r);
      skip = asm.jcc(Assembler.E);
    }
    if (flagsKind != op.imm) {
      asm.storeImmediate(true, RBP, ThreadState.slot(slot), (int) op.imm);
    }
    flagsKind = skip >= 0 && flagsKind != op.imm ? IrBuilder.UNKNOWN_FLAGS : (int) op.imm;
    for (int i = 0; i < 3; i++) {
      if (parts[i] != IrOp.NONE && parts[i] != slot + 1 + i) {
        values.storeTo(parts[i], ThreadState.slot(slot + 1 + i));
      }
    }
    if (skip >= 0) {
      asm.bind(skip);
    }
    values.setAtHome(slot);
    for (int i = 0; i < 3; i++) {
      if (parts[i] != IrOp.NONE && parts[i] != slot + 1 + i || skip >= 0) {
        values.setAtHome(slot + 1 + i);
      }
    }
  }

  // ---- leaving ----

  /** The interpreter goes on with the first instruction that machine code cannot do. */
  private void leaveInstead(List<IrOp> ops) {
    Values.Snapshot now = values.snapshot();
    now.writeBack();
    long pc = ops.get(most).pc;
    for (int i = most; i < ops.size() && ops.get(i).pc == pc; i++) {
      if (!ops.get(i).onFault.isEmpty()) {
        out.recordLate(ops.get(i).onFault, now);
        break;
      }
    }
    out.leaveAt(pc, Reason.INTERPRET);
  }

  /** The jumps lead to where the interpreter goes on with the operation's instruction. */
  private void leaveIf(IrOp op, int[] jumps) {
    Values.Snapshot then = values.snapshot();
    stubs.add(() -> {
      for (int jump : jumps) {
        asm.bind(jump);
      }
      then.writeBack();
      if (!op.onFault.isEmpty()) {
        out.recordLate(op.onFault, then);
      }
      out.leaveAt(op.pc, Reason.INTERPRET);
    });
  }

  private void terminate(Terminator t) {
    // No switch over types: it costs a start some milliseconds.
    if (t instanceof Terminator.Goto g) {
      if (around.contains(g.target())) {
        values.settle(around.needed(g.target()));
        around.jump(g.target());
      } else {
        values.writeBack();
        out.exit(block.pc(), g.target(), g.hint() == Terminator.Hint.CALL);
      }
    } else if (t instanceof Terminator.Branch b) {
      branch(b);
    } else if (t instanceof Terminator.Indirect j) {
      indirect(j.target());
    } else if (t instanceof Terminator.Raise r) {
      values.writeBack();
      out.leave(Reason.TRAP | area.newTrap(r, around.lastBlock(block.pc())) << Reason.BITS);
    }
  }

  /** What follows the comparison may not change the flags of the host before it jumps. */
  private void branch(Terminator.Branch b) {
    int condition = arithmetic.test(b.cond(), b.a(), b.b());
    boolean taken = around.contains(b.taken());
    boolean fallThrough = around.contains(b.fallThrough());
    if (!taken && !fallThrough) {
      values.writeBack();
      int other = asm.jcc(condition);
      out.exit(block.pc(), b.fallThrough(), false);
      asm.bind(other);
      out.exit(block.pc(), b.taken(), false);
      return;
    }
    int needed = taken ? around.needed(b.taken()) : 0;
    values.settle(needed | (fallThrough ? around.needed(b.fallThrough()) : 0));
    if (!taken) {
      exitIf(condition, b.taken());
      around.jump(b.fallThrough());
      return;
    }
    if (around.isNext(b.taken())) {
      if (fallThrough) {
        around.jumpIf(condition ^ 1, b.fallThrough());
      } else {
        exitIf(condition ^ 1, b.fallThrough());
      }
      return;
    }
    around.jumpIf(condition, b.taken());
    if (fallThrough) {
      around.jump(b.fallThrough());
    } else {
      values.writeBack();
      out.exit(block.pc(), b.fallThrough(), false);
    }
  }

  private void exitIf(int condition, long target) {
    Values.Snapshot then = values.snapshot();
    int leaving = asm.jcc(condition);
    stubs.add(() -> {
      asm.bind(leaving);
      then.writeBack();
      out.exit(block.pc(), target, false);
    });
  }

  private void indirect(int target) {
    List<Long> likely = around.returns(block.pc());
    if (likely.isEmpty()) {
      values.writeBack();
      values.load(target, RAX);
    } else {
      values.load(target, RAX);
      int needed = 0;
      for (long pc : likely) {
        needed |= around.needed(pc);
      }
      values.settle(needed);
      for (long pc : likely) {
        if (pc == (int) pc) {
          asm.immediate(true, 7, RAX, (int) pc);
        } else {
          asm.movImmediate(RCX, pc);
          asm.rr(true, Assembler.CMP, RAX, RCX);
        }
        around.jumpIf(Assembler.E, pc);
      }
      values.writeBack();
    }
    out.indirect();
  }
}
