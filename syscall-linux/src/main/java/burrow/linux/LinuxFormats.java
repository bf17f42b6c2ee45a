package burrow.linux;

import static burrow.kernel.trace.Formats.flags;
import static burrow.kernel.trace.Formats.names;
import static burrow.kernel.trace.Formats.oneOf;

import burrow.kernel.posix.AlternateStack;
import burrow.kernel.trace.ArgumentFormat;
import burrow.kernel.trace.Formats;
import burrow.machine.AddressSpace;
import java.util.Map;

/** How traces show the constants and structures of processes, memory, signals and time. */
final class LinuxFormats {
  private LinuxFormats() {}

  // ---- memory ----

  static final ArgumentFormat PROT =
      flags("PROT_NONE", names(1, "PROT_READ", 2, "PROT_WRITE", 4, "PROT_EXEC"));

  private static final Map<Long, String> MAP_FLAGS =
      names(
          3,
          "MAP_SHARED_VALIDATE",
          1,
          "MAP_SHARED",
          2,
          "MAP_PRIVATE",
          0x10,
          "MAP_FIXED",
          0x20,
          "MAP_ANONYMOUS",
          0x2000,
          "MAP_LOCKED",
          0x4000,
          "MAP_NORESERVE",
          0x8000,
          "MAP_POPULATE",
          0x20000,
          "MAP_STACK",
          0x40000,
          "MAP_HUGETLB",
          0x100000,
          "MAP_FIXED_NOREPLACE");

  static final ArgumentFormat MMAP_FLAGS = flags("0", MAP_FLAGS);

  static final ArgumentFormat MADVICE =
      oneOf(
          names(
              0,
              "MADV_NORMAL",
              1,
              "MADV_RANDOM",
              2,
              "MADV_SEQUENTIAL",
              3,
              "MADV_WILLNEED",
              4,
              "MADV_DONTNEED",
              8,
              "MADV_FREE",
              10,
              "MADV_DONTFORK",
              11,
              "MADV_DOFORK",
              14,
              "MADV_HUGEPAGE",
              15,
              "MADV_NOHUGEPAGE",
              16,
              "MADV_DONTDUMP",
              17,
              "MADV_DODUMP",
              20,
              "MADV_COLD",
              21,
              "MADV_PAGEOUT",
              25,
              "MADV_COLLAPSE"));

  static final ArgumentFormat MREMAP_FLAGS =
      flags("0", names(1, "MREMAP_MAYMOVE", 2, "MREMAP_FIXED", 4, "MREMAP_DONTUNMAP"));

  static final ArgumentFormat MSYNC_FLAGS =
      flags("0", names(1, "MS_ASYNC", 2, "MS_INVALIDATE", 4, "MS_SYNC"));

  // ---- threads ----

  static final ArgumentFormat CLONE_FLAGS =
      (out, c, i) -> {
        long signal = c.argument(i) & 0xff;
        Formats.appendFlags(
            out,
            c.argument(i) & ~0xffL,
            "0",
            names(
                0x100,
                "CLONE_VM",
                0x200,
                "CLONE_FS",
                0x400,
                "CLONE_FILES",
                0x800,
                "CLONE_SIGHAND",
                0x1000,
                "CLONE_PIDFD",
                0x4000,
                "CLONE_VFORK",
                0x8000,
                "CLONE_PARENT",
                0x10000,
                "CLONE_THREAD",
                0x20000,
                "CLONE_NEWNS",
                0x40000,
                "CLONE_SYSVSEM",
                0x80000,
                "CLONE_SETTLS",
                0x100000,
                "CLONE_PARENT_SETTID",
                0x200000,
                "CLONE_CHILD_CLEARTID",
                0x1000000,
                "CLONE_CHILD_SETTID"));
        if (signal != 0) {
          out.append('|').append(LinuxSignal.name((int) signal));
        }
      };

  static final ArgumentFormat FUTEX_OP =
      (out, c, i) -> {
        int op = (int) c.argument(i);
        Map<Long, String> commands =
            names(
                0,
                "FUTEX_WAIT",
                1,
                "FUTEX_WAKE",
                3,
                "FUTEX_REQUEUE",
                4,
                "FUTEX_CMP_REQUEUE",
                5,
                "FUTEX_WAKE_OP",
                6,
                "FUTEX_LOCK_PI",
                7,
                "FUTEX_UNLOCK_PI",
                9,
                "FUTEX_WAIT_BITSET",
                10,
                "FUTEX_WAKE_BITSET");
        String name = commands.get((long) (op & 127));
        out.append(name == null ? Integer.toString(op & 127) : name);
        out.append((op & 128) != 0 ? "_PRIVATE" : "");
        out.append((op & 256) != 0 ? "|FUTEX_CLOCK_REALTIME" : "");
      };

