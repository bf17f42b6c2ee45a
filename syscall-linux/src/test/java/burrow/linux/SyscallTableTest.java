package burrow.linux;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.kernel.call.Support;
import burrow.machine.Arch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SyscallTableTest {
  /** What Go and its standard library call: name, number on amd64, number elsewhere. */
  private static final String USED_BY_GO =
      """
      arch_prctl 158 -1, sched_getaffinity 204 123, openat 257 56, read 0 63, pread64 17 67,
      close 3 57, write 1 64, mmap 9 222, munmap 11 215, madvise 28 233, rt_sigaction 13 134,
      rt_sigprocmask 14 135, sigaltstack 131 132, gettid 186 178, fcntl 72 25, clone 56 220,
      futex 202 98, nanosleep 35 101, clock_gettime 228 113, prlimit64 302 261,
      getrlimit 97 163, exit_group 231 94, exit 60 93, sched_yield 24 124, tgkill 234 131,
      getpid 39 172, rt_sigreturn 15 139, kill 62 129, timer_create 222 107,
      timer_settime 223 110, timer_delete 226 111, setitimer 38 103, mincore 27 232,
      mprotect 10 226, epoll_create1 291 20, eventfd2 290 19, epoll_ctl 233 21,
      epoll_pwait 281 22, brk 12 214, prctl 157 167, getrandom 318 278, uname 63 160,
      restart_syscall 219 128, newfstatat 262 79, fstat 5 80, lseek 8 62, pwrite64 18 68,
      readv 19 65, writev 20 66, getdents64 217 61, mkdirat 258 34, unlinkat 263 35,
      renameat2 316 276, linkat 265 37, symlinkat 266 36, readlinkat 267 78, fchmodat 268 53,
      fchmodat2 452 452, fchmod 91 52, fchown 93 55, fchownat 260 54, truncate 76 45,
      ftruncate 77 46, fsync 74 82, fdatasync 75 83, utimensat 280 88, faccessat 269 48,
      faccessat2 439 439, getcwd 79 17, chdir 80 49, fchdir 81 50, flock 73 32, ioctl 16 29,
      copy_file_range 326 285, sendfile 40 71, splice 275 76, pipe2 293 59, dup3 292 24,
      execve 59 221, wait4 61 260, waitid 247 95, pidfd_open 434 434,
      pidfd_send_signal 424 424, clone3 435 435, setpgid 109 154, setsid 112 157,
      getppid 110 173, getuid 102 174, geteuid 107 175, getgid 104 176, getegid 108 177,
      getgroups 115 158, getpgid 121 155, setgroups 116 159, setgid 106 144, setuid 105 146,
      setresuid 117 147, setresgid 119 149, chroot 161 51, unshare 272 97, mount 165 40,
      capget 125 90, capset 126 91, ptrace 101 117, getrusage 98 165, times 100 153,
      sysinfo 99 179, umask 95 166, statfs 137 43, fstatfs 138 44, fallocate 285 47,
      openat2 437 437, getxattr 191 8, setxattr 188 5, listxattr 194 11,
      inotify_init1 294 26, inotify_add_watch 254 27, inotify_rm_watch 255 28,
      fanotify_init 300 262, memfd_create 319 279, statx 332 291, socket 41 198, bind 49 200,
      listen 50 201, accept4 288 242, connect 42 203, getsockname 51 204, getpeername 52 205,
      setsockopt 54 208, getsockopt 55 209, shutdown 48 210, sendto 44 206, recvfrom 45 207,
      sendmsg 46 211, recvmsg 47 212, socketpair 53 199, sendmmsg 307 269, recvmmsg 299 243,
      ppoll 271 73
      """;

  @Test
  void whateverGoCallsHasARowWithTheKernelsNumbers() {
    for (String entry : USED_BY_GO.split(",")) {
      String[] words = entry.trim().split(" ");
      Syscall s = row(words[0]);
      assertThat(s.amd64()).as(words[0]).isEqualTo(Integer.parseInt(words[1]));
      assertThat(s.arm64()).as(words[0]).isEqualTo(Integer.parseInt(words[2]));
      assertThat(s.riscv64()).as(words[0]).isEqualTo(Integer.parseInt(words[2]));
    }
    assertThat(row("riscv_hwprobe").riscv64()).isEqualTo(258);
    assertThat(row("renameat").arm64()).isEqualTo(38);
    assertThat(row("renameat").riscv64()).isEqualTo(Syscall.NONE);
  }

  @Test
  void noNumberHasTwoRowsAndEveryGapIsExplained() {
    for (Arch arch : new Arch[] {Arch.AMD64, Arch.ARM64, Arch.RISCV64}) {
      assertThat(new SyscallTable(arch).get(SyscallTable.number(row("futex"), arch)))
          .isEqualTo(row("futex"));
    }
    for (Syscall s : SyscallTable.rows()) {
      assertThat(s.caveat().isEmpty()).as(s.name()).isEqualTo(s.support() == Support.FULL);
      assertThat(s.arguments()).as(s.name()).hasSizeLessThanOrEqualTo(6);
    }
  }

  @Test
  void namesAreUnique() {
    assertThat(SyscallTable.rows().stream().collect(Collectors.groupingBy(Syscall::name)).values())
        .allMatch(rows -> rows.size() == 1);
  }

  private static Syscall row(String name) {
    return SyscallTable.rows().stream()
        .filter(s -> s.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
