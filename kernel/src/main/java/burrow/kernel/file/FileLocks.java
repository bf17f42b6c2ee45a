package burrow.kernel.file;

/** Advisory locks of an open file: whole-file locks (flock) and record locks (fcntl). */
public interface FileLocks {
  /** Kinds of lock. */
  enum Kind {
    SHARED(0),
    EXCLUSIVE(1),
    NONE(2);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    /** As F_RDLCK, F_WRLCK and F_UNLCK of Linux. */
    public int number() {
      return number;
    }

    /** The kind of a number. */
    public static Kind of(int number) {
      return number == 0 ? SHARED : number == 1 ? EXCLUSIVE : NONE;
    }
  }

  /**
   * A record lock.
   *
   * @param whence 0 from the start, 1 from the offset, 2 from the end
   * @param length 0 reaches to the end, however far
   * @param owner process that holds it; -1 for a lock of an open file description
   */
  record Range(Kind kind, int whence, long start, long length, int owner) {}

  /**
   * Sets or, with {@link Kind#NONE}, takes back the whole-file lock of this description.
   *
   * @return false if another description holds a conflicting one
   */
  boolean lockWhole(Kind kind);

  /**
   * Sets or takes back a record lock.
   *
   * @param byDescription owned by the open file description instead of the process
   * @return false if a conflicting lock is held
   */
  boolean lock(Range range, boolean byDescription);

  /** The first lock that conflicts, or one of {@link Kind#NONE} if none does. */
  Range conflicting(Range range, boolean byDescription);
}
