package burrow.wasm.js;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.DirectoryNode;
import burrow.kernel.file.DirectoryNode.Rename;
import burrow.kernel.file.FileStatus.FileTime;
import burrow.kernel.file.Location;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFlags;
import burrow.kernel.file.PathBytes;
import burrow.kernel.file.PathWalker;
import burrow.kernel.file.PathWalker.Last;
import burrow.wasm.WasmThread;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Node's {@code fs} object, as far as Go's syscall package uses it: functions whose last argument
 * is called back with an error or null, and a value. The work is done at once, the callback comes
 * from the event loop.
 */
final class JsFiles {
  /** The flags of Linux, under the names of fs.constants. */
  private static final Map<String, Integer> CONSTANTS =
      new TreeMap<>(
          Map.of(
              "O_RDONLY", 0,
              "O_WRONLY", 1,
              "O_RDWR", 2,
              "O_CREAT", 0100,
              "O_EXCL", 0200,
              "O_TRUNC", 01000,
              "O_APPEND", 02000,
              "O_DIRECTORY", 0200000));

  private final WasmThread thread;
  private final JsHost host;
  private final JsObject fs = new JsObject("fs");

  JsFiles(WasmThread thread, JsHost host) {
    this.thread = thread;
    this.host = host;
  }

  /** What a function does; its value goes to the callback. */
  interface Work {
    Object run(Object[] arguments);
  }

  JsObject object() {
    JsObject constants = new JsObject("constants");
    CONSTANTS.forEach((name, value) -> constants.set(name, Js.number(value)));
    fs.set("constants", constants);
    new JsTransfers(thread, host, this).addTo(fs);
    descriptors();
    paths();
    names();
    return fs;
  }

  /** Adds a function; the callback is its last argument. */
  void add(String name, Work work) {
    fs.method(
        name,
        (self, a) -> {
          JsFunction callback = callback(name, a);
          Object error = Js.NULL;
          Object value = Js.UNDEFINED;
          try {
            value = work.run(a);
          } catch (KernelException e) {
            error = JsErrors.system(e.errno(), name);
          }
          answer(callback, error, value);
          return Js.UNDEFINED;
        });
  }

  static JsFunction callback(String name, Object[] arguments) {
    Object last = arguments.length == 0 ? Js.UNDEFINED : arguments[arguments.length - 1];
    return Js.function(last, "fs." + name + ": the callback");
  }

  void answer(JsFunction callback, Object error, Object value) {
    host.loop().later(() -> callback.call(Js.UNDEFINED, error, value));
  }

  // ---- arguments ----

  private static int number(Object[] a, int index) {
    return (int) Js.toLong(Js.argument(a, index));
  }

  private interface WithFile {
    Object run(OpenFile file);
  }

  private Object file(Object[] a, WithFile action) {
    OpenFile f = thread.descriptors().acquire(number(a, 0));
    try {
      return action.run(f);
    } finally {
      f.release();
    }
  }

  private interface WithLocation {
    Object run(Location location);
  }

  private Object path(Object path, Last last, WithLocation action) {
    String bytes = PathBytes.ofText(Js.text(path));
    if (bytes.indexOf('\0') >= 0) {
      throw new KernelException(Errno.EINVAL);
    }
    try (Location l = PathWalker.walk(thread.fileSystem(), null, bytes, last)) {
      return action.run(l);
    }
  }

  // ---- descriptors ----

  private void descriptors() {
    add("open", this::open);
    add(
        "close",
        a -> {
          thread.descriptors().close(number(a, 0));
          return Js.UNDEFINED;
        });
    add("fstat", a -> file(a, f -> JsStats.of(f.status())));
    add(
        "fchmod",
        a ->
            file(
                a,
                f -> {
                  f.changeMode(number(a, 1));
                  return Js.UNDEFINED;
                }));
    add(
        "fchown",
        a ->
            file(
                a,
                f -> {
                  f.changeOwner(number(a, 1), number(a, 2));
                  return Js.UNDEFINED;
                }));
    add(
        "ftruncate",
        a ->
            file(
                a,
                f -> {
                  f.truncate(Js.toLong(Js.argument(a, 1)));
                  return Js.UNDEFINED;
                }));
    add(
        "fsync",
        a ->
            file(
                a,
                f -> {
                  f.sync(false);
                  return Js.UNDEFINED;
                }));
  }

