package burrow.linux;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.memory.MappedFile;
import burrow.kernel.memory.ProcessMemory;
import burrow.kernel.memory.ProcessMemory.Placement;
import burrow.kernel.memory.ProcessMemory.Source;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.ProgramImage;
import burrow.machine.ProgramImage.Relocation;
import burrow.machine.ProgramImage.Segment;

/** Maps the segments of an ELF program as execve(2) does. */
final class ImageMapper {
  private static final long PAGE_MASK = AddressSpace.PAGE_SIZE - 1;

  private final ProcessMemory memory;
  private final ProgramImage image;
  private final long slide;

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
   * @param relocate whether to apply the image's relocations, which its dynamic loader else does
   * @return the address behind the last segment
   * @throws KernelException ENOEXEC or ENOMEM, saying which segment cannot be mapped
   */
  static long map(
      ProcessMemory memory, String path, ProgramImage image, long slide, boolean relocate) {
    ImageMapper m = new ImageMapper(memory, image, slide);
    MappedFile file = new ImageFile(path, image);
    long end = 0;
    for (Segment s : image.segments()) {
      m.mapSegment(s, file);
      end = Math.max(end, s.end() + slide);
    }
    if (relocate && !image.relocations().isEmpty()) {
      m.relocate();
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
      if (((s.fileOffset() - lead) & PAGE_MASK) != 0) {
        throw new KernelException(
            Errno.ENOEXEC, describe(s) + ": file offset and address differ within the page");
      }
      Source source = new Source(s.access(), false, file, s.fileOffset() - lead, false, "");
      memory.map(page, filePages - page, Placement.FIXED, source);
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

  private void relocate() {
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
        case IMPORT ->
            throw new KernelException(
                Errno.ENOEXEC,
                "needs symbol "
                    + image.imports().get(r.symbol()).name()
                    + " from a dynamic loader");
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
