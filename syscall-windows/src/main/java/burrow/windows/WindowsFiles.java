package burrow.windows;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.DescriptorTable;
import burrow.kernel.file.FileMode;
import burrow.kernel.file.FileStatus;
import burrow.kernel.file.FileSystemContext;
import burrow.kernel.file.Location;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFlags;
import burrow.kernel.file.PathWalker.Last;
import burrow.kernel.host.HostFileSystem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The drives of a process and where it stands in them. Names are looked up as they are first; if
 * there is none, in the case that the directory has them.
 */
final class WindowsFiles {
  static final char HOST_DRIVE = 'Z';
  static final char PRIVATE_DRIVE = 'C';

  /** FILE_SHARE_READ and FILE_SHARE_WRITE. */
  private static final int CURRENT_SHARE = 3;

  private final HostFileSystem host;
  private final FileSystemContext root;
  private final FileSystemContext privateRoot;
  private final String hostName;
  private final ShareModes shareModes;
  private ShareModes.@Nullable Use currentUse;
  private final Map<Character, String> directories = new HashMap<>();
  private char currentDrive = HOST_DRIVE;

  /**
   * @param directory where the process starts, absolute in the host's tree
   * @param shareModes of all processes that can meet at files
   */
  WindowsFiles(
      HostFileSystem host,
      HostFileSystem privateDrive,
      String directory,
      String hostName,
      ShareModes shareModes) {
    this.host = host;
    this.root = host.context("/");
    this.privateRoot = privateDrive.context("/");
    this.hostName = hostName;
    this.shareModes = shareModes;
    directories.put(HOST_DRIVE, WindowsPath.ofHost(HOST_DRIVE, directory));
  }

  /** What every thread is given: the host's tree from its root. */
  FileSystemContext context() {
    return root.share();
  }

  DescriptorTable standardDescriptors() {
    return host.standardDescriptors();
  }

  String hostName() {
    return hostName;
  }

  ShareModes shareModes() {
    return shareModes;
  }

  // ---- drives and directories ----

  /** Bit 0 for A. */
  static int driveMask() {
    return 1 << HOST_DRIVE - 'A' | 1 << PRIVATE_DRIVE - 'A';
  }

  /** The current directory of a drive, or of the current drive for 0. */
  synchronized String directory(char drive) {
    char d = drive == 0 ? currentDrive : drive;
    return directories.getOrDefault(d, d + ":\\");
  }

  /**
   * Changes the current directory.
   *
   * @throws KernelException or {@link Win32Exception} if it is none
   */
  void setDirectory(String text) {
    WindowsPath p = parse(text);
    Place place = place(p);
    FileStatus status = status(place, true);
    if (!FileMode.isDirectory(status.mode())) {
      throw new Win32Exception(Win32.ERROR_DIRECTORY);
    }
    // The current directory is open: nobody can delete or rename it.
    ShareModes.Use use = shareModes.open(status, FileActions.EXECUTE, CURRENT_SHARE);
    String path = WindowsPath.ofHost(place.drive(), place.path());
    use.setPath(() -> path);
    synchronized (this) {
      if (currentUse != null) {
        currentUse.end();
      }
      currentUse = use;
      currentDrive = p.drive();
      directories.put(p.drive(), p.drive() + ":\\" + String.join("\\", p.names()));
    }
  }

  WindowsPath parse(String text) {
    return WindowsPath.parse(text, this::directory);
  }

  private FileSystemContext drive(char letter) {
    return switch (letter) {
      case HOST_DRIVE -> root;
      case PRIVATE_DRIVE -> privateRoot;
      default -> throw new Win32Exception(Win32.ERROR_PATH_NOT_FOUND, "no drive " + letter);
    };
  }

  /** The place that a path of a file names, in the case that the disk has. */
  Place place(WindowsPath path) {
    if (path.isDevice()) {
      throw new Win32Exception(Win32.ERROR_FILE_NOT_FOUND, "device " + path.device());
    }
    return inDiskCase(
        new Place(path.drive(), drive(path.drive()), null, path.hostPath(), path.directory()));
  }

  Place place(String text) {
    return place(parse(text));
  }

