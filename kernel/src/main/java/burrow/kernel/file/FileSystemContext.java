package burrow.kernel.file;

import burrow.kernel.process.Shareable;

/** Root directory, working directory and file mode mask of the threads that share it. */
public final class FileSystemContext implements Shareable<FileSystemContext> {
  @Override
  public FileSystemContext share() {
    return this;
  }

  @Override
  public FileSystemContext copy() {
    return new FileSystemContext();
  }

  @Override
  public void release() {
    // holds nothing yet
  }
}
