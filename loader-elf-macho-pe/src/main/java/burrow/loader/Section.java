package burrow.loader;

/**
 * A section of a file: what linkers and debuggers call the pieces of it.
 *
 * @param name as in ".text" (ELF, PE) or "__TEXT,__text" (Mach-O)
 * @param address where it lies in memory, 0 if nowhere
 * @param size its bytes in memory, or in the file if it lies nowhere in memory
 * @param fileOffset where its content starts
 * @param fileSize bytes of content; all lie in the file
 * @param compressed whether the content is compressed by the format's own means (SHF_COMPRESSED)
 */
public record Section(
    String name, long address, long size, long fileOffset, long fileSize, boolean compressed) {

  /** The last part of the name without dots and underscores in front: "text", "gopclntab". */
  public String plainName() {
    String last = name.substring(name.indexOf(',') + 1);
    int start = 0;
    while (start < last.length() && (last.charAt(start) == '.' || last.charAt(start) == '_')) {
      start++;
    }
    return last.substring(start);
  }
}
