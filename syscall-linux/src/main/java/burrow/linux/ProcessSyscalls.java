package burrow.linux;

import static burrow.kernel.trace.Formats.FD;
import static burrow.kernel.trace.Formats.HEX;
import static burrow.kernel.trace.Formats.INT;
import static burrow.kernel.trace.Formats.LONG;
import static burrow.kernel.trace.Formats.OUTPUT;
import static burrow.kernel.trace.Formats.POINTER;
import static burrow.kernel.trace.Formats.STRING;
import static burrow.linux.LinuxFormats.ARCH_PRCTL;
import static burrow.linux.LinuxFormats.CLOCK;
import static burrow.linux.LinuxFormats.CLONE_FLAGS;
import static burrow.linux.LinuxFormats.FUTEX_OP;
import static burrow.linux.LinuxFormats.GETRANDOM_FLAGS;
import static burrow.linux.LinuxFormats.ITIMER;
import static burrow.linux.LinuxFormats.ITIMERSPEC;
import static burrow.linux.LinuxFormats.ITIMERSPEC_OUT;
import static burrow.linux.LinuxFormats.ITIMERVAL;
import static burrow.linux.LinuxFormats.ITIMERVAL_OUT;
import static burrow.linux.LinuxFormats.MADVICE;
import static burrow.linux.LinuxFormats.MMAP_FLAGS;
import static burrow.linux.LinuxFormats.MREMAP_FLAGS;
import static burrow.linux.LinuxFormats.MSYNC_FLAGS;
import static burrow.linux.LinuxFormats.PRCTL;
import static burrow.linux.LinuxFormats.PROT;
import static burrow.linux.LinuxFormats.RESOURCE;
import static burrow.linux.LinuxFormats.RLIMIT;
import static burrow.linux.LinuxFormats.RLIMIT_OUT;
import static burrow.linux.LinuxFormats.SIGACTION;
import static burrow.linux.LinuxFormats.SIGACTION_OUT;
import static burrow.linux.LinuxFormats.SIGNAL;
import static burrow.linux.LinuxFormats.SIGPROCMASK_HOW;
import static burrow.linux.LinuxFormats.SIGSET;
import static burrow.linux.LinuxFormats.SIGSET_OUT;
import static burrow.linux.LinuxFormats.STACK;
import static burrow.linux.LinuxFormats.STACK_OUT;
import static burrow.linux.LinuxFormats.TIMER_FLAGS;
import static burrow.linux.LinuxFormats.TIMESPEC;
import static burrow.linux.LinuxFormats.TIMESPEC_OUT;
import static burrow.linux.LinuxFormats.TIMEVAL_OUT;
import static burrow.linux.Syscall.NONE;
import static burrow.linux.Syscall.failing;
import static burrow.linux.Syscall.of;

import burrow.kernel.Errno;
import burrow.kernel.trace.CallTrace.Result;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of processes, threads, memory, signals and time: name, number on amd64, number on arm64
 * and riscv64 (arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h).
 */
final class ProcessSyscalls {
  private static final String NOT_ENFORCED = "recorded and reported back, not enforced";
  private static final String NO_PRIVILEGES =
      "only to what the process has already; anything else is EPERM";

