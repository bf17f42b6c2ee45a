package burrow.loader;

import static burrow.loader.FileBytes.hex;

import burrow.machine.Access;
import burrow.machine.Arch;
import burrow.machine.Os;
import burrow.machine.ProgramImage;
import burrow.machine.ProgramImage.Import;
import burrow.machine.ProgramImage.PeFacts;
import burrow.machine.ProgramImage.PeTls;
import burrow.machine.ProgramImage.RelocationKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads PE32+ executables (Microsoft's "PE Format") of x86-64 and ARM64. */
final class PeReader {
  /** Offset in the DOS header of the offset of the PE signature. */
  static final int E_LFANEW = 0x3c;

  static final int COFF_HEADER_SIZE = 20;
  static final int SECTION_HEADER_SIZE = 40;

  static final int MACHINE_AMD64 = 0x8664;
  static final int MACHINE_ARM64 = 0xaa64;

  private static final int MAGIC_PE32_PLUS = 0x20b;

  /** Optional header up to the data directories. */
  private static final int OPTIONAL_HEADER_SIZE = 112;

  private static final int FILE_EXECUTABLE_IMAGE = 0x2;
  private static final int FILE_DLL = 0x2000;
  private static final int DLL_DYNAMIC_BASE = 0x40;

  // Data directories
  private static final int DIRECTORY_IMPORT = 1;
  private static final int DIRECTORY_EXCEPTION = 3;
  private static final int DIRECTORY_BASE_RELOCATION = 5;
  private static final int DIRECTORY_TLS = 9;
  private static final int DIRECTORIES = 16;

  /** The Windows loader refuses more. */
  private static final int MAX_SECTIONS = 96;

  private static final int SCN_EXECUTE = 0x20000000;
  private static final int SCN_READ = 0x40000000;
  private static final int SCN_WRITE = 0x80000000;

  // Base relocation types
  private static final int REL_ABSOLUTE = 0;
  private static final int REL_HIGHLOW = 3;
  private static final int REL_DIR64 = 10;

  private static final int IMPORT_DESCRIPTOR_SIZE = 20;
  private static final int TLS_DIRECTORY_SIZE = 40;
  private static final int MAX_TLS_CALLBACKS = 1024;

  /** Longest symbol or DLL name taken as one. */
  private static final int MAX_NAME = 4096;

  private final FileBytes file;
  private final SegmentMap segments;
  private final RelocationTable relocations = new RelocationTable();
  private final List<Import> imports = new ArrayList<>();
  private final long[] directoryAddress = new long[DIRECTORIES];
  private final long[] directorySize = new long[DIRECTORIES];
  private long imageBase;

  PeReader(FileBytes file) {
    this.file = file;
    this.segments = new SegmentMap(file);
  }

  ProgramImage read() throws BadImageException {
    long signature = signatureOffset(file);
    long coff = signature + 4;
    file.require(coff, COFF_HEADER_SIZE, "COFF header");
    Arch arch = readMachine(coff);
    checkCharacteristics(coff);
    int optionalSize = file.u16(coff + 16, "SizeOfOptionalHeader");
    long optional = coff + COFF_HEADER_SIZE;
    checkOptionalHeader(optional, optionalSize);

    imageBase = file.i64(optional + 24, "ImageBase");
    long sizeOfImage = file.u32(optional + 56, "SizeOfImage");
    readDirectories(optional, optionalSize);
    addHeaders(optional, file.u32(optional + 60, "SizeOfHeaders"));
    addSections(coff, optional + optionalSize);
    segments.finish("sections");
    long end = segments.segments().getLast().end();
    if (end > imageBase + sizeOfImage) {
      throw file.bad(
          "SizeOfImage",
          optional + 56,
          hex(sizeOfImage) + ", expected at least " + hex(end - imageBase));
    }
    long entry = imageBase + file.u32(optional + 16, "AddressOfEntryPoint");
    segments.requireEntry(entry, "AddressOfEntryPoint at offset " + hex(optional + 16));

    readRelocations();
    readImports();
    checkExceptionDirectory();
    int characteristics = file.u16(optional + 70, "DllCharacteristics");
    boolean movable =
        (characteristics & DLL_DYNAMIC_BASE) != 0
            && directoryAddress[DIRECTORY_BASE_RELOCATION] != 0;
    return new ProgramImage(
        file.file(),
        "PE32+",
        Os.WINDOWS,
        arch,
        file.data(),
        entry,
        movable,
        segments.segments(),
        relocations,
        List.copyOf(imports),
        null,
        new PeFacts(
            imageBase,
            sizeOfImage,
            file.u16(optional + 68, "Subsystem"),
            characteristics,
            file.i64(optional + 72, "SizeOfStackReserve"),
            file.i64(optional + 80, "SizeOfStackCommit"),
            readTls(),
            addressOf(DIRECTORY_EXCEPTION),
            directorySize[DIRECTORY_EXCEPTION]));
  }

  /** The offset of "PE\0\0", checked. */
  static long signatureOffset(FileBytes file) throws BadImageException {
    long signature = file.u32(E_LFANEW, "DOS header, e_lfanew");
    if (file.u32(signature, "PE signature (e_lfanew)") != 0x4550) {
      throw file.bad(
          "PE signature", signature, "not found, expected 50 45 00 00 where e_lfanew points");
    }
    return signature;
  }

  private Arch readMachine(long coff) throws BadImageException {
    int machine = file.u16(coff, "Machine");
    return switch (machine) {
      case MACHINE_AMD64 -> Arch.AMD64;
      case MACHINE_ARM64 -> Arch.ARM64;
      default ->
          throw file.bad(
              "Machine", coff, hex(machine) + ", expected 0x8664 (x64) or 0xaa64 (ARM64)");
    };
  }

  private void checkCharacteristics(long coff) throws BadImageException {
    int characteristics = file.u16(coff + 18, "Characteristics");
    if ((characteristics & FILE_EXECUTABLE_IMAGE) == 0) {
      throw file.bad(
          "Characteristics",
          coff + 18,
          hex(characteristics) + ", expected bit 0x2 (executable image)");
    }
    if ((characteristics & FILE_DLL) != 0) {
      throw file.bad(
          "Characteristics", coff + 18, hex(characteristics) + " (DLL), expected a program");
    }
  }

  private void checkOptionalHeader(long optional, int size) throws BadImageException {
    int magic = file.u16(optional, "optional header, Magic");
    if (magic != MAGIC_PE32_PLUS) {
      throw file.bad(
          "optional header, Magic",
          optional,
          hex(magic) + (magic == 0x10b ? " (32-bit)" : "") + ", expected 0x20b (PE32+)");
    }
    if (size < OPTIONAL_HEADER_SIZE) {
      throw file.bad(
          "SizeOfOptionalHeader",
          optional - 4,
          size + ", expected at least " + OPTIONAL_HEADER_SIZE);
    }
    file.require(optional, size, "optional header");
  }

  private void readDirectories(long optional, int optionalSize) throws BadImageException {
    long count = file.u32(optional + 108, "NumberOfRvaAndSizes");
    long space = (optionalSize - OPTIONAL_HEADER_SIZE) / 8;
    if (count > space) {
      throw file.bad(
          "NumberOfRvaAndSizes",
          optional + 108,
          count + ", expected at most " + space + ", which SizeOfOptionalHeader has room for");
    }
    for (int i = 0; i < Math.min(count, DIRECTORIES); i++) {
      long at = optional + OPTIONAL_HEADER_SIZE + 8L * i;
      directoryAddress[i] = file.u32(at, "data directory");
      directorySize[i] = file.u32(at + 4, "data directory");
    }
  }

  private void addHeaders(long optional, long sizeOfHeaders) throws BadImageException {
    if (sizeOfHeaders == 0 || sizeOfHeaders > file.size()) {
      throw file.bad(
          "SizeOfHeaders",
          optional + 60,
          hex(sizeOfHeaders) + ", expected 0x1 to the file's size " + hex(file.size()));
    }
    segments.add("headers", "ImageBase", imageBase, sizeOfHeaders, 0, sizeOfHeaders, Access.READ);
  }

  private void addSections(long coff, long headers) throws BadImageException {
    int count = file.u16(coff + 2, "NumberOfSections");
    if (count == 0 || count > MAX_SECTIONS) {
      throw file.bad("NumberOfSections", coff + 2, count + ", expected 1 to " + MAX_SECTIONS);
    }
    file.requireTable(headers, count, SECTION_HEADER_SIZE, "section headers");
    for (int i = 0; i < count; i++) {
      long at = headers + (long) i * SECTION_HEADER_SIZE;
      long virtualSize = file.u32(at + 8, "VirtualSize");
      long rawSize = file.u32(at + 16, "SizeOfRawData");
      long memorySize = virtualSize != 0 ? virtualSize : rawSize;
      if (memorySize == 0) {
        continue;
      }
      int flags = file.i32(at + 36, "section Characteristics");
      String name = file.fixedText(at, 8, "section name");
      segments.add(
          name,
          "section header " + i + " (" + name + ") at offset " + hex(at),
          imageBase + file.u32(at + 12, "VirtualAddress"),
          memorySize,
          file.u32(at + 20, "PointerToRawData"),
          Math.min(rawSize, memorySize),
          ((flags & SCN_READ) != 0 ? Access.READ : 0)
              | ((flags & SCN_WRITE) != 0 ? Access.WRITE : 0)
              | ((flags & SCN_EXECUTE) != 0 ? Access.EXECUTE : 0));
    }
  }

  private long addressOf(int directory) {
    return directoryAddress[directory] == 0 ? 0 : imageBase + directoryAddress[directory];
  }

  private void readRelocations() throws BadImageException {
    long size = directorySize[DIRECTORY_BASE_RELOCATION];
    if (directoryAddress[DIRECTORY_BASE_RELOCATION] == 0 || size == 0) {
      return;
    }
    String what = "base relocation directory";
    long at = segments.requireOffset(addressOf(DIRECTORY_BASE_RELOCATION), size, what);
    long end = at + size;
    while (end - at >= 8) {
      long page = imageBase + file.u32(at, what);
      long blockSize = file.u32(at + 4, what);
      if (blockSize < 8 || blockSize > end - at) {
        throw file.bad(
            what, at + 4, "block size " + hex(blockSize) + ", expected 0x8 to " + hex(end - at));
      }
      for (long entry = at + 8; entry + 2 <= at + blockSize; entry += 2) {
        addRelocation(page, file.u16(entry, what), entry);
      }
      at += blockSize;
    }
  }

  private void addRelocation(long page, int entry, long at) throws BadImageException {
    long target = page + (entry & 0xfff);
    String where = "base relocation at offset " + hex(at);
    switch (entry >>> 12) {
      case REL_ABSOLUTE -> {}
      case REL_DIR64 -> {
        segments.requireWord(target, 8, where);
        relocations.append(RelocationKind.ADD_SLIDE, target, -1, 0);
      }
      case REL_HIGHLOW -> {
        segments.requireWord(target, 4, where);
        relocations.append(RelocationKind.ADD_SLIDE_32, target, -1, 0);
      }
      default ->
          throw file.bad(
              where
                  + ": type "
                  + (entry >>> 12)
                  + ", expected 0 (padding), 3 (HIGHLOW) or 10 (DIR64)");
    }
  }

  private void readImports() throws BadImageException {
    long directory = addressOf(DIRECTORY_IMPORT);
    if (directory == 0) {
      return;
    }
    for (long descriptor = directory; ; descriptor += IMPORT_DESCRIPTOR_SIZE) {
      long at =
          segments.requireOffset(descriptor, IMPORT_DESCRIPTOR_SIZE, "import descriptor table");
      long names = file.u32(at, "OriginalFirstThunk");
      long name = file.u32(at + 12, "import descriptor, Name");
      long slots = file.u32(at + 16, "FirstThunk");
      if (name == 0 || slots == 0) {
        return;
      }
      readThunks(
          text(imageBase + name, "import descriptor, Name"),
          imageBase + (names != 0 ? names : slots),
          imageBase + slots);
    }
  }

  private void readThunks(String library, long names, long slots) throws BadImageException {
    for (long i = 0; ; i++) {
      String what = "import table of " + library;
      long thunk = file.i64(segments.requireOffset(names + 8 * i, 8, what + ", entry " + i), what);
      if (thunk == 0) {
        return;
      }
      // Many descriptors may share one table: the file's size bounds what they make of it.
      if (imports.size() > file.size() / 8) {
        throw file.bad(what + ": too many imports, expected at most one per 8 bytes of the file");
      }
      long slot = slots + 8 * i;
      segments.requireWord(slot, 8, what + ", slot " + i);
      // Bit 63: by ordinal, else the address of a hint and a name.
      String name =
          thunk < 0
              ? "#" + (thunk & 0xffff)
              : text(imageBase + (thunk & 0x7fffffff) + 2, what + ", entry " + i);
      imports.add(new Import(library, name, slot, false));
    }
  }

  private String text(long address, String what) throws BadImageException {
    return file.text(segments.requireOffset(address, 1, what), MAX_NAME, what);
  }

  private @Nullable PeTls readTls() throws BadImageException {
    long directory = addressOf(DIRECTORY_TLS);
    if (directory == 0) {
      return null;
    }
    String what = "TLS directory";
    long at = segments.requireOffset(directory, TLS_DIRECTORY_SIZE, what);
    long start = file.i64(at, what);
    long end = file.i64(at + 8, what);
    long index = file.i64(at + 16, what);
    if (end < start || !segments.contains(start, end - start)) {
      throw file.bad(
          what, at, "template [" + hex(start) + ", " + hex(end) + "), expected it in one section");
    }
    segments.requireWord(index, 4, what + ", AddressOfIndex at offset " + hex(at + 16));
    return new PeTls(
        directory,
        start,
        end,
        index,
        file.u32(at + 32, what),
        readTlsCallbacks(file.i64(at + 24, what)));
  }

  private List<Long> readTlsCallbacks(long table) throws BadImageException {
    List<Long> callbacks = new ArrayList<>();
    if (table == 0) {
      return callbacks;
    }
    String what = "TLS callback table";
    while (callbacks.size() < MAX_TLS_CALLBACKS) {
      long entry = table + 8L * callbacks.size();
      long callback = file.i64(segments.requireOffset(entry, 8, what), what);
      if (callback == 0) {
        return List.copyOf(callbacks);
      }
      segments.requireEntry(callback, what);
      callbacks.add(callback);
    }
    throw file.bad(what + ": expected an end within " + MAX_TLS_CALLBACKS + " entries");
  }

  private void checkExceptionDirectory() throws BadImageException {
    long address = addressOf(DIRECTORY_EXCEPTION);
    if (address != 0) {
      segments.requireOffset(
          address, directorySize[DIRECTORY_EXCEPTION], "exception directory (.pdata)");
    }
  }
}
