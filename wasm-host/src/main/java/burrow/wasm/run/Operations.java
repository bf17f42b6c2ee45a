package burrow.wasm.run;

/** The instructions of WebAssembly that no single instruction of the JVM does. */
public final class Operations {
  private static final double TWO_31 = 0x1p31;
  private static final double TWO_32 = 0x1p32;
  private static final double TWO_63 = 0x1p63;
  private static final double TWO_64 = 0x1p64;

  private Operations() {}

  // ---- select ----

  public static int select(int a, int b, int condition) {
    return condition != 0 ? a : b;
  }

  public static long select(long a, long b, int condition) {
    return condition != 0 ? a : b;
  }

  public static float select(float a, float b, int condition) {
    return condition != 0 ? a : b;
  }

  public static double select(double a, double b, int condition) {
    return condition != 0 ? a : b;
  }

  // ---- integers ----

  public static int i32Clz(int a) {
    return Integer.numberOfLeadingZeros(a);
  }

  public static int i32Ctz(int a) {
    return Integer.numberOfTrailingZeros(a);
  }

  public static int i32Popcnt(int a) {
    return Integer.bitCount(a);
  }

  public static long i64Clz(long a) {
    return Long.numberOfLeadingZeros(a);
  }

  public static long i64Ctz(long a) {
    return Long.numberOfTrailingZeros(a);
  }

  public static long i64Popcnt(long a) {
    return Long.bitCount(a);
  }

  public static int i32Rotl(int a, int n) {
    return Integer.rotateLeft(a, n);
  }

  public static int i32Rotr(int a, int n) {
    return Integer.rotateRight(a, n);
  }

  public static long i64Rotl(long a, long n) {
    return Long.rotateLeft(a, (int) n);
  }

  public static long i64Rotr(long a, long n) {
    return Long.rotateRight(a, (int) n);
  }

  private static WasmTrap byZero() {
    return new WasmTrap("integer division by zero");
  }

  private static WasmTrap overflow() {
    return new WasmTrap("integer overflow");
  }

  public static int i32DivS(int a, int b) {
    if (b == 0) {
      throw byZero();
    }
    if (a == Integer.MIN_VALUE && b == -1) {
      throw overflow();
    }
    return a / b;
  }

  public static int i32DivU(int a, int b) {
    if (b == 0) {
      throw byZero();
    }
    return Integer.divideUnsigned(a, b);
  }

  public static int i32RemS(int a, int b) {
    if (b == 0) {
      throw byZero();
    }
    return a % b;
  }

  public static int i32RemU(int a, int b) {
    if (b == 0) {
      throw byZero();
    }
    return Integer.remainderUnsigned(a, b);
  }

  public static long i64DivS(long a, long b) {
    if (b == 0) {
      throw byZero();
    }
    if (a == Long.MIN_VALUE && b == -1) {
      throw overflow();
    }
    return a / b;
  }

  public static long i64DivU(long a, long b) {
    if (b == 0) {
      throw byZero();
    }
    return Long.divideUnsigned(a, b);
  }

  public static long i64RemS(long a, long b) {
    if (b == 0) {
      throw byZero();
    }
    return a % b;
  }

  public static long i64RemU(long a, long b) {
    if (b == 0) {
      throw byZero();
    }
    return Long.remainderUnsigned(a, b);
  }

  public static long i64ExtendI32U(int a) {
    return a & 0xffff_ffffL;
  }

  // ---- comparisons that become numbers ----

  public static int i32Eqz(int a) {
    return a == 0 ? 1 : 0;
  }

  public static int i32Eq(int a, int b) {
    return a == b ? 1 : 0;
  }

  public static int i32Ne(int a, int b) {
    return a != b ? 1 : 0;
  }

  public static int i32LtS(int a, int b) {
    return a < b ? 1 : 0;
  }

  public static int i32GtS(int a, int b) {
    return a > b ? 1 : 0;
  }

