package burrow.wasm.wasi;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.DirectoryNode;
import burrow.kernel.file.DirectoryNode.Rename;
import burrow.kernel.file.Location;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFlags;
import burrow.kernel.file.PathBytes;
import burrow.kernel.file.PathWalker;
import burrow.kernel.file.PathWalker.Last;
import burrow.wasm.WasmCall;

/** Calls on paths, each relative to an open directory. */
final class PathCalls {
  private static final int FOLLOW = 1;
  private static final int CREATE = 1;
  private static final int DIRECTORY = 2;
  private static final int EXCLUSIVE = 4;
  private static final int TRUNCATE = 8;
  private static final long RIGHT_READ = 1L << 1;
  private static final long RIGHT_WRITE = 1L << 6;
  private static final long RIGHT_READDIR = 1L << 14;

  private PathCalls() {}

  private interface WithLocation {
    long run(Location location);
  }

  private static String path(WasmCall c, int index) {
    long length = c.unsigned(index + 1);
    if (length >= PathWalker.PATH_MAX) {
      throw new KernelException(Errno.ENAMETOOLONG);
    }
    String path = PathBytes.of(c.memory().read(c.unsigned(index), (int) length));
    if (path.indexOf('\0') >= 0) {
      throw new KernelException(Errno.EINVAL);
    }
    return path;
  }

  /** Resolves a path from the directory behind a descriptor. */
  private static long at(WasmCall c, int descriptor, String path, Last last, WithLocation action) {
    OpenFile directory = c.thread().descriptors().acquire(descriptor);
    try {
      if (path.startsWith("/") || !(directory instanceof PreopenedRoot) && escapes(path)) {
        throw new KernelException(Errno.EPERM);
      }
      try (Location l = PathWalker.walk(c.thread().fileSystem(), directory, path, last)) {
        return action.run(l);
      }
    } finally {
      directory.release();
    }
  }

  /** Whether a relative path leads above where it starts. */
  private static boolean escapes(String path) {
    int depth = 0;
    for (String name : path.split("/")) {
      if (name.equals("..")) {
        depth--;
      } else if (!name.isEmpty() && !name.equals(".")) {
        depth++;
      }
      if (depth < 0) {
        return true;
      }
    }
    return false;
  }

  private static Last last(int lookup) {
    return (lookup & FOLLOW) != 0 ? Last.FOLLOW : Last.NO_FOLLOW;
  }

  static long open(WasmCall c) {
    int flags = openFlags(c.intArgument(4), c.argument(5), c.intArgument(7));
    boolean follow = (c.intArgument(1) & FOLLOW) != 0;
    if (!follow) {
      flags |= OpenFlags.NO_FOLLOW;
    }
    int opening = flags;
    boolean makesNew = OpenFlags.has(flags, OpenFlags.CREATE | OpenFlags.EXCLUSIVE);
    String path = path(c, 2);
    if ((flags & OpenFlags.CREATE) != 0 && path.endsWith("/")) {
      throw new KernelException(Errno.EISDIR);
    }
    return at(
        c,
        c.intArgument(0),
        path,
        follow && !makesNew ? Last.FOLLOW : Last.NO_FOLLOW,
        l -> {
          OpenFile f = l.open(opening, c.thread().fileSystem().masked(0666));
          int descriptor = c.thread().descriptors().add(f, false);
          c.memory().writeInt(c.unsigned(8), descriptor);
          return 0;
        });
  }

