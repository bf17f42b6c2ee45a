package burrow.linux;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.DescriptorTable;
import burrow.kernel.file.DirectoryNode;
import burrow.kernel.file.DirectoryNode.Link;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.PathBytes;
import burrow.kernel.file.SyntheticDirectory;
import burrow.kernel.file.SyntheticNode;
import burrow.kernel.host.DeviceDirectory;
import burrow.kernel.memory.MappedFile;
import burrow.kernel.memory.MemoryArea;
import burrow.kernel.process.GuestThread;
import burrow.machine.Access;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** /proc/PID of a guest. */
final class ProcProcess {
  private final DirectoryNode root;
  private final LinuxProcess process;
  private final boolean hostIsSeen;
  private final String path;

  private ProcProcess(DirectoryNode root, LinuxProcess process, boolean hostIsSeen) {
    this.root = root;
    this.process = process;
    this.hostIsSeen = hostIsSeen;
    this.path = "/proc/" + process.id();
  }

  static SyntheticDirectory directory(
      DirectoryNode root, LinuxProcess process, boolean hostIsSeen) {
    return new ProcProcess(root, process, hostIsSeen).directory();
  }

  private SyntheticDirectory directory() {
    Map<String, SyntheticNode> n = files();
    n.put("task", new SyntheticNode.Folder(folder(path + "/task", path, new Tasks())));
    return new SyntheticDirectory(
        path, this::proc, LinuxMounts.PROC_SUPER_MAGIC, SyntheticDirectory.fixed(n));
  }

  private DirectoryNode proc() {
    DirectoryNode d = root.mounted("proc");
    return d == null ? root : d;
  }

  private SyntheticDirectory folder(String at, String above, SyntheticDirectory.Contents contents) {
    Supplier<DirectoryNode> parent =
        above.equals(path) ? () -> directory(root, process, hostIsSeen) : this::proc;
    return new SyntheticDirectory(at, parent, LinuxMounts.PROC_SUPER_MAGIC, contents);
  }

  private static SyntheticNode text(Supplier<String> content) {
    return new SyntheticNode.Text(0444, () -> content.get().getBytes(StandardCharsets.UTF_8));
  }

  private Map<String, SyntheticNode> files() {
    LinuxProcess.Program program = process.program();
    Map<String, SyntheticNode> n = new LinkedHashMap<>();
    n.put("exe", LinuxMounts.link(PathBytes.ofText(program.executable())));
    n.put(
        "cwd",
        new SyntheticNode.Symlink(() -> new Link(mainThread().fileSystem().workingPath(), null)));
    n.put("root", LinuxMounts.link("/"));
    n.put("auxv", new SyntheticNode.Text(0400, () -> program.auxiliaryVector().bytes()));
    n.put("cmdline", text(() -> terminated(program.arguments())));
    n.put("environ", text(() -> terminated(program.environment())));
    n.put("comm", text(() -> name() + "\n"));
    n.put("maps", text(this::maps));
    n.put("status", text(this::status));
    n.put("stat", text(this::stat));
    n.put("statm", text(this::statm));
    n.put(
        "limits",
        text(() -> "Limit                     Soft Limit           Hard Limit           Units\n"));
    n.put("cgroup", text(() -> fromHost("cgroup", "0::/\n")));
    n.put("mountinfo", text(() -> fromHost("mountinfo", "1 1 0:1 / / rw - rootfs rootfs rw\n")));
    n.put("mounts", text(() -> fromHost("mounts", "rootfs / rootfs rw 0 0\n")));
    n.put("fd", new SyntheticNode.Folder(folder(path + "/fd", path, new Descriptors())));
    if (hostIsSeen) {
      n.put("net", new SyntheticNode.Folder(net()));
    }
    return n;
  }

  /** The guest is in the JVM's network and control groups: there the host's answer is true. */
  private SyntheticDirectory net() {
    return new SyntheticDirectory(
        path + "/net",
        () -> directory(root, process, hostIsSeen),
        LinuxMounts.PROC_SUPER_MAGIC,
        SyntheticDirectory.fixed(Map.of()),
        DeviceDirectory.beneath(
            root, true, "proc", Long.toString(ProcessHandle.current().pid()), "net"));
  }