  private static final List<Syscall> THREADS =
      List.of(
          of("clone", 56, 220, ThreadCalls::clone, CLONE_FLAGS, POINTER, HEX, HEX, HEX)
              .partial(
                  "threads only, without CLONE_PIDFD (EINVAL) and namespaces (EPERM); child processes are"
                      + " a later issue (ENOSYS)"),
          of("clone3", 435, 435, failing(Errno.ENOSYS), POINTER, LONG)
              .unsupported("C libraries fall back to clone; child processes are a later issue"),
          of("exit", 60, 93, ThreadCalls::exit, INT).returning(Result.NONE),
          of("exit_group", 231, 94, ThreadCalls::exitGroup, INT).returning(Result.NONE),
          of("gettid", 186, 178, ThreadCalls::gettid),
          of("getpid", 39, 172, ThreadCalls::getpid),
          of("getppid", 110, 173, ThreadCalls::getppid),
          of("set_tid_address", 218, 96, ThreadCalls::setTidAddress, POINTER),
          of("set_robust_list", 273, 99, ThreadCalls::setRobustList, POINTER, LONG),
          of("get_robust_list", 274, 100, ThreadCalls::getRobustList, INT, POINTER, POINTER)
              .partial("threads of the calling process only"),
          of("rseq", 334, 293, failing(Errno.ENOSYS), POINTER, LONG, HEX, HEX)
              .unsupported("C libraries do without"),
          of("unshare", 272, 97, ThreadCalls::unshare, CLONE_FLAGS)
              .partial("CLONE_FS, CLONE_FILES and CLONE_SYSVSEM; namespaces are EPERM"),
          of("sched_yield", 24, 124, ThreadCalls::schedYield),
          of("sched_getaffinity", 204, 123, ThreadCalls::schedGetaffinity, INT, LONG, POINTER),
          of("sched_setaffinity", 203, 122, ThreadCalls::schedSetaffinity, INT, LONG, POINTER)
              .partial(NOT_ENFORCED),
          of("sched_getscheduler", 145, 120, ThreadCalls::schedGetscheduler, INT)
              .partial("always SCHED_OTHER"),
          of("sched_getparam", 143, 121, ThreadCalls::schedGetparam, INT, POINTER)
              .partial("always priority 0"),
          of("getcpu", 309, 168, ThreadCalls::getcpu, POINTER, POINTER, POINTER)
              .partial("always processor 0"),
          of("futex", 202, 98, FutexCalls::futex, POINTER, FUTEX_OP, INT, TIMESPEC, POINTER, INT)
              .partial("no priority inheritance (ENOSYS)"),
          of("futex_waitv", 449, 449, failing(Errno.ENOSYS), POINTER, INT, HEX, POINTER, INT)
              .unsupported("nothing Go uses"),
          of("membarrier", 324, 283, ControlCalls::membarrier, INT, HEX, INT)
              .partial("the query says that no command is supported"),
          of("prctl", 157, 167, ControlCalls::prctl, PRCTL, HEX, HEX, HEX, HEX)
              .partial("names and harmless settings; the rest is EINVAL"),
          of("arch_prctl", 158, NONE, ControlCalls::archPrctl, ARCH_PRCTL, HEX)
              .partial("FS and GS bases"),
          of("riscv_hwprobe", NONE, NONE, ControlCalls::riscvHwprobe, POINTER, LONG, LONG, HEX, HEX)
              .numbers(NONE, NONE, 258),
          of("riscv_flush_icache", NONE, NONE, MemoryCalls::nothing, POINTER, POINTER, HEX)
              .numbers(NONE, NONE, 259));

  private static final List<Syscall> MEMORY =
      List.of(
          of("mmap", 9, 222, MemoryCalls::mmap, POINTER, LONG, PROT, MMAP_FLAGS, FD, HEX)
              .returning(Result.HEX)
              .partial("pages that may be written or executed may also be read; no huge pages"),
          of("munmap", 11, 215, MemoryCalls::munmap, POINTER, LONG),
          of("mprotect", 10, 226, MemoryCalls::mprotect, POINTER, LONG, PROT),
          of("madvise", 28, 233, MemoryCalls::madvise, POINTER, LONG, MADVICE)
              .partial("MADV_FREE gives pages back at once; hints about paging do nothing"),
          of("mremap", 25, 216, MemoryCalls::mremap, POINTER, LONG, LONG, MREMAP_FLAGS, POINTER)
              .returning(Result.HEX),
          of("msync", 26, 227, MemoryCalls::msync, POINTER, LONG, MSYNC_FLAGS)
              .partial("does not wait for the disk"),
          of("mincore", 27, 232, MemoryCalls::mincore, POINTER, LONG, POINTER)
              .partial("every mapped page counts as resident"),
          of("brk", 12, 214, MemoryCalls::brk, POINTER).returning(Result.HEX),
          of("mlock", 149, 228, MemoryCalls::mlock, POINTER, LONG).partial("checks, locks nothing"),
          of("mlock2", 325, 284, MemoryCalls::mlock, POINTER, LONG, HEX)
              .partial("checks, locks nothing"),
          of("munlock", 150, 229, MemoryCalls::mlock, POINTER, LONG)
              .partial("checks, unlocks nothing"),
          of("mlockall", 151, 230, MemoryCalls::nothing, HEX).partial("locks nothing"),
          of("munlockall", 152, 231, MemoryCalls::nothing).partial("unlocks nothing"));

