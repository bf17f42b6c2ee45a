package burrow.loader;

import static burrow.loader.FileBytes.hex;

import burrow.machine.Access;
import burrow.machine.Arch;
import burrow.machine.Os;
import burrow.machine.ProgramImage;
import burrow.machine.ProgramImage.MachOFacts;
import java.util.ArrayList;
import java.util.List;

/** Reads 64-bit Mach-O executables (Apple's mach-o/loader.h) of x86-64 and ARM64. */
final class MachOReader {
  static final int HEADER_SIZE = 32;
  static final int SEGMENT_COMMAND_SIZE = 72;
  static final int SECTION_SIZE = 80;

  static final int CPU_X86_64 = 0x01000007;
  static final int CPU_ARM64 = 0x0100000c;

  // Load commands; those that dyld must understand have LC_REQ_DYLD set.
  static final int LC_REQ_DYLD = 0x80000000;
  static final int LC_SYMTAB = 0x2;
  static final int LC_UNIXTHREAD = 0x5;
  static final int LC_DYSYMTAB = 0xb;
  static final int LC_LOAD_DYLIB = 0xc;
  static final int LC_LOAD_WEAK_DYLIB = 0x18 | LC_REQ_DYLD;
  static final int LC_SEGMENT_64 = 0x19;
  static final int LC_REEXPORT_DYLIB = 0x1f | LC_REQ_DYLD;
  static final int LC_LAZY_LOAD_DYLIB = 0x20;
  static final int LC_DYLD_INFO = 0x22;
  static final int LC_DYLD_INFO_ONLY = 0x22 | LC_REQ_DYLD;
  static final int LC_LOAD_UPWARD_DYLIB = 0x23 | LC_REQ_DYLD;
  static final int LC_MAIN = 0x28 | LC_REQ_DYLD;
  static final int LC_ENCRYPTION_INFO_64 = 0x2c;
  static final int LC_DYLD_CHAINED_FIXUPS = 0x34 | LC_REQ_DYLD;

  private static final int MH_EXECUTE = 2;
  private static final int MH_PIE = 0x200000;
  private static final long PAGE_MASK = 0xfff;

  /** A segment as its load command says; {@link MachOFixups} numbers them so. */
  record MachSegment(String name, long address, long memorySize, long fileOffset, long fileSize) {}

  /** A load command. */
  private record Command(int kind, long at, int size) {}

  private final FileBytes file;
  private final SegmentMap map;
  private final List<Command> commands = new ArrayList<>();
  private final List<MachSegment> segments = new ArrayList<>();
  private final List<String> libraries = new ArrayList<>();
  private long pageZeroEnd;
  private long headerAddress = -1;

  MachOReader(FileBytes file) {
    this.file = file;
    this.map = new SegmentMap(file);
  }

  ProgramImage read() throws BadImageException {
    file.require(0, HEADER_SIZE, "Mach-O header");
    Arch arch = readCpu();
    int type = file.i32(12, "filetype");
    if (type != MH_EXECUTE) {
      throw file.bad("filetype", 12, type + fileType(type) + ", expected 2 (executable)");
    }
    readCommands();
    for (Command c : commands) {
      switch (c.kind) {
        case LC_SEGMENT_64 -> addSegment(c);
        case LC_LOAD_DYLIB,
            LC_LOAD_WEAK_DYLIB,
            LC_REEXPORT_DYLIB,
            LC_LAZY_LOAD_DYLIB,
            LC_LOAD_UPWARD_DYLIB ->
            libraries.add(libraryName(c));
        case LC_ENCRYPTION_INFO_64 -> checkNotEncrypted(c);
        default -> {}
      }
    }
    map.finish("LC_SEGMENT_64 segments");
    checkPageZero();
    if (headerAddress < 0) {
      throw file.bad("LC_SEGMENT_64: none maps file offset 0x0, expected the header in memory");
    }
    Entry entry = readEntry(arch);
    map.requireEntry(entry.address, entry.where);

    MachOFixups fixups = new MachOFixups(file, map, segments, libraries, headerAddress);
    readFixups(fixups);
    return new ProgramImage(
        file.file(),
        "Mach-O 64",
        Os.DARWIN,
        arch,
        file.data(),
        entry.address,
        (file.i32(24, "flags") & MH_PIE) != 0,
        map.segments(),
        fixups.relocations(),
        fixups.imports(),
        null,
        new MachOFacts(
            headerAddress, entry.fromThread, List.copyOf(libraries), entry.stackSize, pageZeroEnd));
  }

