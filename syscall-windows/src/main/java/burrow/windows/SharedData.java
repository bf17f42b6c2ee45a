package burrow.windows;

import burrow.kernel.memory.ProcessMemory;
import burrow.kernel.memory.ProcessMemory.Placement;
import burrow.kernel.memory.ProcessMemory.Source;
import burrow.kernel.time.HostClock;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * KUSER_SHARED_DATA: the page at a fixed address in which Windows shows its clocks. The clocks are
 * brought up to date when the page is read, so they are as fine as the host's.
 */
final class SharedData {
  static final long ADDRESS = 0x7ffe_0000L;

  /** 100-nanosecond units from 1601-01-01 to 1970-01-01. */
  static final long EPOCH = 116_444_736_000_000_000L;

  // Offsets, as ntddk.h declares them. A KSYSTEM_TIME is low, high, high again.
  static final int INTERRUPT_TIME = 0x08;
  static final int SYSTEM_TIME = 0x14;
  private static final int SYSTEM_ROOT = 0x30;
  private static final int BUILD_NUMBER = 0x260;
  private static final int PRODUCT_TYPE = 0x264;
  private static final int PRODUCT_TYPE_IS_VALID = 0x268;
  private static final int MAJOR_VERSION = 0x26c;
  private static final int MINOR_VERSION = 0x270;
  private static final int TICK_COUNT_MULTIPLIER = 0x04;
  private static final int TICK_COUNT = 0x320;
  private static final int PROCESSORS = 0x3c0;

  /** Ticks of 1/64 second in the fixed point that the multiplier has: 15.625 ms. */
  private static final int TICK_MULTIPLIER = 0x0fa0_0000;

  private static final long NANOS_PER_TICK = 15_625_000;

  private final AddressSpace space;
  private final HostClock clock;
  private final byte[] times = new byte[SYSTEM_TIME + 12 - INTERRUPT_TIME];
  private final byte[] ticks = new byte[12];

  private SharedData(AddressSpace space, HostClock clock) {
    this.space = space;
    this.clock = clock;
  }

  static void map(ProcessMemory memory, HostClock clock) {
    AddressSpace space = memory.space();
    long bytes = AddressSpace.PAGE_SIZE;
    Source source = Source.named(Access.READ | Access.WRITE, "[shared data]");
    memory.map(ADDRESS, bytes, Placement.FIXED, source);
    space.writeInt(ADDRESS + TICK_COUNT_MULTIPLIER, TICK_MULTIPLIER);
    space.write(ADDRESS + SYSTEM_ROOT, Wide.bytes("C:\\Windows"));
    space.writeInt(ADDRESS + BUILD_NUMBER, Version.BUILD);
    space.writeInt(ADDRESS + PRODUCT_TYPE, 1);
    space.writeByte(ADDRESS + PRODUCT_TYPE_IS_VALID, 1);
    space.writeInt(ADDRESS + MAJOR_VERSION, Version.MAJOR);
    space.writeInt(ADDRESS + MINOR_VERSION, Version.MINOR);
    space.writeInt(ADDRESS + PROCESSORS, Runtime.getRuntime().availableProcessors());
    memory.protect(ADDRESS, bytes, Access.READ);
    space.setLivePage(ADDRESS, new SharedData(space, clock)::update);
  }

  /** In one order for all threads, so that no reader sees a clock go back. */
  private synchronized void update() {
    long nanos = clock.monotonicNanos();
    ByteBuffer b = ByteBuffer.wrap(times).order(ByteOrder.LITTLE_ENDIAN);
    putTime(b, 0, nanos / 100);
    putTime(b, SYSTEM_TIME - INTERRUPT_TIME, clock.realtimeNanos() / 100 + EPOCH);
    space.initialize(ADDRESS + INTERRUPT_TIME, times, 0, times.length);
    putTime(ByteBuffer.wrap(ticks).order(ByteOrder.LITTLE_ENDIAN), 0, nanos / NANOS_PER_TICK);
    space.initialize(ADDRESS + TICK_COUNT, ticks, 0, ticks.length);
  }

  private static void putTime(ByteBuffer b, int at, long value) {
    b.putLong(at, value).putInt(at + 8, (int) (value >>> 32));
  }
}
