package burrow.loader;

import static burrow.loader.FileBytes.hex;

import burrow.machine.ProgramImage;
import burrow.machine.ProgramImage.ElfFacts;
import burrow.machine.ProgramImage.MachOFacts;
import burrow.machine.ProgramImage.PeFacts;
import burrow.machine.WasmFacts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the sections of an image. Running needs none of them; a file may have none. */
public final class SectionTable {
  // ELF: sh_type and sh_flags
  private static final int SECTION_HEADER_SIZE = 64;
  private static final int SHT_NULL = 0;
  private static final int SHT_SYMTAB = 2;
  private static final int SHT_NOBITS = 8;
  private static final int SHF_COMPRESSED = 0x800;

  /** Of a COFF symbol table entry. */
  private static final int COFF_SYMBOL_SIZE = 18;

  private final FileBytes file;
  private final List<Section> sections = new ArrayList<>();
  private long symbols;

  private SectionTable(FileBytes file) {
    this.file = file;
  }

  /**
   * Reads the sections.
   *
   * @throws BadImageException if the section headers are damaged; the image may run all the same
   */
  public static SectionTable read(ProgramImage image) throws BadImageException {
    SectionTable table = new SectionTable(new FileBytes(image.name(), image.content()));
    switch (image.facts()) {
      case ElfFacts f -> table.readElf();
      case PeFacts f -> table.readPe(f.imageBase());
      case MachOFacts f -> table.readMachO();
      case WasmFacts f -> {} // custom sections are not mapped
    }
    return table;
  }

  public List<Section> sections() {
    return List.copyOf(sections);
  }

  /** How many entries the symbol table has; 0 in a stripped file. */
  public long symbolCount() {
    return symbols;
  }

  /** The first section whose {@link Section#plainName} is the one given, or null. */
  public @Nullable Section find(String plainName) {
    for (Section s : sections) {
      if (s.plainName().equals(plainName)) {
        return s;
      }
    }
    return null;
  }

  private void add(
      String name, long address, long size, long offset, long fileSize, boolean compressed)
      throws BadImageException {
    if (fileSize != 0) {
      file.require(offset, fileSize, "section " + name);
    }
    if (size < 0 || address < 0 || address + size < 0) {
      throw file.bad("section " + name + ": address " + hex(address) + ", size " + hex(size));
    }
    sections.add(new Section(name, address, size, offset, fileSize, compressed));
  }

  private void readElf() throws BadImageException {
    long headers = file.i64(40, "e_shoff");
    if (headers == 0) {
      return;
    }
    int size = file.u16(58, "e_shentsize");
    int count = file.u16(60, "e_shnum");
    int names = file.u16(62, "e_shstrndx");
    if (size != SECTION_HEADER_SIZE) {
      throw file.bad("e_shentsize", 58, size + ", expected " + SECTION_HEADER_SIZE);
    }
    file.requireTable(headers, count, SECTION_HEADER_SIZE, "section headers (e_shoff)");
    if (count == 0) {
      return;
    }
    if (names >= count) {
      throw file.bad("e_shstrndx", 62, names + ", expected below e_shnum " + count);
    }
    long strings = file.i64(headers + (long) names * SECTION_HEADER_SIZE + 24, "sh_offset");
    file.require(strings, 1, "section names");
    for (int i = 0; i < count; i++) {
      long at = headers + (long) i * SECTION_HEADER_SIZE;
      int type = file.i32(at + 4, "sh_type");
      if (type == SHT_NULL) {
        continue;
      }
      long length = file.i64(at + 32, "sh_size");
      add(
          file.text(strings + file.u32(at, "sh_name"), file.size(), "section name"),
          file.i64(at + 16, "sh_addr"),
          length,
          file.i64(at + 24, "sh_offset"),
          type == SHT_NOBITS ? 0 : length,
          (file.i64(at + 8, "sh_flags") & SHF_COMPRESSED) != 0);
      if (type == SHT_SYMTAB) {
        symbols = length / 24;
      }
    }
  }

  private void readPe(long imageBase) throws BadImageException {
    long coff = PeReader.signatureOffset(file) + 4;
    int count = file.u16(coff + 2, "NumberOfSections");
    long symbolTable = file.u32(coff + 8, "PointerToSymbolTable");
    symbols = file.u32(coff + 12, "NumberOfSymbols");
    long strings = symbolTable + symbols * COFF_SYMBOL_SIZE;
    long headers = coff + PeReader.COFF_HEADER_SIZE + file.u16(coff + 16, "SizeOfOptionalHeader");
    file.requireTable(headers, count, PeReader.SECTION_HEADER_SIZE, "section headers");
    for (int i = 0; i < count; i++) {
      long at = headers + (long) i * PeReader.SECTION_HEADER_SIZE;
      String name = file.fixedText(at, 8, "section name");
      if (name.matches("/\\d{1,7}") && symbolTable != 0) {
        name = file.text(strings + Integer.parseInt(name.substring(1)), 256, "section name");
      }
      long size = file.u32(at + 8, "VirtualSize");
      long rawSize = file.u32(at + 16, "SizeOfRawData");
      long content = size == 0 ? rawSize : Math.min(size, rawSize);
      long address = imageBase + file.u32(at + 12, "VirtualAddress");
      add(
          name,
          address,
          size == 0 ? rawSize : size,
          file.u32(at + 20, "PointerToRawData"),
          content,
          false);
    }
  }

  private void readMachO() throws BadImageException {
    long at = MachOReader.HEADER_SIZE;
    long count = file.u32(16, "ncmds");
    for (long i = 0; i < count; i++) {
      long size = file.u32(at + 4, "cmdsize");
      file.require(at, size, "load command " + i);
      int kind = file.i32(at, "cmd");
      if (kind == MachOReader.LC_SEGMENT_64) {
        readMachOSegment(at, size);
      } else if (kind == MachOReader.LC_SYMTAB) {
        symbols = file.u32(at + 12, "nsyms");
      }
      at += size;
    }
  }

  private void readMachOSegment(long at, long size) throws BadImageException {
    long count = file.u32(at + 64, "nsects");
    if (count > (size - MachOReader.SEGMENT_COMMAND_SIZE) / MachOReader.SECTION_SIZE) {
      throw file.bad("nsects", at + 64, count + ", expected as many as cmdsize has room for");
    }
    for (int i = 0; i < count; i++) {
      long s = at + MachOReader.SEGMENT_COMMAND_SIZE + (long) i * MachOReader.SECTION_SIZE;
      int type = file.i32(s + 64, "section flags") & 0xff;
      boolean zeroFill = type == 1 || type == 12 || type == 18; // S_ZEROFILL, GB_, THREAD_LOCAL_
      long length = file.i64(s + 40, "section size");
      String name = file.fixedText(s + 16, 16, "segname") + "," + file.fixedText(s, 16, "sectname");
      add(
          name,
          file.i64(s + 32, "section addr"),
          length,
          file.u32(s + 48, "section offset"),
          zeroFill ? 0 : length,
          false);
    }
  }
}
