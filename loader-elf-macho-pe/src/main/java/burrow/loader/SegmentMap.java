package burrow.loader;

import static burrow.loader.FileBytes.hex;

import burrow.machine.Access;
import burrow.machine.ProgramImage.Segment;
import java.util.ArrayList;
import java.util.List;

/**
 * The segments of an image while it is read: each is checked when added, and addresses can be
 * turned into file offsets.
 */
final class SegmentMap {
  /** Guest addresses lie below this: the largest window that AddressSpace reserves. */
  static final long ADDRESS_LIMIT = 1L << 40;

  /** No image is wider than the smallest window that AddressSpace accepts. */
  static final long SPAN_LIMIT = 1L << 36;

  private final FileBytes file;
  private final List<Segment> segments = new ArrayList<>();

  SegmentMap(FileBytes file) {
    this.file = file;
  }

  /**
   * Adds a segment that is not empty.
   *
   * @param where the header's name and offset, for messages
   */
  void add(
      String name,
      String where,
      long address,
      long memorySize,
      long fileOffset,
      long fileSize,
      int access)
      throws BadImageException {
    if (memorySize < 0 || memorySize > SPAN_LIMIT) {
      throw file.bad(
          where + ": memory size " + hex(memorySize) + ", expected at most " + hex(SPAN_LIMIT));
    }
    if (address < 0 || address > ADDRESS_LIMIT - memorySize) {
      throw file.bad(
          where
              + ": address "
              + hex(address)
              + " and size "
              + hex(memorySize)
              + ", expected an end at or below "
              + hex(ADDRESS_LIMIT));
    }
    if (fileSize < 0 || fileSize > memorySize) {
      throw file.bad(
          where
              + ": file size "
              + hex(fileSize)
              + ", expected at most the memory size "
              + hex(memorySize));
    }
    if (!file.contains(fileOffset, fileSize)) {
      throw file.bad(
          where
              + ": file offset "
              + hex(fileOffset)
              + " and size "
              + hex(fileSize)
              + ", expected an end at or below the file's end "
              + hex(file.size()));
    }
    segments.add(new Segment(name, address, memorySize, fileOffset, fileSize, access));
  }

  /** Sorts the segments and checks that none overlaps another. To be called once all are added. */
  void finish(String what) throws BadImageException {
    if (segments.isEmpty()) {
      throw file.bad(what + ": none has memory, expected at least one");
    }
    // No Comparator.comparingLong: an AOT cache holds no lambdas of the JDK's that take lambdas.
    segments.sort((a, b) -> Long.compare(a.address(), b.address()));
    for (int i = 1; i < segments.size(); i++) {
      Segment before = segments.get(i - 1);
      Segment after = segments.get(i);
      if (before.end() > after.address()) {
        throw file.bad(
            what
                + ": "
                + describe(before)
                + " overlaps "
                + describe(after)
                + ", expected disjoint segments");
      }
    }
    long span = segments.getLast().end() - segments.getFirst().address();
    if (span > SPAN_LIMIT) {
      throw file.bad(
          what + ": they span " + hex(span) + " bytes, expected at most " + hex(SPAN_LIMIT));
    }
  }

  static String describe(Segment s) {
    return s.name() + " [" + hex(s.address()) + ", " + hex(s.end()) + ")";
  }

  /** Checks that control can start at the address: code that comes from the file. */
  void requireEntry(long entry, String where) throws BadImageException {
    for (Segment s : segments) {
      if ((s.access() & Access.EXECUTE) != 0
          && entry >= s.address()
          && entry - s.address() < s.fileSize()) {
        return;
      }
    }
    throw file.bad(where + ": entry " + hex(entry) + ", expected an address in executable code");
  }

  List<Segment> segments() {
    return List.copyOf(segments);
  }

  /** Whether all bytes of the range are in one segment's memory. */
  boolean contains(long address, long length) {
    for (Segment s : segments) {
      if (address >= s.address()
          && address - s.address() <= s.memorySize()
          && length <= s.memorySize() - (address - s.address())) {
        return true;
      }
    }
    return false;
  }

  /**
   * The file offset of the bytes at an address.
   *
   * @return -1 if they do not all come from the file
   */
  long offsetOf(long address, long length) {
    for (Segment s : segments) {
      if (address >= s.address()
          && address - s.address() <= s.fileSize()
          && length <= s.fileSize() - (address - s.address())) {
        return s.fileOffset() + (address - s.address());
      }
    }
    return -1;
  }

  /** Where bytes of the file lie in memory, or -1 if not all of them lie in one segment. */
  long addressOf(long offset, long length) {
    for (Segment s : segments) {
      if (offset >= s.fileOffset()
          && offset - s.fileOffset() <= s.fileSize()
          && length <= s.fileSize() - (offset - s.fileOffset())) {
        return s.address() + (offset - s.fileOffset());
      }
    }
    return -1;
  }

  /** The file offset of a table that the image needs. */
  long requireOffset(long address, long length, String what) throws BadImageException {
    long offset = length < 0 ? -1 : offsetOf(address, length);
    if (offset < 0) {
      throw file.bad(
          what
              + ": "
              + hex(length)
              + " bytes at address "
              + hex(address)
              + ", expected them in one segment's file content");
    }
    return offset;
  }

  /** Checks that a word to be patched lies in the image. */
  void requireWord(long address, int length, String what) throws BadImageException {
    if (!contains(address, length)) {
      throw file.bad(
          what
              + ": it patches "
              + length
              + " bytes at address "
              + hex(address)
              + ", expected an address in a segment");
    }
  }
}
