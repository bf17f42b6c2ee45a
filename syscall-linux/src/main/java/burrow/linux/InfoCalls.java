package burrow.linux;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.process.GuestProcess;
import burrow.kernel.process.ResourceLimits.Limit;
import burrow.kernel.process.ResourceLimits.Resource;
import burrow.machine.AddressSpace;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Who and where the process is: names, users, limits, randomness. */
final class InfoCalls {
  /** The kernel whose behaviour the calls follow; programs parse it as N.N.N. */
  static final String RELEASE = "6.1.0";

  private static final int UTSNAME_FIELD = 65;
  private static final int SYSINFO_SIZE = 112;
  private static final int MOST_RANDOM = 1 << 25;
  private static final int GRND_ALL = 7;

  /** The order of the RLIMIT numbers (include/uapi/asm-generic/resource.h). */
  private static final Resource[] RESOURCES = {
    Resource.CPU,
    Resource.FSIZE,
    Resource.DATA,
    Resource.STACK,
    Resource.CORE,
    Resource.RSS,
    Resource.NPROC,
    Resource.NOFILE,
    Resource.MEMLOCK,
    Resource.AS,
    Resource.LOCKS,
    Resource.SIGPENDING,
    Resource.MSGQUEUE,
    Resource.NICE,
    Resource.RTPRIO,
    Resource.RTTIME
  };

  private static final int CAPABILITY_VERSION_1 = 0x19980330;
  private static final int CAPABILITY_VERSION_2 = 0x20071026;
  private static final int CAPABILITY_VERSION_3 = 0x20080522;

  private InfoCalls() {}

  // ---- the system ----

  static long uname(Call c) {
    String[] fields = {
      "Linux", HostFacts.hostName(), RELEASE, "#1 SMP Burrow", c.process().abi().machine(), "(none)"
    };
    byte[] out = new byte[UTSNAME_FIELD * fields.length];
    for (int i = 0; i < fields.length; i++) {
      byte[] text = fields[i].getBytes(StandardCharsets.UTF_8);
      int n = Math.min(text.length, UTSNAME_FIELD - 1);
      System.arraycopy(text, 0, out, i * UTSNAME_FIELD, n);
    }
    c.memory().write(c.argument(0), out);
    return 0;
  }

  /** struct sysinfo: uptime 0, loads 8, totalram 32, freeram 40, procs 80, mem_unit 104. */
  static long sysinfo(Call c) {
    AddressSpace memory = c.memory();
    long at = c.argument(0);
    memory.write(at, new byte[SYSINFO_SIZE]);
    memory.writeLong(at, c.thread().clock().monotonicNanos() / TimeFormat.NANOS);
    memory.writeLong(at + 32, HostFacts.totalMemory());
    memory.writeLong(at + 40, HostFacts.freeMemory());
    memory.writeShort(at + 80, c.process().kernel().processes().size());
    memory.writeInt(at + 104, 1);
    return 0;
  }

  static long getrandom(Call c) {
    if ((c.intArgument(2) & ~GRND_ALL) != 0) {
      throw new KernelException(Errno.EINVAL);
    }
    int length = (int) Math.min(Math.max(c.argument(1), 0), MOST_RANDOM);
    byte[] bytes = new byte[length];
    c.process().kernel().random().fill(bytes);
    c.memory().write(c.argument(0), bytes);
    return length;
  }

  // ---- users and groups ----

  static long getuid(Call c) {
    return c.process().credentials().uid();
  }

  static long getgid(Call c) {
    return c.process().credentials().gid();
  }

  static long getresuid(Call c) {
    return writeThree(c, c.process().credentials().uid());
  }

  static long getresgid(Call c) {
    return writeThree(c, c.process().credentials().gid());
  }

  private static long writeThree(Call c, int id) {
    for (int i = 0; i < 3; i++) {
      c.memory().writeInt(c.argument(i), id);
    }
    return 0;
  }

  /** No supplementary groups. */
  static long getgroups(Call c) {
    if (c.intArgument(0) < 0) {
      throw new KernelException(Errno.EINVAL);
    }
    return 0;
  }

  /** Becoming whom one is already works; anything else needs a privilege that a guest has not. */
  static long setuid(Call c) {
    return requireSame(c, 1, c.process().credentials().uid());
  }

