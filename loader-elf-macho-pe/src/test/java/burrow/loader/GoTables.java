package burrow.loader;

import burrow.loader.GoFunctions.Layout;
import java.nio.charset.StandardCharsets;

/**
 * Writes the tables of a Go program with two functions: main.main, which has main.inner inlined
 * into it, and main.end. Each takes 32 bytes of code.
 */
final class GoTables {
  static final int CODE_SIZE = 64;

  /** Bytes that {@link #functionTable} writes at most. */
  static final int TABLE_SIZE = 0x300;

  static final int MODULE_DATA_SIZE = 600;

  private final Layout layout;
  private final long text;
  private final long table;

  /** Offsets in the function table: fixed, with room to spare. */
  private static final int NAMES = 0x50;

  private static final int UNITS = 0x80;
  private static final int FILES = 0x90;
  private static final int PC_TABLES = 0xa0;
  private static final int FUNCTIONS = 0xd0;
  private static final int INLINE_TREE = 0x1c0;

  GoTables(Layout layout, long text, long table) {
    this.layout = layout;
    this.text = text;
    this.table = table;
  }

  private boolean absolute() {
    return layout == Layout.GO_1_16;
  }

  void functionTable(ByteWriter out) {
    int start = out.position();
    out.u32(layout.magic).u8(0, 0, 1, 8).u64(2, 1);
    if (!absolute()) {
      out.u64(0);
    }
    out.u64(NAMES, UNITS, FILES, PC_TABLES, FUNCTIONS);
    out.at(start + NAMES).text("").text("main.main").text("main.inner").text("main.end");
    out.at(start + UNITS).u32(0);
    out.at(start + FILES).text("main.go");
    // Offset 0 stands for "no table". Pairs: zigzag difference from -1 on, length in bytes.
    out.at(start + PC_TABLES + 1).u8(18, 32, 0); // stack: 8 throughout
    out.u8(2, 32, 0); // file: 0 throughout
    out.u8(16, 16, 2, 16, 0); // line: 7 for half of it, then 8
    out.u8(0, 8, 2, 8, 1, 16, 0); // inline index: -1, then 0, then -1
    int first = absolute() ? 48 : 24; // behind three entries
    int second = first + 96;
    out.at(start + FUNCTIONS);
    if (absolute()) {
      out.u64(text, first, text + 32, second, text + 64, 0);
    } else {
      out.u32(0, first, 32, second, 64, 0);
    }
    function(out.at(start + FUNCTIONS + first), 0, 1, 3);
    function(out.at(start + FUNCTIONS + second), 32, 22, 0);
    out.at(start + INLINE_TREE);
    if (layout == Layout.GO_1_20) {
      out.u32(0, 11, 4, 3); // funcID, name, parent pc, start line
    } else {
      out.u16(-1, 0).u32(0, 7, 11, 4); // parent, funcID, file, line, name, parent pc
    }
  }

  private void function(ByteWriter out, int offset, int name, int pcDataCount) {
    boolean inlines = pcDataCount != 0;
    if (absolute()) {
      out.u64(text + offset);
    } else {
      out.u32(offset);
    }
    out.u32(name, 0, 0, 1, 4, 7, pcDataCount, 0);
    if (layout == Layout.GO_1_20) {
      out.u32(5);
    }
    out.u8(0, 0, 0, inlines ? 4 : 0);
    if (inlines) {
      out.u32(0, 0, 12);
      if (absolute()) {
        out.at(out.position() + 7 & -8).u64(0, 0, 0, table + INLINE_TREE);
      } else {
        out.u32(-1, -1, -1, INLINE_TREE);
      }
    }
  }

  void moduleData(ByteWriter out) {
    int start = out.position();
    int shift = layout == Layout.GO_1_20 ? 16 : 0;
    out.u64(table, table + NAMES);
    out.at(start + 176).u64(text, text + CODE_SIZE);
    out.at(start + 304 + shift).u64(table);
  }

  /** Build info as since Go 1.18: texts in place. */
  static void buildInfo(ByteWriter out) {
    String modules = "\u00b1".repeat(16) + "path\tmain\nmod\tm\tv1\t\n" + "\u00b2".repeat(16);
    int start = out.position();
    out.bytes("\u00ff Go buildinf:".getBytes(StandardCharsets.ISO_8859_1)).u8(8, 2);
    out.at(start + 32).u8(6).name("go1.20", 6);
    out.u8(modules.length()).name(modules, modules.length());
  }
}
