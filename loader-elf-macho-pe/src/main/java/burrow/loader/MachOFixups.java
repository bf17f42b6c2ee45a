package burrow.loader;

import static burrow.loader.FileBytes.hex;

import burrow.loader.MachOReader.MachSegment;
import burrow.machine.ProgramImage.Import;
import burrow.machine.ProgramImage.Relocation;
import burrow.machine.ProgramImage.RelocationKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects what dyld does to a Mach-O image: pointers to rebase and symbols to bind, from the
 * opcodes of LC_DYLD_INFO or from the indirect symbol table.
 */
final class MachOFixups {
  // Rebase opcodes: high nibble of a byte, the low one is an immediate operand.
  private static final int REBASE_DONE = 0x00;
  private static final int REBASE_SET_TYPE_IMM = 0x10;
  private static final int REBASE_SET_SEGMENT_AND_OFFSET_ULEB = 0x20;
  private static final int REBASE_ADD_ADDR_ULEB = 0x30;
  private static final int REBASE_ADD_ADDR_IMM_SCALED = 0x40;
  private static final int REBASE_DO_IMM_TIMES = 0x50;
  private static final int REBASE_DO_ULEB_TIMES = 0x60;
  private static final int REBASE_DO_ADD_ADDR_ULEB = 0x70;
  private static final int REBASE_DO_ULEB_TIMES_SKIPPING_ULEB = 0x80;

  // Bind opcodes
  private static final int BIND_DONE = 0x00;
  private static final int BIND_SET_DYLIB_ORDINAL_IMM = 0x10;
  private static final int BIND_SET_DYLIB_ORDINAL_ULEB = 0x20;
  private static final int BIND_SET_DYLIB_SPECIAL_IMM = 0x30;
  private static final int BIND_SET_SYMBOL_TRAILING_FLAGS_IMM = 0x40;
  private static final int BIND_SET_TYPE_IMM = 0x50;
  private static final int BIND_SET_ADDEND_SLEB = 0x60;
  private static final int BIND_SET_SEGMENT_AND_OFFSET_ULEB = 0x70;
  private static final int BIND_ADD_ADDR_ULEB = 0x80;
  private static final int BIND_DO_BIND = 0x90;
  private static final int BIND_DO_BIND_ADD_ADDR_ULEB = 0xa0;
  private static final int BIND_DO_BIND_ADD_ADDR_IMM_SCALED = 0xb0;
  private static final int BIND_DO_BIND_ULEB_TIMES_SKIPPING_ULEB = 0xc0;

  private static final int TYPE_POINTER = 1;
  private static final int SYMBOL_FLAG_WEAK_IMPORT = 1;
  private static final int POINTER = 8;

  // Section types and symbol fields of mach-o/loader.h and mach-o/nlist.h
  private static final int S_NON_LAZY_SYMBOL_POINTERS = 6;
  private static final int S_LAZY_SYMBOL_POINTERS = 7;
  private static final int INDIRECT_SYMBOL_LOCAL_OR_ABSOLUTE = 0xc0000000;
  private static final int SYMBOL_SIZE = 16;
  private static final int N_WEAK_REF = 0x40;

  private final FileBytes file;
  private final SegmentMap map;
  private final List<MachSegment> segments;
  private final List<String> libraries;
  private final long headerAddress;
  private final RelocationTable relocations = new RelocationTable();
  private final List<Import> imports = new ArrayList<>();
  private final Map<Import, Integer> importIndex = new HashMap<>();

  MachOFixups(
      FileBytes file,
      SegmentMap map,
      List<MachSegment> segments,
      List<String> libraries,
      long headerAddress) {
    this.file = file;
    this.map = map;
    this.segments = segments;
    this.libraries = libraries;
    this.headerAddress = headerAddress;
  }

  List<Relocation> relocations() {
    return relocations;
  }

  List<Import> imports() {
    return List.copyOf(imports);
  }

  long headerAddress() {
    return headerAddress;
  }

  MachSegment segment(long index, String what) throws BadImageException {
    if (index < 0 || index >= segments.size()) {
      throw file.bad(what + ": segment " + index + ", expected below " + segments.size());
    }
    return segments.get((int) index);
  }

