package burrow.cpu.x86_64;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which family gives a mnemonic of instructions.txt its meaning. */
final class Semantics {
  private static final Map<String, Family> FAMILIES = families();

  private Semantics() {}

  private static Map<String, Family> families() {
    Map<String, Family> f = new HashMap<>();
    IntegerFamilies.register(f);
    ShiftFamilies.register(f);
    ControlFamilies.register(f);
    StringFamilies.register(f);
    VectorMoveFamilies.register(f);
    PackedFamilies.register(f);
    StringCompareFamilies.register(f);
    FloatFamilies.register(f);
    CryptoFamilies.register(f);
    BitFamilies.register(f);
    return f;
  }

  /** Null if the mnemonic has no meaning yet. */
  static @Nullable Family family(Form.Space space, String mnemonic) {
    return switch (space) {
      case LEGACY -> FAMILIES.get(mnemonic);
      case VEX -> vex(mnemonic);
      case EVEX -> null;
    };
  }

  /** What AVX adds, else the twin among the SSE instructions. */
  private static @Nullable Family vex(String mnemonic) {
    Family own = AvxFamilies.FAMILIES.get(mnemonic);
    if (own != null || !mnemonic.startsWith("v")) {
      return own == null ? FAMILIES.get(mnemonic) : own;
    }
    String sse = mnemonic.substring(1);
    Family twin = FAMILIES.get(sse);
    return twin == null || AvxFamilies.ALL_LANES.contains(sse) ? twin : x -> x.eachLane(twin);
  }
}
