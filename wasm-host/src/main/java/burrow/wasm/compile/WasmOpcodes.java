package burrow.wasm.compile;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The instructions of WebAssembly that only compute: one line each of {@link #TABLE}.
 *
 * <p>Grammar: {@code CODE NAME OPERANDS:RESULT JVM…}. CODE is hexadecimal; 1xx stands for the
 * prefix byte FC followed by xx. OPERANDS and RESULT are value types (I, J, F, D). JVM is the
 * instruction or instructions of the JVM that do the same, in hexadecimal; where there is none, a
 * static method of {@link burrow.wasm.run.Operations} does it whose name is NAME in camel case.
 */
final class WasmOpcodes {
  private static final String TABLE =
      """
      67 i32.clz I:I
      68 i32.ctz I:I
      69 i32.popcnt I:I
      6a i32.add II:I 60
      6b i32.sub II:I 64
      6c i32.mul II:I 68
      6d i32.div_s II:I
      6e i32.div_u II:I
      6f i32.rem_s II:I
      70 i32.rem_u II:I
      71 i32.and II:I 7e
      72 i32.or II:I 80
      73 i32.xor II:I 82
      74 i32.shl II:I 78
      75 i32.shr_s II:I 7a
      76 i32.shr_u II:I 7c
      77 i32.rotl II:I
      78 i32.rotr II:I
      79 i64.clz J:J
      7a i64.ctz J:J
      7b i64.popcnt J:J
      7c i64.add JJ:J 61
      7d i64.sub JJ:J 65
      7e i64.mul JJ:J 69
      7f i64.div_s JJ:J
      80 i64.div_u JJ:J
      81 i64.rem_s JJ:J
      82 i64.rem_u JJ:J
      83 i64.and JJ:J 7f
      84 i64.or JJ:J 81
      85 i64.xor JJ:J 83
      86 i64.shl JJ:J 88 79
      87 i64.shr_s JJ:J 88 7b
      88 i64.shr_u JJ:J 88 7d
      89 i64.rotl JJ:J
      8a i64.rotr JJ:J
      8b f32.abs F:F
      8c f32.neg F:F 76
      8d f32.ceil F:F
      8e f32.floor F:F
      8f f32.trunc F:F
      90 f32.nearest F:F
      91 f32.sqrt F:F
      92 f32.add FF:F 62
      93 f32.sub FF:F 66
      94 f32.mul FF:F 6a
      95 f32.div FF:F 6e
      96 f32.min FF:F
      97 f32.max FF:F
      98 f32.copysign FF:F
      99 f64.abs D:D
      9a f64.neg D:D 77
      9b f64.ceil D:D
      9c f64.floor D:D
      9d f64.trunc D:D
      9e f64.nearest D:D
      9f f64.sqrt D:D
      a0 f64.add DD:D 63
      a1 f64.sub DD:D 67
      a2 f64.mul DD:D 6b
      a3 f64.div DD:D 6f
      a4 f64.min DD:D
      a5 f64.max DD:D
      a6 f64.copysign DD:D
      a7 i32.wrap_i64 J:I 88
      a8 i32.trunc_f32_s F:I
      a9 i32.trunc_f32_u F:I
      aa i32.trunc_f64_s D:I
      ab i32.trunc_f64_u D:I
      ac i64.extend_i32_s I:J 85
      ad i64.extend_i32_u I:J
      ae i64.trunc_f32_s F:J
      af i64.trunc_f32_u F:J
      b0 i64.trunc_f64_s D:J
      b1 i64.trunc_f64_u D:J
      b2 f32.convert_i32_s I:F 86
      b3 f32.convert_i32_u I:F
      b4 f32.convert_i64_s J:F 89
      b5 f32.convert_i64_u J:F
      b6 f32.demote_f64 D:F 90
      b7 f64.convert_i32_s I:D 87
      b8 f64.convert_i32_u I:D
      b9 f64.convert_i64_s J:D 8a
      ba f64.convert_i64_u J:D
      bb f64.promote_f32 F:D 8d
      bc i32.reinterpret_f32 F:I
      bd i64.reinterpret_f64 D:J
      be f32.reinterpret_i32 I:F
      bf f64.reinterpret_i64 J:D
      c0 i32.extend8_s I:I 91
      c1 i32.extend16_s I:I 93
      c2 i64.extend8_s J:J 88 91 85
      c3 i64.extend16_s J:J 88 93 85
      c4 i64.extend32_s J:J 88 85
      100 i32.trunc_sat_f32_s F:I 8b
      101 i32.trunc_sat_f32_u F:I
      102 i32.trunc_sat_f64_s D:I 8e
      103 i32.trunc_sat_f64_u D:I
      104 i64.trunc_sat_f32_s F:J 8c
      105 i64.trunc_sat_f32_u F:J
      106 i64.trunc_sat_f64_s D:J 8f
      107 i64.trunc_sat_f64_u D:J
      """;

  /** Loads and stores: {@code CODE NAME TYPE log2(width)}; from 36 on they store. */
  private static final String ACCESSES =
      """
      28 i32.load I 2
      29 i64.load J 3
      2a f32.load F 2
      2b f64.load D 3
      2c i32.load8_s I 0
      2d i32.load8_u I 0
      2e i32.load16_s I 1
      2f i32.load16_u I 1
      30 i64.load8_s J 0
      31 i64.load8_u J 0
      32 i64.load16_s J 1
      33 i64.load16_u J 1
      34 i64.load32_s J 2
      35 i64.load32_u J 2
      36 i32.store I 2
      37 i64.store J 3
      38 f32.store F 2
      39 f64.store D 3
      3a i32.store8 I 0
      3b i32.store16 I 1
      3c i64.store8 J 0
      3d i64.store16 J 1
      3e i64.store32 J 2
      """;

  static final int FIRST_ACCESS = 0x28;
  static final int FIRST_STORE = 0x36;
  static final int LAST_ACCESS = 0x3e;
  static final int FIRST_COMPARISON = 0x45;
  static final int LAST_COMPARISON = 0x66;

  /**
   * A computing instruction or an access.
   *
   * @param method name of the helper
   * @param operands value types; for an access without the address
   * @param result value type, or 0 for a store
   * @param jvm instructions, empty where the helper is called
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Operation(String name, String method, String operands, char result, byte[] jvm) {}

  private static final @Nullable Operation[] OPERATIONS = new Operation[0x108];

  static {
    TABLE.lines().forEach(WasmOpcodes::computation);
    ACCESSES.lines().forEach(WasmOpcodes::access);
  }

  private WasmOpcodes() {}

  private static void computation(String line) {
    String[] f = line.split(" ");
    int colon = f[2].indexOf(':');
    byte[] jvm = new byte[f.length - 3];
    for (int i = 0; i < jvm.length; i++) {
      jvm[i] = (byte) Integer.parseInt(f[i + 3], 16);
    }
    OPERATIONS[Integer.parseInt(f[0], 16)] =
        new Operation(f[1], camelCase(f[1]), f[2].substring(0, colon), f[2].charAt(colon + 1), jvm);
  }

  private static void access(String line) {
    String[] f = line.split(" ");
    int code = Integer.parseInt(f[0], 16);
    boolean store = code >= FIRST_STORE;
    OPERATIONS[code] =
        new Operation(
            f[1],
            camelCase(f[1]),
            store ? f[2] : "",
            store ? 0 : f[2].charAt(0),
            new byte[] {(byte) Integer.parseInt(f[3])});
  }

  private static String camelCase(String name) {
    StringBuilder b = new StringBuilder();
    boolean upper = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '.' || c == '_') {
        upper = true;
      } else {
        b.append(upper ? String.valueOf(c).toUpperCase(Locale.ROOT) : c);
        upper = false;
      }
    }
    return b.toString();
  }

  /** The instruction, or null if it is none of this table. */
  static @Nullable Operation operation(int code) {
    return code >= 0 && code < OPERATIONS.length ? OPERATIONS[code] : null;
  }

  /** An instruction that is known to be of this table. */
  static Operation known(int code) {
    return Objects.requireNonNull(OPERATIONS[code]);
  }

  /** Whether the instruction does something: all but nop, block, loop, else and end. */
  static boolean acts(int code) {
    return code == 0x00 || code > 0x03 && code != 0x05 && code != 0x0b;
  }

  static boolean isComparison(int code) {
    return code >= FIRST_COMPARISON && code <= LAST_COMPARISON;
  }

  static boolean isAccess(int code) {
    return code >= FIRST_ACCESS && code <= LAST_ACCESS;
  }

  /** The operand type of a comparison. */
  static char comparedType(int code) {
    return code < 0x50 ? 'I' : code < 0x5b ? 'J' : code < 0x61 ? 'F' : 'D';
  }

  /** Whether a comparison has one operand (eqz) only. */
  static boolean isTest(int code) {
    return code == 0x45 || code == 0x50;
  }
}
