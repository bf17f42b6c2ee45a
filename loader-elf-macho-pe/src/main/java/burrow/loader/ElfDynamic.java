package burrow.loader;

import static burrow.loader.FileBytes.hex;

import burrow.machine.Arch;
import burrow.machine.ProgramImage.Import;
import burrow.machine.ProgramImage.Relocation;
import burrow.machine.ProgramImage.RelocationKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The dynamic section of an ELF image: needed libraries, relocations and the symbols they name. */
final class ElfDynamic {
  private static final int ENTRY_SIZE = 16;
  private static final int RELA_SIZE = 24;
  private static final int SYMBOL_SIZE = 24;

  // d_tag
  private static final int DT_NULL = 0;
  private static final int DT_NEEDED = 1;
  private static final int DT_PLTRELSZ = 2;
  private static final int DT_STRTAB = 5;
  private static final int DT_SYMTAB = 6;
  private static final int DT_RELA = 7;
  private static final int DT_RELASZ = 8;
  private static final int DT_RELAENT = 9;
  private static final int DT_STRSZ = 10;
  private static final int DT_PLTREL = 20;
  private static final int DT_JMPREL = 23;
  private static final int DT_RELRSZ = 35;
  private static final int DT_RELR = 36;
  private static final int TAG_LIMIT = 37;

  /** A bitmap word of DT_RELR tells about this many words. */
  private static final int RELR_BITS = 63;

  private static final int STB_WEAK = 2;

  private enum Meaning {
    NONE,
    RELATIVE,
    /** Symbol plus addend. */
    SYMBOL,
    /** What only the dynamic loader can do: TLS offsets, copies, resolvers. */
    FOREIGN
  }

  private final FileBytes file;
  private final SegmentMap segments;
  private final Arch arch;
  private final long[] tags = new long[TAG_LIMIT];
  private final List<String> needed = new ArrayList<>();
  private final RelocationTable relocations = new RelocationTable();
  private final List<Import> imports = new ArrayList<>();
  private final Map<Long, Integer> importOfSymbol = new HashMap<>();
  private int foreign;
  private long lastPacked = -1;

  ElfDynamic(FileBytes file, SegmentMap segments, Arch arch) {
    this.file = file;
    this.segments = segments;
    this.arch = arch;
  }

  List<String> neededLibraries() {
    return List.copyOf(needed);
  }

  List<Relocation> relocations() {
    return relocations;
  }

  List<Import> imports() {
    return List.copyOf(imports);
  }

  /** How many relocations only the dynamic loader can apply. */
  int foreignRelocations() {
    return foreign;
  }

  /**
   * Reads the entries of PT_DYNAMIC.
   *
   * @param withRelocations whether to read the relocations, too
   */
  void read(long offset, long size, boolean withRelocations) throws BadImageException {
    file.require(offset, size, "dynamic section (PT_DYNAMIC)");
    List<Long> neededNames = new ArrayList<>();
    for (long at = offset; at + ENTRY_SIZE <= offset + size; at += ENTRY_SIZE) {
      long tag = file.i64(at, "d_tag");
      long value = file.i64(at + 8, "d_val");
      if (tag == DT_NULL) {
        break;
      }
      if (tag == DT_NEEDED) {
        neededNames.add(value);
      } else if (tag > 0 && tag < TAG_LIMIT) {
        tags[(int) tag] = value;
      }
    }
    for (long name : neededNames) {
      needed.add(string(name, "DT_NEEDED"));
    }
    if (withRelocations) {
      readRelocations();
    }
  }

  private void readRelocations() throws BadImageException {
    if (tags[DT_RELRSZ] != 0) {
      readPacked(tags[DT_RELR], tags[DT_RELRSZ]);
    }
    if (tags[DT_RELASZ] != 0) {
      if (tags[DT_RELAENT] != RELA_SIZE) {
        throw file.bad("DT_RELAENT: " + tags[DT_RELAENT] + ", expected " + RELA_SIZE);
      }
      readTable(tags[DT_RELA], tags[DT_RELASZ], "DT_RELA");
    }
    if (tags[DT_PLTRELSZ] != 0) {
      if (tags[DT_PLTREL] != DT_RELA) {
        throw file.bad("DT_PLTREL: " + tags[DT_PLTREL] + ", expected 7 (DT_RELA)");
      }
      readTable(tags[DT_JMPREL], tags[DT_PLTRELSZ], "DT_JMPREL");
    }
  }

  private void readTable(long address, long size, String what) throws BadImageException {
    long offset = segments.requireOffset(address, size, what);
    if (size % RELA_SIZE != 0) {
      throw file.bad(what + ": size " + hex(size) + ", expected a multiple of " + RELA_SIZE);
    }
    for (long at = offset; at < offset + size; at += RELA_SIZE) {
      long target = file.i64(at, what);
      long info = file.i64(at + 8, what);
      long addend = file.i64(at + 16, what);
      switch (meaning((int) info)) {
        case NONE -> {}
        case FOREIGN -> foreign++;
        case RELATIVE -> append(RelocationKind.RELATIVE, target, -1, addend, at, what);
        case SYMBOL -> appendSymbol(info >>> 32, target, addend, at, what);
      }
    }
  }

