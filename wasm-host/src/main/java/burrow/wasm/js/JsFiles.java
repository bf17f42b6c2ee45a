package burrow.wasm.js;

import static burrow.kernel.posix.FileAccess.WORKING_DIRECTORY;
import static burrow.kernel.posix.FileAccess.withPath;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.DirectoryNode.Rename;
import burrow.kernel.file.FileStatus.FileTime;
import burrow.kernel.file.Location;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFlags;
import burrow.kernel.file.PathBytes;
import burrow.kernel.file.PathWalker;
import burrow.kernel.file.PathWalker.Last;
import burrow.kernel.posix.FileAccess;
import burrow.kernel.posix.FileNames;
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

  private static String path(Object[] a, int index) {
    String bytes = PathBytes.ofText(Js.text(Js.argument(a, index)));
    if (bytes.indexOf('\0') >= 0) {
      throw new KernelException(Errno.EINVAL);
    }
    return bytes;
  }

  /** What a function does that has no value to give back. */
  private interface Action {
    void run(Object[] arguments);
  }

  private void act(String name, Action action) {
    add(
        name,
        a -> {
          action.run(a);
          return Js.UNDEFINED;
        });
  }

  private interface FileAction {
    void run(OpenFile file, Object[] arguments);
  }

  /** Adds a function on the file behind the descriptor in argument 0. */
  private void onFile(String name, FileAction action) {
    act(
        name,
        a ->
            FileAccess.withFile(
                thread,
                number(a, 0),
                f -> {
                  action.run(f, a);
                  return 0;
                }));
  }

  private interface Value {
    Object of(Location location);
  }

  /** Adds a function that tells something about where the path in argument 0 leads. */
  private void tell(String name, Last last, Value value) {
    add(
        name,
        a -> {
          try (Location l = PathWalker.walk(thread.fileSystem(), null, path(a, 0), last)) {
            return value.of(l);
          }
        });
  }

  private interface Change {
    void apply(Location location, Object[] arguments);
  }

  /** Adds a function that changes what the path in argument 0 leads to. */
  private void change(String name, Last last, Change change) {
    act(
        name,
        a ->
            withPath(
                thread,
                WORKING_DIRECTORY,
                path(a, 0),
                last,
                l -> {
                  change.apply(l, a);
                  return 0;
                }));
  }

  // ---- descriptors ----

  private void descriptors() {
    add("open", a -> Js.number(open(a)));
    act("close", a -> thread.descriptors().close(number(a, 0)));
    add(
        "fstat",
        a -> {
          OpenFile f = thread.descriptors().acquire(number(a, 0));
          try {
            return JsStats.of(f.status());
          } finally {
            f.release();
          }
        });
    onFile("fchmod", (f, a) -> f.changeMode(number(a, 1)));
    onFile("fchown", (f, a) -> f.changeOwner(number(a, 1), number(a, 2)));
    onFile("fsync", (f, a) -> f.sync(false));
    act("ftruncate", a -> FileNames.truncate(thread, number(a, 0), Js.toLong(Js.argument(a, 1))));
  }

  private long open(Object[] a) {
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
    return FileNames.open(thread, WORKING_DIRECTORY, path(a, 0), flags, number(a, 2), true, false);
  }

  // ---- what a path leads to ----

  private void paths() {
    tell("stat", Last.FOLLOW, l -> JsStats.of(l.status()));
    tell("lstat", Last.NO_FOLLOW, l -> JsStats.of(l.status()));
    tell("readdir", Last.FOLLOW, JsFiles::list);
    tell("readlink", Last.NO_FOLLOW, l -> PathBytes.text(FileNames.linkTarget(l)));
    change("chmod", Last.FOLLOW, (l, a) -> l.changeMode(number(a, 1)));
    change("chown", Last.FOLLOW, (l, a) -> l.changeOwner(number(a, 1), number(a, 2)));
    change("lchown", Last.NO_FOLLOW, (l, a) -> l.changeOwner(number(a, 1), number(a, 2)));
    act("truncate", a -> FileNames.truncate(thread, path(a, 0), Js.toLong(Js.argument(a, 1))));
    change(
        "utimes",
        Last.FOLLOW,
        (l, a) -> l.setTimes(new FileTime[] {time(Js.argument(a, 1)), time(Js.argument(a, 2))}));
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

  // ---- names ----

  private void names() {
    int here = WORKING_DIRECTORY;
    act("mkdir", a -> FileNames.makeDirectory(thread, here, path(a, 0), number(a, 1)));
    act("rmdir", a -> FileNames.remove(thread, here, path(a, 0), true));
    act("unlink", a -> FileNames.remove(thread, here, path(a, 0), false));
    act(
        "rename",
        a -> FileNames.rename(thread, here, path(a, 0), here, path(a, 1), Rename.REPLACE));
    act("link", a -> FileNames.link(thread, here, path(a, 0), here, path(a, 1), false));
    act("symlink", a -> FileNames.symlink(thread, path(a, 0), here, path(a, 1)));
  }
}
