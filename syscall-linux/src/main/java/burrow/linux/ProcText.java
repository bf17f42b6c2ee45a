package burrow.linux;

import burrow.kernel.process.Kernel;
import burrow.machine.Arch;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The text of files in /proc that tell about the machine. */
final class ProcText {
  /** What uname(2) tells too. */
  static final String RELEASE = "6.1.0";

  static final String BUILD = "#1 SMP Burrow";

  private static final long SECOND = 1_000_000_000L;

  private ProcText() {}

  private static byte[] bytes(String s) {
    return s.getBytes(StandardCharsets.UTF_8);
  }

  static String version() {
    return "Linux version " + RELEASE + " (burrow@burrow) " + BUILD + "\n";
  }

  static byte[] hostname() {
    return bytes(HostFacts.hostName() + "\n");
  }

  private static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** What the calling guest's architecture shows: the host's processor is none of its business. */
  static byte[] cpuinfo() {
    LinuxThread caller = LinuxFileSystem.caller();
    Arch arch = caller == null ? Arch.AMD64 : caller.process().abi().arch();
    StringBuilder s = new StringBuilder();
    for (int i = 0; i < processors(); i++) {
      s.append("processor\t: ").append(i).append('\n');
      switch (arch) {
        case AMD64 ->
            s.append("vendor_id\t: GenuineIntel\nmodel name\t: Burrow virtual processor\n")
                .append("cache size\t: 4096 KB\ncpu cores\t: ")
                .append(processors())
                .append('\n');
        case ARM64 ->
            s.append("BogoMIPS\t: 100.00\nFeatures\t: fp asimd\nCPU implementer\t: 0x00\n")
                .append("CPU architecture: 8\n");
        default ->
            s.append("hart\t\t: ").append(i).append("\nisa\t\t: rv64imafdc\nmmu\t\t: sv48\n");
      }
      s.append('\n');
    }
    return bytes(s.toString());
  }

  static byte[] meminfo() {
    long total = HostFacts.totalMemory() >> 10;
    long free = HostFacts.freeMemory() >> 10;
    return bytes(
        String.format(
            Locale.ROOT,
            "MemTotal: %11d kB%nMemFree: %12d kB%nMemAvailable: %7d kB%n"
                + "Buffers: %12d kB%nCached: %13d kB%nSwapTotal: %10d kB%nSwapFree: %11d kB%n",
            total,
            free,
            free,
            0,
            0,
            0,
            0));
  }

  static byte[] uptime(Kernel kernel) {
    double seconds = (double) kernel.clock().monotonicNanos() / SECOND;
    return bytes(String.format(Locale.ROOT, "%.2f %.2f\n", seconds, 0.0));
  }

  static byte[] stat(Kernel kernel) {
    long boot = (kernel.clock().realtimeNanos() - kernel.clock().monotonicNanos()) / SECOND;
    StringBuilder s = new StringBuilder("cpu  0 0 0 0 0 0 0 0 0 0\n");
    for (int i = 0; i < processors(); i++) {
      s.append("cpu").append(i).append(" 0 0 0 0 0 0 0 0 0 0\n");
    }
    s.append("intr 0\nctxt 0\nbtime ").append(boot);
    s.append("\nprocesses 1\nprocs_running 1\nprocs_blocked 0\n");
    return bytes(s.toString());
  }
}
