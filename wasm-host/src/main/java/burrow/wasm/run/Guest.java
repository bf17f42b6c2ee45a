package burrow.wasm.run;

import burrow.machine.HostMemory;
import burrow.machine.LinearMemory;
import java.util.Objects;

/**
 * What compiled code calls: memory, the table, the host. Every {@link GuestLoader} defines this
 * class anew, so its static variables belong to one guest.
 *
 * <p>Addresses and offsets are unsigned. An access is compared with the size of the memory, as one
 * outside of it has to trap.
 */
public final class Guest {
  private static final GuestLoader LOADER = (GuestLoader) Guest.class.getClassLoader();
  private static final LinearMemory MEMORY = LOADER.memory();
  private static final long BASE = MEMORY.base();
  private static final int[] TABLE = LOADER.table();
  private static final ImportedFunction[] IMPORTS = LOADER.imports();
  private static final Hooks HOOKS = LOADER.hooks();

  /** Rounds of loops between looks at {@link #attention}. */
  private static final int BUDGET = 1000;

  // At how many addresses an access of 1, 2, 4 or 8 bytes lies in the memory.
  private static long limit1;
  private static long limit2;
  private static long limit4;
  private static long limit8;

  /** Set by another thread to make the guest call {@link #attend}. */
  @SuppressWarnings("NonFinalStaticField")
  public static volatile boolean attentionAsked;

  /** What function entries look at; copied from {@link #attentionAsked} now and then. */
  public static boolean attention;

  static {
    resized();
  }

  private Guest() {}

  private static void resized() {
    long bytes = MEMORY.bytes();
    limit1 = bytes;
    limit2 = Math.max(0, bytes - 1);
    limit4 = Math.max(0, bytes - 3);
    limit8 = Math.max(0, bytes - 7);
  }

  // ---- polls ----

  public static void attend() {
    attention = false;
    attentionAsked = false;
    LOADER.interrupts().attend();
  }

  /** Returns how many more rounds a loop may do until it calls again. */
  public static int poll() {
    if (attentionAsked) {
      attend();
    }
    return BUDGET;
  }

  /** A statement begins: only in modules that are compiled to be watched. */
  public static void hook(int function, int high, int low) {
    HOOKS.at(function, high << 15 | low);
  }

  // ---- traps and calls ----

  public static RuntimeException unreachable() {
    return new WasmTrap("unreachable instruction");
  }

  public static RuntimeException badIndirectCall() {
    return new WasmTrap("indirect call of a function of another type");
  }

  /** The function at an index of the table. */
  public static int tableEntry(int index) {
    if (Integer.compareUnsigned(index, TABLE.length) >= 0) {
      throw new WasmTrap("indirect call out of bounds: index " + Integer.toUnsignedString(index));
    }
    int f = TABLE[index];
    if (f < 0) {
      throw new WasmTrap("indirect call of an empty table entry: index " + index);
    }
    return f;
  }

  public static long host(int number, long[] arguments) {
    return IMPORTS[number].call(arguments);
  }

  // ---- memory ----

  public static int memorySize() {
    return MEMORY.pages();
  }

  public static int memoryGrow(int pages) {
    int before = MEMORY.grow(pages);
    resized();
    return before;
  }

  private static void range(int address, int length) {
    long end = (address & 0xffff_ffffL) + (length & 0xffff_ffffL);
    if (end > limit1) {
      throw OutsideAccess.trap(end - 1, limit1);
    }
  }

  public static void memoryCopy(int to, int from, int length) {
    range(to, length);
    range(from, length);
    HostMemory.copy(
        BASE + (from & 0xffff_ffffL), BASE + (to & 0xffff_ffffL), length & 0xffff_ffffL);
  }

  public static void memoryFill(int at, int value, int length) {
    range(at, length);
    HostMemory.fill(BASE + (at & 0xffff_ffffL), length & 0xffff_ffffL, (byte) value);
  }

  // HotSpot knows checkIndex: no block of its own for the failure, which its first compiler would
  // spend more time on than on all the rest.

  private static long at1(int a) {
    return BASE + Objects.checkIndex(a & 0xffff_ffffL, limit1);
  }

  private static long at2(int a) {
    return BASE + Objects.checkIndex(a & 0xffff_ffffL, limit2);
  }

  private static long at4(int a) {
    return BASE + Objects.checkIndex(a & 0xffff_ffffL, limit4);
  }

  private static long at8(int a) {
    return BASE + Objects.checkIndex(a & 0xffff_ffffL, limit8);
  }

  private static long at1(int a, int offset) {
    return BASE + Objects.checkIndex((a & 0xffff_ffffL) + (offset & 0xffff_ffffL), limit1);
  }

  private static long at2(int a, int offset) {
    return BASE + Objects.checkIndex((a & 0xffff_ffffL) + (offset & 0xffff_ffffL), limit2);
  }

  private static long at4(int a, int offset) {
    return BASE + Objects.checkIndex((a & 0xffff_ffffL) + (offset & 0xffff_ffffL), limit4);
  }

  private static long at8(int a, int offset) {
    return BASE + Objects.checkIndex((a & 0xffff_ffffL) + (offset & 0xffff_ffffL), limit8);
  }

  public static int i32Load(int a) {
    return HostMemory.getInt(at4(a));
  }