  public static int i32LeS(int a, int b) {
    return a <= b ? 1 : 0;
  }

  public static int i32GeS(int a, int b) {
    return a >= b ? 1 : 0;
  }

  public static int i32LtU(int a, int b) {
    return Integer.compareUnsigned(a, b) < 0 ? 1 : 0;
  }

  public static int i32GtU(int a, int b) {
    return Integer.compareUnsigned(a, b) > 0 ? 1 : 0;
  }

  public static int i32LeU(int a, int b) {
    return Integer.compareUnsigned(a, b) <= 0 ? 1 : 0;
  }

  public static int i32GeU(int a, int b) {
    return Integer.compareUnsigned(a, b) >= 0 ? 1 : 0;
  }

  public static int i64Eqz(long a) {
    return a == 0 ? 1 : 0;
  }

  public static int i64Eq(long a, long b) {
    return a == b ? 1 : 0;
  }

  public static int i64Ne(long a, long b) {
    return a != b ? 1 : 0;
  }

  public static int i64LtS(long a, long b) {
    return a < b ? 1 : 0;
  }

  public static int i64GtS(long a, long b) {
    return a > b ? 1 : 0;
  }

  public static int i64LeS(long a, long b) {
    return a <= b ? 1 : 0;
  }

  public static int i64GeS(long a, long b) {
    return a >= b ? 1 : 0;
  }

  public static int i64LtU(long a, long b) {
    return Long.compareUnsigned(a, b) < 0 ? 1 : 0;
  }

  public static int i64GtU(long a, long b) {
    return Long.compareUnsigned(a, b) > 0 ? 1 : 0;
  }

  public static int i64LeU(long a, long b) {
    return Long.compareUnsigned(a, b) <= 0 ? 1 : 0;
  }

  public static int i64GeU(long a, long b) {
    return Long.compareUnsigned(a, b) >= 0 ? 1 : 0;
  }

  public static int f32Eq(float a, float b) {
    return a == b ? 1 : 0;
  }

  public static int f32Ne(float a, float b) {
    return a != b ? 1 : 0;
  }

  public static int f32Lt(float a, float b) {
    return a < b ? 1 : 0;
  }

  public static int f32Gt(float a, float b) {
    return a > b ? 1 : 0;
  }

  public static int f32Le(float a, float b) {
    return a <= b ? 1 : 0;
  }

  public static int f32Ge(float a, float b) {
    return a >= b ? 1 : 0;
  }

  public static int f64Eq(double a, double b) {
    return a == b ? 1 : 0;
  }

  public static int f64Ne(double a, double b) {
    return a != b ? 1 : 0;
  }

  public static int f64Lt(double a, double b) {
    return a < b ? 1 : 0;
  }

  public static int f64Gt(double a, double b) {
    return a > b ? 1 : 0;
  }

  public static int f64Le(double a, double b) {
    return a <= b ? 1 : 0;
  }

  public static int f64Ge(double a, double b) {
    return a >= b ? 1 : 0;
  }

  // ---- floating point ----

  public static float f32Abs(float a) {
    return Float.intBitsToFloat(Float.floatToRawIntBits(a) & Integer.MAX_VALUE);
  }

  public static double f64Abs(double a) {
    return Double.longBitsToDouble(Double.doubleToRawLongBits(a) & Long.MAX_VALUE);
  }

  public static float f32Ceil(float a) {
    return (float) Math.ceil(a);
  }

  public static double f64Ceil(double a) {
    return Math.ceil(a);
  }

  public static float f32Floor(float a) {
    return (float) Math.floor(a);
  }

  public static double f64Floor(double a) {
    return Math.floor(a);
  }

  public static float f32Trunc(float a) {
    return (float) f64Trunc(a);
  }

  public static double f64Trunc(double a) {
    return a < 0 ? Math.ceil(a) : Math.floor(a);
  }

  public static float f32Nearest(float a) {
    return (float) Math.rint(a);
  }