  private static final List<Syscall> SIGNALS =
      List.of(
          of(
              "rt_sigaction",
              13,
              134,
              SignalCalls::rtSigaction,
              SIGNAL,
              SIGACTION,
              SIGACTION_OUT,
              LONG),
          of(
              "rt_sigprocmask",
              14,
              135,
              SignalCalls::rtSigprocmask,
              SIGPROCMASK_HOW,
              SIGSET,
              SIGSET_OUT,
              LONG),
          of("rt_sigreturn", 15, 139, SignalCalls::rtSigreturn),
          of("restart_syscall", 219, 128, failing(Errno.EINTR))
              .partial("interrupted calls go on without it; called directly it fails with EINTR"),
          of("rt_sigpending", 127, 136, SignalCalls::rtSigpending, SIGSET_OUT, LONG),
          of(
              "rt_sigtimedwait",
              128,
              137,
              SignalCalls::rtSigtimedwait,
              SIGSET,
              POINTER,
              TIMESPEC,
              LONG),
          of("rt_sigsuspend", 130, 133, SignalCalls::rtSigsuspend, SIGSET, LONG),
          of("rt_sigqueueinfo", 129, 138, SignalCalls::rtSigqueueinfo, INT, SIGNAL, POINTER)
              .partial("to guest processes only"),
          of(
                  "rt_tgsigqueueinfo",
                  297,
                  240,
                  SignalCalls::rtTgsigqueueinfo,
                  INT,
                  INT,
                  SIGNAL,
                  POINTER)
              .partial("to guest processes only"),
          of("sigaltstack", 131, 132, SignalCalls::sigaltstack, STACK, STACK_OUT),
          of("pause", 34, NONE, SignalCalls::pause),
          of("kill", 62, 129, SignalCalls::kill, INT, SIGNAL)
              .partial("to guest processes only; a group is its one guest process"),
          of("tkill", 200, 130, SignalCalls::tkill, INT, SIGNAL),
          of("tgkill", 234, 131, SignalCalls::tgkill, INT, INT, SIGNAL));

  private static final List<Syscall> TIME =
      List.of(
          of("nanosleep", 35, 101, TimerCalls::nanosleep, TIMESPEC, TIMESPEC_OUT),
          of(
                  "clock_nanosleep",
                  230,
                  115,
                  TimerCalls::clockNanosleep,
                  CLOCK,
                  TIMER_FLAGS,
                  TIMESPEC,
                  TIMESPEC_OUT)
              .partial("not on processor time clocks"),
          of("clock_gettime", 228, 113, ClockCalls::clockGettime, CLOCK, TIMESPEC_OUT)
              .partial("coarse clocks are exact; processor time of the process is the JVM's"),
          of("clock_getres", 229, 114, ClockCalls::clockGetres, CLOCK, TIMESPEC_OUT),
          of("clock_settime", 227, 112, failing(Errno.EPERM), CLOCK, TIMESPEC)
              .partial("always EPERM, as without the privilege"),
          of("gettimeofday", 96, 169, ClockCalls::gettimeofday, TIMEVAL_OUT, POINTER),
          of("settimeofday", 164, 170, failing(Errno.EPERM), POINTER, POINTER)
              .partial("always EPERM, as without the privilege"),
          of("time", 201, NONE, ClockCalls::time, POINTER),
          of("times", 100, 153, ClockCalls::times, POINTER)
              .partial("all processor time is user time, and the JVM's"),
          of("getrusage", 98, 165, ClockCalls::getrusage, INT, POINTER)
              .partial("processor time and size of the JVM; no counters"),
          of("getitimer", 36, 102, TimerCalls::getitimer, ITIMER, ITIMERVAL_OUT),
          of("setitimer", 38, 103, TimerCalls::setitimer, ITIMER, ITIMERVAL, ITIMERVAL_OUT)
              .partial("ITIMER_VIRTUAL counts system time too"),
          of("alarm", 37, NONE, TimerCalls::alarm, INT),
          of("timer_create", 222, 107, TimerCalls::timerCreate, CLOCK, POINTER, POINTER),
          of(
                  "timer_settime",
                  223,
                  110,
                  TimerCalls::timerSettime,
                  INT,
                  TIMER_FLAGS,
                  ITIMERSPEC,
                  ITIMERSPEC_OUT)
              .partial("does not follow when the host's clock is set"),
          of("timer_gettime", 224, 108, TimerCalls::timerGettime, INT, ITIMERSPEC_OUT),
          of("timer_getoverrun", 225, 109, TimerCalls::timerGetoverrun, INT)
              .partial("of expirations, not of signals that were still pending"),
          of("timer_delete", 226, 111, TimerCalls::timerDelete, INT));

