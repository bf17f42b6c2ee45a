package burrow.kernel.host;

import burrow.kernel.KernelException;
import burrow.kernel.file.DescriptorTable;
import burrow.kernel.file.DirectoryNode;
import burrow.kernel.file.FileSystemContext;
import burrow.kernel.file.Location;
import burrow.kernel.file.MemoryDevice;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFlags;
import burrow.kernel.file.PathBytes;
import burrow.kernel.file.PathWalker;
import burrow.kernel.process.Kernel;
import java.util.Map;

/** The host's tree under a policy, as the files of a new process: its root and its streams. */
public class HostFileSystem {
  /** The guest's mask is applied by its calls; the JVM's own must not cut modes a second time. */
  private static final int INITIAL_UMASK = Posix.AVAILABLE ? Posix.setUmask(0) : 022;

  private final Kernel kernel;
  private final HostTree tree;

  /**
   * @throws KernelException if the root cannot be entered, or the host is one whose files this
   *     version does not know
   */
  public HostFileSystem(Kernel kernel, HostPolicy policy) {
    this.kernel = kernel;
    this.tree = new HostTree(policy);
  }

  /** The same files with a /dev of the guest's own. */
  public static HostFileSystem withDevices(Kernel kernel, HostPolicy policy) {
    HostFileSystem files = new HostFileSystem(kernel, policy);
    files.tree.mount(root -> Map.of("dev", DeviceDirectory.create(root, kernel, policy)));
    return files;
  }

  public final HostTree tree() {
    return tree;
  }

  /**
   * Root, working directory and mask for a new process.
   *
   * @param directory absolute path in the guest's tree
   * @throws KernelException if it cannot be entered
   */
  public final FileSystemContext context(String directory) {
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
   * Descriptors 0, 1 and 2 of the JVM as the guest's; what the JVM lacks leads to the null device,
   * as the JVM may have opened something else under that number.
   */
  public final DescriptorTable standardDescriptors() {
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
}
