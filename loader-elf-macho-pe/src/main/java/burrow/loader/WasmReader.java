package burrow.loader;

import burrow.machine.Access;
import burrow.machine.Arch;
import burrow.machine.LinearMemory;
import burrow.machine.Os;
import burrow.machine.ProgramImage;
import burrow.machine.ProgramImage.Import;
import burrow.machine.ProgramImage.Segment;
import burrow.machine.WasmFacts;
import burrow.machine.WasmFacts.Export;
import burrow.machine.WasmFacts.ExportKind;
import burrow.machine.WasmFacts.Global;
import burrow.machine.WasmFacts.Signature;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/**
 * Reads a WebAssembly module (binary format version 1) as the Go toolchain writes it: one memory,
 * one table, active segments, functions with at most one result. Function bodies are not looked
 * into: {@link WasmValidator} does.
 */
final class WasmReader {
  private static final int MAX_FUNCTIONS = 1_000_000;
  private static final int MAX_TABLE = 10_000_000;

  /** Section ids in the order that the format demands; custom sections (0) may stand anywhere. */
  private static final int[] ORDER = {1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 10, 11};

  private final FileBytes file;
  private final WasmInput in;
  private final List<Signature> signatures = new ArrayList<>();
  private final List<Import> imports = new ArrayList<>();
  private final List<Global> globals = new ArrayList<>();
  private final List<Export> exports = new ArrayList<>();
  private int[] functionTypes = new int[0];
  private int importedFunctions;
  private int[] bodyStart = new int[0];
  private int[] bodyEnd = new int[0];
  private int[] table = new int[0];
  private boolean hasMemory;
  private int pages;
  private int maximumPages;
  private int start = -1;
  private int[] dataAddress = new int[0];
  private int[] dataOffset = new int[0];
  private int[] dataLength = new int[0];

  WasmReader(FileBytes file) {
    this.file = file;
    this.in = new WasmInput(file, 0, file.size());
  }

  ProgramImage read() throws BadImageException {
    long version = file.u32(4, "WebAssembly version");
    if (version != 1) {
      throw file.bad("WebAssembly version", 4, version + ", expected 1");
    }
    in.seek(8);
    int last = -1;
    while (!in.atEnd()) {
      int at = in.at();
      int id = in.u8("section id");
      int size = in.u32("size of section " + id);
      if (size < 0 || size > file.size() - in.at()) {
        throw file.bad(
            "section " + id,
            at,
            Integer.toUnsignedString(size)
                + " bytes, expected an end at or below the file's end "
                + FileBytes.hex(file.size()));
      }
      int end = in.at() + size;
      if (id != 0) {
        int rank = rank(id, at);
        if (rank <= last) {
          throw file.bad("section " + id, at, "out of order or a second one");
        }
        last = rank;
        WasmInput section = new WasmInput(file, in.at(), end);
        section(id, section);
        if (!section.atEnd()) {
          throw file.bad(
              "section " + id, section.at(), "the content ends here, expected " + hex(end));
        }
      }
      in.seek(end);
    }
    return image();
  }

  private static String hex(long v) {
    return FileBytes.hex(v);
  }

  private int rank(int id, int at) throws BadImageException {
    for (int i = 0; i < ORDER.length; i++) {
      if (ORDER[i] == id) {
        return i;
      }
    }
    throw file.bad("section id", at, id + ", expected 0 to 12");
  }

  private void section(int id, WasmInput s) throws BadImageException {
    switch (id) {
      case 1 -> types(s);
      case 2 -> imports(s);
      case 3 -> functions(s);
      case 4 -> tables(s);
      case 5 -> memories(s);
      case 6 -> globals(s);
      case 7 -> exports(s);
      case 8 -> start = functionIndex(s, "start function");
      case 9 -> elements(s);
      case 10 -> code(s);
      case 11 -> data(s);
      default -> s.u32("data count");
    }
  }

  private void types(WasmInput s) throws BadImageException {
    int n = s.count("types");
    for (int i = 0; i < n; i++) {
      s.expect(0x60, "function type");
      String parameters = valueTypes(s);
      int at = s.at();
      String results = valueTypes(s);
      if (results.length() > 1) {
        throw file.bad("function type", at, "several results, expected one at most");
      }
      signatures.add(new Signature(parameters, results));
    }
  }

  private static String valueTypes(WasmInput s) throws BadImageException {
    int n = s.count("value types");
    StringBuilder b = new StringBuilder(n);
    for (int i = 0; i < n; i++) {
      b.append(s.valueType());
    }
    return b.toString();
  }

