package burrow.loader;

import static burrow.loader.FileBytes.hex;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The function table of a Go program (runtime.pclntab): which function is at a pc, and where it
 * comes from. It is there in stripped files, too. Layouts are those of runtime/symtab.go and
 * internal/abi of Go 1.16 to 1.26.
 */
public final class GoFunctions {
  /** The layouts that differ, by the magic number of the header. */
  enum Layout {
    GO_1_16(0xfffffffa, "1.16 to 1.17"),
    GO_1_18(0xfffffff0, "1.18 to 1.19"),
    GO_1_20(0xfffffff1, "1.20 to 1.26");

    final int magic;
    final String versions;

    Layout(int magic, String versions) {
      this.magic = magic;
      this.versions = versions;
    }
  }

  /** Of Go 1.2 to 1.15: recognised, not read. */
  static final int MAGIC_1_2 = 0xfffffffb;

  private static final int MAX_NAME = 1 << 16;

  private final ImageMemory memory;
  private final long address;
  private final Layout layout;
  private final int instructionUnit;
  private final long names;
  private final long units;
  private final long files;
  private final long pcTables;
  private final long functionData;
  private final long fileCount;
  private final long textStart;
  private final long inlineBase;

  /** Entry addresses, with the end of the last function as one more element. */
  private final long[] entries;

  private final int[] functionOffsets;

  /**
   * Reads the header and the table of entries.
   *
   * @param address of the header
   * @param text where the entries count from, or 0 to take it from the header
   * @param gofunc where the inline trees' offsets count from (moduledata.gofunc), 0 if unknown
   */
  GoFunctions(ImageMemory memory, long address, long text, long gofunc) throws BadImageException {
    this.memory = memory;
    this.address = address;
    this.layout = layoutOf(memory, address);
    this.inlineBase = gofunc;
    String what = "pclntab header";
    instructionUnit = memory.u8(address + 6, what);
    int pointerSize = memory.u8(address + 7, what);
    if (pointerSize != 8 || instructionUnit == 0 || instructionUnit > 4) {
      throw memory.bad(
          what
              + " at address "
              + hex(address)
              + ": instruction unit "
              + instructionUnit
              + " and pointer size "
              + pointerSize
              + ", expected 1, 2 or 4 and 8");
    }
    long count = memory.i64(address + 8, what + ", nfunc");
    fileCount = memory.i64(address + 16, what + ", nfiles");
    boolean hasText = layout != Layout.GO_1_16;
    long headerText = hasText ? memory.pointer(address + 24, what + ", textStart") : 0;
    textStart = text != 0 ? text : headerText;
    long offsets = address + (hasText ? 32 : 24);
    names = table(offsets, "funcnameOffset");
    units = table(offsets + 8, "cuOffset");
    files = table(offsets + 16, "filetabOffset");
    pcTables = table(offsets + 24, "pctabOffset");
    functionData = table(offsets + 32, "pclnOffset");

    int entrySize = entrySize();
    long room = memory.contentAt(functionData) / entrySize;
    if (count <= 0 || count >= room || count > Integer.MAX_VALUE - 1) {
      throw memory.bad(what + ", nfunc: " + count + ", expected 1 to " + (room - 1));
    }
    entries = new long[(int) count + 1];
    functionOffsets = new int[(int) count];
    readEntries((int) count);
  }

  private static Layout layoutOf(ImageMemory memory, long address) throws BadImageException {
    int magic = memory.i32(address, "pclntab magic");
    for (Layout l : Layout.values()) {
      if (l.magic == magic) {
        return l;
      }
    }
    String old = magic == MAGIC_1_2 ? " (Go 1.2 to 1.15)" : "";
    throw memory.bad(
        "pclntab magic at address "
            + hex(address)
            + ": "
            + hex(magic & 0xffffffffL)
            + old
            + ", expected 0xfffffffa (Go 1.16), 0xfffffff0 (1.18) or 0xfffffff1 (1.20)");
  }

  private long table(long field, String name) throws BadImageException {
    long offset = memory.i64(field, "pclntab header, " + name);
    if (offset <= 0 || offset >= memory.contentAt(address)) {
      throw memory.bad(
          "pclntab header, " + name + ": " + hex(offset) + ", expected an offset in the table");
    }
    return address + offset;
  }

  private int entrySize() {
    return layout == Layout.GO_1_16 ? 16 : 8;
  }

