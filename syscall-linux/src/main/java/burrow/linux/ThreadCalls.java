package burrow.linux;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.process.ExitStatus;
import burrow.kernel.process.GuestThread;
import burrow.machine.AddressSpace;
import burrow.machine.Cpu;

/** Threads: clone, exit, numbers, processor affinity. */
final class ThreadCalls {
  static final long CLONE_VM = 0x100;
  static final long CLONE_FS = 0x200;
  static final long CLONE_FILES = 0x400;
  static final long CLONE_SIGHAND = 0x800;
  static final long CLONE_PIDFD = 0x1000;
  static final long CLONE_VFORK = 0x4000;
  static final long CLONE_THREAD = 0x10000;
  static final long CLONE_NEWNS = 0x20000;
  static final long CLONE_SYSVSEM = 0x40000;
  static final long CLONE_SETTLS = 0x80000;
  static final long CLONE_PARENT_SETTID = 0x100000;
  static final long CLONE_CHILD_CLEARTID = 0x200000;
  static final long CLONE_CHILD_SETTID = 0x1000000;
  static final long CLONE_NEWUSER = 0x10000000;
  static final long CLONE_NEWPID = 0x20000000;

  /** All that make a namespace: of mounts, control groups, names, semaphores, users, ids, net. */
  private static final long NAMESPACES =
      CLONE_NEWNS | 0x2000000 | 0x4000000 | 0x8000000 | CLONE_NEWUSER | CLONE_NEWPID | 0x40000000;

  /** sizeof(struct robust_list_head). */
  private static final int ROBUST_HEAD_SIZE = 24;

  private ThreadCalls() {}

  /** The parameters that a new thread's unused ones, which hold junk, are told apart by flags. */
  static long clone(Call c) {
    long flags = c.argument(0);
    checkCloneFlags(flags);
    LinuxThread parent = c.thread();
    LinuxProcess process = c.process();
    LinuxAbi abi = process.abi();
    boolean tlsFirst = abi.tlsBeforeChildTid();
    long childTid = c.argument(tlsFirst ? 4 : 3);
    Cpu cpu = abi.newCpu(c.memory());
    cpu.copyRegistersFrom(parent.cpu());
    cpu.reservationAddress = -1;
    abi.setResult(cpu, 0);
    if (c.argument(1) != 0) {
      abi.setStackPointer(cpu, c.argument(1));
    }
    if ((flags & CLONE_SETTLS) != 0) {
      abi.setThreadPointer(cpu, c.argument(tlsFirst ? 3 : 4));
    }
    int id = process.kernel().newId();
    if ((flags & CLONE_PARENT_SETTID) != 0) {
      c.memory().writeInt(c.argument(2), id);
    }
    if ((flags & CLONE_CHILD_SETTID) != 0) {
      c.memory().writeInt(childTid, id);
    }
    boolean sharesFiles = (flags & CLONE_FILES) != 0;
    boolean sharesFs = (flags & CLONE_FS) != 0;
    LinuxThread child =
        new LinuxThread(
            process,
            id,
            cpu,
            sharesFiles ? parent.descriptors().share() : parent.descriptors().copy(),
            sharesFs ? parent.fileSystem().share() : parent.fileSystem().copy());
    if ((flags & CLONE_CHILD_CLEARTID) != 0) {
      child.setClearChildTid(childTid);
    }
    child.signals().setMask(parent.signals().mask());
    child.setName(parent.name());
    child.setAffinity(parent.affinity());
    child.start();
    return id;
  }

  /** What contradicts itself fails as on Linux, then what Burrow has not. */
  private static void checkCloneFlags(long flags) {
    boolean thread = (flags & CLONE_THREAD) != 0;
    boolean invalid =
        (flags & CLONE_FS) != 0 && (flags & (CLONE_NEWNS | CLONE_NEWUSER)) != 0
            || thread && (flags & CLONE_SIGHAND) == 0
            || (flags & CLONE_SIGHAND) != 0 && (flags & CLONE_VM) == 0
            || thread && (flags & (CLONE_NEWUSER | CLONE_NEWPID)) != 0
            || (flags & CLONE_PIDFD) != 0 && (flags & CLONE_PARENT_SETTID) != 0;
    if (invalid) {
      throw new KernelException(Errno.EINVAL);
    }
    if (!thread) {
      throw new KernelException(Errno.ENOSYS, "child processes are not supported yet");
    }
    if ((flags & NAMESPACES) != 0) {
      throw new KernelException(Errno.EPERM, "namespaces are not supported");
    }
    if ((flags & CLONE_PIDFD) != 0) {
      throw new KernelException(Errno.EINVAL, "descriptors of threads are not supported");
    }
  }

