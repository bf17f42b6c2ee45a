package burrow.loader;

import burrow.loader.GoFunctions.Layout;
import java.util.ArrayList;
import java.util.List;

/**
 * A function of a Go program as its function table describes it (runtime._func). A pc that comes
 * from a return address belongs to the call before it: ask for {@code pc - 1}.
 */
public final class GoFunction {
  /** A place in the source. {@code line} is 0 where the table has none. */
  public record Position(String file, int line) {}

  /** One of the functions that run at a pc: several if calls were inlined. */
  public record Frame(String function, String file, int line, boolean inlined) {}

  private static final int FUNCTION_INLINE_TREE = 3; // FUNCDATA_InlTree
  private static final int PC_INLINE_INDEX = 2; // PCDATA_InlTreeIndex
  private static final int MAX_INLINE_DEPTH = 1000;

  /** Flag bits of {@link #flags}. */
  public static final int TOP_FRAME = 1;

  public static final int WRITES_STACK_POINTER = 2;
  public static final int ASSEMBLY = 4;

  private final GoFunctions table;
  private final int index;
  private final int nameOffset;
  private final int spTable;
  private final int fileTable;
  private final int lineTable;
  private final int pcDataCount;
  private final long unit;
  private final int startLine;
  private final int id;
  private final int flags;
  private final int functionDataCount;
  private final long pcData;

  GoFunction(GoFunctions table, int index, long at) throws BadImageException {
    this.table = table;
    this.index = index;
    ImageMemory m = table.memory();
    String what = "pclntab function";
    boolean modern = table.layout() == Layout.GO_1_20;
    // Go 1.16 has the entry as a pointer, later ones as a 32-bit offset.
    long f = at + (table.layout() == Layout.GO_1_16 ? 8 : 4);
    nameOffset = m.i32(f, what);
    spTable = m.i32(f + 12, what);
    fileTable = m.i32(f + 16, what);
    lineTable = m.i32(f + 20, what);
    pcDataCount = m.i32(f + 24, what);
    unit = m.u32(f + 28, what);
    startLine = modern ? m.i32(f + 32, what) : 0;
    long tail = f + (modern ? 36 : 32);
    id = m.u8(tail, what);
    flags = m.u8(tail + 1, what);
    functionDataCount = m.u8(tail + 3, what);
    pcData = tail + 4;
  }

  /** The full name, such as {@code main.(*T).method} or {@code main.f.func1}. */
  public String name() throws BadImageException {
    return table.name(nameOffset);
  }

  public long entry() {
    return table.entry(index);
  }

  /** Where the next function begins. */
  public long end() {
    return table.end(index);
  }

  /**
   * Behind the last instruction, without the padding up to {@link #end}; the latter where the table
   * does not say.
   */
  public long codeEnd() throws BadImageException {
    long[] last = {0};
    table.walk(
        spTable,
        entry(),
        (from, to, value) -> {
          last[0] = to;
          return true;
        });
    return last[0] == 0 ? end() : Math.min(last[0], end());
  }

  /** The first pc behind the given one where line or stack depth change: a certain boundary. */
  public long nextBoundary(long pc) throws BadImageException {
    long[] next = {codeEnd()};
    for (int pcTable : new int[] {lineTable, spTable}) {
      table.walk(
          pcTable,
          entry(),
          (from, to, value) -> {
            if (to <= pc) {
              return true;
            }
            next[0] = Math.min(next[0], to);
            return false;
          });
    }
    return next[0];
  }

  /** The line of {@code func}, 0 before Go 1.20. */
  public int startLine() {
    return startLine;
  }

  /** funcID of internal/abi: special functions of the runtime; numbers differ by version. */
  public int id() {
    return id;
  }

  /** {@link #TOP_FRAME} and others; 0 before Go 1.17. */
  public int flags() {
    return flags;
  }

  /** Bytes of stack below the stack pointer at entry, without the return address; -1 if unknown. */
  public int stackDelta(long pc) throws BadImageException {
    return valueAt(spTable, pc, -1);
  }

  /** The innermost source position at a pc. */
  public Position position(long pc) throws BadImageException {
    return new Position(
        table.fileName(unit, valueAt(fileTable, pc, -1)), Math.max(0, valueAt(lineTable, pc, 0)));
  }

  /** Where the function itself begins: its file and the line of its first instruction. */
  public Position declaration() throws BadImageException {
    List<Frame> frames = frames(entry());
    Frame outer = frames.getLast();
    return new Position(outer.file(), startLine != 0 ? startLine : outer.line());
  }

  /** The functions that run at a pc, innermost first; the last is this one. */
  public List<Frame> frames(long pc) throws BadImageException {
    List<Frame> frames = new ArrayList<>();
    long tree = inlineTree();
    long here = pc;
    for (int depth = 0; ; depth++) {
      Position p = position(here);
      int call = tree == 0 ? -1 : inlineIndex(here);
      if (call < 0) {
        frames.add(new Frame(name(), p.file(), p.line(), false));
        return frames;
      }
      if (depth == MAX_INLINE_DEPTH) {
        throw table.memory().bad("pclntab inline tree of " + name() + ": no end");
      }
      // runtime.inlinedCall
      boolean modern = table.layout() == Layout.GO_1_20;
      long entry = tree + (long) call * (modern ? 16 : 20);
      int callee = table.memory().i32(entry + (modern ? 4 : 12), "pclntab inline tree");
      int parent = table.memory().i32(entry + (modern ? 8 : 16), "pclntab inline tree");
      frames.add(new Frame(table.name(callee), p.file(), p.line(), true));
      here = entry() + parent;
    }
  }

  private int inlineIndex(long pc) throws BadImageException {
    if (pcDataCount <= PC_INLINE_INDEX) {
      return -1;
    }
    return valueAt(table.memory().i32(pcData + 4L * PC_INLINE_INDEX, "pcdata"), pc, -1);
  }

  /** Address of the inline tree, 0 if there is none. */
  private long inlineTree() throws BadImageException {
    if (functionDataCount <= FUNCTION_INLINE_TREE || pcDataCount < 0) {
      return 0;
    }
    long data = pcData + 4L * pcDataCount;
    if (table.layout() == Layout.GO_1_16) {
      return table.memory().pointer((data + 7 & -8) + 8L * FUNCTION_INLINE_TREE, "funcdata");
    }
    long offset = table.memory().u32(data + 4L * FUNCTION_INLINE_TREE, "funcdata");
    return offset == 0xffffffffL || table.inlineBase() == 0 ? 0 : table.inlineBase() + offset;
  }

  private int valueAt(int pcTable, long pc, int otherwise) throws BadImageException {
    int[] found = {otherwise};
    table.walk(
        pcTable,
        entry(),
        (from, to, value) -> {
          if (pc >= to) {
            return true;
          }
          found[0] = value;
          return false;
        });
    return found[0];
  }
}
