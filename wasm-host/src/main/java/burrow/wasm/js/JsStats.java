package burrow.wasm.js;

import burrow.kernel.file.FileMode;
import burrow.kernel.file.FileStatus;
import burrow.kernel.file.FileStatus.FileTime;

/** Stat objects. Go takes every member as an integer. */
final class JsStats {
  private JsStats() {}

  static JsObject of(FileStatus s) {
    JsObject o = new JsObject("Stats");
    o.set("dev", Js.number(device(s.deviceMajor(), s.deviceMinor())));
    o.set("ino", Js.number(s.inode()));
    o.set("mode", Js.number(s.mode()));
    o.set("nlink", Js.number(s.links()));
    o.set("uid", Js.number(s.uid()));
    o.set("gid", Js.number(s.gid()));
    o.set("rdev", Js.number(device(s.specialMajor(), s.specialMinor())));
    o.set("size", Js.number(s.size()));
    o.set("blksize", Js.number(s.blockSize()));
    o.set("blocks", Js.number(s.blocks()));
    o.set("atimeMs", millis(s.accessed()));
    o.set("mtimeMs", millis(s.modified()));
    o.set("ctimeMs", millis(s.changed()));
    boolean directory = FileMode.isDirectory(s.mode());
    o.method("isDirectory", (self, a) -> directory);
    return o;
  }

  private static Object millis(FileTime t) {
    return Js.number(t.seconds() * 1000 + t.nanos() / 1_000_000);
  }

  /** As makedev(3) of Linux. */
  private static long device(int major, int minor) {
    return (major & 0xfffL) << 8
        | (major & 0xfffff000L) << 32
        | minor & 0xffL
        | (minor & 0xffffff00L) << 12;
  }
}
