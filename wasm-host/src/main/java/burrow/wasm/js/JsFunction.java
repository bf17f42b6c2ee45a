package burrow.wasm.js;

/** A function; as a constructor it makes objects and knows its own. */
final class JsFunction extends JsObject {
  /** What a function does. */
  @FunctionalInterface
  interface Body {
    /** May throw {@link JsThrow}. */
    Object call(Object self, Object[] arguments);
  }

  private final Body body;
  private final Class<? extends JsObject> instances;

  JsFunction(String name, Body body) {
    this(name, body, JsObject.class);
  }

  /**
   * A constructor.
   *
   * @param instances the objects for which instanceof holds
   */
  JsFunction(String name, Body body, Class<? extends JsObject> instances) {
    super(name);
    this.body = body;
    this.instances = instances;
  }

  Object call(Object self, Object... arguments) {
    return body.call(self, arguments);
  }

  Object construct(Object... arguments) {
    return body.call(Js.UNDEFINED, arguments);
  }

  boolean isInstance(Object value) {
    return instances.isInstance(value);
  }
}
