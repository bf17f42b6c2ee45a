package burrow.wasm.wasi;

import burrow.kernel.file.DirectoryNode;
import burrow.kernel.file.FileStatus;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFlags;

/** The root as an open directory that paths start from; it is not listed through this. */
final class PreopenedRoot extends OpenFile {
  private final DirectoryNode root;

  PreopenedRoot(DirectoryNode root) {
    super("/", OpenFlags.PATH_ONLY | OpenFlags.DIRECTORY);
    this.root = root;
  }

  @Override
  public FileStatus status() {
    return root.status(".");
  }

  @Override
  public DirectoryNode directory() {
    return root;
  }

  @Override
  public boolean isPollable() {
    return false;
  }
}
