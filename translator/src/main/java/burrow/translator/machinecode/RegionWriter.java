package burrow.translator.machinecode;

import static burrow.translator.machinecode.Assembler.RBP;

import burrow.translator.IrBlock;
import burrow.translator.IrBuilder;
import burrow.translator.RegisterFile;
import burrow.translator.region.AccessChecks;
import burrow.translator.region.BulkLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes a region: its blocks one behind the other, then what is out of the way, then the ways in,
 * which load the pins.
 */
final class RegionWriter implements Surroundings {
  private static final int NONE = -1;

  private final RegisterFile registers;
  private final int neededGroups;
  private final CodeArea area;
  private final RegionShape shape;
  private final PinPlan plan;
  private final Assembler asm;

  /** Number of the first block's record. */
  private final int first;

  private final Map<Long, Integer> labels = new HashMap<>();
  private final Map<Long, List<Integer>> waiting = new HashMap<>();

  /** Numbers of records by the addresses of blocks. */
  private final Map<Long, Integer> records = new HashMap<>();

  /** The block whose code comes next: a jump there is none. */
  private long next;

  /** The path that is being written, and where its own end leads if that is not its start. */
  private long present;

  private int again = NONE;

  private RegionWriter(
      RegisterFile registers, RegisterGroups groups, CodeArea area, RegionShape shape) {
    this.registers = registers;
    this.area = area;
    this.shape = shape;
    this.plan = new PinPlan(shape, registers);
    int needed = 0;
    for (IrBlock path : shape.paths().values()) {
      needed |= BlockCompiler.groups(groups, path);
    }
    this.neededGroups = needed;
    this.first = area.newRegion(shape);
    this.asm = area.start(first, IrBuilder.UNKNOWN_FLAGS);
  }

  /** Puts a region into the area; the number of its first block's record. */
  static int write(
      RegisterFile registers, RegisterGroups groups, CodeArea area, RegionShape shape) {
    RegionWriter writer = new RegionWriter(registers, groups, area, shape);
    writer.write();
    return writer.first;
  }

  private void write() {
    int number = first;
    for (IrBlock block : shape.blocks()) {
      records.put(block.pc(), number++);
    }
    List<IrBlock> paths = new ArrayList<>(shape.paths().values());
    AccessChecks checks = new AccessChecks(shape.entries(), shape.paths());
    List<List<Runnable>> stubs = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      boolean falls = i + 1 < paths.size() && moves(paths.get(i + 1)) == null;
      next = falls ? paths.get(i + 1).pc() : -1;
      stubs.add(path(paths.get(i), checks));
    }
    next = -1;
    for (int i = 0; i < paths.size(); i++) {
      long pc = paths.get(i).pc();
      area.inBlock(record(pc), shape.flagsKind(pc));
      List<Runnable> behind = stubs.get(i);
      for (int n = 0; n < behind.size(); n++) { // they may add some
        behind.get(n).run();
      }
    }
    Map<Integer, Integer> ways = new HashMap<>();
    for (IrBlock path : paths) {
      if (shape.entries().contains(path.pc())) {
        ways.put(record(path.pc()), asm.position());
        area.inBlock(record(path.pc()), IrBuilder.UNKNOWN_FLAGS);
        wayIn(path.pc());
      }
    }
    long code = area.finish(asm);
    ways.forEach((record, way) -> area.setCode(record, code + way));
  }

  private int record(long pc) {
    return Objects.requireNonNull(records.get(pc));
  }

  private List<Runnable> path(IrBlock block, AccessChecks checks) {
    long pc = block.pc();
    int kind = shape.flagsKind(pc);
    area.inBlock(record(pc), kind);
    Values values = new Values(asm, registers, block, plan.pins(), plan.live(pc), plan.dirty(pc));
    BulkLoop moves = moves(block);
    present = pc;
    again = moves == null ? NONE : asm.position();
    List<Runnable> stubs =
        new BlockCompiler(asm, registers, area, block, kind, values, checks, this)
            .inRegion(shape.isHeader(pc), moves);
    again = NONE;
    return stubs;
  }

  private @Nullable BulkLoop moves(IrBlock path) {
    return shape.entries().contains(path.pc()) ? BulkLoop.of(path, registers.flagsSlot()) : null;
  }

  @Override
  public void begin(long pc) {
    labels.put(pc, asm.position());
    waiting.getOrDefault(pc, List.of()).forEach(asm::bind);
  }

  private void wayIn(long pc) {
    List<Runnable> stubs = new ArrayList<>();
    BlockCompiler.needGroups(asm, area, neededGroups, stubs);
    for (int pin = 0; pin < plan.pins().count(); pin++) {
      if ((plan.live(pc) >> pin & 1) != 0) {
        int home = ThreadState.slot(plan.pins().slot(pin));
        asm.rm(true, Assembler.MOV, Values.POOL[pin], RBP, home);
      }
    }
    jump(pc);
    stubs.forEach(Runnable::run);
  }

  // ---- for the blocks ----

  @Override
  public boolean contains(long pc) {
    return shape.paths().containsKey(pc);
  }

  @Override
  public int needed(long pc) {
    return plan.live(pc);
  }

  @Override
  public List<Long> returns(long pc) {
    return shape.returns(pc);
  }

  @Override
  public int lastBlock(long pc) {
    return record(shape.last(pc));
  }

  @Override
  public boolean isNext(long pc) {
    return pc == next;
  }

  private @Nullable Integer label(long pc) {
    return pc == present && again != NONE ? (Integer) again : labels.get(pc);
  }

  @Override
  public void jump(long pc) {
    if (pc == next) {
      return;
    }
    Integer label = label(pc);
    if (label != null) {
      asm.jumpBack(label);
    } else {
      waiting.computeIfAbsent(pc, p -> new ArrayList<>()).add(asm.jump());
    }
  }

  @Override
  public void jumpIf(int condition, long pc) {
    Integer label = label(pc);
    if (label != null) {
      asm.jcc(condition, label);
    } else {
      waiting.computeIfAbsent(pc, p -> new ArrayList<>()).add(asm.jcc(condition));
    }
  }
}
