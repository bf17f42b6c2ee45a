package burrow.loader;

import static burrow.loader.FileBytes.hex;

import burrow.machine.Access;
import burrow.machine.Arch;
import burrow.machine.ProgramImage;
import burrow.machine.ProgramImage.Relocation;
import burrow.machine.ProgramImage.RelocationKind;
import burrow.machine.ProgramImage.Segment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An image's memory as it is right after loading without a slide, read by address: file content,
 * zeros behind it, and for pointers the relocations applied.
 */
public final class ImageMemory {
  private final ProgramImage image;
  private final FileBytes file;
  private final List<Segment> segments;
  private long @Nullable [] relocatedAddresses;
  private long[] relocatedValues = {};

  public ImageMemory(ProgramImage image) {
    this.image = image;
    this.file = new FileBytes(image.name(), image.content());
    this.segments = image.segments();
  }

  public ProgramImage image() {
    return image;
  }

  BadImageException bad(String problem) {
    return file.bad(problem);
  }

  /** The segment that holds all bytes of the range, or null. */
  public @Nullable Segment segmentOf(long address, long length) {
    for (Segment s : segments) {
      if (address >= s.address()
          && length >= 0
          && address - s.address() <= s.memorySize()
          && length <= s.memorySize() - (address - s.address())) {
        return s;
      }
    }
    return null;
  }

  /** How many bytes of file content lie at and behind the address in its segment. */
  public long contentAt(long address) {
    Segment s = segmentOf(address, 1);
    return s == null ? 0 : Math.max(0, s.fileSize() - (address - s.address()));
  }

  boolean isExecutable(long address) {
    if (image.arch() == Arch.WASM) {
      return true; // code is in no memory: its addresses are numbers of functions
    }
    Segment s = segmentOf(address, 1);
    return s != null && (s.access() & Access.EXECUTE) != 0;
  }

  private Segment require(long address, long length, String what) throws BadImageException {
    Segment s = segmentOf(address, length);
    if (s == null) {
      throw file.bad(
          what
              + ": "
              + length
              + " bytes at address "
              + hex(address)
              + ", expected them in one segment");
    }
    return s;
  }

  /** The file offset of the bytes, or -1 if they are not all file content. */
  private static long offset(Segment s, long address, long length) {
    long inside = address - s.address();
    return inside <= s.fileSize() - length ? s.fileOffset() + inside : -1;
  }

  public int u8(long address, String what) throws BadImageException {
    Segment s = require(address, 1, what);
    long at = offset(s, address, 1);
    return at < 0 ? 0 : file.data()[(int) at] & 0xff;
  }

  public int i32(long address, String what) throws BadImageException {
    Segment s = require(address, 4, what);
    long at = offset(s, address, 4);
    return at < 0 ? 0 : FileBytes.int32(file.data(), (int) at);
  }

  public long u32(long address, String what) throws BadImageException {
    return i32(address, what) & 0xffffffffL;
  }

  /** The 64-bit word, relocations not applied. */
  public long i64(long address, String what) throws BadImageException {
    Segment s = require(address, 8, what);
    long at = offset(s, address, 8);
    return at < 0 ? 0 : FileBytes.int64(file.data(), (int) at);
  }

  /** The 64-bit word with relocations applied. */
  public long pointer(long address, String what) throws BadImageException {
    int i = Arrays.binarySearch(relocatedAddresses(), address);
    return i >= 0 ? relocatedValues[i] : i64(address, what);
  }

  /** Up to {@code limit} bytes before the first NUL. */
  public String text(long address, int limit, String what) throws BadImageException {
    Segment s = require(address, 1, what);
    long content = Math.min(limit, s.fileSize() - (address - s.address()));
    if (content <= 0) {
      return "";
    }
    int start = (int) (s.fileOffset() + (address - s.address()));
    int length = 0;
    while (length < content && file.data()[start + length] != 0) {
      length++;
    }
    return new String(file.data(), Math.min(start, file.size()), length, StandardCharsets.UTF_8);
  }

  /** A copy of {@code length} bytes of file content. */
  public byte[] bytes(long address, long length, String what) throws BadImageException {
    Segment s = require(address, length, what);
    long at = offset(s, address, length);
    if (at < 0) {
      throw file.bad(what + ": address " + hex(address) + ", expected content of the file");
    }
    return Arrays.copyOfRange(file.data(), (int) at, (int) (at + length));
  }

  /** Sorted addresses of the words whose value a relocation gives. */
  long[] relocatedAddresses() {
    long[] addresses = relocatedAddresses;
    if (addresses == null) {
      addresses = indexRelocations();
      relocatedAddresses = addresses;
    }
    return addresses;
  }

  long relocatedValue(int index) {
    return relocatedValues[index];
  }

  private long[] indexRelocations() {
    Relocation[] sorted =
        image.relocations().stream()
            .filter(r -> r.kind() == RelocationKind.RELATIVE)
            .sorted((a, b) -> Long.compare(a.address(), b.address()))
            .toArray(Relocation[]::new);
    relocatedValues = Arrays.stream(sorted).mapToLong(Relocation::addend).toArray();
    return Arrays.stream(sorted).mapToLong(Relocation::address).toArray();
  }
}
