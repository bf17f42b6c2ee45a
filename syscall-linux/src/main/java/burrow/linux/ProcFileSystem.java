package burrow.linux;

import burrow.kernel.file.DirectoryNode;
import burrow.kernel.file.DirectoryNode.Link;
import burrow.kernel.file.SyntheticDirectory;
import burrow.kernel.file.SyntheticNode;
import burrow.kernel.host.DeviceDirectory;
import burrow.kernel.process.GuestProcess;
import burrow.kernel.process.Kernel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * /proc: guests see themselves and each other as processes, never the JVM or other processes of the
 * host; what concerns the machine as a whole is the host's where there is one to ask.
 */
final class ProcFileSystem implements SyntheticDirectory.Contents {
  private final DirectoryNode root;
  private final Kernel kernel;
  private final boolean hostIsSeen;
  private final Map<String, SyntheticNode> fixed = new LinkedHashMap<>();

  private ProcFileSystem(DirectoryNode root, Kernel kernel, boolean hostIsSeen) {
    this.root = root;
    this.kernel = kernel;
    this.hostIsSeen = hostIsSeen;
    fixed.put("self", new SyntheticNode.Symlink(ProcFileSystem::self));
    fixed.put("thread-self", new SyntheticNode.Symlink(ProcFileSystem::threadSelf));
    fixed.put("mounts", LinuxMounts.link("self/mounts"));
    fixed.put("net", LinuxMounts.link("self/net"));
    fixed.put("version", LinuxMounts.text(ProcText.version()));
    fixed.put("cpuinfo", new SyntheticNode.Text(0444, ProcText::cpuinfo));
    fixed.put("sys", new SyntheticNode.Folder(sys()));
    if (!hostIsSeen) {
      fixed.put("meminfo", new SyntheticNode.Text(0444, ProcText::meminfo));
      fixed.put("uptime", new SyntheticNode.Text(0444, () -> ProcText.uptime(kernel)));
      fixed.put("loadavg", LinuxMounts.text("0.00 0.00 0.00 1/1 1\n"));
      fixed.put("stat", new SyntheticNode.Text(0444, () -> ProcText.stat(kernel)));
    }
  }

  static SyntheticDirectory create(DirectoryNode root, Kernel kernel, boolean hostIsSeen) {
    return new SyntheticDirectory(
        "/proc",
        () -> root,
        LinuxMounts.PROC_SUPER_MAGIC,
        new ProcFileSystem(root, kernel, hostIsSeen),
        DeviceDirectory.beneath(root, hostIsSeen, "proc"));
  }

  private static Link self() {
    LinuxThread t = LinuxFileSystem.caller();
    return new Link(t == null ? "0" : Integer.toString(t.process().id()), null);
  }

  private static Link threadSelf() {
    LinuxThread t = LinuxFileSystem.caller();
    return new Link(t == null ? "0" : t.process().id() + "/task/" + t.id(), null);
  }

  @Override
  public @Nullable SyntheticNode child(String name) {
    SyntheticNode n = fixed.get(name);
    if (n != null) {
      return n;
    }
    LinuxProcess p = process(name);
    return p == null ? null : new SyntheticNode.Folder(ProcProcess.directory(root, p, hostIsSeen));
  }

  private @Nullable LinuxProcess process(String name) {
    if (!isNumber(name)) {
      return null;
    }
    return kernel.process(Integer.parseInt(name)) instanceof LinuxProcess p ? p : null;
  }

  static boolean isNumber(String name) {
    return !name.isEmpty()
        && name.length() < 10
        && name.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  @Override
  public List<String> names() {
    List<String> names = new ArrayList<>();
    for (GuestProcess p : kernel.processes()) {
      names.add(Integer.toString(p.id()));
    }
    names.addAll(fixed.keySet());
    return names;
  }

  @Override
  public boolean hides(String name) {
    // Processes of the host, and what would show the JVM's own state.
    return isNumber(name);
  }

  // ---- /proc/sys ----

  private SyntheticDirectory sys() {
    Map<String, SyntheticNode> kernelValues = new LinkedHashMap<>();
    kernelValues.put("ostype", LinuxMounts.text("Linux\n"));
    kernelValues.put("osrelease", LinuxMounts.text(ProcText.RELEASE + "\n"));
    kernelValues.put("version", LinuxMounts.text(ProcText.BUILD + "\n"));
    kernelValues.put("hostname", new SyntheticNode.Text(0444, ProcText::hostname));
    kernelValues.put("pid_max", LinuxMounts.text("4194304\n"));
    kernelValues.put("threads-max", LinuxMounts.text("127000\n"));
    kernelValues.put("cap_last_cap", LinuxMounts.text("40\n"));
    Map<String, SyntheticNode> all = new LinkedHashMap<>();
    all.put("kernel", sysFolder(kernelValues, "kernel"));
    all.put("net", sysFolder(Map.of("core", net()), "net"));
    all.put(
        "vm",
        sysFolder(
            Map.of(
                "overcommit_memory",
                LinuxMounts.text("1\n"),
                "max_map_count",
                LinuxMounts.text("65530\n")),
            "vm"));
    all.put(
        "fs",
        sysFolder(
            Map.of(
                "nr_open",
                LinuxMounts.text("1048576\n"),
                "pipe-max-size",
                LinuxMounts.text("1048576\n")),
            "fs"));
    return directory(all, "sys");
  }

  private SyntheticNode net() {
    return sysFolder(Map.of("somaxconn", LinuxMounts.text("4096\n")), "net", "core");
  }

  private SyntheticNode sysFolder(Map<String, SyntheticNode> nodes, String... names) {
    String[] path = new String[names.length + 1];
    path[0] = "sys";
    System.arraycopy(names, 0, path, 1, names.length);
    return new SyntheticNode.Folder(directory(nodes, path));
  }

  private SyntheticDirectory directory(Map<String, SyntheticNode> nodes, String... names) {
    String[] host = new String[names.length + 1];
    host[0] = "proc";
    System.arraycopy(names, 0, host, 1, names.length);
    return new SyntheticDirectory(
        "/" + String.join("/", host),
        () -> above(host.length - 1, host),
        LinuxMounts.PROC_SUPER_MAGIC,
        SyntheticDirectory.fixed(nodes),
        DeviceDirectory.beneath(root, hostIsSeen, host));
  }

  private DirectoryNode above(int depth, String... names) {
    DirectoryNode d = root;
    for (int i = 0; i < depth; i++) {
      DirectoryNode m = d.mounted(names[i]);
      d = m != null ? m : d.enter(names[i]);
    }
    return d;
  }
}
