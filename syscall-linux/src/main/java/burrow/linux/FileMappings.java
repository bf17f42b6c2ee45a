package burrow.linux;

import burrow.kernel.file.OpenFlags;
import burrow.kernel.memory.MappedFile;
import burrow.kernel.memory.ProcessMemory.Placement;
import burrow.kernel.memory.ProcessMemory.Source;

/** Memory mappings of open files. */
final class FileMappings {
  private FileMappings() {}

  /** mmap of the descriptor in argument 4, once the other arguments are checked. */
  static long map(Call c, Placement placement, int access, boolean shared) {
    return FileArguments.withOpenFile(
        c,
        c.intArgument(4),
        f -> {
          MappedFile mapped = f.mapping();
          boolean writable = f.has(OpenFlags.WRITE);
          Source source = new Source(access, shared, mapped, c.argument(5), writable, "");
          return c.process().memory().map(c.argument(0), c.argument(1), placement, source);
        });
  }
}
