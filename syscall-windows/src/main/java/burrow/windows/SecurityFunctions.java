package burrow.windows;

import static burrow.windows.WindowsFormats.FLAGS;
import static burrow.windows.WindowsFormats.HANDLE;
import static burrow.windows.WindowsFormats.INT;
import static burrow.windows.WindowsFormats.POINTER;
import static burrow.windows.WindowsFormats.WIDE;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.call.HostFunction;
import burrow.kernel.object.KernelObject;
import burrow.kernel.process.GuestThread;
import burrow.machine.AddressSpace;
import java.util.List;
import java.util.Locale;

/** Who the user is: tokens, security identifiers, names. One user, one group, no privileges. */
final class SecurityFunctions {
  private static final String ADVAPI32 = "advapi32.dll";

  private static final int TOKEN_USER = 1;
  private static final int TOKEN_GROUPS = 2;
  private static final int TOKEN_PRIMARY_GROUP = 5;
  private static final int TOKEN_ELEVATION = 20;
  private static final int TOKEN_TYPE = 8;

  private static final int SID_TYPE_USER = 1;
  private static final int SID_TYPE_GROUP = 2;
  private static final int GROUP_ENABLED = 7;

  private static final int NAME_SAM_COMPATIBLE = 2;
  private static final int NERR_USER_NOT_FOUND = 2221;
  private static final int NETSETUP_UNJOINED = 1;

  private SecurityFunctions() {}

  static List<HostFunction<Call>> table() {
    return List.of(
        Row.of(
            ADVAPI32,
            "OpenProcessToken",
            c -> token(c, c.processArgument(0), 2),
            HANDLE,
            FLAGS,
            POINTER),
        Row.of(
            ADVAPI32,
            "OpenThreadToken",
            c -> {
              if (!c.threadArgument(0).impersonates()) {
                throw new Win32Exception(Win32.ERROR_NO_TOKEN);
              }
              return token(c, c.process().object(), 3);
            },
            HANDLE,
            FLAGS,
            INT,
            POINTER),
        Row.of(ADVAPI32, "ImpersonateSelf", c -> impersonate(c, true), INT),
        Row.of(ADVAPI32, "RevertToSelf", c -> impersonate(c, false)),
        Row.of(
                ADVAPI32,
                "GetTokenInformation",
                SecurityFunctions::information,
                HANDLE,
                INT,
                POINTER,
                INT,
                POINTER)
            .partial("user, groups, type and elevation"),
        Row.of(
            ADVAPI32, "LookupPrivilegeValueW", SecurityFunctions::privilege, WIDE, WIDE, POINTER),
        Row.of(
                ADVAPI32,
                "AdjustTokenPrivileges",
                c -> {
                  c.setLastError(0);
                  return 1;
                },
                HANDLE,
                INT,
                POINTER,
                INT,
                POINTER,
                POINTER)
            .partial("nothing depends on privileges"),
        Row.of(
            ADVAPI32, "ConvertSidToStringSidW", SecurityFunctions::sidToString, POINTER, POINTER),
        Row.of(ADVAPI32, "ConvertStringSidToSidW", SecurityFunctions::stringToSid, WIDE, POINTER),
        Row.of(
            ADVAPI32,
            "LookupAccountSidW",
            SecurityFunctions::lookUpSid,
            WIDE,
            POINTER,
            POINTER,
            POINTER,
            POINTER,
            POINTER,
            POINTER),
        Row.of(
            ADVAPI32,
            "LookupAccountNameW",
            SecurityFunctions::lookUpName,
            WIDE,
            WIDE,
            POINTER,
            POINTER,
            POINTER,
            POINTER,
            POINTER),
        Row.of(
            ADVAPI32,
            "GetLengthSid",
            c -> Sid.read(c.memory(), c.argument(0)).bytes().length,
            POINTER),
        Row.of(
            ADVAPI32, "IsValidSid", c -> c.memory().readByte(c.argument(0)) == 1 ? 1 : 0, POINTER),
        Row.of(
            ADVAPI32,
            "CopySid",
            c -> {
              byte[] sid = Sid.read(c.memory(), c.argument(2)).bytes();
              if (c.unsignedArgument(0) < sid.length) {
                throw new Win32Exception(Win32.ERROR_INSUFFICIENT_BUFFER);
              }
              c.memory().write(c.argument(1), sid);
              return 1;
            },
            INT,
            POINTER,
            POINTER),
        Row.of(ADVAPI32, "GetSidSubAuthorityCount", c -> c.argument(0) + 1, POINTER),
        Row.of(
            ADVAPI32,
            "GetSidSubAuthority",
            c -> c.argument(0) + 8 + 4L * c.intArgument(1),
            POINTER,
            INT),
        Row.of(ADVAPI32, "GetSidIdentifierAuthority", c -> c.argument(0) + 2, POINTER),
        Row.of(
            "userenv.dll",
            "GetUserProfileDirectoryW",
            c -> profile(c, "C:\\Users\\" + user(c), 1),
            HANDLE,
            POINTER,
            POINTER),
        Row.of(
            "userenv.dll",
            "GetProfilesDirectoryW",
            c -> profile(c, "C:\\Users", 0),
            POINTER,
            POINTER),
        Row.of(
            "secur32.dll", "GetUserNameExW", SecurityFunctions::userNameEx, INT, POINTER, POINTER),
        Row.of(ADVAPI32, "GetUserNameW", c -> counted(c, user(c), 0, 1), POINTER, POINTER),
        Row.of(
                "secur32.dll",
                "TranslateNameW",
                c -> {
                  throw new Win32Exception(Win32.ERROR_NONE_MAPPED);
                },
                WIDE,
                INT,
                INT,
                POINTER,
                POINTER)
            .unsupported("there is no domain: maps nothing"),
        Row.of(
            "netapi32.dll",
            "NetGetJoinInformation",
            c -> {
              c.memory().writeLong(c.argument(1), c.process().heap().copy("WORKGROUP"));
              c.memory().writeInt(c.argument(2), NETSETUP_UNJOINED);
              return 0;
            },
            WIDE,
            POINTER,
            POINTER),
        Row.of(
            "netapi32.dll",
            "NetApiBufferFree",
            c -> {
              if (c.argument(0) != 0) {
                c.process().heap().free(c.argument(0));
              }
              return 0;
            },
            POINTER),
        Row.of(
                "netapi32.dll",
                "NetUserGetInfo",
                SecurityFunctions::userInfo,
                WIDE,
                WIDE,
                INT,
                POINTER)
            .partial("level 10"),
        Row.of(
                "netapi32.dll",
                "NetUserGetLocalGroups",
                c -> NERR_USER_NOT_FOUND,
                WIDE,
                WIDE,
                INT,
                FLAGS,
                POINTER,
                INT,
                POINTER,
                POINTER)
            .unsupported("knows no groups"));
  }

