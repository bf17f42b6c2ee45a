package burrow.loader;

import burrow.machine.ProgramImage;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads executable files of all formats. */
public final class ProgramLoader {
  /** Java arrays end there; no executable comes near. */
  private static final long MAX_FILE_SIZE = Integer.MAX_VALUE - 16;

  private ProgramLoader() {}

  /**
   * Reads a file that is about to be run.
   *
   * @throws BadImageException if it is missing, may not be executed, or is not a program that
   *     Burrow can run; {@link BadImageException#exitStatus} tells which
   */
  public static ProgramImage load(Path path) throws BadImageException {
    byte[] content = readFile(path);
    // Files for Windows carry no execute permission, as for Wine; on a Windows host none do. Nor do
    // WebAssembly modules, which no kernel executes.
    if (!isWindowsProgram(content) && !isWasm(content) && !Files.isExecutable(path)) {
      throw new BadImageException(
          path.toString(), "permission denied, expected a file that may be executed");
    }
    return parse(path.toString(), content);
  }

  /**
   * Reads a program from memory.
   *
   * @param name for messages and {@link ProgramImage#name}
   * @param content kept by the image, not to be changed; of a fat Mach-O file the slice for this
   *     host's architecture is taken, else the first for x86-64 or ARM64
   */
  public static ProgramImage parse(String name, byte[] content) throws BadImageException {
    FileBytes file = new FileBytes(name, content);
    if (file.startsWith(0x7f, 'E', 'L', 'F')) {
      return new ElfReader(file).read();
    }
    if (file.startsWith('M', 'Z')) {
      return new PeReader(file).read();
    }
    if (file.startsWith(0, 'a', 's', 'm')) {
      return new WasmReader(file).read();
    }
    if (FatFile.matches(file)) {
      file = FatFile.choose(file, System.getProperty("os.arch", ""));
    }
    if (file.startsWith(0xcf, 0xfa, 0xed, 0xfe)) {
      return new MachOReader(file).read();
    }
    throw unknownFormat(file);
  }

  /**
   * The content of a regular file.
   *
   * @throws BadImageException if there is none or it may not be read
   */
  public static byte[] readFile(Path path) throws BadImageException {
    String name = path.toString();
    try {
      if (Files.isDirectory(path)) {
        throw new BadImageException(name, "is a directory, expected an executable file");
      }
      if (Files.exists(path) && !Files.isRegularFile(path)) {
        throw new BadImageException(name, "is not a regular file, expected an executable file");
      }
      long size = Files.size(path);
      if (size > MAX_FILE_SIZE) {
        throw new BadImageException(
            name, "is " + size + " bytes long, expected at most " + MAX_FILE_SIZE);
      }
      return Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      throw new BadImageException(
          name, "no such file, expected an executable file", BadImageException.NOT_FOUND);
    } catch (AccessDeniedException e) {
      throw new BadImageException(name, "permission denied, expected a file that may be read");
    } catch (FileSystemException e) {
      String reason = e.getReason();
      throw new BadImageException(
          name, "cannot be read: " + (reason == null ? e.toString() : reason));
    } catch (IOException | OutOfMemoryError e) {
      throw new BadImageException(name, "cannot be read: " + e);
    }
  }

  private static boolean isWindowsProgram(byte[] content) {
    return content.length >= 2 && content[0] == 'M' && content[1] == 'Z';
  }

  private static boolean isWasm(byte[] content) {
    return content.length >= 4
        && content[0] == 0
        && content[1] == 'a'
        && content[2] == 's'
        && content[3] == 'm';
  }

  private static BadImageException unknownFormat(FileBytes file) {
    String expected = ", expected an ELF, PE, Mach-O or WebAssembly program";
    if (file.size() == 0) {
      return file.bad("is empty" + expected);
    }
    if (file.startsWith('#', '!')) {
      return file.bad("is a script (#! at offset 0x0)" + expected);
    }
    StringBuilder start = new StringBuilder();
    for (int i = 0; i < Math.min(4, file.size()); i++) {
      start.append(String.format(" %02x", file.data()[i]));
    }
    return file.bad(
        "magic at offset 0x0:"
            + start
            + ", expected an executable (ELF 7f 45 4c 46, PE 4d 5a, Mach-O cf fa ed fe or"
            + " ca fe ba be)");
  }
}
