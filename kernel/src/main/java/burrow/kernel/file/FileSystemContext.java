package burrow.kernel.file;

import burrow.kernel.process.Shareable;

/** Root directory, working directory and file mode mask of the threads that share it. */
public final class FileSystemContext implements Shareable<FileSystemContext> {
  private final DirectoryNode root;
  private DirectoryNode workingDirectory;
  private int umask;
  private int holders = 1;

  /**
   * @param root stays the caller's
   * @param workingDirectory becomes this object's
   */
  public FileSystemContext(DirectoryNode root, DirectoryNode workingDirectory, int umask) {
    this.root = root;
    this.workingDirectory = workingDirectory;
    this.umask = umask;
  }

  @Override
  public synchronized FileSystemContext share() {
    holders++;
    return this;
  }

  @Override
  public synchronized FileSystemContext copy() {
    return new FileSystemContext(root, workingDirectory.duplicate(), umask);
  }

  @Override
  public synchronized void release() {
    if (--holders == 0) {
      workingDirectory.close();
    }
  }

  public DirectoryNode root() {
    return root;
  }

  /** A working directory of the caller's own, to be closed. */
  public synchronized DirectoryNode workingDirectory() {
    return workingDirectory.duplicate();
  }

  /** Where the working directory is, as the guest sees it. */
  public synchronized String workingPath() {
    return workingDirectory.path();
  }

  /** {@code directory} becomes this object's. */
  public synchronized void setWorkingDirectory(DirectoryNode directory) {
    workingDirectory.close();
    workingDirectory = directory;
  }

  public synchronized int umask() {
    return umask;
  }

  /** Returns the old mask. */
  public synchronized int setUmask(int mask) {
    int old = umask;
    umask = mask & 0777;
    return old;
  }

  /** The permissions of a new file. */
  public int masked(int mode) {
    return mode & FileMode.PERMISSIONS & ~umask();
  }
}
