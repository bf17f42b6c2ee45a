package burrow.darwin;

import burrow.machine.Arch;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Which macOS guests believe to run on, and on what machine. */
final class DarwinVersion {
  /** Darwin's own version, as uname tells it: macOS 14.5. */
  static final String KERNEL = "23.5.0";

  static final String PRODUCT = "14.5";
  static final String BUILD = "23F79";

  private DarwinVersion() {}

  static String description(Arch arch) {
    String machine = arch == Arch.ARM64 ? "ARM64_T8112" : "X86_64";
    return "Darwin Kernel Version " + KERNEL + ": Burrow; RELEASE_" + machine;
  }

  static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  static long memoryBytes() {
    var bean = ManagementFactory.getOperatingSystemMXBean();
    return bean instanceof com.sun.management.OperatingSystemMXBean os
        ? os.getTotalMemorySize()
        : Runtime.getRuntime().maxMemory();
  }
}
