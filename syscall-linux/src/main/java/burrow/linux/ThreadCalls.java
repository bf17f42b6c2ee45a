package burrow.linux;

import burrow.kernel.process.ExitStatus;

/** Threads: clone, exit, ids. */
final class ThreadCalls {
  private ThreadCalls() {}

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
}
