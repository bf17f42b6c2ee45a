package burrow.wasm.js;

import java.util.ArrayList;
import java.util.List;

/** An Array. */
final class JsArray extends JsObject {
  private static final int LARGEST = 1 << 28;

  private final List<Object> elements;

  JsArray(List<?> elements) {
    super("Array");
    this.elements = new ArrayList<>(elements);
  }

  int length() {
    return elements.size();
  }

  List<Object> elements() {
    return elements;
  }

  @Override
  Object get(String property) {
    return property.equals("length") ? Js.number(elements.size()) : super.get(property);
  }

  @Override
  Object index(long index) {
    return index >= 0 && index < elements.size() ? elements.get((int) index) : Js.UNDEFINED;
  }

  @Override
  void setIndex(long index, Object value) {
    if (index < 0 || index >= LARGEST) {
      throw new JsThrow(JsErrors.rangeError("Invalid array length"));
    }
    while (elements.size() <= index) {
      elements.add(Js.UNDEFINED);
    }
    elements.set((int) index, value);
  }
}
