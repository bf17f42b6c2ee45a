package burrow.wasm.js;

import java.math.BigDecimal;

/**
 * Values of JavaScript: {@link #UNDEFINED}, {@link #NULL}, Boolean, Double, String and {@link
 * JsObject}.
 */
final class Js {
  /** The two values that are no object and no primitive of Java. */
  enum Nothing {
    UNDEFINED,
    NULL
  }

  static final Object UNDEFINED = Nothing.UNDEFINED;
  static final Object NULL = Nothing.NULL;

  private static final double NO_EXPONENT_BELOW = 1e21;

  private Js() {}

  static Object number(long v) {
    return (double) v;
  }

  static boolean isNothing(Object v) {
    return v instanceof Nothing;
  }

  /** A property; undefined where there is none. */
  static Object get(Object target, String name) {
    return switch (target) {
      case JsObject o -> o.get(name);
      case String s -> name.equals("length") ? number(s.length()) : UNDEFINED;
      case Nothing n ->
          throw new JsThrow(JsErrors.typeError("Cannot read properties of " + text(n)));
      default -> UNDEFINED;
    };
  }

  static JsFunction function(Object v, String name) {
    if (v instanceof JsFunction f) {
      return f;
    }
    throw new JsThrow(JsErrors.typeError(name + " is not a function"));
  }

  /** An argument, undefined where it was not passed. */
  static Object argument(Object[] arguments, int index) {
    return index < arguments.length ? arguments[index] : UNDEFINED;
  }

  static double toNumber(Object v) {
    return switch (v) {
      case Double d -> d;
      case Boolean b -> b ? 1 : 0;
      case Nothing n -> n == Nothing.NULL ? 0 : Double.NaN;
      default -> Double.NaN;
    };
  }

  /** An integer argument; what is no number is 0. */
  static long toLong(Object v) {
    return (long) toNumber(v);
  }

  /** What String(v) gives. */
  static String text(Object v) {
    return switch (v) {
      case Nothing n -> n == Nothing.NULL ? "null" : "undefined";
      case Double d -> numberText(d);
      case JsFunction f -> "function " + f.name() + "() { [native code] }";
      default -> v.toString();
    };
  }

  private static String numberText(double d) {
    if (Double.isNaN(d) || Double.isInfinite(d)) {
      return Double.isNaN(d) ? "NaN" : d > 0 ? "Infinity" : "-Infinity";
    }
    if (d == (long) d && Math.abs(d) < NO_EXPONENT_BELOW) {
      return Long.toString((long) d);
    }
    double size = Math.abs(d);
    BigDecimal exact = new BigDecimal(Double.toString(d));
    if (size >= 1e-6 && size < NO_EXPONENT_BELOW) {
      return exact.toPlainString();
    }
    String s = exact.unscaledValue().abs().toString().replaceFirst("0+$", "");
    int exponent = exact.precision() - exact.scale() - 1;
    String digits = s.length() == 1 ? s : s.charAt(0) + "." + s.substring(1);
    return (d < 0 ? "-" : "") + digits + "e" + (exponent < 0 ? "" : "+") + exponent;
  }
}