  private Arch readCpu() throws BadImageException {
    int cpu = file.i32(4, "cputype");
    return switch (cpu) {
      case CPU_X86_64 -> Arch.AMD64;
      case CPU_ARM64 -> Arch.ARM64;
      default ->
          throw file.bad(
              "cputype",
              4,
              hex(cpu & 0xffffffffL) + ", expected 0x1000007 (x86-64) or 0x100000c (ARM64)");
    };
  }

  private static String fileType(int type) {
    return switch (type) {
      case 1 -> " (object)";
      case 4 -> " (core dump)";
      case 6 -> " (dynamic library)";
      case 8 -> " (bundle)";
      case 11 -> " (kernel extension)";
      default -> "";
    };
  }

  private void readCommands() throws BadImageException {
    long count = file.u32(16, "ncmds");
    long size = file.u32(20, "sizeofcmds");
    file.require(HEADER_SIZE, size, "load commands (sizeofcmds)");
    long end = HEADER_SIZE + size;
    long at = HEADER_SIZE;
    for (long i = 0; i < count; i++) {
      if (end - at < 8) {
        throw file.bad(
            "ncmds",
            16,
            count + ", expected at most " + i + ", where sizeofcmds " + hex(size) + " ends");
      }
      long commandSize = file.u32(at + 4, "cmdsize");
      if (commandSize < 8 || commandSize > end - at || commandSize % 4 != 0) {
        throw file.bad(
            "load command " + i + ", cmdsize",
            at + 4,
            hex(commandSize) + ", expected a multiple of 4 from 0x8 to " + hex(end - at));
      }
      commands.add(new Command(file.i32(at, "cmd"), at, (int) commandSize));
      at += commandSize;
    }
  }

  private void require(Command c, int size, String name) throws BadImageException {
    if (c.size < size) {
      throw file.bad(name + ", cmdsize", c.at + 4, c.size + ", expected at least " + size);
    }
  }

  private void addSegment(Command c) throws BadImageException {
    require(c, SEGMENT_COMMAND_SIZE, "LC_SEGMENT_64");
    String name = file.fixedText(c.at + 8, 16, "segname");
    long address = file.i64(c.at + 24, "vmaddr");
    long memorySize = file.i64(c.at + 32, "vmsize");
    long fileOffset = file.i64(c.at + 40, "fileoff");
    long fileSize = file.i64(c.at + 48, "filesize");
    int access = file.i32(c.at + 60, "initprot") & 7; // VM_PROT bits are those of Access
    String where = "LC_SEGMENT_64 " + name + " at offset " + hex(c.at);
    segments.add(new MachSegment(name, address, memorySize, fileOffset, fileSize));
    if (memorySize == 0) {
      return; // such as __DWARF: in the file only
    }
    if (address == 0 && fileSize == 0 && access == Access.NONE) {
      if (memorySize < 0 || memorySize > SegmentMap.ADDRESS_LIMIT) {
        throw file.bad(where + ": vmsize " + hex(memorySize) + ", expected a page zero");
      }
      pageZeroEnd = memorySize;
      return;
    }
    if ((address & PAGE_MASK) != 0 || (fileOffset & PAGE_MASK) != 0) {
      throw file.bad(
          where
              + ": vmaddr "
              + hex(address)
              + " and fileoff "
              + hex(fileOffset)
              + ", expected multiples of the page size 0x1000");
    }
    map.add(name, where, address, memorySize, fileOffset, fileSize, access);
    if (fileOffset == 0 && fileSize >= HEADER_SIZE && headerAddress < 0) {
      headerAddress = address;
    }
  }