  public static int i32Load(int a, int offset) {
    return HostMemory.getInt(at4(a, offset));
  }

  public static long i64Load(int a) {
    return HostMemory.getLong(at8(a));
  }

  public static long i64Load(int a, int offset) {
    return HostMemory.getLong(at8(a, offset));
  }

  public static float f32Load(int a) {
    return Float.intBitsToFloat(HostMemory.getInt(at4(a)));
  }

  public static float f32Load(int a, int offset) {
    return Float.intBitsToFloat(HostMemory.getInt(at4(a, offset)));
  }

  public static double f64Load(int a) {
    return Double.longBitsToDouble(HostMemory.getLong(at8(a)));
  }

  public static double f64Load(int a, int offset) {
    return Double.longBitsToDouble(HostMemory.getLong(at8(a, offset)));
  }

  public static int i32Load8S(int a) {
    return HostMemory.getByte(at1(a));
  }

  public static int i32Load8S(int a, int offset) {
    return HostMemory.getByte(at1(a, offset));
  }

  public static int i32Load8U(int a) {
    return HostMemory.getByte(at1(a)) & 0xff;
  }

  public static int i32Load8U(int a, int offset) {
    return HostMemory.getByte(at1(a, offset)) & 0xff;
  }

  public static int i32Load16S(int a) {
    return HostMemory.getShort(at2(a));
  }

  public static int i32Load16S(int a, int offset) {
    return HostMemory.getShort(at2(a, offset));
  }

  public static int i32Load16U(int a) {
    return HostMemory.getShort(at2(a)) & 0xffff;
  }

  public static int i32Load16U(int a, int offset) {
    return HostMemory.getShort(at2(a, offset)) & 0xffff;
  }

  public static long i64Load8S(int a) {
    return HostMemory.getByte(at1(a));
  }

  public static long i64Load8S(int a, int offset) {
    return HostMemory.getByte(at1(a, offset));
  }

  public static long i64Load8U(int a) {
    return HostMemory.getByte(at1(a)) & 0xffL;
  }

  public static long i64Load8U(int a, int offset) {
    return HostMemory.getByte(at1(a, offset)) & 0xffL;
  }

  public static long i64Load16S(int a) {
    return HostMemory.getShort(at2(a));
  }

  public static long i64Load16S(int a, int offset) {
    return HostMemory.getShort(at2(a, offset));
  }

  public static long i64Load16U(int a) {
    return HostMemory.getShort(at2(a)) & 0xffffL;
  }

  public static long i64Load16U(int a, int offset) {
    return HostMemory.getShort(at2(a, offset)) & 0xffffL;
  }

  public static long i64Load32S(int a) {
    return HostMemory.getInt(at4(a));
  }

  public static long i64Load32S(int a, int offset) {
    return HostMemory.getInt(at4(a, offset));
  }

  public static long i64Load32U(int a) {
    return HostMemory.getInt(at4(a)) & 0xffff_ffffL;
  }

  public static long i64Load32U(int a, int offset) {
    return HostMemory.getInt(at4(a, offset)) & 0xffff_ffffL;
  }

  public static void i32Store(int a, int v) {
    HostMemory.putInt(at4(a), v);
  }

  public static void i32Store(int a, int v, int offset) {
    HostMemory.putInt(at4(a, offset), v);
  }

  public static void i64Store(int a, long v) {
    HostMemory.putLong(at8(a), v);
  }

  public static void i64Store(int a, long v, int offset) {
    HostMemory.putLong(at8(a, offset), v);
  }

  public static void f32Store(int a, float v) {
    HostMemory.putInt(at4(a), Float.floatToRawIntBits(v));
  }

  public static void f32Store(int a, float v, int offset) {
    HostMemory.putInt(at4(a, offset), Float.floatToRawIntBits(v));
  }

  public static void f64Store(int a, double v) {
    HostMemory.putLong(at8(a), Double.doubleToRawLongBits(v));
  }

  public static void f64Store(int a, double v, int offset) {
    HostMemory.putLong(at8(a, offset), Double.doubleToRawLongBits(v));
  }

  public static void i32Store8(int a, int v) {
    HostMemory.putByte(at1(a), (byte) v);
  }

  public static void i32Store8(int a, int v, int offset) {
    HostMemory.putByte(at1(a, offset), (byte) v);
  }

  public static void i32Store16(int a, int v) {
    HostMemory.putShort(at2(a), (short) v);
  }

  public static void i32Store16(int a, int v, int offset) {
    HostMemory.putShort(at2(a, offset), (short) v);
  }

  public static void i64Store8(int a, long v) {
    HostMemory.putByte(at1(a), (byte) v);
  }

  public static void i64Store8(int a, long v, int offset) {
    HostMemory.putByte(at1(a, offset), (byte) v);
  }

  public static void i64Store16(int a, long v) {
    HostMemory.putShort(at2(a), (short) v);
  }

  public static void i64Store16(int a, long v, int offset) {
    HostMemory.putShort(at2(a, offset), (short) v);
  }

  public static void i64Store32(int a, long v) {
    HostMemory.putInt(at4(a), (int) v);
  }

  public static void i64Store32(int a, long v, int offset) {
    HostMemory.putInt(at4(a, offset), (int) v);
  }
}
