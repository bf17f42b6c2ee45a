package burrow.darwin;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.Location;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFlags;
import burrow.kernel.file.PathWalker;
import burrow.machine.AddressSpace;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Users and groups as the guest's /etc/passwd and /etc/group name them. */
final class UserDatabase {
  private static final int MOST_BYTES = 1 << 20;
  private static final int NAME_MAX = 255;

  // struct passwd: name 0, passwd 8, uid 16, gid 20, change 24, class 32, gecos 40, dir 48,
  // shell 56, expire 64
  static final int PASSWD_BYTES = 72;

  // struct group: name 0, passwd 8, gid 16, members 24
  static final int GROUP_BYTES = 32;

  private UserDatabase() {}

  // ---- the files ----

  /** The lines of a file as fields, those that have enough. */
  private static List<String[]> lines(Call c, String path, int fields) {
    List<String[]> found = new ArrayList<>();
    for (String line : content(c, path).split("\n")) {
      String[] parts = line.split(":", -1);
      if (parts.length >= fields && !line.startsWith("#")) {
        found.add(parts);
      }
    }
    return found;
  }

  /** The text of a file, empty if it cannot be read. */
  private static String content(Call c, String path) {
    try (Location l =
        PathWalker.walk(c.thread().fileSystem(), null, path, PathWalker.Last.FOLLOW)) {
      OpenFile f = l.open(OpenFlags.READ, 0);
      try {
        ByteBuffer b = ByteBuffer.allocateDirect(MOST_BYTES);
        while (b.hasRemaining() && f.read(b) > 0) {
          // until the end
        }
        b.flip();
        return StandardCharsets.UTF_8.decode(b).toString();
      } finally {
        f.release();
      }
    } catch (KernelException e) {
      return "";
    }
  }

  private static String @Nullable [] first(
      Call c, String path, int fields, Predicate<String[]> wanted) {
    return lines(c, path, fields).stream().filter(wanted).findFirst().orElse(null);
  }

  // ---- strings and pointers in the caller's buffer ----

  private static final class Packer {
    private final AddressSpace memory;
    private long at;
    private final long end;

    Packer(AddressSpace memory, long buffer, long size) {
      this.memory = memory;
      this.at = buffer;
      this.end = buffer + size;
    }

    private long take(byte[] bytes) {
      if (bytes.length > end - at) {
        throw new KernelException(Errno.ERANGE);
      }
      memory.write(at, bytes);
      long start = at;
      at += bytes.length;
      return start;
    }

    long string(String text) {
      return take((text + "\0").getBytes(StandardCharsets.UTF_8));
    }

    long pointers(List<Long> values) {
      at = (at + 7) & -8;
      ByteBuffer b =
          ByteBuffer.allocate(8 * values.size() + 8).order(java.nio.ByteOrder.LITTLE_ENDIAN);
      values.forEach(b::putLong);
      return take(b.array());
    }
  }

  private static int number(String text) {
    try {
      return (int) Long.parseLong(text.trim());
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  // ---- users ----

  /** getpwuid_r(uid, pwd, buffer, size, result). */
  static long byUserId(Call c) {
    int uid = c.intArgument(0);
    return user(c, first(c, "/etc/passwd", 7, p -> number(p[2]) == uid));
  }

  static long byUserName(Call c) {
    String name = c.string(c.argument(0), NAME_MAX, Errno.ERANGE);
    return user(c, first(c, "/etc/passwd", 7, p -> p[0].equals(name)));
  }

  private static long user(Call c, String @Nullable [] fields) {
    AddressSpace m = c.memory();
    if (fields == null) {
      m.writeLong(c.argument(4), 0);
      return 0;
    }
    long at = c.argument(1);
    Packer packer = new Packer(m, c.argument(2), c.argument(3));
    m.write(at, new byte[PASSWD_BYTES]);
    m.writeLong(at, packer.string(fields[0]));
    m.writeLong(at + 8, packer.string("*"));
    m.writeInt(at + 16, number(fields[2]));
    m.writeInt(at + 20, number(fields[3]));
    m.writeLong(at + 32, packer.string(""));
    m.writeLong(at + 40, packer.string(fields[4]));
    m.writeLong(at + 48, packer.string(fields[5]));
    m.writeLong(at + 56, packer.string(fields[6]));
    m.writeLong(c.argument(4), at);
    return 0;
  }

  // ---- groups ----

  static long byGroupId(Call c) {
    int gid = c.intArgument(0);
    return group(c, first(c, "/etc/group", 4, p -> number(p[2]) == gid));
  }

  static long byGroupName(Call c) {
    String name = c.string(c.argument(0), NAME_MAX, Errno.ERANGE);
    return group(c, first(c, "/etc/group", 4, p -> p[0].equals(name)));
  }

  private static long group(Call c, String @Nullable [] fields) {
    AddressSpace m = c.memory();
    if (fields == null) {
      m.writeLong(c.argument(4), 0);
      return 0;
    }
    long at = c.argument(1);
    Packer packer = new Packer(m, c.argument(2), c.argument(3));
    List<Long> members = new ArrayList<>();
    for (String member : fields[3].split(",")) {
      if (!member.isEmpty()) {
        members.add(packer.string(member));
      }
    }
    m.write(at, new byte[GROUP_BYTES]);
    m.writeLong(at, packer.string(fields[0]));
    m.writeLong(at + 8, packer.string("*"));
    m.writeInt(at + 16, number(fields[2]));
    m.writeLong(at + 24, packer.pointers(members));
    m.writeLong(c.argument(4), at);
    return 0;
  }

  /** getgrouplist(name, basegid, groups, ngroups): -1 if there are more than fit. */
  static long groupList(Call c) {
    AddressSpace m = c.memory();
    String name = c.string(c.argument(0), NAME_MAX, Errno.EINVAL);
    List<Integer> groups = new ArrayList<>(List.of(c.intArgument(1)));
    for (String[] g : lines(c, "/etc/group", 4)) {
      int gid = number(g[2]);
      if (List.of(g[3].split(",")).contains(name) && !groups.contains(gid)) {
        groups.add(gid);
      }
    }
    int room = m.readInt(c.argument(3));
    for (int i = 0; i < Math.min(room, groups.size()); i++) {
      m.writeInt(c.argument(2) + 4L * i, groups.get(i));
    }
    m.writeInt(c.argument(3), groups.size());
    return groups.size() > room ? -1 : 0;
  }
}
