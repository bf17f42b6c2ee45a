package burrow.wasm.compile;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The constant pool of a class file in the making (JVMS 4.4). */
final class ConstantPool {
  private static final int UTF8 = 1;
  private static final int INTEGER = 3;
  private static final int FLOAT = 4;
  private static final int LONG = 5;
  private static final int DOUBLE = 6;
  private static final int CLASS = 7;
  private static final int FIELD = 9;
  private static final int METHOD = 10;
  private static final int NAME_AND_TYPE = 12;

  private record Key(int tag, Object value) {}

  private record Member(int owner, int nameAndType) {}

  private record Pair(int name, int descriptor) {}

  private final ByteBuilder out = new ByteBuilder(1024);
  private final Map<Key, Integer> index = new HashMap<>();
  private final Map<String, Integer> methods = new HashMap<>();
  private int next = 1;

  private int add(Key key, int slots) {
    int i = next;
    next += slots;
    if (next > 0xffff) {
      throw new IllegalStateException("constant pool overflow");
    }
    index.put(key, i);
    out.u1(key.tag);
    return i;
  }

  int utf8(String text) {
    Key k = new Key(UTF8, text);
    Integer known = index.get(k);
    if (known != null) {
      return known;
    }
    int i = add(k, 1);
    byte[] b = text.getBytes(StandardCharsets.UTF_8);
    out.u2(b.length);
    out.bytes(b, 0, b.length);
    return i;
  }

  int classRef(String internalName) {
    int name = utf8(internalName);
    Key k = new Key(CLASS, name);
    Integer known = index.get(k);
    if (known != null) {
      return known;
    }
    int i = add(k, 1);
    out.u2(name);
    return i;
  }

  int method(String owner, String name, String descriptor) {
    String full = owner + '.' + name + descriptor;
    Integer known = methods.get(full);
    if (known == null) {
      known = member(METHOD, owner, name, descriptor);
      methods.put(full, known);
    }
    return known;
  }

  int field(String owner, String name, String descriptor) {
    return member(FIELD, owner, name, descriptor);
  }

  private int member(int tag, String owner, String name, String descriptor) {
    int c = classRef(owner);
    int nt = nameAndType(name, descriptor);
    Key k = new Key(tag, new Member(c, nt));
    Integer known = index.get(k);
    if (known != null) {
      return known;
    }
    int i = add(k, 1);
    out.u2(c);
    out.u2(nt);
    return i;
  }

  private int nameAndType(String name, String descriptor) {
    int n = utf8(name);
    int d = utf8(descriptor);
    Key k = new Key(NAME_AND_TYPE, new Pair(n, d));
    Integer known = index.get(k);
    if (known != null) {
      return known;
    }
    int i = add(k, 1);
    out.u2(n);
    out.u2(d);
    return i;
  }

  int intConstant(int v) {
    return number(INTEGER, v, 1);
  }

  int longConstant(long v) {
    return number(LONG, v, 2);
  }

  /** By its bits, so that NaNs keep theirs. */
  int floatConstant(int bits) {
    return number(FLOAT, bits, 1);
  }

  int doubleConstant(long bits) {
    return number(DOUBLE, bits, 2);
  }

  private int number(int tag, long bits, int slots) {
    Key k = new Key(tag, bits);
    Integer known = index.get(k);
    if (known != null) {
      return known;
    }
    int i = add(k, slots);
    if (slots == 2) {
      out.u4((int) (bits >>> 32));
    }
    out.u4((int) bits);
    return i;
  }

  /** Constants so far, for class file writers: the count that the format wants. */
  int count() {
    return next;
  }

  void writeTo(ByteBuilder to) {
    to.u2(next);
    to.bytes(out.data(), 0, out.size());
  }
}