  /** The place of a relative path below an open directory. */
  Place placeBelow(FileObject directory, String path) {
    StringBuilder s = new StringBuilder();
    for (String n : path.split("\\\\")) {
      if (!n.isEmpty()) {
        s.append(s.isEmpty() ? "" : "/").append(FileNames.toHost(n));
      }
    }
    String relative = s.isEmpty() ? "." : s.toString();
    char drive = directory.drive();
    return inDiskCase(
        new Place(drive, drive(drive), directory.file(), relative, path.endsWith("\\")));
  }

  /** Where an open file is now. */
  Place placeOf(FileObject file) {
    return new Place(file.drive(), drive(file.drive()), null, file.file().path(), false);
  }

  /** The absolute Windows path of an open file. */
  String pathOf(FileObject file) {
    return WindowsPath.ofHost(file.drive(), file.file().path());
  }

  // ---- looking up ----

  /**
   * What is at a place.
   *
   * @param follow whether a link is followed
   * @throws Win32Exception ERROR_PATH_NOT_FOUND if the way to it is missing, ERROR_FILE_NOT_FOUND
   *     if it is
   */
  FileStatus status(Place place, boolean follow) {
    try (Location l = place.walk(follow ? Last.FOLLOW : Last.NO_FOLLOW)) {
      return l.status();
    } catch (KernelException e) {
      throw missing(place, e);
    }
  }

  @Nullable FileStatus statusOrNull(Place place, boolean follow) {
    try (Location l = place.walk(follow ? Last.FOLLOW : Last.NO_FOLLOW)) {
      return l.status();
    } catch (KernelException e) {
      if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR) {
        return null;
      }
      throw e;
    }
  }

  /** Tells a missing directory on the way from a missing file. */
  RuntimeException missing(Place place, KernelException e) {
    if (e.errno() != Errno.ENOENT && e.errno() != Errno.ENOTDIR) {
      return e;
    }
    FileStatus parent = place.isRoot() ? null : statusOrNull(place.parent(), true);
    boolean there = parent != null && FileMode.isDirectory(parent.mode());
    return new Win32Exception(there ? Win32.ERROR_FILE_NOT_FOUND : Win32.ERROR_PATH_NOT_FOUND);
  }

  private Place inDiskCase(Place place) {
    if (place.isRoot() || place.path().equals(".") || statusOrNull(place, false) != null) {
      return place;
    }
    boolean absolute = place.path().startsWith("/");
    String done = absolute ? "/" : "";
    for (String name : place.path().split("/")) {
      if (name.isEmpty()) {
        continue;
      }
      String next = done + (done.isEmpty() || done.endsWith("/") ? "" : "/") + name;
      if (statusOrNull(place.withPath(next), false) == null) {
        String other = variant(place.withPath(done.isEmpty() ? "." : done), name);
        if (other == null) {
          return place.withPath(next + place.path().substring(next.length()));
        }
        next = next.substring(0, next.length() - name.length()) + other;
      }
      done = next;
    }
    return place.withPath(done);
  }

  private @Nullable String variant(Place directory, String name) {
    String wanted = fold(FileNames.toWindows(name));
    for (String n : list(directory)) {
      if (fold(FileNames.toWindows(n)).equals(wanted)) {
        return n;
      }
    }
    return null;
  }

  private static String fold(String name) {
    return name.toUpperCase(Locale.ROOT);
  }

  private static List<String> list(Place directory) {
    try (Location l = directory.walk(Last.FOLLOW)) {
      OpenFile d = l.open(OpenFlags.READ | OpenFlags.DIRECTORY, 0);
      try {
        return names(d);
      } finally {
        d.release();
      }
    } catch (KernelException e) {
      return List.of();
    }
  }

  /** All names in an open directory, read from its start. */
  static List<String> names(OpenFile directory) {
    List<String> names = new ArrayList<>();
    directory.seek(0, OpenFile.Whence.SET);
    int before;
    do {
      before = names.size();
      directory.readDirectory(1 << 16, (inode, next, type, name) -> names.add(name));
    } while (names.size() > before);
    return names;
  }
}