  static long setgid(Call c) {
    return requireSame(c, 1, c.process().credentials().gid());
  }

  static long setresuid(Call c) {
    return requireSame(c, 3, c.process().credentials().uid());
  }

  static long setresgid(Call c) {
    return requireSame(c, 3, c.process().credentials().gid());
  }

  private static long requireSame(Call c, int count, int id) {
    for (int i = 0; i < count; i++) {
      int wanted = c.intArgument(i);
      if (wanted != id && !(count == 3 && wanted == -1)) {
        throw new KernelException(Errno.EPERM);
      }
    }
    return 0;
  }

  /** struct __user_cap_header_struct: version 0, pid 4. The guest has no capabilities. */
  static long capget(Call c) {
    int words = capabilityWords(c);
    if (c.argument(1) != 0) {
      c.memory().write(c.argument(1), new byte[12 * words]);
    }
    return 0;
  }

  private static int capabilityWords(Call c) {
    return switch (c.memory().readInt(c.argument(0))) {
      case CAPABILITY_VERSION_1 -> 1;
      case CAPABILITY_VERSION_2, CAPABILITY_VERSION_3 -> 2;
      default -> {
        c.memory().writeInt(c.argument(0), CAPABILITY_VERSION_3);
        throw new KernelException(Errno.EINVAL);
      }
    };
  }

  static long capset(Call c) {
    int words = capabilityWords(c);
    byte[] wanted = c.memory().read(c.argument(1), 12 * words);
    if (!Arrays.equals(wanted, new byte[wanted.length])) {
      throw new KernelException(Errno.EPERM);
    }
    return 0;
  }

  // ---- sessions: every guest process leads its own group ----

  static long getpgid(Call c) {
    int pid = c.intArgument(0);
    GuestProcess p = pid == 0 ? c.process() : c.process().kernel().process(pid);
    if (p == null) {
      throw new KernelException(Errno.ESRCH);
    }
    return p.id();
  }

  static long setpgid(Call c) {
    int pid = c.intArgument(0) == 0 ? c.process().id() : c.intArgument(0);
    int group = c.intArgument(1) == 0 ? pid : c.intArgument(1);
    if (pid != c.process().id()) {
      throw new KernelException(Errno.ESRCH);
    }
    if (group != pid) {
      throw new KernelException(Errno.EPERM);
    }
    return 0;
  }

  // ---- limits ----

  private static Resource resource(int number) {
    if (number < 0 || number >= RESOURCES.length) {
      throw new KernelException(Errno.EINVAL);
    }
    return RESOURCES[number];
  }

  static long getrlimit(Call c) {
    writeLimit(c, c.argument(1), c.process().limits().get(resource(c.intArgument(0))));
    return 0;
  }

  static long setrlimit(Call c) {
    setLimit(c, c.process(), resource(c.intArgument(0)), c.argument(1));
    return 0;
  }

  static long prlimit64(Call c) {
    int pid = c.intArgument(0);
    GuestProcess p = pid == 0 ? c.process() : c.process().kernel().process(pid);
    if (p == null) {
      throw new KernelException(Errno.ESRCH);
    }
    Resource r = resource(c.intArgument(1));
    Limit old = p.limits().get(r);
    if (c.argument(2) != 0) {
      setLimit(c, p, r, c.argument(2));
    }
    if (c.argument(3) != 0) {
      writeLimit(c, c.argument(3), old);
    }
    return 0;
  }

  private static void setLimit(Call c, GuestProcess p, Resource r, long at) {
    Limit wanted = new Limit(c.memory().readLong(at), c.memory().readLong(at + 8));
    if (Long.compareUnsigned(wanted.soft(), wanted.hard()) > 0) {
      throw new KernelException(Errno.EINVAL);
    }
    if (Long.compareUnsigned(wanted.hard(), p.limits().get(r).hard()) > 0) {
      throw new KernelException(Errno.EPERM);
    }
    p.limits().set(r, wanted);
    if (r == Resource.NOFILE) {
      c.thread().descriptors().setLimit(wanted.soft());
    }
  }

  private static void writeLimit(Call c, long at, Limit limit) {
    c.memory().writeLong(at, limit.soft());
    c.memory().writeLong(at + 8, limit.hard());
  }
}
