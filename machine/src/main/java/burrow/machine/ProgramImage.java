package burrow.machine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program file as a loader read it: what to map where and where to start. Independent of file
 * format; addresses are the file's preferred ones, before any slide.
 *
 * @param name the path as given, for messages
 * @param format "ELF64", "PE32+", "Mach-O 64", "WebAssembly"
 * @param os the target operating system
 * @param arch the target architecture
 * @param content the whole file (for a fat Mach-O: the chosen slice); not to be written
 * @param entry address of the first instruction
 * @param positionIndependent whether the image may be mapped at another address
 * @param segments sorted by address, not overlapping
 * @param relocations to be applied after mapping, in order; {@link RelocationKind#RELATIVE} and
 *     {@link RelocationKind#IMPORT} even without a slide. Not if the {@code interpreter} runs: it
 *     applies them itself. An ELF file without interpreter has none, since there the program
 *     relocates itself
 * @param imports functions and data of other modules
 * @param interpreter the dynamic loader the file asks for (PT_INTERP), or null
 * @param facts format-specific values that a personality needs, such as ELF program headers
 */
@SuppressWarnings("ArrayRecordComponent") // large, shared, documented as read-only
public record ProgramImage(
    String name,
    String format,
    Os os,
    Arch arch,
    byte[] content,
    long entry,
    boolean positionIndependent,
    List<Segment> segments,
    List<Relocation> relocations,
    List<Import> imports,
    @Nullable String interpreter,
    Facts facts) {

  /**
   * A piece of memory: {@code fileSize} bytes from {@code fileOffset} of the content, then zeros up
   * to {@code memorySize}. {@code address} need not be page-aligned.
   *
   * @param access bits of {@link Access}
   */
  public record Segment(
      String name, long address, long memorySize, long fileOffset, long fileSize, int access) {
    public long end() {
      return address + memorySize;
    }
  }

  /** How a {@link Relocation} computes the word it stores. */
  public enum RelocationKind {
    /** 64-bit word = addend + slide. */
    RELATIVE,
    /** 64-bit word += slide. */
    ADD_SLIDE,
    /** 32-bit word += slide (PE HIGHLOW). */
    ADD_SLIDE_32,
    /**
     * 64-bit word = address of the import with index {@code symbol} + addend, 0 if weak and
     * missing.
     */
    IMPORT
  }

  /**
   * One word to patch.
   *
   * @param address where, unslid
   * @param symbol index into {@link ProgramImage#imports} for {@link RelocationKind#IMPORT}, else
   *     -1
   */
  public record Relocation(RelocationKind kind, long address, int symbol, long addend) {}

  /**
   * A function or datum of another module.
   *
   * @param library DLL, dylib or shared object; empty where the format names none
   * @param name symbol name as the file spells it (Mach-O: with its leading underscore), or
   *     "#ordinal"
   * @param slot address of the pointer to fill (IAT, GOT, lazy pointer), or 0 if only relocations
   *     refer to it
   * @param weak whether a missing definition is allowed
   */
  public record Import(String library, String name, long slot, boolean weak) {}

  /** What only one format or one OS has. */
  public sealed interface Facts permits ElfFacts, PeFacts, MachOFacts, WasmFacts {}

  /**
   * @param programHeaderAddress where the program headers lie in memory (AT_PHDR), 0 if nowhere
   * @param programHeaderSize AT_PHENT
   * @param programHeaderCount AT_PHNUM
   * @param type ET_EXEC 2 or ET_DYN 3
   * @param neededLibraries DT_NEEDED; where there is none, the image can run without its
   *     interpreter once its relocations are applied
   * @param foreignRelocations how many relocations are not in {@link ProgramImage#relocations}
   *     because only the interpreter can apply them (thread-local offsets, copies, resolvers)
   */
  public record ElfFacts(
      long programHeaderAddress,
      int programHeaderSize,
      int programHeaderCount,
      int type,
      List<String> neededLibraries,
      int foreignRelocations)
      implements Facts {}

  /**
   * @param imageBase preferred base; the file's headers are mapped there
   * @param sizeOfImage bytes of address space
   * @param subsystem 3 console, 2 GUI
   * @param dllCharacteristics IMAGE_DLLCHARACTERISTICS bits
   * @param stackReserve bytes of stack the main thread asks for
   * @param stackCommit bytes of stack committed at first
   * @param tls the TLS directory, or null
   * @param exceptionDirectory address of .pdata, 0 if none
   * @param exceptionDirectorySize its bytes
   */
  public record PeFacts(
      long imageBase,
      long sizeOfImage,
      int subsystem,
      int dllCharacteristics,
      long stackReserve,
      long stackCommit,
      @Nullable PeTls tls,
      long exceptionDirectory,
      long exceptionDirectorySize)
      implements Facts {}

  /**
   * IMAGE_TLS_DIRECTORY64; addresses are unslid.
   *
   * @param directory address of the directory itself
   * @param templateStart first byte of the data that every thread gets a copy of
   * @param templateEnd the byte behind the last
   * @param indexSlot address of the 32-bit word that receives the module's TLS index
   * @param zeroFill bytes of zeros behind the template
   * @param callbacks functions to call when a thread starts or ends
   */
  public record PeTls(
      long directory,
      long templateStart,
      long templateEnd,
      long indexSlot,
      long zeroFill,
      List<Long> callbacks) {}

  /**
   * @param headerAddress where the Mach header lies in memory
   * @param entryFromThread whether the entry comes from LC_UNIXTHREAD rather than LC_MAIN
   * @param libraries LC_LOAD_DYLIB names in ordinal order
   * @param stackSize LC_MAIN stacksize, 0 for the default
   * @param pageZeroEnd first address behind __PAGEZERO: below it nothing may be mapped
   */
  public record MachOFacts(
      long headerAddress,
      boolean entryFromThread,
      List<String> libraries,
      long stackSize,
      long pageZeroEnd)
      implements Facts {}
}
