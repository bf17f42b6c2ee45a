package burrow.wasm.js;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The encoding is that of Go's syscall/js (js.go, type ref). */
class JsRefsTest {
  private final JsObject global = new JsObject("globalThis");
  private final JsRefs refs = new JsRefs(global, new JsObject("Go"));

  @Test
  void predefinedValues() {
    assertThat(refs.store(Js.UNDEFINED)).isZero();
    assertThat(refs.store(Double.NaN)).isEqualTo(0x7ff80000_00000000L);
    assertThat(refs.store(0.0)).isEqualTo(0x7ff80000_00000001L);
    assertThat(refs.store(Js.NULL)).isEqualTo(0x7ff80000_00000002L);
    assertThat(refs.store(true)).isEqualTo(0x7ff80000_00000003L);
    assertThat(refs.store(false)).isEqualTo(0x7ff80000_00000004L);
    assertThat(refs.store(global)).isEqualTo(0x7ff80001_00000005L);
    assertThat(refs.live()).isZero();
  }

  @Test
  void numbersStandForThemselves() {
    assertThat(refs.store(1.5)).isEqualTo(Double.doubleToRawLongBits(1.5));
    assertThat(refs.value(Double.doubleToRawLongBits(-3.0))).isEqualTo(-3.0);
    assertThat(refs.value(refs.store(Double.NaN))).isEqualTo(Double.NaN);
    assertThat(refs.value(refs.store(0.0))).isEqualTo(0.0);
  }

  @Test
  void anObjectKeepsItsReferenceUntilAllAreGivenBack() {
    JsObject o = new JsObject("Object");
    long first = refs.store(o);
    assertThat(refs.store(o)).isEqualTo(first);
    refs.release((int) first);
    assertThat(refs.value(first)).isSameAs(o);
    refs.release((int) first);
    assertThatThrownBy(() -> refs.value(first)).isInstanceOf(JsThrow.class);
    assertThat(refs.store(new JsObject("Object"))).isEqualTo(first);
  }

  @Test
  void objectsAreEqualByIdentityAndStringsByValue() {
    assertThat(refs.store(new JsObject("a"))).isNotEqualTo(refs.store(new JsObject("a")));
    assertThat(refs.store("text")).isEqualTo(refs.store(new String("text".toCharArray())));
  }

  @Test
  void typesAreInTheUpperHalf() {
    assertThat(refs.store(new JsObject("o")) >>> 32).isEqualTo(0x7ff80001L);
    assertThat(refs.store("s") >>> 32).isEqualTo(0x7ff80002L);
    assertThat(refs.store(new JsFunction("f", (self, a) -> Js.NULL)) >>> 32).isEqualTo(0x7ff80004L);
  }

  @Test
  void predefinedValuesAreNeverReleased() {
    refs.release(JsRefs.GLOBAL);
    assertThat(refs.value(refs.store(global))).isSameAs(global);
    refs.release(-1);
    refs.release(1 << 20);
  }

  @Test
  void textOfNumbersAsInJavaScript() {
    assertThat(Js.text(3.0)).isEqualTo("3");
    assertThat(Js.text(-0.5)).isEqualTo("-0.5");
    assertThat(Js.text(1e21)).isEqualTo("1e+21");
    assertThat(Js.text(1.5e-7)).isEqualTo("1.5e-7");
    assertThat(Js.text(Double.NEGATIVE_INFINITY)).isEqualTo("-Infinity");
    assertThat(Js.text(Js.UNDEFINED)).isEqualTo("undefined");
  }
}