  /** The number of the import in the image's list. */
  int importOf(long ordinal, String name, boolean weak, String what) throws BadImageException {
    // 0 this image, -1 the main program, -2 any image, -3 any image's weak definition
    if (ordinal < -3 || ordinal > libraries.size()) {
      throw file.bad(
          what + ": library ordinal " + ordinal + ", expected -3 to " + libraries.size());
    }
    String library = ordinal <= 0 ? "" : libraries.get((int) ordinal - 1);
    Import wanted = new Import(library, name, 0, weak);
    Integer known = importIndex.putIfAbsent(wanted, imports.size());
    if (known == null) {
      imports.add(wanted);
      return imports.size() - 1;
    }
    return known;
  }

  void append(RelocationKind kind, long address, int symbol, long addend, String what)
      throws BadImageException {
    map.requireOffset(address, POINTER, what);
    // Opcodes can repeat themselves without end; a real image has fewer pointers than words.
    if (relocations.size() > file.size() / 4) {
      throw file.bad(what + ": too many pointers, expected at most one per 4 bytes of the file");
    }
    relocations.append(kind, address, symbol, addend);
  }

  // ---- LC_DYLD_INFO ----

  /** Reads the five streams of an LC_DYLD_INFO command, but for the exports. */
  void readOpcodes(long command) throws BadImageException {
    rebase(stream(command, 8, "rebase opcodes"));
    bind(stream(command, 16, "bind opcodes"), false);
    bind(stream(command, 24, "weak bind opcodes"), false);
    bind(stream(command, 32, "lazy bind opcodes"), true);
  }

  private OpcodeStream stream(long command, int field, String what) throws BadImageException {
    long offset = file.u32(command + field, what);
    long size = file.u32(command + field + 4, what);
    file.require(offset, size, what);
    return new OpcodeStream(file, (int) offset, (int) (offset + size), what);
  }

  private void rebase(OpcodeStream in) throws BadImageException {
    long address = 0;
    while (in.hasMore()) {
      int opcode = in.nextByte();
      int operand = opcode & 0xf;
      switch (opcode & 0xf0) {
        case REBASE_DONE -> {
          return;
        }
        case REBASE_SET_TYPE_IMM -> in.expect(operand == TYPE_POINTER, "type 1 (pointer)");
        case REBASE_SET_SEGMENT_AND_OFFSET_ULEB ->
            address = segment(operand, in.what()).address() + in.unsigned();
        case REBASE_ADD_ADDR_ULEB -> address += in.unsigned();
        case REBASE_ADD_ADDR_IMM_SCALED -> address += (long) operand * POINTER;
        case REBASE_DO_IMM_TIMES -> address = rebaseRun(address, operand, 0, in);
        case REBASE_DO_ULEB_TIMES -> address = rebaseRun(address, in.unsigned(), 0, in);
        case REBASE_DO_ADD_ADDR_ULEB -> address = rebaseRun(address, 1, in.unsigned(), in);
        case REBASE_DO_ULEB_TIMES_SKIPPING_ULEB -> {
          long count = in.unsigned();
          address = rebaseRun(address, count, in.unsigned(), in);
        }
        default -> in.expect(false, "a rebase opcode");
      }
    }
  }

  private long rebaseRun(long address, long count, long skip, OpcodeStream in)
      throws BadImageException {
    in.expect(count >= 0, "a count");
    for (long i = 0; i < count; i++) {
      append(RelocationKind.ADD_SLIDE, address, -1, 0, in.what());
      address += POINTER + skip;
    }
    return address;
  }

