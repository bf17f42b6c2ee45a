package burrow.darwin;

import static burrow.kernel.trace.Formats.HEX;
import static burrow.kernel.trace.Formats.INT;
import static burrow.kernel.trace.Formats.LONG;
import static burrow.kernel.trace.Formats.POINTER;
import static burrow.kernel.trace.Formats.STRING;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.process.ExitStatus;
import burrow.kernel.process.ResourceLimits.Limit;
import burrow.kernel.process.ResourceLimits.Resource;
import burrow.kernel.trace.ArgumentFormat;
import java.util.List;

/** The process itself: its end, identity, limits, randomness, and what stands for XPC. */
final class ProcessFunctions {
  static final List<DarwinFunction> ROWS =
      List.of(
          DarwinFunction.end("_exit", ProcessFunctions::exit, INT),
          DarwinFunction.end("exit", ProcessFunctions::exit, INT).bsd(1),
          DarwinFunction.pointer("__error", ProcessFunctions::error),
          DarwinFunction.of("getpid", c -> c.process().id()).bsd(20),
          DarwinFunction.of("getppid", c -> c.process().parentId()).bsd(39),
          DarwinFunction.of("issetugid", c -> 0).bsd(327),
          DarwinFunction.of("getrusage", ProcessFunctions::getrusage, INT, POINTER).bsd(117),
          DarwinFunction.of("sysconf", ProcessFunctions::sysconf, INT),
          DarwinFunction.of("getentropy", ProcessFunctions::random, POINTER, LONG).bsd(500),
          DarwinFunction.of("arc4random_buf", ProcessFunctions::random, POINTER, LONG),
          DarwinFunction.of("getrlimit", ProcessFunctions::getrlimit, INT, POINTER).bsd(194),
          DarwinFunction.of("setrlimit", ProcessFunctions::setrlimit, INT, POINTER).bsd(195),
          DarwinFunction.of(
                  "mach_vm_region", ProcessFunctions::region, INT, POINTER, POINTER, INT, POINTER)
              .partial("shows no regions: profiles lack the list of mappings"),
          DarwinFunction.of("proc_regionfilename", c -> 0, INT, HEX, POINTER, INT)
              .partial("knows no names"),
          privileged("settimeofday", POINTER, POINTER),
          privileged("adjtime", POINTER, POINTER),
          privileged("unmount", STRING, HEX),
          privileged("revoke", STRING),
          privileged("undelete", STRING),
          privileged("setprivexec", INT),
          privileged("exchangedata", STRING, STRING, HEX),
          DarwinFunction.of("notify_is_valid_token", c -> 0, INT),
          DarwinFunction.pointer("xpc_date_create_from_current", ProcessFunctions::xpcDate));

  /** RLIMIT_* by number; _RLIMIT_POSIX_FLAG may be set. */
  private static final Resource[] LIMITS = {
    Resource.CPU,
    Resource.FSIZE,
    Resource.DATA,
    Resource.STACK,
    Resource.CORE,
    Resource.AS,
    Resource.MEMLOCK,
    Resource.NPROC,
    Resource.NOFILE
  };

  private static final int RUSAGE_BYTES = 144;
  private static final int POSIX_FLAG = 0x1000;
  private static final long RLIM_INFINITY = Long.MAX_VALUE;

  /** Where a search for a memory region ends. */
  private static final int KERN_INVALID_ADDRESS = 1;

  private ProcessFunctions() {}

  private static long region(Call c) {
    return KERN_INVALID_ADDRESS;
  }

  private static DarwinFunction privileged(String name, ArgumentFormat... arguments) {
    return DarwinFunction.of(name, PathArguments.failing(Errno.EPERM), arguments)
        .unsupported("EPERM: guests have no privileges");
  }

  private static long exit(Call c) {
    c.process().exit(ExitStatus.exited(c.intArgument(0)));
    return 0;
  }

  private static long error(Call c) {
    return c.thread().block().errno();
  }

  private static long random(Call c) {
    long left = c.argument(1);
    long at = c.argument(0);
    while (left > 0) {
      byte[] bytes = new byte[(int) Math.min(left, 1 << 16)];
      c.process().kernel().random().fill(bytes);
      c.memory().write(at, bytes);
      at += bytes.length;
      left -= bytes.length;
    }
    return 0;
  }

  private static Resource resource(Call c) {
    int n = c.intArgument(0) & ~POSIX_FLAG;
    if (n < 0 || n >= LIMITS.length) {
      throw new KernelException(Errno.EINVAL);
    }
    return LIMITS[n];
  }

  private static long getrlimit(Call c) {
    Limit l = c.process().limits().get(resource(c));
    c.memory().writeLong(c.argument(1), shown(l.soft()));
    c.memory().writeLong(c.argument(1) + 8, shown(l.hard()));
    return 0;
  }

  private static long shown(long limit) {
    return limit == burrow.kernel.process.ResourceLimits.INFINITY ? RLIM_INFINITY : limit;
  }

  private static long stored(long limit) {
    return limit == RLIM_INFINITY ? burrow.kernel.process.ResourceLimits.INFINITY : limit;
  }

  private static long setrlimit(Call c) {
    Resource r = resource(c);
    long soft = stored(c.memory().readLong(c.argument(1)));
    long hard = stored(c.memory().readLong(c.argument(1) + 8));
    Limit old = c.process().limits().get(r);
    if (Long.compareUnsigned(soft, hard) > 0) {
      throw new KernelException(Errno.EINVAL);
    }
    if (Long.compareUnsigned(hard, old.hard()) > 0) {
      throw new KernelException(Errno.EPERM);
    }
    c.process().limits().set(r, new Limit(soft, hard));
    if (r == Resource.NOFILE) {
      c.thread().descriptors().setLimit(soft);
    }
    return 0;
  }

  /** struct rusage: user time 0, system time 16, resident bytes 32, then counters; 144 bytes. */
  private static long getrusage(Call c) {
    int who = c.intArgument(0);
    if (who != 0 && who != -1) {
      throw new KernelException(Errno.EINVAL);
    }
    c.memory().write(c.argument(1), new byte[RUSAGE_BYTES]);
    if (who == 0) {
      TimeLayout.writeTimeval(c.memory(), c.argument(1), c.thread().clock().processCpuNanos());
      c.memory().writeLong(c.argument(1) + 32, Runtime.getRuntime().totalMemory());
    }
    return 0;
  }

  /** _SC_ARG_MAX and what follows it (unistd.h). */
  private static long sysconf(Call c) {
    return switch (c.intArgument(0)) {
      case 1 -> 1 << 20; // _SC_ARG_MAX
      case 3 -> 100; // _SC_CLK_TCK
      case 4 -> 16; // _SC_NGROUPS_MAX
      case 5 -> c.thread().descriptors().limit(); // _SC_OPEN_MAX
      case 29 -> c.process().abi().pageSize(); // _SC_PAGESIZE
      case 57, 58 -> Runtime.getRuntime().availableProcessors(); // _SC_NPROCESSORS_*
      case 70, 71 -> 4096; // _SC_GETGR_R_SIZE_MAX, _SC_GETPW_R_SIZE_MAX
      case 72 -> 255; // _SC_HOST_NAME_MAX
      case 200 -> DarwinVersion.memoryBytes() / c.process().abi().pageSize(); // _SC_PHYS_PAGES
      default -> throw new KernelException(Errno.EINVAL);
    };
  }

  /** Go makes one at start so that libxpc is loaded, and never looks at it. */
  private static long xpcDate(Call c) {
    return c.thread().block().address();
  }
}