  private void readEntries(int count) throws BadImageException {
    String what = "pclntab entries";
    for (int i = 0; i <= count; i++) {
      long at = functionData + (long) i * entrySize();
      if (layout == Layout.GO_1_16) {
        entries[i] = memory.pointer(at, what);
      } else {
        entries[i] = textStart + memory.u32(at, what);
      }
      if (i > 0 && entries[i] < entries[i - 1]) {
        throw memory.bad(
            what
                + ": number "
                + i
                + " is "
                + hex(entries[i])
                + ", expected it at or above the one before");
      }
      if (i < count) {
        long offset =
            layout == Layout.GO_1_16 ? memory.i64(at + 8, what) : memory.u32(at + 4, what);
        if (offset < 0 || offset > memory.contentAt(functionData) - 40) {
          throw memory.bad(
              what
                  + ": function "
                  + i
                  + " described at offset "
                  + hex(offset)
                  + ", expected it in the table");
        }
        functionOffsets[i] = (int) offset;
      }
    }
    if (!memory.isExecutable(entries[0])
        || memory.segmentOf(entries[0], entries[count] - entries[0]) == null) {
      throw memory.bad(
          what
              + ": from "
              + hex(entries[0])
              + " to "
              + hex(entries[count])
              + ", expected one executable segment");
    }
  }

  /** The Go versions that write this layout, such as "1.20 to 1.26". */
  public String versions() {
    return layout.versions;
  }

  /** Address of the table's header. */
  public long address() {
    return address;
  }

  /** How many functions there are. */
  public int size() {
    return functionOffsets.length;
  }

  /** How many file names there are. */
  public long fileCount() {
    return fileCount;
  }

  /** Address of a function's first instruction; index {@link #size} gives the end of the last. */
  public long entry(int index) {
    return entries[index];
  }

  /** Where the function behind it begins: the function's end, padding included. */
  public long end(int index) {
    return entries[index + 1];
  }

  /** The index of the function that a pc belongs to, or -1. */
  public int indexOf(long pc) {
    if (pc < entries[0] || pc >= entries[size()]) {
      return -1;
    }
    int i = Arrays.binarySearch(entries, pc);
    if (i < 0) {
      return -i - 2;
    }
    // Functions without code share their entry with the next one, which has it.
    while (entries[i + 1] == pc) {
      i++;
    }
    return i;
  }

  /** The function that a pc belongs to, or null. */
  public @Nullable GoFunction find(long pc) throws BadImageException {
    int i = indexOf(pc);
    return i < 0 ? null : get(i);
  }

  public GoFunction get(int index) throws BadImageException {
    return new GoFunction(this, index, functionData + functionOffsets[index]);
  }

  // ---- for GoFunction ----

  ImageMemory memory() {
    return memory;
  }

  Layout layout() {
    return layout;
  }

  long inlineBase() {
    return inlineBase;
  }

  String name(int offset) throws BadImageException {
    return offset < 0 ? "" : memory.text(names + offset, MAX_NAME, "pclntab function name");
  }

  /** The name of a compilation unit's file. */
  String fileName(long unit, int index) throws BadImageException {
    if (index < 0) {
      return "";
    }
    long offset = memory.u32(units + (unit + index) * 4, "pclntab compilation unit");
    return offset == 0xffffffffL ? "" : memory.text(files + offset, MAX_NAME, "pclntab file name");
  }

  /** Walks a table of values by pc. */
  interface PcValueVisitor {
    /** Returns false to stop. The value holds from {@code from} to before {@code to}. */
    boolean range(long from, long to, int value);
  }

  /**
   * Walks the pc-value table at an offset, for a function that starts at {@code entry}: pairs of a
   * zigzag difference of values and a difference of pcs, until a zero value difference.
   */
  void walk(int offset, long entry, PcValueVisitor visitor) throws BadImageException {
    if (offset == 0) {
      return;
    }
    long at = pcTables + (offset & 0xffffffffL);
    long limit = entries[size()];
    long pc = entry;
    int value = -1;
    Varint v = new Varint(at);
    for (boolean first = true; ; first = false) {
      int delta = v.next();
      if (delta == 0 && !first) {
        return;
      }
      value += delta >>> 1 ^ -(delta & 1);
      long next = pc + (v.next() & 0xffffffffL) * instructionUnit;
      if (next <= pc && !(first && next == pc) || next > limit) {
        throw memory.bad(
            "pclntab pc-value table at " + hex(at) + ": pc " + hex(next) + " after " + hex(pc));
      }
      if (!visitor.range(pc, next, value)) {
        return;
      }
      pc = next;
    }
  }

  private final class Varint {
    private long at;

    Varint(long at) {
      this.at = at;
    }

    int next() throws BadImageException {
      int value = 0;
      for (int shift = 0; shift < 35; shift += 7) {
        int b = memory.u8(at++, "pclntab pc-value table");
        value |= (b & 0x7f) << shift;
        if ((b & 0x80) == 0) {
          return value;
        }
      }
      throw memory.bad("pclntab pc-value table at " + hex(at) + ": a number of more than 32 bits");
    }
  }
}
