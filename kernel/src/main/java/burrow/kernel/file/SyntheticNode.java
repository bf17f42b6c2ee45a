package burrow.kernel.file;

import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Something in a directory that Burrow makes up. */
public sealed interface SyntheticNode {
  /** A directory. */
  record Folder(SyntheticDirectory directory) implements SyntheticNode {}

  /**
   * A read-only file whose content is made when it is opened.
   *
   * @param permissions such as 0444
   */
  record Text(int permissions, Supplier<byte[]> content) implements SyntheticNode {}

  /** A symbolic link; each look makes its target anew. */
  record Symlink(Supplier<DirectoryNode.Link> link) implements SyntheticNode {}

  /** A device: opens to a file of its own, for the given {@link OpenFlags}. */
  record Device(FileStatus status, IntFunction<OpenFile> open) implements SyntheticNode {}
}
