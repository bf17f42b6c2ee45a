package burrow.wasm.js;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The numbers by which Go names values of JavaScript. A number other than zero and NaN stands for
 * itself; everything else is a quiet NaN whose upper half tells the type and whose lower half is an
 * index into this table. Equal values have equal references: Go compares them by their bits. An
 * index is free again when Go has given it back as often as it got it.
 */
final class JsRefs {
  private static final long NAN_HEAD = 0x7ff80000L;
  private static final int TYPE_NONE = 0;
  private static final int TYPE_OBJECT = 1;
  private static final int TYPE_STRING = 2;
  private static final int TYPE_FUNCTION = 4;

  static final int NAN = 0;
  static final int ZERO = 1;
  static final int NULL = 2;
  static final int TRUE = 3;
  static final int FALSE = 4;
  static final int GLOBAL = 5;
  static final int GO = 6;
  private static final int FIRST_FREE = 7;

  private final List<@Nullable Object> values = new ArrayList<>();
  private final Map<Object, Integer> ids = new HashMap<>();
  private final Deque<Integer> free = new ArrayDeque<>();
  private int[] counts = new int[64];

  JsRefs(JsObject global, JsObject go) {
    Object[] first = {Double.NaN, 0.0, Js.NULL, true, false, global, go};
    values.addAll(Arrays.asList(first));
    for (int i = NULL; i < first.length; i++) {
      ids.put(first[i], i);
    }
  }

  /** The value that a reference stands for. */
  Object value(long ref) {
    if (ref == 0) {
      return Js.UNDEFINED;
    }
    double d = Double.longBitsToDouble(ref);
    if (!Double.isNaN(d)) {
      return d;
    }
    int id = (int) ref;
    Object v = id >= 0 && id < values.size() ? values.get(id) : null;
    if (v == null) {
      throw new JsThrow(JsErrors.rangeError("reference " + id + " stands for no value"));
    }
    return v;
  }

  /** A reference to a value, counted. */
  long store(Object v) {
    if (v == Js.UNDEFINED) {
      return 0;
    }
    if (v instanceof Double d) {
      if (d != 0 && !d.isNaN()) {
        return Double.doubleToRawLongBits(d);
      }
      return ref(TYPE_NONE, d == 0 ? ZERO : NAN);
    }
    int id = id(v);
    if (id >= FIRST_FREE) {
      counts[id]++;
    }
    return ref(type(v), id);
  }

  private static long ref(int type, int id) {
    return (NAN_HEAD | type) << 32 | id;
  }

  private static int type(Object v) {
    return switch (v) {
      case JsFunction f -> TYPE_FUNCTION;
      case JsObject o -> TYPE_OBJECT;
      case String s -> TYPE_STRING;
      default -> TYPE_NONE;
    };
  }

  private int id(Object v) {
    Integer known = ids.get(v);
    if (known != null) {
      return known;
    }
    Integer recycled = free.pollLast();
    int id = recycled != null ? recycled : values.size();
    if (recycled == null) {
      values.add(v);
    } else {
      values.set(id, v);
    }
    if (id >= counts.length) {
      counts = Arrays.copyOf(counts, 2 * id);
    }
    counts[id] = 0;
    ids.put(v, id);
    return id;
  }

  /** Go gives one reference back. */
  void release(int id) {
    if (id < FIRST_FREE || id >= values.size() || values.get(id) == null) {
      return;
    }
    if (--counts[id] <= 0) {
      Object v = values.set(id, null);
      ids.remove(v);
      free.add(id);
    }
  }

  /** Values that Go holds at the moment, besides the predefined. */
  int live() {
    return values.size() - FIRST_FREE - free.size();
  }
}