  private String fromHost(String file, String otherwise) {
    if (!hostIsSeen) {
      return otherwise;
    }
    try {
      return Files.readString(Path.of("/proc/self", file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return otherwise;
    }
  }

  private GuestThread mainThread() {
    List<GuestThread> threads = process.threads();
    if (threads.isEmpty()) {
      throw new KernelException(Errno.ESRCH);
    }
    return threads.get(0);
  }

  private static String terminated(List<String> strings) {
    StringBuilder s = new StringBuilder();
    for (String a : strings) {
      s.append(a).append('\0');
    }
    return s.toString();
  }

  private String name() {
    String executable = process.program().executable();
    String base = executable.substring(executable.lastIndexOf('/') + 1);
    return base.length() > 15 ? base.substring(0, 15) : base;
  }

  // ---- text ----

  private String maps() {
    StringBuilder out = new StringBuilder();
    for (MemoryArea a : process.memory().areas()) {
      MappedFile f = a.file();
      int start = out.length();
      out.append(String.format("%08x-%08x ", a.start(), a.end()));
      out.append(Access.toString(a.access())).append(a.shared() ? 's' : 'p');
      long device = f == null ? 0 : f.device();
      out.append(
          String.format(" %08x %02x:%02x ", a.offset(), device >>> 32, device & 0xffffffffL));
      out.append(f == null ? 0 : f.inode());
      String label = f == null ? a.name() : PathBytes.text(f.path());
      if (!label.isEmpty()) {
        out.append(' ');
        while (out.length() - start < 73) {
          out.append(' ');
        }
        out.append(label);
      }
      out.append('\n');
    }
    return out.toString();
  }

  private String status() {
    long kib = process.memory().size() >> 10;
    int uid = process.credentials().uid();
    int gid = process.credentials().gid();
    return """
    Name:\t%s
    Umask:\t%04o
    State:\tR (running)
    Tgid:\t%d
    Pid:\t%d
    PPid:\t%d
    TracerPid:\t0
    Uid:\t%d\t%d\t%d\t%d
    Gid:\t%d\t%d\t%d\t%d
    VmSize:\t%8d kB
    VmRSS:\t%8d kB
    Threads:\t%d
    """
        .formatted(
            name(),
            mainThread().fileSystem().umask(),
            process.id(),
            process.id(),
            process.parentId(),
            uid,
            uid,
            uid,
            uid,
            gid,
            gid,
            gid,
            gid,
            kib,
            kib,
            process.threads().size());
  }

  private String stat() {
    StringBuilder s = new StringBuilder();
    s.append(process.id()).append(" (").append(name()).append(") R ").append(process.parentId());
    // pgrp session tty tpgid flags minflt cminflt majflt cmajflt utime stime cutime cstime
    s.append(' ').append(process.id()).append(' ').append(process.id());
    s.append(" 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 ").append(process.threads().size());
    s.append(" 0 ").append(process.startNanos() / 10_000_000).append(' ');
    s.append(process.memory().size()).append(' ').append(process.memory().size() >> 12);
    // rsslim and 27 further fields that nothing here has a value for
    return s.append(" 18446744073709551615").append(" 0".repeat(27)).append('\n').toString();
  }

  private String statm() {
    long pages = process.memory().size() >> 12;
    return pages + " " + pages + " 0 0 0 " + pages + " 0\n";
  }

  // ---- directories ----

  /** /proc/PID/fd: links that lead to the open file itself, whatever their text. */
  private final class Descriptors implements SyntheticDirectory.Contents {
    private DescriptorTable table() {
      LinuxThread caller = LinuxFileSystem.caller();
      return caller != null && caller.process() == process
          ? caller.descriptors()
          : mainThread().descriptors();
    }

    @Override
    public @Nullable SyntheticNode child(String name) {
      if (!ProcFileSystem.isNumber(name)) {
        return null;
      }
      int fd = Integer.parseInt(name);
      if (!table().descriptors().contains(fd)) {
        return null;
      }
      return new SyntheticNode.Symlink(() -> {
        OpenFile f = table().acquire(fd);
        return new Link(f.path(), f);
      });
    }

    @Override
    public List<String> names() {
      return table().descriptors().stream().map(d -> Integer.toString(d)).toList();
    }
  }

  /** /proc/PID/task. */
  private final class Tasks implements SyntheticDirectory.Contents {
    @Override
    public @Nullable SyntheticNode child(String name) {
      if (!ProcFileSystem.isNumber(name)) {
        return null;
      }
      GuestThread t = process.thread(Integer.parseInt(name));
      if (t == null) {
        return null;
      }
      Map<String, SyntheticNode> files = files();
      files.put("comm", text(() -> t.name() + "\n"));
      return new SyntheticNode.Folder(
          new SyntheticDirectory(
              path + "/task/" + name,
              () -> folder(path + "/task", path, this),
              LinuxMounts.PROC_SUPER_MAGIC,
              SyntheticDirectory.fixed(files)));
    }

    @Override
    public List<String> names() {
      return process.threads().stream().map(t -> Integer.toString(t.id())).toList();
    }
  }
}