  /**
   * Runs a bind stream.
   *
   * @param lazy in the lazy stream every symbol ends with DONE, and zeros fill up the end
   */
  private void bind(OpcodeStream in, boolean lazy) throws BadImageException {
    long address = 0;
    long ordinal = 0;
    long addend = 0;
    String symbol = "";
    boolean weak = false;
    while (in.hasMore()) {
      int opcode = in.nextByte();
      int operand = opcode & 0xf;
      switch (opcode & 0xf0) {
        case BIND_DONE -> {
          if (!lazy) {
            return;
          }
        }
        case BIND_SET_DYLIB_ORDINAL_IMM -> ordinal = operand;
        case BIND_SET_DYLIB_ORDINAL_ULEB -> ordinal = in.unsigned();
        case BIND_SET_DYLIB_SPECIAL_IMM -> ordinal = operand == 0 ? 0 : operand - 16;
        case BIND_SET_SYMBOL_TRAILING_FLAGS_IMM -> {
          weak = (operand & SYMBOL_FLAG_WEAK_IMPORT) != 0;
          symbol = in.text();
        }
        case BIND_SET_TYPE_IMM -> in.expect(operand == TYPE_POINTER, "type 1 (pointer)");
        case BIND_SET_ADDEND_SLEB -> addend = in.signed();
        case BIND_SET_SEGMENT_AND_OFFSET_ULEB ->
            address = segment(operand, in.what()).address() + in.unsigned();
        case BIND_ADD_ADDR_ULEB -> address += in.unsigned();
        default -> {
          long count = 1;
          long skip = 0;
          switch (opcode & 0xf0) {
            case BIND_DO_BIND -> {}
            case BIND_DO_BIND_ADD_ADDR_ULEB -> skip = in.unsigned();
            case BIND_DO_BIND_ADD_ADDR_IMM_SCALED -> skip = (long) operand * POINTER;
            case BIND_DO_BIND_ULEB_TIMES_SKIPPING_ULEB -> {
              count = in.unsigned();
              skip = in.unsigned();
            }
            default -> in.expect(false, "a bind opcode");
          }
          in.expect(count >= 0, "a count");
          int index = importOf(ordinal, symbol, weak, in.what());
          for (long i = 0; i < count; i++) {
            append(RelocationKind.IMPORT, address, index, addend, in.what());
            address += POINTER + skip;
          }
        }
      }
    }
  }

  // ---- before LC_DYLD_INFO ----

  /**
   * Binds the symbol pointer sections of one segment.
   *
   * @param segment offset of its LC_SEGMENT_64
   * @param symbolTable offset of LC_SYMTAB
   * @param dynamicSymbols offset of LC_DYSYMTAB
   */
  void readIndirectSymbols(long segment, int commandSize, long symbolTable, long dynamicSymbols)
      throws BadImageException {
    long count = file.u32(segment + 64, "nsects");
    if (count > (commandSize - MachOReader.SEGMENT_COMMAND_SIZE) / MachOReader.SECTION_SIZE) {
      throw file.bad("nsects", segment + 64, count + ", expected as many as cmdsize has room for");
    }
    for (int i = 0; i < count; i++) {
      long section =
          segment + MachOReader.SEGMENT_COMMAND_SIZE + (long) i * MachOReader.SECTION_SIZE;
      int type = file.i32(section + 64, "section flags") & 0xff;
      if (type == S_NON_LAZY_SYMBOL_POINTERS || type == S_LAZY_SYMBOL_POINTERS) {
        bindPointers(section, symbolTable, dynamicSymbols);
      }
    }
  }

  private void bindPointers(long section, long symbolTable, long dynamicSymbols)
      throws BadImageException {
    String what = "indirect symbol table";
    long address = file.i64(section + 32, "section addr");
    long count = file.i64(section + 40, "section size") / POINTER;
    long first = file.u32(section + 68, "section reserved1");
    long table = file.u32(dynamicSymbols + 56, "indirectsymoff") + 4 * first;
    file.requireTable(table, count, 4, what);
    for (int i = 0; i < count; i++) {
      int number = file.i32(table + 4L * i, what);
      if ((number & INDIRECT_SYMBOL_LOCAL_OR_ABSOLUTE) == 0) {
        bindSymbol(address + (long) i * POINTER, number, symbolTable);
      }
    }
  }

  private void bindSymbol(long address, int number, long symbolTable) throws BadImageException {
    long symbols = file.u32(symbolTable + 8, "symoff");
    long symbolCount = file.u32(symbolTable + 12, "nsyms");
    long strings = file.u32(symbolTable + 16, "stroff");
    if (number >= symbolCount) {
      throw file.bad("indirect symbol " + number + ", expected below nsyms " + symbolCount);
    }
    long symbol = symbols + (long) number * SYMBOL_SIZE;
    int description = file.u16(symbol + 6, "n_desc");
    // The library ordinal is the high byte: 0xfe and 0xff stand for "any image" and "main program".
    int ordinal = description >>> 8;
    String what = "symbol " + number + " at offset " + hex(symbol);
    String name = file.text(strings + file.u32(symbol, "n_strx"), file.size(), what);
    boolean weak = (description & N_WEAK_REF) != 0;
    int index = importOf(ordinal >= 0xfd ? ordinal - 0x100 : ordinal, name, weak, what);
    append(RelocationKind.IMPORT, address, index, 0, what);
  }
}