  /** A token: it says who the user is. */
  private static final class Token extends KernelObject {
    final int type;

    Token(int type) {
      this.type = type;
    }

    @Override
    public boolean isWaitable() {
      return false;
    }

    @Override
    protected boolean isSignaled(GuestThread waiter) {
      return false;
    }
  }

  private static String user(Call c) {
    return c.process().userName();
  }

  private static long token(Call c, KernelObject of, int resultIndex) {
    if (of != c.process().object()) {
      throw new KernelException(Errno.EACCES);
    }
    long h = c.handles().add(new Token(1), c.intArgument(1), false);
    c.memory().writeLong(c.argument(resultIndex), h);
    return 1;
  }

  private static long impersonate(Call c, boolean on) {
    c.thread().setImpersonates(on);
    return 1;
  }

  private static long information(Call c) {
    // The token of the process and of the thread may be named without a handle: -4 to -6.
    if (c.argument(0) > -4 || c.argument(0) < -6) {
      c.object(0, Token.class);
    }
    AddressSpace m = c.memory();
    Sid sid = Sid.ofUser(c.process().credentials().uid());
    byte[] user = sid.bytes();
    byte[] group = Sid.USERS.bytes();
    long at = c.argument(2);
    switch (c.intArgument(1)) {
      case TOKEN_USER -> {
        require(c, 16 + user.length);
        m.writeLong(at, at + 16);
        m.writeLong(at + 8, 0);
        m.write(at + 16, user);
      }
      case TOKEN_PRIMARY_GROUP -> {
        require(c, 8 + group.length);
        m.writeLong(at, at + 8);
        m.write(at + 8, group);
      }
      case TOKEN_GROUPS -> {
        require(c, 24 + group.length);
        m.writeLong(at, 1);
        m.writeLong(at + 8, at + 24);
        m.writeLong(at + 16, GROUP_ENABLED);
        m.write(at + 24, group);
      }
      case TOKEN_TYPE -> {
        require(c, 4);
        m.writeInt(at, c.object(0, Token.class).type);
      }
      case TOKEN_ELEVATION -> {
        require(c, 4);
        m.writeInt(at, c.process().credentials().uid() == 0 ? 1 : 0);
      }
      default -> throw new KernelException(Errno.EINVAL, "token information " + c.intArgument(1));
    }
    return 1;
  }

  private static void require(Call c, int bytes) {
    c.memory().writeInt(c.argument(4), bytes);
    if (c.unsignedArgument(3) < bytes) {
      throw new Win32Exception(Win32.ERROR_INSUFFICIENT_BUFFER);
    }
  }