  private void imports(WasmInput s) throws BadImageException {
    int n = s.count("imports");
    functionTypes = new int[n];
    for (int i = 0; i < n; i++) {
      String module = s.name();
      String name = s.name();
      int at = s.at();
      int kind = s.u8("kind of import");
      if (kind != 0) {
        throw file.bad(
            "import " + module + "." + name, at, "kind " + kind + ", expected a function");
      }
      functionTypes[i] = typeIndex(s);
      imports.add(new Import(module, name, 0, false));
    }
    importedFunctions = n;
  }

  private int typeIndex(WasmInput s) throws BadImageException {
    int at = s.at();
    int t = s.u32("type index");
    if (t < 0 || t >= signatures.size()) {
      throw file.bad(
          "type index", at, Integer.toUnsignedString(t) + ", expected below " + signatures.size());
    }
    return t;
  }

  private int functionIndex(WasmInput s, String what) throws BadImageException {
    int at = s.at();
    int f = s.u32(what);
    if (f < 0 || f >= functionTypes.length) {
      throw file.bad(
          what, at, Integer.toUnsignedString(f) + ", expected below " + functionTypes.length);
    }
    return f;
  }

  private void functions(WasmInput s) throws BadImageException {
    int n = s.count("functions");
    if (n > MAX_FUNCTIONS) {
      throw file.bad(
          "function section", s.at(), n + " functions, expected at most " + MAX_FUNCTIONS);
    }
    functionTypes = Arrays.copyOf(functionTypes, importedFunctions + n);
    for (int i = 0; i < n; i++) {
      functionTypes[importedFunctions + i] = typeIndex(s);
    }
  }

  private void tables(WasmInput s) throws BadImageException {
    int n = s.count("tables");
    for (int i = 0; i < n; i++) {
      int at = s.at();
      s.expect(0x70, "table of functions");
      long[] limits = limits(s);
      if (i > 0 || limits[0] > MAX_TABLE) {
        throw file.bad("table", at, "expected one of at most " + MAX_TABLE + " entries");
      }
      table = new int[(int) limits[0]];
      Arrays.fill(table, -1);
    }
  }

  private static long[] limits(WasmInput s) throws BadImageException {
    int flags = s.u8("limits");
    if (flags > 1) {
      throw s.bad(s.at() - 1, "limits", "flags " + flags + ", expected 0 or 1");
    }
    long least = s.u32("minimum") & 0xffff_ffffL;
    return new long[] {least, flags == 1 ? s.u32("maximum") & 0xffff_ffffL : Long.MAX_VALUE};
  }

  private void memories(WasmInput s) throws BadImageException {
    int n = s.count("memories");
    for (int i = 0; i < n; i++) {
      int at = s.at();
      long[] limits = limits(s);
      if (i > 0 || limits[0] > LinearMemory.MOST_PAGES) {
        throw file.bad("memory", at, "expected one of at most 65536 pages");
      }
      hasMemory = true;
      pages = (int) limits[0];
      maximumPages = (int) Math.min(limits[1], LinearMemory.MOST_PAGES);
    }
  }

  private void globals(WasmInput s) throws BadImageException {
    int n = s.count("globals");
    for (int i = 0; i < n; i++) {
      char type = s.valueType();
      boolean mutable = s.u8("mutability") == 1;
      globals.add(new Global(type, mutable, constant(s, type)));
    }
  }

  /** A constant expression without references to globals. */
  private static long constant(WasmInput s, char type) throws BadImageException {
    int at = s.at();
    int op = s.u8("constant");
    char found;
    long value;
    switch (op) {
      case 0x41 -> {
        value = s.s32("i32.const") & 0xffff_ffffL;
        found = 'I';
      }
      case 0x42 -> {
        value = s.s64("i64.const");
        found = 'J';
      }
      case 0x43 -> {
        value = s.raw(4, "f32.const");
        found = 'F';
      }
      case 0x44 -> {
        value = s.raw(8, "f64.const");
        found = 'D';
      }
      default -> throw s.bad(at, "constant", "opcode " + hex(op) + ", expected a constant");
    }
    if (found != type) {
      throw s.bad(at, "constant", "of another type than expected");
    }
    s.expect(0x0b, "end of a constant expression");
    return value;
  }

  private void exports(WasmInput s) throws BadImageException {
    int n = s.count("exports");
    for (int i = 0; i < n; i++) {
      String name = s.name();
      int at = s.at();
      int kind = s.u8("kind of export");
      if (kind > 3) {
        throw file.bad("export " + name, at, "kind " + kind + ", expected 0 to 3");
      }
      int index = kind == 0 ? functionIndex(s, "exported function") : s.u32("export index");
      exports.add(new Export(name, kind(kind), index));
    }
  }

