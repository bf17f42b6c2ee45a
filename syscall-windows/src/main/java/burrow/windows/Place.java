package burrow.windows;

import burrow.kernel.file.FileSystemContext;
import burrow.kernel.file.Location;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.PathWalker;
import org.jspecify.annotations.Nullable;

/**
 * Where a file is, or will be, in the tree of a drive.
 *
 * @param drive its letter
 * @param context root of its tree
 * @param at the open directory that a relative path starts from, or null
 * @param path in host spelling
 * @param directory whether it must be a directory
 */
record Place(
    char drive, FileSystemContext context, @Nullable OpenFile at, String path, boolean directory) {
  /** To be closed. */
  Location walk(PathWalker.Last last) {
    return PathWalker.walk(context, at, path, last);
  }

  Place withPath(String other) {
    return new Place(drive, context, at, other, directory);
  }

  /** The last component; empty for a root. */
  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The directory that holds it. */
  Place parent() {
    int cut = path.lastIndexOf('/');
    return withPath(cut > 0 ? path.substring(0, cut) : cut == 0 ? "/" : ".");
  }

  boolean isRoot() {
    return path.equals("/");
  }
}
