package burrow.wasm;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes small modules for tests: exported functions, one page of memory, one WASI import. */
public final class ModuleWriter {
  @SuppressWarnings("ArrayRecordComponent") // bytes of code, compared by nobody
  private record Function(String name, String descriptor, byte[] body) {}

  private final List<Function> functions = new ArrayList<>();

  /** Adds an exported function without further locals; the final end is added. */
  public ModuleWriter function(String name, String descriptor, int... code) {
    return function(name, descriptor, new byte[] {0}, code);
  }

  /** Adds an exported function with the given declarations of locals. */
  public ModuleWriter function(String name, String descriptor, byte[] locals, int... code) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(locals);
    for (int b : code) {
      body.write(b);
    }
    body.write(0x0b);
    functions.add(new Function(name, descriptor, body.toByteArray()));
    return this;
  }

  public byte[] toBytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
    ByteArrayOutputStream types = new ByteArrayOutputStream();
    leb(types, functions.size() + 1);
    types.writeBytes(new byte[] {0x60, 0, 1, 0x7f});
    for (Function f : functions) {
      types.write(0x60);
      int close = f.descriptor.indexOf(')');
      types(types, f.descriptor.substring(1, close));
      String result = f.descriptor.substring(close + 1);
      types(types, result.equals("V") ? "" : result);
    }
    section(out, 1, types);
    ByteArrayOutputStream imports = new ByteArrayOutputStream();
    leb(imports, 1);
    name(imports, "wasi_snapshot_preview1");
    name(imports, "sched_yield");
    imports.writeBytes(new byte[] {0, 0});
    section(out, 2, imports);
    ByteArrayOutputStream declared = new ByteArrayOutputStream();
    leb(declared, functions.size());
    for (int i = 0; i < functions.size(); i++) {
      leb(declared, i + 1);
    }
    section(out, 3, declared);
    section(out, 5, of(1, 0, 1));
    section(out, 6, of(1, 0x7e, 1, 0x42, 7, 0x0b));
    ByteArrayOutputStream exports = new ByteArrayOutputStream();
    leb(exports, functions.size());
    for (int i = 0; i < functions.size(); i++) {
      name(exports, functions.get(i).name);
      exports.write(0);
      leb(exports, i + 1);
    }
    section(out, 7, exports);
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    leb(code, functions.size());
    for (Function f : functions) {
      leb(code, f.body.length);
      code.writeBytes(f.body);
    }
    section(out, 10, code);
    return out.toByteArray();
  }

  private static ByteArrayOutputStream of(int... bytes) {
    ByteArrayOutputStream b = new ByteArrayOutputStream();
    for (int v : bytes) {
      b.write(v);
    }
    return b;
  }

  private static void types(ByteArrayOutputStream out, String types) {
    leb(out, types.length());
    for (int i = 0; i < types.length(); i++) {
      out.write(0x7f - "IJFD".indexOf(types.charAt(i)));
    }
  }

  private static void name(ByteArrayOutputStream out, String name) {
    byte[] b = name.getBytes(StandardCharsets.UTF_8);
    leb(out, b.length);
    out.writeBytes(b);
  }

  private static void section(ByteArrayOutputStream out, int id, ByteArrayOutputStream content) {
    out.write(id);
    leb(out, content.size());
    out.writeBytes(content.toByteArray());
  }

  private static void leb(ByteArrayOutputStream out, int value) {
    int v = value;
    while (v >= 0x80) {
      out.write(v & 0x7f | 0x80);
      v >>>= 7;
    }
    out.write(v);
  }
}
