package burrow.linux;

import burrow.kernel.file.DirectoryNode;
import burrow.kernel.file.DirectoryNode.Link;
import burrow.kernel.file.SyntheticDirectory;
import burrow.kernel.file.SyntheticNode;
import burrow.kernel.host.DeviceDirectory;
import burrow.kernel.host.HostPolicy;
import burrow.kernel.process.Kernel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What covers the host's /proc, /sys and /dev. */
final class LinuxMounts {
  static final long PROC_SUPER_MAGIC = 0x9fa0;
  private static final long SYSFS_MAGIC = 0x62656572;

  /** The size of a transparent huge page on the three architectures with 4 KiB pages. */
  private static final String HUGE_PAGE = "2097152\n";

  private LinuxMounts() {}

  static Map<String, DirectoryNode> over(DirectoryNode root, Kernel kernel, HostPolicy policy) {
    boolean hostIsSeen = policy.showsHost();
    Map<String, DirectoryNode> mounts = new LinkedHashMap<>();
    mounts.put("proc", ProcFileSystem.create(root, kernel, hostIsSeen));
    mounts.put("sys", sys(root, hostIsSeen));
    mounts.put(
        "dev",
        DeviceDirectory.create(root, kernel, policy, link("/proc/self/fd"), "/proc/self/fd/"));
    return mounts;
  }

  static SyntheticNode text(String content) {
    byte[] b = content.getBytes(StandardCharsets.UTF_8);
    return new SyntheticNode.Text(0444, () -> b);
  }

  static SyntheticNode link(String target) {
    return new SyntheticNode.Symlink(() -> new Link(target, null));
  }

  /** A chain of directories that ends in one file, each over the host's. */
  private static DirectoryNode sys(DirectoryNode root, boolean seen) {
    String[] names = {"sys", "kernel", "mm", "transparent_hugepage"};
    SyntheticNode node = text(HUGE_PAGE);
    String child = "hpage_pmd_size";
    SyntheticDirectory d = null;
    for (int depth = names.length; depth > 0; depth--) {
      String[] path = java.util.Arrays.copyOf(names, depth);
      String[] above = java.util.Arrays.copyOf(names, depth - 1);
      d =
          new SyntheticDirectory(
              "/" + String.join("/", path),
              () -> parent(root, above),
              SYSFS_MAGIC,
              SyntheticDirectory.fixed(Map.of(child, node)),
              DeviceDirectory.beneath(root, seen, path));
      node = new SyntheticNode.Folder(d);
      child = names[depth - 1];
    }
    if (d == null) {
      throw new AssertionError();
    }
    return d;
  }

  /** Walks down again through the mounts. */
  private static DirectoryNode parent(DirectoryNode root, String... names) {
    DirectoryNode d = root;
    for (String n : names) {
      DirectoryNode m = d.mounted(n);
      d = m != null ? m : d.enter(n);
    }
    return d;
  }
}
