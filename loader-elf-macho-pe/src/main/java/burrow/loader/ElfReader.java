package burrow.loader;

import static burrow.loader.FileBytes.hex;

import burrow.machine.Access;
import burrow.machine.Arch;
import burrow.machine.Os;
import burrow.machine.ProgramImage;
import burrow.machine.ProgramImage.ElfFacts;
import org.jspecify.annotations.Nullable;

/**
 * Reads 64-bit little-endian ELF executables for Linux (System V ABI, gabi "Object Files" and
 * "Program Loading"). As in the kernel, only the ELF header and the program headers decide;
 * sections are read by {@link ElfSections} for those who ask.
 */
final class ElfReader {
  static final int HEADER_SIZE = 64;
  static final int PROGRAM_HEADER_SIZE = 56;

  // e_type
  static final int ET_EXEC = 2;
  static final int ET_DYN = 3;

  // e_machine
  static final int EM_X86_64 = 62;
  static final int EM_AARCH64 = 183;
  static final int EM_RISCV = 243;

  // p_type
  private static final int PT_LOAD = 1;
  private static final int PT_DYNAMIC = 2;
  private static final int PT_INTERP = 3;

  // p_flags
  private static final int PF_X = 1;
  private static final int PF_W = 2;
  private static final int PF_R = 4;

  /** The kernel refuses program headers of more than 64 KiB. */
  private static final int MAX_PROGRAM_HEADERS = 65536 / PROGRAM_HEADER_SIZE;

  /** PATH_MAX: the kernel refuses longer interpreter names. */
  private static final int MAX_INTERPRETER = 4096;

  /** Offset and address of a segment agree in the bits below the smallest page size. */
  private static final long PAGE_MASK = 0xfff;

  private final FileBytes file;

  ElfReader(FileBytes file) {
    this.file = file;
  }

  ProgramImage read() throws BadImageException {
    file.require(0, HEADER_SIZE, "ELF header");
    checkIdentification();
    int type = readType();
    Arch arch = readMachine();
    long entry = file.i64(24, "e_entry");
    long headers = file.i64(32, "e_phoff");
    int count = readHeaderCount(headers);

    SegmentMap segments = new SegmentMap(file);
    @Nullable String interpreter = null;
    long dynamicOffset = 0;
    long dynamicSize = 0;
    for (int i = 0; i < count; i++) {
      long at = headers + (long) i * PROGRAM_HEADER_SIZE;
      switch (file.i32(at, "p_type")) {
        case PT_LOAD -> addSegment(segments, i, at);
        case PT_INTERP -> interpreter = readInterpreter(i, at);
        case PT_DYNAMIC -> {
          dynamicOffset = file.i64(at + 8, "p_offset");
          dynamicSize = file.i64(at + 32, "p_filesz");
        }
        default -> {}
      }
    }
    segments.finish("PT_LOAD segments");
    segments.requireEntry(entry, "e_entry at offset 0x18");

    ElfDynamic dynamic = new ElfDynamic(file, segments, arch);
    if (dynamicSize != 0) {
      // Without an interpreter nobody but the program itself relocates it.
      dynamic.read(dynamicOffset, dynamicSize, interpreter != null);
    }
    return new ProgramImage(
        file.file(),
        "ELF64",
        Os.LINUX,
        arch,
        file.data(),
        entry,
        type == ET_DYN,
        segments.segments(),
        dynamic.relocations(),
        dynamic.imports(),
        interpreter,
        new ElfFacts(
            Math.max(0, segments.addressOf(headers, (long) count * PROGRAM_HEADER_SIZE)),
            PROGRAM_HEADER_SIZE,
            count,
            type,
            dynamic.neededLibraries(),
            dynamic.foreignRelocations()));
  }

  private void checkIdentification() throws BadImageException {
    expect("e_ident[EI_CLASS]", 4, file.u8(4, "e_ident"), 2, "64-bit");
    expect("e_ident[EI_DATA]", 5, file.u8(5, "e_ident"), 1, "little-endian");
    expect("e_ident[EI_VERSION]", 6, file.u8(6, "e_ident"), 1, "current version");
    int abi = file.u8(7, "e_ident");
    if (abi != 0 && abi != 3) {
      throw file.bad(
          "e_ident[EI_OSABI]", 7, abi + osName(abi) + ", expected 0 (System V) or 3 (Linux)");
    }
    expect("e_version", 20, file.i32(20, "e_version"), 1, "current version");
  }