  private Object open(Object[] a) {
    int bits = number(a, 1);
    int flags =
        switch (bits & 3) {
          case 0 -> OpenFlags.READ;
          case 1 -> OpenFlags.WRITE;
          default -> OpenFlags.READ | OpenFlags.WRITE;
        };
    flags |= (bits & 0100) != 0 ? OpenFlags.CREATE : 0;
    flags |= (bits & 0200) != 0 ? OpenFlags.EXCLUSIVE : 0;
    flags |= (bits & 01000) != 0 ? OpenFlags.TRUNCATE : 0;
    flags |= (bits & 02000) != 0 ? OpenFlags.APPEND : 0;
    flags |= (bits & 0200000) != 0 ? OpenFlags.DIRECTORY : 0;
    int opening = flags;
    int mode = thread.fileSystem().masked(number(a, 2));
    boolean makesNew = OpenFlags.has(flags, OpenFlags.CREATE | OpenFlags.EXCLUSIVE);
    return path(
        Js.argument(a, 0),
        makesNew ? Last.NO_FOLLOW : Last.FOLLOW,
        l -> Js.number(thread.descriptors().add(l.open(opening, mode), true)));
  }

  // ---- what a path leads to ----

  private void paths() {
    add("stat", a -> path(Js.argument(a, 0), Last.FOLLOW, l -> JsStats.of(l.status())));
    add("lstat", a -> path(Js.argument(a, 0), Last.NO_FOLLOW, l -> JsStats.of(l.status())));
    add("readdir", a -> path(Js.argument(a, 0), Last.FOLLOW, JsFiles::list));
    add("readlink", a -> path(Js.argument(a, 0), Last.NO_FOLLOW, JsFiles::readlink));
    change("chmod", Last.FOLLOW, (l, a) -> l.changeMode(number(a, 1)));
    change("chown", Last.FOLLOW, (l, a) -> l.changeOwner(number(a, 1), number(a, 2)));
    change("lchown", Last.NO_FOLLOW, (l, a) -> l.changeOwner(number(a, 1), number(a, 2)));
    change("truncate", Last.FOLLOW, (l, a) -> l.truncate(Js.toLong(Js.argument(a, 1))));
    change(
        "utimes",
        Last.FOLLOW,
        (l, a) -> l.setTimes(new FileTime[] {time(Js.argument(a, 1)), time(Js.argument(a, 2))}));
  }

  private interface Change {
    void apply(Location location, Object[] arguments);
  }

  private void change(String name, Last last, Change change) {
    add(
        name,
        a ->
            path(
                Js.argument(a, 0),
                last,
                l -> {
                  change.apply(l, a);
                  return Js.UNDEFINED;
                }));
  }

  /** Seconds, possibly with a fraction. */
  private static FileTime time(Object seconds) {
    double s = Js.toNumber(seconds);
    long whole = (long) Math.floor(s);
    return new FileTime(whole, (int) Math.round((s - whole) * 1e6) * 1000);
  }

  private static Object list(Location location) {
    OpenFile directory = location.open(OpenFlags.READ | OpenFlags.DIRECTORY, 0);
    try {
      List<Object> names = new ArrayList<>();
      int before;
      do {
        before = names.size();
        directory.readDirectory(
            1 << 16,
            (inode, next, type, name) -> {
              names.add(PathBytes.text(name));
              return true;
            });
      } while (names.size() > before);
      names.removeIf(n -> n.equals(".") || n.equals(".."));
      return new JsArray(names);
    } finally {
      directory.release();
    }
  }

  private static Object readlink(Location l) {
    DirectoryNode.Link link = l.name().equals(".") ? null : l.directory().link(l.name());
    if (link == null) {
      throw new KernelException(Errno.EINVAL);
    }
    if (link.opened() != null) {
      link.opened().release();
    }
    return PathBytes.text(link.target());
  }

  // ---- names ----

  private void names() {
    change(
        "mkdir",
        Last.NAME,
        (l, a) -> l.directory().makeDirectory(l.name(), thread.fileSystem().masked(number(a, 1))));
    change("rmdir", Last.NAME, (l, a) -> l.directory().removeDirectory(l.name()));
    change("unlink", Last.NAME, (l, a) -> l.directory().unlink(l.name()));
    change(
        "rename",
        Last.NAME,
        (from, a) ->
            path(
                Js.argument(a, 1),
                Last.NAME,
                to -> {
                  from.directory().rename(from.name(), to.directory(), to.name(), Rename.REPLACE);
                  return Js.UNDEFINED;
                }));
    change(
        "link",
        Last.NO_FOLLOW,
        (from, a) ->
            path(
                Js.argument(a, 1),
                Last.NAME,
                to -> {
                  to.directory().makeLink(to.name(), from.directory(), from.name());
                  return Js.UNDEFINED;
                }));
    add(
        "symlink",
        a ->
            path(
                Js.argument(a, 1),
                Last.NAME,
                l -> {
                  String target = PathBytes.ofText(Js.text(Js.argument(a, 0)));
                  l.directory().makeSymlink(l.name(), target);
                  return Js.UNDEFINED;
                }));
  }
}
