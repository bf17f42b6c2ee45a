package burrow.kernel.host;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.DirectoryNode;
import burrow.kernel.file.FileStatus;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The part of the host's file tree that guests see, and what covers it. */
public final class HostTree {
  private final HostPolicy policy;
  private final HostPoller poller;
  private final HostDirectory root;
  private final long rootInode;
  private final int rootMajor;
  private final int rootMinor;
  private Map<String, DirectoryNode> mounts = Map.of();

  /**
   * @throws KernelException if the root cannot be entered, or the host is one that this version
   *     knows no file calls of
   */
  public HostTree(HostPolicy policy) {
    if (!Posix.AVAILABLE) {
      throw new KernelException(
          Errno.ENOSYS, "this version knows the files of Linux hosts only, not of this one");
    }
    this.policy = policy;
    this.poller = new HostPoller();
    int fd = Posix.openDirectory(Posix.AT_FDCWD, policy.root());
    FileStatus s = Posix.status(fd);
    rootInode = s.inode();
    rootMajor = s.deviceMajor();
    rootMinor = s.deviceMinor();
    root = new HostDirectory(this, fd, true);
  }

  /** The guest's {@code /}. */
  public DirectoryNode root() {
    return root;
  }

  public HostPolicy policy() {
    return policy;
  }

  public HostPoller poller() {
    return poller;
  }

  /** Covers names of the root directory with other directories ({@code proc}, {@code dev}). */
  public void mount(Function<DirectoryNode, Map<String, DirectoryNode>> overRoot) {
    mounts = Map.copyOf(overRoot.apply(root));
  }

  @Nullable DirectoryNode mounted(String name) {
    return mounts.get(name);
  }

  boolean isRoot(FileStatus s) {
    return s.inode() == rootInode && s.deviceMajor() == rootMajor && s.deviceMinor() == rootMinor;
  }

  /** The guest's name of a host path, or null if it lies outside of the root. */
  @Nullable String guestPath(String hostPath) {
    if (!policy.isConfined()) {
      return hostPath;
    }
    if (!HostPolicy.isInside(hostPath, policy.root())) {
      return null;
    }
    String p = hostPath.substring(policy.root().length());
    return p.isEmpty() ? "/" : p;
  }

  // ---- policy ----

  void requireRead(int directory, String name) {
    if (policy.sandboxed() && !policy.mayRead(path(directory, name))) {
      throw denied("read", directory, name);
    }
  }

  void requireWrite(int directory, String name) {
    if (policy.sandboxed() && !policy.mayWrite(path(directory, name))) {
      throw denied("write", directory, name);
    }
  }

  void requireSee(int directory, String name) {
    if (policy.sandboxed() && !policy.maySee(path(directory, name))) {
      throw denied("see", directory, name);
    }
  }

  private static KernelException denied(String what, int directory, String name) {
    return new KernelException(
        Errno.EACCES, "the sandbox denies to " + what + " " + path(directory, name));
  }

  private static String path(int directory, String name) {
    String d = Posix.pathOf(directory);
    int end = name.length();
    while (end > 0 && name.charAt(end - 1) == '/') {
      end--;
    }
    String n = name.substring(0, end);
    return n.equals(".") || n.isEmpty() ? d : d.equals("/") ? "/" + n : d + "/" + n;
  }
}
