package burrow.wasm.js;

import java.util.LinkedHashMap;
import java.util.Map;

/** An object: named properties, and an identity. */
class JsObject {
  private final String name;
  private final Map<String, Object> properties = new LinkedHashMap<>();

  /**
   * @param name what a trace calls it, such as its class
   */
  JsObject(String name) {
    this.name = name;
  }

  final String name() {
    return name;
  }

  Object get(String property) {
    return properties.getOrDefault(property, Js.UNDEFINED);
  }

  void set(String property, Object value) {
    properties.put(property, value);
  }

  final void delete(String property) {
    properties.remove(property);
  }

  /** A property with a number as its name. */
  Object index(long index) {
    return get(Long.toString(index));
  }

  void setIndex(long index, Object value) {
    set(Long.toString(index), value);
  }

  /** Adds a method, for building the objects of the host. */
  final JsObject method(String property, JsFunction.Body body) {
    set(property, new JsFunction(property, body));
    return this;
  }

  @Override
  public String toString() {
    return "[object " + name + "]";
  }
}