  private void expect(String field, long offset, int value, int expected, String meaning)
      throws BadImageException {
    if (value != expected) {
      throw file.bad(field, offset, value + ", expected " + expected + " (" + meaning + ")");
    }
  }

  private static String osName(int abi) {
    return switch (abi) {
      case 2 -> " (NetBSD)";
      case 6 -> " (Solaris)";
      case 9 -> " (FreeBSD)";
      case 12 -> " (OpenBSD)";
      default -> "";
    };
  }

  private int readType() throws BadImageException {
    int type = file.u16(16, "e_type");
    if (type != ET_EXEC && type != ET_DYN) {
      String name =
          switch (type) {
            case 1 -> " (relocatable object)";
            case 4 -> " (core dump)";
            default -> "";
          };
      throw file.bad(
          "e_type", 16, type + name + ", expected 2 (executable) or 3 (position-independent)");
    }
    return type;
  }

  private Arch readMachine() throws BadImageException {
    int machine = file.u16(18, "e_machine");
    return switch (machine) {
      case EM_X86_64 -> Arch.AMD64;
      case EM_AARCH64 -> Arch.ARM64;
      case EM_RISCV -> Arch.RISCV64;
      default ->
          throw file.bad(
              "e_machine", 18, machine + ", expected 62 (x86-64), 183 (AArch64) or 243 (RISC-V)");
    };
  }

  private int readHeaderCount(long headers) throws BadImageException {
    int size = file.u16(54, "e_phentsize");
    int count = file.u16(56, "e_phnum");
    if (count == 0 || count > MAX_PROGRAM_HEADERS) {
      throw file.bad("e_phnum", 56, count + ", expected 1 to " + MAX_PROGRAM_HEADERS);
    }
    if (size != PROGRAM_HEADER_SIZE) {
      throw file.bad("e_phentsize", 54, size + ", expected " + PROGRAM_HEADER_SIZE);
    }
    file.requireTable(headers, count, PROGRAM_HEADER_SIZE, "program headers (e_phoff)");
    return count;
  }

  private void addSegment(SegmentMap segments, int index, long at) throws BadImageException {
    int flags = file.i32(at + 4, "p_flags");
    long offset = file.i64(at + 8, "p_offset");
    long address = file.i64(at + 16, "p_vaddr");
    long fileSize = file.i64(at + 32, "p_filesz");
    long memorySize = file.i64(at + 40, "p_memsz");
    if (memorySize == 0 && fileSize == 0) {
      return;
    }
    String where = "program header " + index + " (PT_LOAD) at offset " + hex(at);
    if (((offset ^ address) & PAGE_MASK) != 0) {
      throw file.bad(
          where
              + ": p_offset "
              + hex(offset)
              + " and p_vaddr "
              + hex(address)
              + ", expected them equal modulo the page size 0x1000");
    }
    int access =
        ((flags & PF_R) != 0 ? Access.READ : 0)
            | ((flags & PF_W) != 0 ? Access.WRITE : 0)
            | ((flags & PF_X) != 0 ? Access.EXECUTE : 0);
    segments.add("LOAD", where, address, memorySize, offset, fileSize, access);
  }

  private String readInterpreter(int index, long at) throws BadImageException {
    long offset = file.i64(at + 8, "p_offset");
    long size = file.i64(at + 32, "p_filesz");
    String where = "program header " + index + " (PT_INTERP) at offset " + hex(at);
    if (size < 2 || size > MAX_INTERPRETER) {
      throw file.bad(where + ": p_filesz " + hex(size) + ", expected 2 to " + MAX_INTERPRETER);
    }
    file.require(offset, size, "interpreter name (PT_INTERP)");
    return file.text(offset, size - 1, "interpreter name (PT_INTERP)");
  }
}