  /** DT_RELR: an even word is an address, an odd one a bitmap of the 63 words that follow. */
  private void readPacked(long address, long size) throws BadImageException {
    long offset = segments.requireOffset(address, size, "DT_RELR");
    long next = 0;
    for (long at = offset; at + 8 <= offset + size; at += 8) {
      long word = file.i64(at, "DT_RELR");
      if ((word & 1) == 0) {
        appendInPlace(word, at);
        next = word + 8;
      } else {
        for (int bit = 0; bit < RELR_BITS; bit++) {
          if ((word >>> (bit + 1) & 1) != 0) {
            appendInPlace(next + 8L * bit, at);
          }
        }
        next += 8L * RELR_BITS;
      }
    }
  }

  private void appendInPlace(long target, long at) throws BadImageException {
    // Ascending, so that a small table cannot name more words than the image has.
    if (target <= lastPacked) {
      throw file.bad(
          "DT_RELR", at, "word " + hex(target) + ", expected one above " + hex(lastPacked));
    }
    lastPacked = target;
    long place = segments.requireOffset(target, 8, "DT_RELR at offset " + hex(at));
    append(RelocationKind.RELATIVE, target, -1, file.i64(place, "DT_RELR"), at, "DT_RELR");
  }

  private void append(
      RelocationKind kind, long target, int symbol, long addend, long at, String what)
      throws BadImageException {
    segments.requireWord(target, 8, what + " at offset " + hex(at));
    relocations.append(kind, target, symbol, addend);
  }

  private void appendSymbol(long symbol, long target, long addend, long at, String what)
      throws BadImageException {
    long entry = symbolOffset(symbol);
    boolean defined = file.u16(entry + 6, "st_shndx") != 0;
    if (defined) {
      long value = file.i64(entry + 8, "st_value");
      append(RelocationKind.RELATIVE, target, -1, value + addend, at, what);
    } else if (symbol == 0) {
      append(RelocationKind.RELATIVE, target, -1, addend, at, what);
    } else {
      append(RelocationKind.IMPORT, target, importIndex(symbol, entry), addend, at, what);
    }
  }

  private long symbolOffset(long symbol) throws BadImageException {
    // Symbol numbers have 32 bits, so the product cannot overflow.
    long address = tags[DT_SYMTAB] + symbol * SYMBOL_SIZE;
    return segments.requireOffset(address, SYMBOL_SIZE, "DT_SYMTAB entry " + symbol);
  }

  private int importIndex(long symbol, long entry) throws BadImageException {
    Integer known = importOfSymbol.get(symbol);
    if (known != null) {
      return known;
    }
    String name = string(file.u32(entry, "st_name"), "st_name of symbol " + symbol);
    boolean weak = file.u8(entry + 4, "st_info") >>> 4 == STB_WEAK;
    int index = imports.size();
    imports.add(new Import("", name, 0, weak));
    importOfSymbol.put(symbol, index);
    return index;
  }

  private String string(long index, String what) throws BadImageException {
    long size = tags[DT_STRSZ];
    long table = segments.requireOffset(tags[DT_STRTAB], size, "DT_STRTAB");
    if (index < 0 || index >= size) {
      throw file.bad(what + ": string " + hex(index) + ", expected below DT_STRSZ " + hex(size));
    }
    return file.text(table + index, size - index - 1, what);
  }

  /** The relocation types of the psABI of each architecture. */
  private Meaning meaning(int type) {
    return switch (arch) {
      case AMD64 ->
          switch (type) {
            case 0 -> Meaning.NONE;
            case 8 -> Meaning.RELATIVE; // R_X86_64_RELATIVE
            case 1, 6, 7 -> Meaning.SYMBOL; // R_X86_64_64, GLOB_DAT, JUMP_SLOT
            default -> Meaning.FOREIGN;
          };
      case ARM64 ->
          switch (type) {
            case 0 -> Meaning.NONE;
            case 1027 -> Meaning.RELATIVE; // R_AARCH64_RELATIVE
            case 257, 1025, 1026 -> Meaning.SYMBOL; // R_AARCH64_ABS64, GLOB_DAT, JUMP_SLOT
            default -> Meaning.FOREIGN;
          };
      case RISCV64 ->
          switch (type) {
            case 0 -> Meaning.NONE;
            case 3 -> Meaning.RELATIVE; // R_RISCV_RELATIVE
            case 2, 5 -> Meaning.SYMBOL; // R_RISCV_64, R_RISCV_JUMP_SLOT
            default -> Meaning.FOREIGN;
          };
      case WASM -> Meaning.FOREIGN;
    };
  }
}
