package burrow.windows;

import burrow.kernel.file.FileStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which files are open, and what those who opened them let others do meanwhile: on Windows nobody
 * deletes or renames a file that somebody has open without FILE_SHARE_DELETE.
 */
final class ShareModes {
  /** FILE_SHARE_READ, FILE_SHARE_WRITE and FILE_SHARE_DELETE. */
  static final int ALL = 7;

  private static final int READ = 1;
  private static final int WRITE = 2;
  private static final int DELETE = 4;

  private final Map<FileId, List<Use>> uses = new HashMap<>();

  private record FileId(int major, int minor, long inode) {
    static FileId of(FileStatus s) {
      return new FileId(s.deviceMajor(), s.deviceMinor(), s.inode());
    }
  }

  /** One open file: what is done with it, and what others may do, as bits of share modes. */
  final class Use {
    private final FileId id;
    private final int does;
    private final int share;
    private @Nullable Supplier<String> path;

    private Use(FileId id, int does, int share) {
      this.id = id;
      this.does = does;
      this.share = share;
    }

    /** Tells where the file is: its directory cannot be renamed from now on. */
    void setPath(Supplier<String> source) {
      synchronized (ShareModes.this) {
        path = source;
      }
    }

    void end() {
      synchronized (ShareModes.this) {
        List<Use> all = uses.get(id);
        if (all != null && all.remove(this) && all.isEmpty()) {
          uses.remove(id);
        }
      }
    }
  }

  /** Access rights as the bits that others must have shared. */
  private static int does(int access) {
    int d = (access & (FileActions.READ_DATA | FileActions.EXECUTE)) != 0 ? READ : 0;
    d |= (access & (FileActions.WRITE_DATA | FileActions.APPEND_DATA)) != 0 ? WRITE : 0;
    return d | ((access & FileActions.DELETE) != 0 ? DELETE : 0);
  }

  /**
   * Enters a file that is being opened.
   *
   * @param access specific rights
   * @param share FILE_SHARE_* bits
   * @return to be ended with the last handle
   * @throws Win32Exception ERROR_SHARING_VIOLATION
   */
  synchronized Use open(FileStatus status, int access, int share) {
    FileId id = FileId.of(status);
    Use use = new Use(id, does(access), share);
    if (use.does == 0) {
      return use; // attributes are always to be had, and hold nobody up
    }
    List<Use> all = uses.computeIfAbsent(id, i -> new ArrayList<>());
    for (Use u : all) {
      if ((use.does & ~u.share) != 0 || (u.does & ~share) != 0) {
        throw new Win32Exception(Win32.ERROR_SHARING_VIOLATION);
      }
    }
    all.add(use);
    return use;
  }

  /**
   * Finds out whether a file can be deleted or renamed.
   *
   * @throws Win32Exception ERROR_SHARING_VIOLATION
   */
  void checkDelete(FileStatus status) {
    open(status, FileActions.DELETE, ALL).end();
  }

  /** Whether the file is open for more than its attributes. */
  synchronized boolean isOpen(FileStatus status) {
    return uses.containsKey(FileId.of(status));
  }

  /**
   * Whether something below a directory is open.
   *
   * @param directory as {@link WindowsFiles#pathOf} tells paths
   */
  synchronized boolean isOpenBelow(String directory) {
    String start = directory.endsWith("\\") ? directory : directory + "\\";
    for (List<Use> all : uses.values()) {
      for (Use u : all) {
        if (u.path != null && u.path.get().startsWith(start)) {
          return true;
        }
      }
    }
    return false;
  }
}