  public static double f64Nearest(double a) {
    return Math.rint(a);
  }

  public static float f32Sqrt(float a) {
    return (float) Math.sqrt(a);
  }

  public static double f64Sqrt(double a) {
    return Math.sqrt(a);
  }

  public static float f32Min(float a, float b) {
    return Math.min(a, b);
  }

  public static float f32Max(float a, float b) {
    return Math.max(a, b);
  }

  public static double f64Min(double a, double b) {
    return Math.min(a, b);
  }

  public static double f64Max(double a, double b) {
    return Math.max(a, b);
  }

  public static float f32Copysign(float a, float b) {
    int sign = Float.floatToRawIntBits(b) & Integer.MIN_VALUE;
    return Float.intBitsToFloat(Float.floatToRawIntBits(a) & Integer.MAX_VALUE | sign);
  }

  public static double f64Copysign(double a, double b) {
    long sign = Double.doubleToRawLongBits(b) & Long.MIN_VALUE;
    return Double.longBitsToDouble(Double.doubleToRawLongBits(a) & Long.MAX_VALUE | sign);
  }

  // ---- conversions ----

  public static int i32ReinterpretF32(float a) {
    return Float.floatToRawIntBits(a);
  }

  public static long i64ReinterpretF64(double a) {
    return Double.doubleToRawLongBits(a);
  }

  public static float f32ReinterpretI32(int a) {
    return Float.intBitsToFloat(a);
  }

  public static double f64ReinterpretI64(long a) {
    return Double.longBitsToDouble(a);
  }

  private static void inRange(double a, double below, double above) {
    if (Double.isNaN(a)) {
      throw new WasmTrap("invalid conversion to integer");
    }
    if (a <= below || a >= above) {
      throw overflow();
    }
  }

  public static int i32TruncF32S(float a) {
    return i32TruncF64S(a);
  }

  public static int i32TruncF64S(double a) {
    inRange(a, -TWO_31 - 1, TWO_31);
    return (int) a;
  }

  public static int i32TruncF32U(float a) {
    return i32TruncF64U(a);
  }

  public static int i32TruncF64U(double a) {
    inRange(a, -1, TWO_32);
    return (int) (long) a;
  }

  public static long i64TruncF32S(float a) {
    return i64TruncF64S(a);
  }

  public static long i64TruncF64S(double a) {
    // The first double below -2^63 is 2048 away.
    inRange(a, -TWO_63 - 2048, TWO_63);
    return (long) a;
  }

  public static long i64TruncF32U(float a) {
    return i64TruncF64U(a);
  }

  public static long i64TruncF64U(double a) {
    inRange(a, -1, TWO_64);
    return i64TruncSatF64U(a);
  }

  public static int i32TruncSatF32U(float a) {
    return i32TruncSatF64U(a);
  }

  public static int i32TruncSatF64U(double a) {
    return a >= TWO_32 ? -1 : a > 0 ? (int) (long) a : 0;
  }

  public static long i64TruncSatF32U(float a) {
    return i64TruncSatF64U(a);
  }

  public static long i64TruncSatF64U(double a) {
    if (a < TWO_63) {
      return a > 0 ? (long) a : 0;
    }
    if (a >= TWO_64) {
      return -1;
    }
    return Double.isNaN(a) ? 0 : (long) (a - TWO_63) ^ Long.MIN_VALUE;
  }

  public static float f32ConvertI32U(int a) {
    return a & 0xffff_ffffL;
  }

  public static double f64ConvertI32U(int a) {
    return a & 0xffff_ffffL;
  }

  public static float f32ConvertI64U(long a) {
    if (a >= 0) {
      return a;
    }
    // Halved with the lost bit kept, so that rounding sees it.
    return 2 * (float) (a >>> 1 | a & 1);
  }

  public static double f64ConvertI64U(long a) {
    if (a >= 0) {
      return a;
    }
    return 2 * (double) (a >>> 1 | a & 1);
  }
}
