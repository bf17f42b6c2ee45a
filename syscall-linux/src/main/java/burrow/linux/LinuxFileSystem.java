package burrow.linux;

import burrow.kernel.KernelException;
import burrow.kernel.file.DescriptorTable;
import burrow.kernel.file.DirectoryNode;
import burrow.kernel.file.FileStatus;
import burrow.kernel.file.FileSystemContext;
import burrow.kernel.file.Location;
import burrow.kernel.file.MemoryDevice;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFlags;
import burrow.kernel.file.PathBytes;
import burrow.kernel.file.PathWalker;
import burrow.kernel.host.HostFiles;
import burrow.kernel.host.HostPolicy;
import burrow.kernel.host.HostTree;
import burrow.kernel.host.Posix;
import burrow.kernel.memory.MappedFile;
import burrow.kernel.memory.MemoryArea;
import burrow.kernel.process.Kernel;
import burrow.kernel.signal.SignalInfo;
import org.jspecify.annotations.Nullable;

/** The files of Linux guests: the host's tree under the policy, covered by /proc, /sys and /dev. */
public final class LinuxFileSystem {
  private static final ThreadLocal<@Nullable LinuxThread> CALLER = new ThreadLocal<>();

  private final Kernel kernel;
  private final HostTree tree;

  /** The guest's mask is applied by the calls; the JVM's own must not cut modes a second time. */
  private static final int INITIAL_UMASK = Posix.AVAILABLE ? Posix.setUmask(0) : 022;

  public LinuxFileSystem(Kernel kernel, HostPolicy policy) {
    this.kernel = kernel;
    this.tree = new HostTree(policy);
    tree.mount(root -> LinuxMounts.over(root, kernel, policy));
  }

  public HostTree tree() {
    return tree;
  }

  /**
   * Root, working directory and mask for a new process.
   *
   * @param directory absolute path in the guest's tree
   * @throws KernelException if it cannot be entered
   */
  public FileSystemContext context(String directory) {
    DirectoryNode root = tree.root();
    FileSystemContext context = new FileSystemContext(root, root, INITIAL_UMASK);
    String path = PathBytes.ofText(directory);
    try (Location l = PathWalker.walk(context, null, path, PathWalker.Last.FOLLOW)) {
      context.setWorkingDirectory(
          l.name().equals(".") ? l.directory().duplicate() : l.directory().enter(l.name()));
    }
    return context;
  }

  /**
   * Descriptors 0, 1 and 2 of the JVM as the guest's; what the JVM lacks leads to /dev/null, as the
   * JVM may have opened something else under that number.
   */
  public DescriptorTable standardDescriptors() {
    DescriptorTable table = new DescriptorTable();
    for (int fd = 0; fd < 3; fd++) {
      OpenFile f = HostFiles.standard(tree, fd);
      if (f == null) {
        int flags = OpenFlags.READ | OpenFlags.WRITE;
        f = new MemoryDevice(MemoryDevice.Kind.NULL, kernel.random(), flags);
      }
      table.install(fd, f);
    }
    return table;
  }

  // ---- what file calls need of the process side ----

  /** The calling thread is about to walk a path: /proc/self is its. */
  static void enter(LinuxThread thread) {
    if (CALLER.get() != thread) {
      CALLER.set(thread);
    }
  }

  /** The thread whose call is being handled, or null outside of one. */
  static @Nullable LinuxThread caller() {
    return CALLER.get();
  }

  /** Sends SIGPIPE to the thread that wrote. */
  static void brokenPipe(LinuxThread thread) {
    int pid = thread.process().id();
    int uid = thread.process().credentials().uid();
    SignalInfo info = new SignalInfo(LinuxSignal.SIGPIPE, 0, 0, new SignalInfo.Sender(pid, uid, 0));
    thread.process().signals().send(info, thread);
  }

  /** A file changed its size: mappings of it end elsewhere now. */
  static void resized(Call c, FileStatus status) {
    long device = (long) status.deviceMajor() << 32 | status.deviceMinor() & 0xffff_ffffL;
    for (MemoryArea a : c.process().memory().areas()) {
      MappedFile f = a.file();
      if (f != null && f.device() == device && f.inode() == status.inode()) {
        c.process().memory().fileResized(f);
        return;
      }
    }
  }
}
