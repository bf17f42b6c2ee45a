package burrow.kernel.file;

/** What files that exist only inside Burrow have in common. */
public final class Synthetic {
  private static final java.util.concurrent.atomic.AtomicLong NEXT_INODE =
      new java.util.concurrent.atomic.AtomicLong(1L << 32);

  private Synthetic() {}

  /** A number for a new file. */
  public static long newInode() {
    return NEXT_INODE.getAndIncrement();
  }

  /** A file system of the given magic number without blocks, as /proc is. */
  public static FileSystemStatus fileSystem(long type) {
    return new FileSystemStatus(type, 4096, 0, 0, 0, 0, 0, 0, 255, 4096, 0);
  }
}
