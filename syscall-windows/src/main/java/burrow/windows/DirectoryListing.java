package burrow.windows;

import burrow.kernel.KernelException;
import burrow.kernel.file.FileMode;
import burrow.kernel.file.FileStatus;
import burrow.kernel.file.Location;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.PathWalker.Last;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The entries of a directory at one moment, in the order that NTFS has, and a cursor in them. */
final class DirectoryListing {
  private final List<String> names;
  private final Place directory;
  private int next;

  /**
   * One entry.
   *
   * @param name in Windows spelling
   * @param attributes FILE_ATTRIBUTE_*
   * @param tag of a reparse point, else 0
   */
  record Entry(String name, FileStatus status, int attributes, int tag) {}

  /**
   * @param directory place of the directory
   * @param opened the directory, open for reading
   * @param pattern what names must match, or null for all
   */
  DirectoryListing(Place directory, OpenFile opened, @Nullable String pattern) {
    this.directory = directory;
    this.names = new ArrayList<>();
    for (String n : WindowsFiles.names(opened)) {
      boolean dots = n.equals(".") || n.equals("..");
      if (dots && directory.isRoot()) {
        continue;
      }
      if (pattern == null || Wildcards.matches(pattern, FileNames.toWindows(n))) {
        names.add(n);
      }
    }
    names.sort(
        Comparator.comparing((String n) -> FileNames.toWindows(n).toUpperCase(Locale.ROOT))
            .thenComparing(n -> n));
  }

  /** The entry at the cursor, or null at the end; entries that vanished are left out. */
  @Nullable Entry peek() {
    while (next < names.size()) {
      Entry e = entry(names.get(next));
      if (e != null) {
        return e;
      }
      next++;
    }
    return null;
  }

  void advance() {
    next++;
  }

  private @Nullable Entry entry(String name) {
    String path = directory.path();
    String full = (path.endsWith("/") ? path : path + "/") + name;
    Place place = directory.withPath(full);
    try (Location l = place.walk(Last.NO_FOLLOW)) {
      FileStatus s = l.status();
      boolean toDirectory =
          FileMode.isSymlink(s.mode())
              && !SymbolicLinks.read(place).toFile()
              && leadsToDirectory(full);
      int attributes = FileFacts.attributes(s, toDirectory);
      return new Entry(FileNames.toWindows(name), s, attributes, SymbolicLinks.tag(place, s));
    } catch (KernelException e) {
      return null;
    }
  }

  private boolean leadsToDirectory(String path) {
    try (Location l = directory.withPath(path).walk(Last.FOLLOW)) {
      return FileMode.isDirectory(l.status().mode());
    } catch (KernelException e) {
      return false;
    }
  }
}
