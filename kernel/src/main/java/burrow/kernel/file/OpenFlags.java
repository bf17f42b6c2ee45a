package burrow.kernel.file;

/**
 * How a file is to be opened and how an open file behaves: a set of bits in the kernel's own
 * numbering, which no guest and no host sees. Personalities and host adapters translate.
 */
public final class OpenFlags {
  public static final int READ = 1;
  public static final int WRITE = 1 << 1;
  public static final int CREATE = 1 << 2;
  public static final int EXCLUSIVE = 1 << 3;
  public static final int TRUNCATE = 1 << 4;
  public static final int APPEND = 1 << 5;
  public static final int NON_BLOCK = 1 << 6;
  public static final int DIRECTORY = 1 << 7;
  public static final int NO_FOLLOW = 1 << 8;
  public static final int NO_CONTROLLING_TERMINAL = 1 << 9;

  /** Data and metadata reach the disk before a write returns. */
  public static final int SYNC = 1 << 10;

  /** Data, and what is needed to read it back, reach the disk before a write returns. */
  public static final int DATA_SYNC = 1 << 11;

  public static final int DIRECT = 1 << 12;
  public static final int NO_ACCESS_TIME = 1 << 13;

  /** Only a place in the tree (O_PATH): no reading, no writing. */
  public static final int PATH_ONLY = 1 << 14;

  public static final int ASYNC = 1 << 15;

  /** What fcntl F_SETFL may change. */
  public static final int CHANGEABLE = APPEND | NON_BLOCK | DIRECT | NO_ACCESS_TIME | ASYNC;

  private OpenFlags() {}

  public static boolean has(int flags, int bits) {
    return (flags & bits) == bits;
  }
}
