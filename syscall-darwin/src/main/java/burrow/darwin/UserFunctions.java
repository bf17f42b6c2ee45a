package burrow.darwin;

import static burrow.kernel.trace.Formats.INT;
import static burrow.kernel.trace.Formats.LONG;
import static burrow.kernel.trace.Formats.POINTER;
import static burrow.kernel.trace.Formats.STRING;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.process.GuestProcess;
import java.util.List;

/** Users, groups, process groups and sessions. */
final class UserFunctions {
  static final List<DarwinFunction> ROWS =
      List.of(
          DarwinFunction.of("getuid", UserFunctions::uid).bsd(24),
          DarwinFunction.of("geteuid", UserFunctions::uid).bsd(25),
          DarwinFunction.of("getgid", UserFunctions::gid).bsd(47),
          DarwinFunction.of("getegid", UserFunctions::gid).bsd(43),
          DarwinFunction.of("getgroups", UserFunctions::getgroups, INT, POINTER).bsd(79),
          DarwinFunction.of("setuid", c -> become(c, uid(c), 1), INT).bsd(23),
          DarwinFunction.of("seteuid", c -> become(c, uid(c), 1), INT).bsd(183),
          DarwinFunction.of("setgid", c -> become(c, gid(c), 1), INT).bsd(181),
          DarwinFunction.of("setegid", c -> become(c, gid(c), 1), INT).bsd(182),
          DarwinFunction.of("setreuid", c -> become(c, uid(c), 2), INT, INT).bsd(126),
          DarwinFunction.of("setregid", c -> become(c, gid(c), 2), INT, INT).bsd(127),
          DarwinFunction.of("setgroups", PathArguments.failing(Errno.EPERM), INT, POINTER)
              .bsd(80)
              .unsupported("EPERM: guests have no privileges"),
          DarwinFunction.of("setlogin", PathArguments.failing(Errno.EPERM), STRING)
              .bsd(50)
              .unsupported("EPERM: guests have no privileges"),
          DarwinFunction.of("getpgrp", c -> c.process().id()).bsd(81),
          DarwinFunction.of("getpgid", UserFunctions::group, INT).bsd(151),
          DarwinFunction.of("getsid", UserFunctions::group, INT).bsd(310),
          DarwinFunction.of("setpgid", UserFunctions::setpgid, INT, INT).bsd(82),
          DarwinFunction.of("setsid", PathArguments.failing(Errno.EPERM))
              .bsd(147)
              .unsupported("EPERM: every guest leads its group already"),
          DarwinFunction.of("getpriority", UserFunctions::getpriority, INT, INT).bsd(100),
          DarwinFunction.of("setpriority", UserFunctions::setpriority, INT, INT, INT).bsd(96),
          DarwinFunction.status(
              "getpwuid_r", UserDatabase::byUserId, INT, POINTER, POINTER, LONG, POINTER),
          DarwinFunction.status(
              "getpwnam_r", UserDatabase::byUserName, STRING, POINTER, POINTER, LONG, POINTER),
          DarwinFunction.status(
              "getgrgid_r", UserDatabase::byGroupId, INT, POINTER, POINTER, LONG, POINTER),
          DarwinFunction.status(
              "getgrnam_r", UserDatabase::byGroupName, STRING, POINTER, POINTER, LONG, POINTER),
          DarwinFunction.of(
              "getgrouplist", UserDatabase::groupList, STRING, INT, POINTER, POINTER));

  private static final int UNCHANGED = -1;

  private UserFunctions() {}

  private static long uid(Call c) {
    return c.process().credentials().uid();
  }

  private static long gid(Call c) {
    return c.process().credentials().gid();
  }

  private static long getgroups(Call c) {
    if (c.intArgument(0) < 0) {
      throw new KernelException(Errno.EINVAL);
    }
    if (c.intArgument(0) > 0) {
      c.memory().writeInt(c.argument(1), (int) gid(c));
    }
    return 1;
  }

  /** Becoming whom one is already works; anything else needs a privilege that a guest has not. */
  private static long become(Call c, long present, int count) {
    for (int i = 0; i < count; i++) {
      int wanted = c.intArgument(i);
      if (wanted != present && (count == 1 || wanted != UNCHANGED)) {
        throw new KernelException(Errno.EPERM);
      }
    }
    return 0;
  }

  private static long group(Call c) {
    int pid = c.intArgument(0);
    GuestProcess p = pid == 0 ? c.process() : c.process().kernel().process(pid);
    if (p == null) {
      throw new KernelException(Errno.ESRCH);
    }
    return p.id();
  }

  private static long setpgid(Call c) {
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

  private static void requireSelf(Call c) {
    int which = c.intArgument(0);
    if (which < 0 || which > 2) {
      throw new KernelException(Errno.EINVAL);
    }
    int who = c.intArgument(1);
    if (who != 0 && who != (which == 2 ? uid(c) : c.process().id())) {
      throw new KernelException(Errno.ESRCH);
    }
  }

  private static long getpriority(Call c) {
    requireSelf(c);
    return 0;
  }

  private static long setpriority(Call c) {
    requireSelf(c);
    if (c.intArgument(2) < 0) {
      throw new KernelException(Errno.EACCES);
    }
    return 0;
  }
}
