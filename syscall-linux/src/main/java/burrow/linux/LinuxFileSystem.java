package burrow.linux;

import burrow.kernel.file.FileStatus;
import burrow.kernel.host.HostFileSystem;
import burrow.kernel.host.HostPolicy;
import burrow.kernel.memory.MappedFile;
import burrow.kernel.memory.MemoryArea;
import burrow.kernel.process.Kernel;
import burrow.kernel.signal.SignalInfo;
import org.jspecify.annotations.Nullable;

/** The files of Linux guests: the host's tree under the policy, covered by /proc, /sys and /dev. */
public final class LinuxFileSystem extends HostFileSystem {
  private static final ThreadLocal<@Nullable LinuxThread> CALLER = new ThreadLocal<>();

  public LinuxFileSystem(Kernel kernel, HostPolicy policy) {
    super(kernel, policy);
    tree().mount(root -> LinuxMounts.over(root, kernel, policy));
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
