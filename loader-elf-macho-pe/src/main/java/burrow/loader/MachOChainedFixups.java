package burrow.loader;

import static burrow.loader.FileBytes.hex;

import burrow.loader.MachOReader.MachSegment;
import burrow.machine.ProgramImage.RelocationKind;

/**
 * LC_DYLD_CHAINED_FIXUPS (Apple's mach-o/fixup-chains.h): each pointer to fix up holds what to put
 * there and the distance to the next one in its page.
 */
final class MachOChainedFixups {
  private static final int HEADER_SIZE = 28;
  private static final int SEGMENT_HEADER_SIZE = 22;

  private static final int PTR_64 = 2;
  private static final int PTR_64_OFFSET = 6;

  /** Chains of both formats count in words of four bytes. */
  private static final int STRIDE = 4;

  private static final int PAGE_START_NONE = 0xffff;
  private static final int PAGE_START_MULTI = 0x8000;

  private static final int IMPORT = 1;
  private static final int IMPORT_ADDEND = 2;
  private static final int IMPORT_ADDEND64 = 3;

  private final FileBytes file;
  private final MachOFixups fixups;
  private int[] importNumbers = {};
  private long[] importAddends = {};

  MachOChainedFixups(FileBytes file, MachOFixups fixups) {
    this.file = file;
    this.fixups = fixups;
  }

  void read(long offset, long size) throws BadImageException {
    String what = "chained fixups header";
    file.require(offset, size, "chained fixups (LC_DYLD_CHAINED_FIXUPS)");
    file.require(offset, HEADER_SIZE, what);
    long version = file.u32(offset, what);
    if (version != 0) {
      throw file.bad(what + ", fixups_version", offset, version + ", expected 0");
    }
    if (file.u32(offset + 24, what) != 0) {
      throw file.bad(what + ", symbols_format", offset + 24, "compressed, expected 0");
    }
    readImports(
        offset + file.u32(offset + 8, what),
        offset + file.u32(offset + 12, what),
        file.u32(offset + 16, what),
        file.i32(offset + 20, what));
    readSegments(offset + file.u32(offset + 4, what));
  }

  private void readImports(long table, long names, long count, int format)
      throws BadImageException {
    int size =
        switch (format) {
          case IMPORT -> 4;
          case IMPORT_ADDEND -> 8;
          case IMPORT_ADDEND64 -> 16;
          default -> throw file.bad("chained imports_format: " + format + ", expected 1 to 3");
        };
    String what = "chained imports";
    file.requireTable(table, count, size, what);
    importNumbers = new int[(int) count];
    importAddends = new long[(int) count];
    for (int i = 0; i < count; i++) {
      long at = table + (long) i * size;
      long ordinal;
      boolean weak;
      long name;
      if (format == IMPORT_ADDEND64) {
        long entry = file.i64(at, what);
        ordinal = (short) entry;
        weak = (entry >>> 16 & 1) != 0;
        name = entry >>> 32;
        importAddends[i] = file.i64(at + 8, what);
      } else {
        int entry = file.i32(at, what);
        // 8 bits: 0xfd to 0xff are the special ordinals, the rest counts libraries
        ordinal = (entry & 0xff) >= 0xfd ? (byte) entry : entry & 0xff;
        weak = (entry >>> 8 & 1) != 0;
        name = entry >>> 9;
        importAddends[i] = format == IMPORT_ADDEND ? file.i32(at + 4, what) : 0;
      }
      String symbol = file.text(names + name, file.size(), what);
      importNumbers[i] = fixups.importOf(ordinal, symbol, weak, what);
    }
  }

  private void readSegments(long starts) throws BadImageException {
    String what = "chained starts";
    long count = file.u32(starts, what);
    file.requireTable(starts + 4, count, 4, what);
    for (int i = 0; i < count; i++) {
      long info = file.u32(starts + 4 + 4L * i, what);
      if (info != 0) {
        readSegment(fixups.segment(i, what), starts + info);
      }
    }
  }

  private void readSegment(MachSegment segment, long at) throws BadImageException {
    String what = "chained starts of " + segment.name();
    file.require(at, SEGMENT_HEADER_SIZE, what);
    int pageSize = file.u16(at + 4, what);
    int format = file.u16(at + 6, what);
    if (format != PTR_64 && format != PTR_64_OFFSET) {
      throw file.bad(
          what + ", pointer_format", at + 6, format + ", expected 2 (64) or 6 (64-bit offset)");
    }
    int pages = file.u16(at + 20, what);
    file.requireTable(at + SEGMENT_HEADER_SIZE, pages, 2, what);
    for (int page = 0; page < pages; page++) {
      int start = file.u16(at + SEGMENT_HEADER_SIZE + 2L * page, what);
      if (start == PAGE_START_NONE) {
        continue;
      }
      if ((start & PAGE_START_MULTI) != 0) {
        throw file.bad(what + ": several chains in page " + page + ", expected one");
      }
      walk(segment, (long) page * pageSize + start, format, what);
    }
  }

  private void walk(MachSegment segment, long start, int format, String what)
      throws BadImageException {
    long offset = start;
    while (true) {
      if (offset < 0 || offset > segment.fileSize() - 8) {
        throw file.bad(
            what
                + ": chain at segment offset "
                + hex(offset)
                + ", expected it within "
                + hex(segment.fileSize()));
      }
      long word = file.i64(segment.fileOffset() + offset, what);
      apply(segment.address() + offset, word, format, what);
      // Both layouts: bit 63 bind, bits 51 to 62 distance to the next
      int next = (int) (word >>> 51) & 0xfff;
      if (next == 0) {
        return;
      }
      offset += (long) next * STRIDE;
    }
  }

  private void apply(long address, long word, int format, String what) throws BadImageException {
    if (word < 0) {
      int ordinal = (int) word & 0xffffff;
      long addend = word >>> 24 & 0xff;
      if (ordinal >= importNumbers.length) {
        throw file.bad(what + ": import " + ordinal + ", expected below " + importNumbers.length);
      }
      fixups.append(
          RelocationKind.IMPORT,
          address,
          importNumbers[ordinal],
          importAddends[ordinal] + addend,
          what);
      return;
    }
    long target = word & 0xfffffffffL;
    long high = (word >>> 36 & 0xff) << 56;
    long base = format == PTR_64_OFFSET ? fixups.headerAddress() : 0;
    fixups.append(RelocationKind.RELATIVE, address, -1, (base + target) | high, what);
  }
}