  private void checkPageZero() throws BadImageException {
    long first = map.segments().getFirst().address();
    if (first < pageZeroEnd) {
      throw file.bad(
          "LC_SEGMENT_64: a segment at "
              + hex(first)
              + " lies in __PAGEZERO, expected it at or above "
              + hex(pageZeroEnd));
    }
  }

  private String libraryName(Command c) throws BadImageException {
    require(c, 24, "LC_LOAD_DYLIB");
    long offset = file.u32(c.at + 8, "LC_LOAD_DYLIB, name");
    if (offset >= c.size) {
      throw file.bad(
          "LC_LOAD_DYLIB, name", c.at + 8, hex(offset) + ", expected below cmdsize " + c.size);
    }
    return file.fixedText(c.at + offset, (int) (c.size - offset), "LC_LOAD_DYLIB, name");
  }

  private void checkNotEncrypted(Command c) throws BadImageException {
    require(c, 20, "LC_ENCRYPTION_INFO_64");
    if (file.i32(c.at + 16, "cryptid") != 0) {
      throw file.bad("LC_ENCRYPTION_INFO_64, cryptid", c.at + 16, "encrypted, expected 0");
    }
  }

  private record Entry(long address, boolean fromThread, long stackSize, String where) {}

  private Entry readEntry(Arch arch) throws BadImageException {
    for (Command c : commands) {
      if (c.kind == LC_MAIN) {
        require(c, 24, "LC_MAIN");
        return new Entry(
            headerAddress + file.i64(c.at + 8, "entryoff"),
            false,
            file.i64(c.at + 16, "stacksize"),
            "LC_MAIN, entryoff at offset " + hex(c.at + 8));
      }
      if (c.kind == LC_UNIXTHREAD) {
        return readThread(c, arch);
      }
    }
    throw file.bad("load commands: no entry, expected LC_MAIN or LC_UNIXTHREAD");
  }

  /**
   * The initial registers: x86_THREAD_STATE64 (4) has rip at 16, ARM_THREAD_STATE64 (6) pc at 32.
   */
  private Entry readThread(Command c, Arch arch) throws BadImageException {
    int wanted = arch == Arch.AMD64 ? 4 : 6;
    int register = arch == Arch.AMD64 ? 16 : 32;
    require(c, 16 + (register + 1) * 8, "LC_UNIXTHREAD");
    int flavor = file.i32(c.at + 8, "LC_UNIXTHREAD, flavor");
    if (flavor != wanted) {
      throw file.bad("LC_UNIXTHREAD, flavor", c.at + 8, flavor + ", expected " + wanted);
    }
    long at = c.at + 16 + 8L * register;
    return new Entry(
        file.i64(at, "LC_UNIXTHREAD, pc"), true, 0, "LC_UNIXTHREAD, pc at offset " + hex(at));
  }

  private void readFixups(MachOFixups fixups) throws BadImageException {
    long symbolTable = -1;
    long dynamicSymbols = -1;
    boolean described = false;
    for (Command c : commands) {
      switch (c.kind) {
        case LC_DYLD_INFO, LC_DYLD_INFO_ONLY -> {
          require(c, 48, "LC_DYLD_INFO");
          fixups.readOpcodes(c.at);
          described = true;
        }
        case LC_DYLD_CHAINED_FIXUPS -> {
          require(c, 16, "LC_DYLD_CHAINED_FIXUPS");
          new MachOChainedFixups(file, fixups)
              .read(file.u32(c.at + 8, "dataoff"), file.u32(c.at + 12, "datasize"));
          described = true;
        }
        case LC_SYMTAB -> {
          require(c, 24, "LC_SYMTAB");
          symbolTable = c.at;
        }
        case LC_DYSYMTAB -> {
          require(c, 80, "LC_DYSYMTAB");
          dynamicSymbols = c.at;
        }
        default -> {}
      }
    }
    // Before LC_DYLD_INFO, symbol pointers were found by section and the indirect symbol table.
    if (!described && symbolTable >= 0 && dynamicSymbols >= 0) {
      for (Command c : commands) {
        if (c.kind == LC_SEGMENT_64) {
          fixups.readIndirectSymbols(c.at, c.size, symbolTable, dynamicSymbols);
        }
      }
    }
  }
}