  static long exit(Call c) {
    c.thread().exit(c.intArgument(0));
    return 0;
  }

  static long exitGroup(Call c) {
    c.process().exit(ExitStatus.exited(c.intArgument(0)));
    return 0;
  }

  static long gettid(Call c) {
    return c.thread().id();
  }

  static long getpid(Call c) {
    return c.process().id();
  }

  static long getppid(Call c) {
    return c.process().parentId();
  }

  static long setTidAddress(Call c) {
    c.thread().setClearChildTid(c.argument(0));
    return c.thread().id();
  }

  static long setRobustList(Call c) {
    if (c.argument(1) != ROBUST_HEAD_SIZE) {
      throw new KernelException(Errno.EINVAL);
    }
    c.thread().setRobustList(c.argument(0));
    return 0;
  }

  static long getRobustList(Call c) {
    LinuxThread t = thread(c, c.intArgument(0));
    c.memory().writeLong(c.argument(1), t.robustList());
    c.memory().writeLong(c.argument(2), ROBUST_HEAD_SIZE);
    return 0;
  }

  /** Only what concerns this thread alone; namespaces need a privilege that a guest has not. */
  static long unshare(Call c) {
    long flags = c.argument(0);
    long own = CLONE_FS | CLONE_FILES | CLONE_SYSVSEM;
    if ((flags & ~own) != 0) {
      throw new KernelException(Errno.EPERM, "namespaces are not supported");
    }
    if ((flags & CLONE_FILES) != 0) {
      c.thread().unshareDescriptors();
    }
    if ((flags & CLONE_FS) != 0) {
      c.thread().unshareFileSystem();
    }
    return 0;
  }

  // ---- scheduling ----

  static long schedYield(Call c) {
    c.thread().clock().yieldProcessor();
    return 0;
  }

  /** The thread of this process that a call names, 0 for the caller. */
  static LinuxThread thread(Call c, int id) {
    GuestThread t = id == 0 || id == c.thread().id() ? c.thread() : c.process().thread(id);
    if (t == null && id == c.process().id() && !c.process().threads().isEmpty()) {
      t = c.process().threads().get(0);
    }
    if (!(t instanceof LinuxThread found)) {
      throw new KernelException(Errno.ESRCH);
    }
    return found;
  }

  private static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** Bytes of the kernel's cpumask: whole longs. */
  private static int maskBytes() {
    return (processors() + 63) / 64 * 8;
  }

  static long schedGetaffinity(Call c) {
    LinuxThread t = thread(c, c.intArgument(0));
    long length = c.argument(1) & 0xffff_ffffL;
    int bytes = maskBytes();
    if (length < bytes || (length & 7) != 0) {
      throw new KernelException(Errno.EINVAL);
    }
    byte[] mask = t.affinity();
    if (mask.length == 0) {
      mask = new byte[bytes];
      for (int p = 0; p < processors(); p++) {
        mask[p / 8] |= (byte) (1 << (p % 8));
      }
    }
    c.memory().write(c.argument(2), mask);
    return mask.length;
  }

  static long schedSetaffinity(Call c) {
    LinuxThread t = thread(c, c.intArgument(0));
    AddressSpace memory = c.memory();
    int length = (int) Math.min(c.argument(1) & 0xffff_ffffL, maskBytes());
    byte[] mask = new byte[maskBytes()];
    System.arraycopy(memory.read(c.argument(2), length), 0, mask, 0, length);
    boolean any = false;
    for (int p = 0; p < mask.length * 8; p++) {
      if (p >= processors()) {
        mask[p / 8] &= (byte) ~(1 << (p % 8));
      } else {
        any |= (mask[p / 8] & 1 << (p % 8)) != 0;
      }
    }
    if (!any) {
      throw new KernelException(Errno.EINVAL);
    }
    t.setAffinity(mask);
    return 0;
  }

  static long getcpu(Call c) {
    // Which processor a Java thread runs on cannot be told; 0 is always one of them.
    for (int i = 0; i < 2; i++) {
      if (c.argument(i) != 0) {
        c.memory().writeInt(c.argument(i), 0);
      }
    }
    return 0;
  }

  /** SCHED_OTHER for every thread. */
  static long schedGetscheduler(Call c) {
    thread(c, c.intArgument(0));
    return 0;
  }

  static long schedGetparam(Call c) {
    thread(c, c.intArgument(0));
    c.memory().writeInt(c.argument(1), 0);
    return 0;
  }
}