  private static int openFlags(int open, long rights, int descriptorFlags) {
    boolean directory = (open & DIRECTORY) != 0;
    boolean write = (rights & RIGHT_WRITE) != 0 && !directory;
    boolean read = directory || !write || (rights & (RIGHT_READ | RIGHT_READDIR)) != 0;
    int flags = read ? OpenFlags.READ : 0;
    flags |= write ? OpenFlags.WRITE : 0;
    flags |= directory ? OpenFlags.DIRECTORY : 0;
    flags |= (open & CREATE) != 0 ? OpenFlags.CREATE : 0;
    flags |= (open & EXCLUSIVE) != 0 ? OpenFlags.EXCLUSIVE : 0;
    flags |= (open & TRUNCATE) != 0 ? OpenFlags.TRUNCATE : 0;
    flags |= (descriptorFlags & DescriptorCalls.APPEND) != 0 ? OpenFlags.APPEND : 0;
    flags |= (descriptorFlags & DescriptorCalls.NONBLOCK) != 0 ? OpenFlags.NON_BLOCK : 0;
    flags |= (descriptorFlags & DescriptorCalls.DSYNC) != 0 ? OpenFlags.DATA_SYNC : 0;
    boolean sync = (descriptorFlags & (DescriptorCalls.SYNC | DescriptorCalls.RSYNC)) != 0;
    return flags | (sync ? OpenFlags.SYNC : 0);
  }

  static long createDirectory(WasmCall c) {
    int mode = c.thread().fileSystem().masked(0777);
    return at(
        c,
        c.intArgument(0),
        path(c, 1),
        Last.NAME,
        l -> {
          l.directory().makeDirectory(l.name(), mode);
          return 0;
        });
  }

  static long filestatGet(WasmCall c) {
    return at(
        c,
        c.intArgument(0),
        path(c, 2),
        last(c.intArgument(1)),
        l -> DescriptorCalls.store(c.memory(), c.unsigned(4), l.status()));
  }

  static long filestatSetTimes(WasmCall c) {
    return at(
        c,
        c.intArgument(0),
        path(c, 2),
        last(c.intArgument(1)),
        l -> {
          l.setTimes(DescriptorCalls.times(c, 4));
          return 0;
        });
  }

  static long link(WasmCall c) {
    return at(
        c,
        c.intArgument(0),
        path(c, 2),
        last(c.intArgument(1)),
        from ->
            at(
                c,
                c.intArgument(4),
                path(c, 5),
                Last.NAME,
                to -> {
                  OpenFile opened = from.opened();
                  if (opened != null) {
                    to.directory().makeLink(to.name(), opened);
                  } else {
                    to.directory().makeLink(to.name(), from.directory(), from.name());
                  }
                  return 0;
                }));
  }

  static long readlink(WasmCall c) {
    return at(
        c,
        c.intArgument(0),
        path(c, 1),
        Last.NO_FOLLOW,
        l -> {
          DirectoryNode.Link link = l.name().equals(".") ? null : l.directory().link(l.name());
          if (link == null) {
            throw new KernelException(Errno.EINVAL);
          }
          if (link.opened() != null) {
            link.opened().release();
          }
          byte[] target = PathBytes.bytes(link.target());
          int n = (int) Math.min(target.length, c.unsigned(4));
          c.memory().write(c.unsigned(3), target, 0, n);
          c.memory().writeInt(c.unsigned(5), n);
          return 0;
        });
  }

  static long removeDirectory(WasmCall c) {
    return at(
        c,
        c.intArgument(0),
        path(c, 1),
        Last.NAME,
        l -> {
          l.directory().removeDirectory(l.name());
          return 0;
        });
  }

  static long unlinkFile(WasmCall c) {
    return at(
        c,
        c.intArgument(0),
        path(c, 1),
        Last.NAME,
        l -> {
          l.directory().unlink(l.name());
          return 0;
        });
  }

  static long rename(WasmCall c) {
    return at(
        c,
        c.intArgument(0),
        path(c, 1),
        Last.NAME,
        from ->
            at(
                c,
                c.intArgument(3),
                path(c, 4),
                Last.NAME,
                to -> {
                  from.directory().rename(from.name(), to.directory(), to.name(), Rename.REPLACE);
                  return 0;
                }));
  }

  static long symlink(WasmCall c) {
    String target = path(c, 0);
    return at(
        c,
        c.intArgument(2),
        path(c, 3),
        Last.NAME,
        l -> {
          l.directory().makeSymlink(l.name(), target);
          return 0;
        });
  }
}
