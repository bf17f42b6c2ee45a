package burrow.machine;

import jdk.internal.misc.Unsafe;

/**
 * Raw access to host memory and to object fields by offset: the only class that names Unsafe.
 * Callers have checked permissions; an address outside the guest window kills the JVM.
 */
public final class HostMemory {
  /** For translated code alone, which calls it directly: HotSpot never fails to inline that. */
  public static final Unsafe UNSAFE = Unsafe.getUnsafe();

  private static final Unsafe U = UNSAFE;

  private HostMemory() {}

  public static byte getByte(long a) {
    return U.getByte(null, a);
  }

  public static short getShort(long a) {
    return U.getShort(null, a);
  }

  public static int getInt(long a) {
    return U.getInt(null, a);
  }

  public static long getLong(long a) {
    return U.getLong(null, a);
  }

  public static void putByte(long a, byte v) {
    U.putByte(null, a, v);
  }

  public static void putShort(long a, short v) {
    U.putShort(null, a, v);
  }

  public static void putInt(long a, int v) {
    U.putInt(null, a, v);
  }

  public static void putLong(long a, long v) {
    U.putLong(null, a, v);
  }

  public static byte getByteAcquire(long a) {
    return U.getByteAcquire(null, a);
  }

  public static short getShortAcquire(long a) {
    return U.getShortAcquire(null, a);
  }

  public static int getIntAcquire(long a) {
    return U.getIntAcquire(null, a);
  }

  public static long getLongAcquire(long a) {
    return U.getLongAcquire(null, a);
  }

  // A fence and a plain store: of Unsafe's ordered stores C1 makes volatile ones, with the full
  // fence
  // behind them that nobody asked for. The fence costs nothing on x86.

  public static void putByteRelease(long a, byte v) {
    U.storeFence();
    U.putByte(null, a, v);
  }

  public static void putShortRelease(long a, short v) {
    U.storeFence();
    U.putShort(null, a, v);
  }

  public static void putIntRelease(long a, int v) {
    U.storeFence();
    U.putInt(null, a, v);
  }

  public static void putLongRelease(long a, long v) {
    U.storeFence();
    U.putLong(null, a, v);
  }

  public static byte compareAndExchangeByte(long a, byte expected, byte v) {
    return U.compareAndExchangeByte(null, a, expected, v);
  }

  public static short compareAndExchangeShort(long a, short expected, short v) {
    return U.compareAndExchangeShort(null, a, expected, v);
  }

  public static int compareAndExchangeInt(long a, int expected, int v) {
    return U.compareAndExchangeInt(null, a, expected, v);
  }

  public static long compareAndExchangeLong(long a, long expected, long v) {
    return U.compareAndExchangeLong(null, a, expected, v);
  }

  public static int getAndAddInt(long a, int v) {
    return U.getAndAddInt(null, a, v);
  }

  public static long getAndAddLong(long a, long v) {
    return U.getAndAddLong(null, a, v);
  }

  public static int getAndSetInt(long a, int v) {
    return U.getAndSetInt(null, a, v);
  }

  public static long getAndSetLong(long a, long v) {
    return U.getAndSetLong(null, a, v);
  }

  /**
   * Memory outside the Java heap, with whatever is in it; {@link #free} gives it back. It costs a
   * start nothing, as the arenas of java.lang.foreign do.
   */
  public static long allocate(long bytes) {
    return U.allocateMemory(bytes);
  }

  public static void free(long a) {
    U.freeMemory(a);
  }

  public static void copy(long from, long to, long bytes) {
    U.copyMemory(from, to, bytes);
  }

  public static void copyFromArray(byte[] from, int offset, long to, long bytes) {
    U.copyMemory(from, Unsafe.ARRAY_BYTE_BASE_OFFSET + (long) offset, null, to, bytes);
  }

  public static void copyToArray(long from, byte[] to, int offset, long bytes) {
    U.copyMemory(null, from, to, Unsafe.ARRAY_BYTE_BASE_OFFSET + (long) offset, bytes);
  }

  public static void fill(long a, long bytes, byte v) {
    U.setMemory(a, bytes, v);
  }

  public static void loadFence() {
    U.loadFence();
  }

  public static void storeFence() {
    U.storeFence();
  }

  public static void fullFence() {
    U.fullFence();
  }

  /** Offset of a field, for {@link #getField} and {@link #putField}. */
  public static long fieldOffset(Class<?> type, String field) {
    return U.objectFieldOffset(type, field);
  }

  public static long getField(Object o, long offset) {
    return U.getLong(o, offset);
  }

  public static void putField(Object o, long offset, long v) {
    U.putLong(o, offset, v);
  }

  public static int getIntFieldOpaque(Object o, long offset) {
    return U.getIntOpaque(o, offset);
  }

  public static void putIntFieldRelease(Object o, long offset, int v) {
    U.putIntRelease(o, offset, v);
  }

  public static void putIntFieldVolatile(Object o, long offset, int v) {
    U.putIntVolatile(o, offset, v);
  }
}