  private static ExportKind kind(int number) {
    return switch (number) {
      case 0 -> ExportKind.FUNCTION;
      case 1 -> ExportKind.TABLE;
      case 2 -> ExportKind.MEMORY;
      default -> ExportKind.GLOBAL;
    };
  }

  private void elements(WasmInput s) throws BadImageException {
    int n = s.count("element segments");
    for (int i = 0; i < n; i++) {
      int at = s.at();
      int flags = s.u32("element segment");
      if (flags != 0) {
        throw file.bad(
            "element segment", at, "flags " + flags + ", expected 0 (active, functions)");
      }
      long offset = constant(s, 'I');
      int count = s.count("elements");
      if (offset + count > table.length) {
        throw file.bad(
            "element segment",
            at,
            offset + " + " + count + ", expected at most " + table.length + " table entries");
      }
      for (int k = 0; k < count; k++) {
        table[(int) offset + k] = functionIndex(s, "element");
      }
    }
  }

  private void code(WasmInput s) throws BadImageException {
    int at = s.at();
    int n = s.count("function bodies");
    if (n != functionTypes.length - importedFunctions) {
      throw file.bad(
          "code section",
          at,
          n + " bodies, expected " + (functionTypes.length - importedFunctions));
    }
    bodyStart = new int[n];
    bodyEnd = new int[n];
    for (int i = 0; i < n; i++) {
      int size = s.u32("size of a function body");
      bodyStart[i] = s.at();
      s.skip(size, "function body");
      bodyEnd[i] = s.at();
    }
  }

  private void data(WasmInput s) throws BadImageException {
    int n = s.count("data segments");
    dataAddress = new int[n];
    dataOffset = new int[n];
    dataLength = new int[n];
    for (int i = 0; i < n; i++) {
      int at = s.at();
      int flags = s.u32("data segment");
      if (flags != 0 || !hasMemory) {
        throw file.bad("data segment", at, "flags " + flags + ", expected 0 (active)");
      }
      dataAddress[i] = (int) constant(s, 'I');
      dataLength[i] = s.u32("size of a data segment");
      dataOffset[i] = s.at();
      s.skip(dataLength[i], "data segment");
      long end = (dataAddress[i] & 0xffff_ffffL) + dataLength[i];
      if (end > (long) pages * LinearMemory.PAGE_BYTES) {
        throw file.bad(
            "data segment",
            at,
            "ends at address " + hex(end) + ", expected at most " + pages + " pages");
      }
    }
  }

  // ---- the whole ----

  private ProgramImage image() throws BadImageException {
    if (bodyStart.length != functionTypes.length - importedFunctions) {
      throw file.bad(
          "has no code section, expected one for " + functionTypes.length + " functions");
    }
    Os os = os();
    WasmFacts facts =
        new WasmFacts(
            List.copyOf(signatures),
            functionTypes,
            importedFunctions,
            bodyStart,
            bodyEnd,
            table,
            pages,
            maximumPages,
            List.copyOf(globals),
            List.copyOf(exports),
            start,
            dataAddress,
            dataOffset,
            dataLength);
    return new ProgramImage(
        file.file(),
        "WebAssembly",
        os,
        Arch.WASM,
        file.data(),
        0,
        false,
        new DataSegments(facts),
        List.of(),
        List.copyOf(imports),
        null,
        facts);
  }

  private Os os() throws BadImageException {
    for (Import i : imports) {
      switch (i.library()) {
        case "gojs", "go" -> {
          return Os.JS;
        }
        case "wasi_snapshot_preview1" -> {
          return Os.WASIP1;
        }
        default -> {}
      }
    }
    throw file.bad(
        "imports neither gojs (GOOS=js) nor wasi_snapshot_preview1 (GOOS=wasip1), expected a Go"
            + " program");
  }

  /** Made on demand: a large program has a hundred thousand. */
  private static final class DataSegments extends AbstractList<Segment> implements RandomAccess {
    private final WasmFacts facts;

    DataSegments(WasmFacts facts) {
      this.facts = facts;
    }

    @Override
    public Segment get(int i) {
      return new Segment(
          "data " + i,
          facts.dataAddress()[i] & 0xffff_ffffL,
          facts.dataLength()[i],
          facts.dataOffset()[i],
          facts.dataLength()[i],
          Access.READ | Access.WRITE);
    }

    @Override
    public int size() {
      return facts.dataAddress().length;
    }
  }
}
