package burrow.linux;

import burrow.machine.HostLibrary;
import com.sun.management.OperatingSystemMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;

/** What the guest is told about the host machine. */
final class HostFacts {
  private static final int HOST_NAME_BYTES = 256;

  private HostFacts() {}

  /** The host's name as gethostname(2) tells it, "localhost" where it does not. */
  static String hostName() {
    if (HostLibrary.WINDOWS) {
      String name = System.getenv("COMPUTERNAME");
      return name == null ? "localhost" : name;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(HOST_NAME_BYTES);
      int failed =
          (int) HostLibrary.call("gethostname", name.address(), HOST_NAME_BYTES - 1, 0, 0, 0, 0);
      return failed != 0 ? "localhost" : name.getString(0);
    }
  }

  private static OperatingSystemMXBean system() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  }

  /** Bytes. */
  static long totalMemory() {
    return system().getTotalMemorySize();
  }

  /** Bytes. */
  static long freeMemory() {
    return system().getFreeMemorySize();
  }
}
