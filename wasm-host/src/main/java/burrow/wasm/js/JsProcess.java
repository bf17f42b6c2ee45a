package burrow.wasm.js;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.Location;
import burrow.kernel.file.PathBytes;
import burrow.kernel.file.PathWalker;
import burrow.wasm.WasmThread;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Node's {@code process} and {@code path} objects. */
final class JsProcess {
  private final WasmThread thread;

  JsProcess(WasmThread thread) {
    this.thread = thread;
  }

  JsObject object() {
    JsObject p = new JsObject("process");
    int uid = thread.process().credentials().uid();
    int gid = thread.process().credentials().gid();
    p.set("pid", Js.number(thread.process().id()));
    p.set("ppid", Js.number(thread.process().parentId()));
    p.set("argv0", "burrow");
    p.method("getuid", (self, a) -> Js.number(uid));
    p.method("geteuid", (self, a) -> Js.number(uid));
    p.method("getgid", (self, a) -> Js.number(gid));
    p.method("getegid", (self, a) -> Js.number(gid));
    p.method("getgroups", (self, a) -> new JsArray(List.of(Js.number(gid))));
    p.method("umask", (self, a) -> umask(a));
    p.method("cwd", (self, a) -> workingDirectory());
    p.method("chdir", (self, a) -> changeDirectory(Js.text(Js.argument(a, 0))));
    return p;
  }

  JsObject path() {
    return new JsObject("path").method("resolve", (self, a) -> resolve(a));
  }

  private Object umask(Object[] arguments) {
    if (arguments.length == 0 || Js.isNothing(arguments[0])) {
      return Js.number(thread.fileSystem().umask());
    }
    return Js.number(thread.fileSystem().setUmask((int) Js.toLong(arguments[0])));
  }

  private String workingDirectory() {
    try {
      return PathBytes.text(thread.fileSystem().workingPath());
    } catch (KernelException e) {
      throw new JsThrow(JsErrors.system(e.errno(), "uv_cwd"));
    }
  }

  private Object changeDirectory(String path) {
    String bytes = PathBytes.ofText(path);
    try (Location l = PathWalker.walk(thread.fileSystem(), null, bytes, PathWalker.Last.FOLLOW)) {
      if (l.opened() != null) {
        throw new KernelException(Errno.ENOTDIR);
      }
      thread
          .fileSystem()
          .setWorkingDirectory(
              l.name().equals(".") ? l.directory().duplicate() : l.directory().enter(l.name()));
      return Js.UNDEFINED;
    } catch (KernelException e) {
      throw new JsThrow(JsErrors.system(e.errno(), "chdir"));
    }
  }

  /** path.resolve: from right to left until absolute, then without dots. */
  private String resolve(Object[] arguments) {
    String path = "";
    for (int i = arguments.length - 1; i >= 0 && !path.startsWith("/"); i--) {
      String part = Js.text(arguments[i]);
      if (!part.isEmpty()) {
        path = path.isEmpty() ? part : part + "/" + path;
      }
    }
    if (!path.startsWith("/")) {
      path = workingDirectory() + "/" + path;
    }
    Deque<String> names = new ArrayDeque<>();
    for (String name : path.split("/")) {
      if (name.equals("..")) {
        names.pollLast();
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.addLast(name);
      }
    }
    return "/" + String.join("/", names);
  }
}
