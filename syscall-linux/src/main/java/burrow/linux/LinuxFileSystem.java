package burrow.linux;

import burrow.kernel.host.HostFileSystem;
import burrow.kernel.host.HostPolicy;
import burrow.kernel.process.GuestThread;
import burrow.kernel.process.Kernel;
import org.jspecify.annotations.Nullable;

/** The files of Linux guests: the host's tree under the policy, covered by /proc, /sys and /dev. */
public final class LinuxFileSystem extends HostFileSystem {
  public LinuxFileSystem(Kernel kernel, HostPolicy policy) {
    super(kernel, policy);
    tree().mount(root -> LinuxMounts.over(root, kernel, policy));
  }

  /** The thread whose call is being handled, or null outside of one: /proc/self is its. */
  static @Nullable LinuxThread caller() {
    return GuestThread.current() instanceof LinuxThread t ? t : null;
  }
}