  static final ArgumentFormat PRCTL =
      oneOf(
          names(
              1,
              "PR_SET_PDEATHSIG",
              2,
              "PR_GET_PDEATHSIG",
              3,
              "PR_GET_DUMPABLE",
              4,
              "PR_SET_DUMPABLE",
              15,
              "PR_SET_NAME",
              16,
              "PR_GET_NAME",
              23,
              "PR_CAPBSET_READ",
              38,
              "PR_SET_NO_NEW_PRIVS",
              39,
              "PR_GET_NO_NEW_PRIVS",
              0x53564d41,
              "PR_SET_VMA"));

  static final ArgumentFormat ARCH_PRCTL =
      oneOf(
          names(
              0x1001,
              "ARCH_SET_GS",
              0x1002,
              "ARCH_SET_FS",
              0x1003,
              "ARCH_GET_FS",
              0x1004,
              "ARCH_GET_GS"));

  // ---- signals ----

  static final ArgumentFormat SIGNAL =
      (out, c, i) -> out.append(LinuxSignal.name((int) c.argument(i)));

  static final ArgumentFormat SIGPROCMASK_HOW =
      oneOf(names(0, "SIG_BLOCK", 1, "SIG_UNBLOCK", 2, "SIG_SETMASK"));

  /** A signal set that the call reads. */
  static final ArgumentFormat SIGSET =
      Formats.struct((out, c, i) -> signalSet(out, c.memory().readLong(c.argument(i))));

  /** A signal set that the call stores. */
  static final ArgumentFormat SIGSET_OUT =
      Formats.after((out, c, i) -> signalSet(out, c.memory().readLong(c.argument(i))));

  private static void signalSet(StringBuilder out, long set) {
    // A nearly full set reads better as what is missing.
    boolean inverted = Long.bitCount(set) > 32;
    long shown = inverted ? ~set : set;
    out.append(inverted ? "~[" : "[");
    String separator = "";
    for (int s = 1; s <= LinuxSignal.LAST; s++) {
      if ((shown >>> (s - 1) & 1) != 0) {
        out.append(separator).append(LinuxSignal.name(s).substring(3));
        separator = " ";
      }
    }
    out.append(']');
  }

  private static final Map<Long, String> SA_FLAGS =
      names(
          1,
          "SA_NOCLDSTOP",
          2,
          "SA_NOCLDWAIT",
          4,
          "SA_SIGINFO",
          0x04000000,
          "SA_RESTORER",
          0x08000000,
          "SA_ONSTACK",
          0x10000000,
          "SA_RESTART",
          0x40000000,
          "SA_NODEFER",
          0x80000000L,
          "SA_RESETHAND");

  private static void sigaction(StringBuilder out, AddressSpace memory, long at) {
    long handler = memory.readLong(at);
    out.append("{sa_handler=");
    if (handler == 0 || handler == 1) {
      out.append(handler == 0 ? "SIG_DFL" : "SIG_IGN");
    } else {
      Formats.hex(out, handler);
    }
    out.append(", sa_flags=");
    Formats.appendFlags(out, memory.readLong(at + 8), "0", SA_FLAGS);
    out.append('}');
  }

  static final ArgumentFormat SIGACTION =
      Formats.struct((out, c, i) -> sigaction(out, c.memory(), c.argument(i)));

  static final ArgumentFormat SIGACTION_OUT =
      Formats.after((out, c, i) -> sigaction(out, c.memory(), c.argument(i)));

  private static void stack(StringBuilder out, AddressSpace memory, long at) {
    AlternateStack s = StackLayout.read(memory, at);
    Formats.hex(out.append("{ss_sp="), s.start());
    out.append(", ss_flags=");
    Formats.appendFlags(out, memory.readInt(at + 8), "0", names(1, "SS_ONSTACK", 2, "SS_DISABLE"));
    out.append(", ss_size=").append(s.size()).append('}');
  }

  static final ArgumentFormat STACK =
      Formats.struct((out, c, i) -> stack(out, c.memory(), c.argument(i)));