  private static final List<Syscall> IDENTITY =
      List.of(
          of("uname", 63, 160, InfoCalls::uname, POINTER),
          of("sysinfo", 99, 179, InfoCalls::sysinfo, POINTER)
              .partial("uptime, memory and process count"),
          of("getrandom", 318, 278, InfoCalls::getrandom, OUTPUT, LONG, GETRANDOM_FLAGS),
          of("getuid", 102, 174, InfoCalls::getuid),
          of("geteuid", 107, 175, InfoCalls::getuid),
          of("getgid", 104, 176, InfoCalls::getgid),
          of("getegid", 108, 177, InfoCalls::getgid),
          of("getresuid", 118, 148, InfoCalls::getresuid, POINTER, POINTER, POINTER),
          of("getresgid", 120, 150, InfoCalls::getresgid, POINTER, POINTER, POINTER),
          of("getgroups", 115, 158, InfoCalls::getgroups, INT, POINTER)
              .partial("no supplementary groups"),
          of("setgroups", 116, 159, failing(Errno.EPERM), INT, POINTER).partial("always EPERM"),
          of("setuid", 105, 146, InfoCalls::setuid, INT).partial(NO_PRIVILEGES),
          of("setgid", 106, 144, InfoCalls::setgid, INT).partial(NO_PRIVILEGES),
          of("setresuid", 117, 147, InfoCalls::setresuid, INT, INT, INT).partial(NO_PRIVILEGES),
          of("setresgid", 119, 149, InfoCalls::setresgid, INT, INT, INT).partial(NO_PRIVILEGES),
          of("capget", 125, 90, InfoCalls::capget, POINTER, POINTER).partial("no capabilities"),
          of("capset", 126, 91, InfoCalls::capset, POINTER, POINTER).partial(NO_PRIVILEGES),
          of("mount", 165, 40, failing(Errno.EPERM), STRING, STRING, STRING, HEX, POINTER)
              .unsupported("EPERM, as without the privilege"),
          of("fanotify_init", 300, 262, failing(Errno.EPERM), HEX, HEX)
              .unsupported("EPERM, as without the privilege"),
          of("getpgid", 121, 155, InfoCalls::getpgid, INT)
              .partial("every guest process leads its own group"),
          of("setpgid", 109, 154, InfoCalls::setpgid, INT, INT)
              .partial("every guest process leads its own group"),
          of("setsid", 112, 157, failing(Errno.EPERM)).partial("EPERM, as for any group leader"),
          of("getrlimit", 97, 163, InfoCalls::getrlimit, RESOURCE, RLIMIT_OUT),
          of("setrlimit", 160, 164, InfoCalls::setrlimit, RESOURCE, RLIMIT).partial(NOT_ENFORCED),
          of("prlimit64", 302, 261, InfoCalls::prlimit64, INT, RESOURCE, RLIMIT, RLIMIT_OUT)
              .partial(NOT_ENFORCED));

  static final List<Syscall> ROWS = new ArrayList<>();

  static {
    ROWS.addAll(THREADS);
    ROWS.addAll(MEMORY);
    ROWS.addAll(SIGNALS);
    ROWS.addAll(TIME);
    ROWS.addAll(IDENTITY);
  }

  private ProcessSyscalls() {}
}
