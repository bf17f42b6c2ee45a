package burrow.kernel.host;

import burrow.kernel.KernelException;
import burrow.kernel.file.DescriptorTable;
import burrow.kernel.file.DirectoryNode;
import burrow.kernel.file.DirectoryNode.Link;
import burrow.kernel.file.MemoryDevice;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.SyntheticDirectory;
import burrow.kernel.file.SyntheticNode;
import burrow.kernel.process.GuestThread;
import burrow.kernel.process.Kernel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code /dev} of a guest: the memory devices, which touch nothing of the host, and its own
 * descriptors; the host's devices only where the policy shows the host.
 */
public final class DeviceDirectory {
  private static final String PATH = "/dev";
  private static final long TMPFS_MAGIC = 0x01021994;

  private DeviceDirectory() {}

  /** With {@code /dev/fd} as macOS has it, a directory of the caller's descriptors. */
  static DirectoryNode create(DirectoryNode root, Kernel kernel, HostPolicy policy) {
    Supplier<DirectoryNode> parent = () -> create(root, kernel, policy);
    SyntheticDirectory descriptors =
        new SyntheticDirectory(PATH + "/fd", parent, TMPFS_MAGIC, new Descriptors());
    return create(root, kernel, policy, new SyntheticNode.Folder(descriptors), PATH + "/fd/");
  }

  /**
   * @param descriptors what {@code /dev/fd} is
   * @param prefix of a descriptor's number, in what stdin and its kin point to
   */
  public static DirectoryNode create(
      DirectoryNode root,
      Kernel kernel,
      HostPolicy policy,
      SyntheticNode descriptors,
      String prefix) {
    Map<String, SyntheticNode> nodes = new LinkedHashMap<>();
    for (MemoryDevice.Kind k : MemoryDevice.Kind.values()) {
      nodes.put(
          k.fileName(),
          new SyntheticNode.Device(
              k.status(), flags -> new MemoryDevice(k, kernel.random(), flags)));
    }
    nodes.put("fd", descriptors);
    String[] streams = {"stdin", "stdout", "stderr"};
    for (int fd = 0; fd < streams.length; fd++) {
      Link link = new Link(prefix + fd, null);
      nodes.put(streams[fd], new SyntheticNode.Symlink(() -> link));
    }
    return new SyntheticDirectory(
        PATH,
        () -> root,
        TMPFS_MAGIC,
        SyntheticDirectory.fixed(nodes),
        beneath(root, policy.showsHost(), "dev"));
  }

  /**
   * The host's directory of a path below the root, or null.
   *
   * @param seen whether there is any
   */
  public static Supplier<@Nullable DirectoryNode> beneath(
      DirectoryNode root, boolean seen, String... names) {
    return () -> {
      if (!seen) {
        return null;
      }
      DirectoryNode d = root;
      try {
        for (String n : names) {
          DirectoryNode next = d.enter(n);
          d.close();
          d = next;
        }
        return d;
      } catch (KernelException e) {
        d.close();
        return null;
      }
    };
  }

  /** The open descriptors of the thread whose call is being handled, by their numbers. */
  private static final class Descriptors implements SyntheticDirectory.Contents {
    private static @Nullable DescriptorTable table() {
      GuestThread t = GuestThread.current();
      return t == null ? null : t.descriptors();
    }

    private static List<Integer> numbers() {
      DescriptorTable table = table();
      return table == null ? List.of() : List.copyOf(table.descriptors());
    }

    @Override
    public @Nullable SyntheticNode child(String name) {
      DescriptorTable table = table();
      for (int fd : numbers()) {
        if (table != null && Integer.toString(fd).equals(name)) {
          return new SyntheticNode.Symlink(() -> {
            OpenFile f = table.acquire(fd);
            return new Link(f.path(), f);
          });
        }
      }
      return null;
    }

    @Override
    public List<String> names() {
      return numbers().stream().map(d -> Integer.toString(d)).toList();
    }
  }
}