  private static long privilege(Call c) {
    if (!c.wide(1).startsWith("Se")) {
      throw new Win32Exception(1313 /* ERROR_NO_SUCH_PRIVILEGE */);
    }
    c.memory().writeLong(c.argument(2), c.wide(1).hashCode() & 0xffL);
    return 1;
  }

  // ---- identifiers ----

  private static long sidToString(Call c) {
    String text = Sid.read(c.memory(), c.argument(0)).toString();
    c.memory().writeLong(c.argument(1), c.process().heap().copy(text));
    return 1;
  }

  private static long stringToSid(Call c) {
    byte[] sid = Sid.parse(c.wide(0)).bytes();
    c.memory().writeLong(c.argument(1), c.process().heap().copy(sid));
    return 1;
  }

  private static long lookUpSid(Call c) {
    Sid sid = Sid.read(c.memory(), c.argument(1));
    boolean user = sid.equals(Sid.ofUser(c.process().credentials().uid()));
    if (!user && !sid.equals(Sid.USERS)) {
      throw new Win32Exception(Win32.ERROR_NONE_MAPPED);
    }
    String name = user ? user(c) : "None";
    boolean fits = store(c, name, 2, 3);
    fits &= store(c, c.process().files().hostName(), 4, 5);
    if (!fits) {
      throw new Win32Exception(Win32.ERROR_INSUFFICIENT_BUFFER);
    }
    c.memory().writeInt(c.argument(6), user ? SID_TYPE_USER : SID_TYPE_GROUP);
    return 1;
  }

  private static long lookUpName(Call c) {
    String name = c.wide(1);
    name = name.substring(name.lastIndexOf('\\') + 1);
    if (!name.toLowerCase(Locale.ROOT).equals(user(c).toLowerCase(Locale.ROOT))) {
      throw new Win32Exception(Win32.ERROR_NONE_MAPPED);
    }
    byte[] sid = Sid.ofUser(c.process().credentials().uid()).bytes();
    long size = c.memory().readInt(c.argument(3)) & 0xffff_ffffL;
    c.memory().writeInt(c.argument(3), sid.length);
    boolean fits = store(c, c.process().files().hostName(), 4, 5) && size >= sid.length;
    if (!fits) {
      throw new Win32Exception(Win32.ERROR_INSUFFICIENT_BUFFER);
    }
    c.memory().write(c.argument(2), sid);
    c.memory().writeInt(c.argument(6), SID_TYPE_USER);
    return 1;
  }

  /** Stores a string if the counted buffer has room, and its length or the needed size. */
  private static boolean store(Call c, String text, int buffer, int count) {
    long size = c.memory().readInt(c.argument(count)) & 0xffff_ffffL;
    if (size <= text.length()) {
      c.memory().writeInt(c.argument(count), text.length() + 1);
      return false;
    }
    Wide.write(c.memory(), c.argument(buffer), text);
    c.memory().writeInt(c.argument(count), text.length());
    return true;
  }

  // ---- names ----

  /** Sizes count the NUL here, both ways. */
  private static long counted(Call c, String text, int buffer, int count) {
    if (!store(c, text, buffer, count)) {
      throw new Win32Exception(Win32.ERROR_INSUFFICIENT_BUFFER);
    }
    c.memory().writeInt(c.argument(count), text.length() + 1);
    return 1;
  }

  private static long profile(Call c, String path, int buffer) {
    return counted(c, path, buffer, buffer + 1);
  }

  private static long userNameEx(Call c) {
    if (c.intArgument(0) != NAME_SAM_COMPATIBLE) {
      throw new Win32Exception(Win32.ERROR_NONE_MAPPED);
    }
    String text = c.process().files().hostName() + "\\" + user(c);
    if (!store(c, text, 1, 2)) {
      throw new Win32Exception(Win32.ERROR_MORE_DATA);
    }
    return 1;
  }

  /** USER_INFO_10: name, comment, comment of the user, full name. */
  private static long userInfo(Call c) {
    if (c.intArgument(2) != 10 || !c.wide(1).equalsIgnoreCase(user(c))) {
      return NERR_USER_NOT_FOUND;
    }
    String name = user(c);
    int strings = 32;
    byte[] text = Wide.bytes(name + '\0');
    long block = c.process().heap().allocate(strings + text.length + 2L, true);
    AddressSpace m = c.memory();
    long empty = block + strings + text.length;
    m.write(block + strings, text);
    m.writeLong(block, block + strings);
    m.writeLong(block + 8, empty);
    m.writeLong(block + 16, empty);
    m.writeLong(block + 24, block + strings);
    m.writeLong(c.argument(3), block);
    return 0;
  }
}
