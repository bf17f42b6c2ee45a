package burrow.kernel.memory;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.memory.ProcessMemory.Placement;
import burrow.kernel.memory.ProcessMemory.Source;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.ProgramImage;
import burrow.machine.ProgramImage.Import;
import burrow.machine.ProgramImage.Relocation;
import burrow.machine.ProgramImage.Segment;
import org.jspecify.annotations.Nullable;

/** Maps the segments of a program as its system's loader does, and relocates it. */
public final class ImageMapper {
  private static final long PAGE_MASK = AddressSpace.PAGE_SIZE - 1;

  private final ProcessMemory memory;
  private final ProgramImage image;
  private final long slide;

  /** Where the functions and data of other modules are. */
  @FunctionalInterface
  public interface ImportResolver {
    /** For programs that must have no imports. */
    ImportResolver NONE =
        i -> {
          throw new KernelException(
              Errno.ENOEXEC, "needs symbol " + i.name() + " from a dynamic loader");
        };

    /**
     * The guest address of an import; 0 for a weak one that is missing.
     *
     * @throws KernelException ENOEXEC, saying what is missing
     */
    long address(Import wanted);
  }

  private ImageMapper(ProcessMemory memory, ProgramImage image, long slide) {
    this.memory = memory;
    this.image = image;
    this.slide = slide;
  }

  /**
   * Maps an image.
   *
   * @param path what the list of mappings shows
   * @param slide what is added to the file's addresses, a multiple of the page size
   * @param imports resolves what the relocations refer to; null to apply no relocations at all,
   *     because the image's own dynamic loader does
   * @return the address behind the last segment
   * @throws KernelException ENOEXEC or ENOMEM, saying which segment cannot be mapped
   */
  public static long map(
      ProcessMemory memory,
      String path,
      ProgramImage image,
      long slide,
      @Nullable ImportResolver imports) {
    ImageMapper m = new ImageMapper(memory, image, slide);
    MappedFile file = new ImageFile(path, image);
    long end = 0;
    for (Segment s : image.segments()) {
      m.mapSegment(s, file);
      end = Math.max(end, s.end() + slide);
    }
    if (imports != null && !image.relocations().isEmpty()) {
      m.relocate(imports);
    }
    return end;
  }

  private void mapSegment(Segment s, MappedFile file) {
    long start = s.address() + slide;
    if (start < 0 || start + s.memorySize() > memory.space().limit()) {
      throw new KernelException(Errno.ENOMEM, describe(s) + " lies outside the address space");
    }
    long page = start & ~PAGE_MASK;
    long fileEnd = start + s.fileSize();
    long filePages = s.fileSize() == 0 ? page : AddressSpace.pageUp(fileEnd);
    if (filePages > page) {
      long lead = start - page;
      if (((s.fileOffset() - lead) & PAGE_MASK) == 0) {
        Source source = new Source(s.access(), false, file, s.fileOffset() - lead, false, "");
        memory.map(page, filePages - page, Placement.FIXED, source);
      } else if (image.format().startsWith("PE")) {
        // PE files align sections to 512 bytes on disk and to pages in memory.
        memory.map(page, filePages - page, Placement.FIXED, Source.named(s.access(), file.path()));
        int size = (int) s.fileSize();
        memory.space().initialize(start, image.content(), (int) s.fileOffset(), size);
        fileEnd = filePages; // the rest is zero already
      } else {
        throw new KernelException(
            Errno.ENOEXEC, describe(s) + ": file offset and address differ within the page");
      }
    }
    long end = AddressSpace.pageUp(start + s.memorySize());
    boolean hasTail = s.memorySize() > s.fileSize() && filePages > fileEnd && filePages > page;
    if (hasTail && (s.access() & Access.WRITE) != 0) {
      // Zeros to the end of the page, not only of the segment: ld.so allocates from the rest.
      memory.space().write(fileEnd, new byte[(int) (filePages - fileEnd)]);
    }
    if (end > filePages) {
      memory.map(filePages, end - filePages, Placement.FIXED, Source.named(s.access(), ""));
    }
  }

  private String describe(Segment s) {
    return "segment " + s.name() + " at 0x" + Long.toHexString(s.address() + slide);
  }

  private void relocate(ImportResolver imports) {
    for (Segment s : image.segments()) {
      protect(s, s.access() | Access.WRITE | Access.READ);
    }
    AddressSpace space = memory.space();
    for (Relocation r : image.relocations()) {
      long at = r.address() + slide;
      switch (r.kind()) {
        case RELATIVE -> space.writeLong(at, r.addend() + slide);
        case ADD_SLIDE -> space.writeLong(at, space.readLong(at) + slide);
        case ADD_SLIDE_32 -> space.writeInt(at, (int) (space.readInt(at) + slide));
        case IMPORT -> {
          long address = imports.address(image.imports().get(r.symbol()));
          space.writeLong(at, address == 0 ? 0 : address + r.addend());
        }
      }
    }
    for (Segment s : image.segments()) {
      protect(s, s.access());
    }
  }

  private void protect(Segment s, int access) {
    long from = (s.address() + slide) & ~PAGE_MASK;
    long to = AddressSpace.pageUp(s.end() + slide);
    if (to > from) {
      memory.protect(from, to - from, access);
    }
  }
}