  static final ArgumentFormat STACK_OUT =
      Formats.after((out, c, i) -> stack(out, c.memory(), c.argument(i)));

  // ---- time ----

  static final ArgumentFormat CLOCK =
      oneOf(
          names(
              0,
              "CLOCK_REALTIME",
              1,
              "CLOCK_MONOTONIC",
              2,
              "CLOCK_PROCESS_CPUTIME_ID",
              3,
              "CLOCK_THREAD_CPUTIME_ID",
              4,
              "CLOCK_MONOTONIC_RAW",
              5,
              "CLOCK_REALTIME_COARSE",
              6,
              "CLOCK_MONOTONIC_COARSE",
              7,
              "CLOCK_BOOTTIME"));

  static final ArgumentFormat TIMER_FLAGS = flags("0", names(1, "TIMER_ABSTIME"));

  static final ArgumentFormat ITIMER =
      oneOf(names(0, "ITIMER_REAL", 1, "ITIMER_VIRTUAL", 2, "ITIMER_PROF"));

  private static void pair(StringBuilder out, AddressSpace memory, long at, String fraction) {
    out.append("{tv_sec=").append(memory.readLong(at));
    out.append(", ").append(fraction).append('=').append(memory.readLong(at + 8)).append('}');
  }

  static final ArgumentFormat TIMESPEC =
      Formats.struct((out, c, i) -> pair(out, c.memory(), c.argument(i), "tv_nsec"));

  static final ArgumentFormat TIMESPEC_OUT =
      Formats.after((out, c, i) -> pair(out, c.memory(), c.argument(i), "tv_nsec"));

  static final ArgumentFormat TIMEVAL_OUT =
      Formats.after((out, c, i) -> pair(out, c.memory(), c.argument(i), "tv_usec"));

  private static void twoPairs(StringBuilder out, AddressSpace memory, long at, String fraction) {
    pair(out.append("{it_interval="), memory, at, fraction);
    pair(out.append(", it_value="), memory, at + 16, fraction);
    out.append('}');
  }

  static final ArgumentFormat ITIMERVAL =
      Formats.struct((out, c, i) -> twoPairs(out, c.memory(), c.argument(i), "tv_usec"));

  static final ArgumentFormat ITIMERVAL_OUT =
      Formats.after((out, c, i) -> twoPairs(out, c.memory(), c.argument(i), "tv_usec"));

  static final ArgumentFormat ITIMERSPEC =
      Formats.struct((out, c, i) -> twoPairs(out, c.memory(), c.argument(i), "tv_nsec"));

  static final ArgumentFormat ITIMERSPEC_OUT =
      Formats.after((out, c, i) -> twoPairs(out, c.memory(), c.argument(i), "tv_nsec"));

  // ---- limits ----

  static final ArgumentFormat RESOURCE =
      oneOf(
          names(
              0,
              "RLIMIT_CPU",
              1,
              "RLIMIT_FSIZE",
              2,
              "RLIMIT_DATA",
              3,
              "RLIMIT_STACK",
              4,
              "RLIMIT_CORE",
              5,
              "RLIMIT_RSS",
              6,
              "RLIMIT_NPROC",
              7,
              "RLIMIT_NOFILE",
              8,
              "RLIMIT_MEMLOCK",
              9,
              "RLIMIT_AS",
              10,
              "RLIMIT_LOCKS",
              11,
              "RLIMIT_SIGPENDING",
              12,
              "RLIMIT_MSGQUEUE",
              13,
              "RLIMIT_NICE",
              14,
              "RLIMIT_RTPRIO",
              15,
              "RLIMIT_RTTIME"));

  private static void limit(StringBuilder out, AddressSpace memory, long at) {
    out.append("{rlim_cur=").append(Long.toUnsignedString(memory.readLong(at)));
    out.append(", rlim_max=").append(Long.toUnsignedString(memory.readLong(at + 8))).append('}');
  }

  static final ArgumentFormat RLIMIT =
      Formats.struct((out, c, i) -> limit(out, c.memory(), c.argument(i)));

  static final ArgumentFormat RLIMIT_OUT =
      Formats.after((out, c, i) -> limit(out, c.memory(), c.argument(i)));

  static final ArgumentFormat GETRANDOM_FLAGS =
      flags("0", names(1, "GRND_NONBLOCK", 2, "GRND_RANDOM", 4, "GRND_INSECURE"));
}
