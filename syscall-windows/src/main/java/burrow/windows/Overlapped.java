package burrow.windows;

import burrow.kernel.object.Event;
import burrow.kernel.object.HandleTable;
import burrow.kernel.object.KernelObject;
import burrow.machine.AddressSpace;
import org.jspecify.annotations.Nullable;

/**
 * An OVERLAPPED structure of a guest: where an operation starts, and where its outcome is told. An
 * event in it keeps its reference until the operation has completed.
 */
final class Overlapped {
  static final int BYTES = 32;
  static final int INTERNAL_HIGH = 8;
  static final int OFFSET = 16;
  static final int EVENT = 24;

  static final long STATUS_PENDING = 0x103;

  private static final int SKIP_PORT_ON_SUCCESS = 1;
  private static final int SKIP_SET_EVENT = 2;

  private final AddressSpace memory;
  private final long address;
  private final FileObject file;
  private final @Nullable KernelObject event;
  private final boolean notifiesPort;

  /**
   * @param address of the structure
   */
  Overlapped(Call c, FileObject file, long address) {
    this.memory = c.memory();
    this.address = address;
    this.file = file;
    long handle = memory.readLong(address + EVENT);
    HandleTable.Entry e = c.handles().get(handle & ~3);
    this.event = e != null && e.object() instanceof Event ? e.object().retain() : null;
    // A handle with its low bit set asks for no packet.
    this.notifiesPort = (handle & 1) == 0;
    if (event instanceof Event set) {
      set.reset();
    }
  }

  long address() {
    return address;
  }

  /** Offset in the file; all ones means its end. */
  long offset() {
    return memory.readLong(address + OFFSET);
  }

  void setPending() {
    memory.writeLong(address + INTERNAL_HIGH, 0);
    memory.writeLong(address, STATUS_PENDING);
  }

  /**
   * Tells the outcome.
   *
   * @param status NTSTATUS
   * @param atOnce whether the call itself returns the outcome, which the file's modes may make
   *     known already
   */
  void complete(int status, long bytes, boolean atOnce) {
    memory.writeLong(address + INTERNAL_HIGH, bytes);
    memory.writeLong(address, status & 0xffff_ffffL);
    int modes = file.completionModes();
    boolean skipped = atOnce && status == 0 && (modes & SKIP_PORT_ON_SUCCESS) != 0;
    FileObject.PortBinding port = file.port();
    // An operation that fails at once never tells the port.
    boolean failed = atOnce && status != 0;
    if (port != null && notifiesPort && !skipped && !failed) {
      port.port()
          .post(new CompletionPort.Packet(port.key(), address, status & 0xffff_ffffL, (int) bytes));
    }
    if (event instanceof Event e) {
      e.set();
      e.release();
    } else if ((modes & SKIP_SET_EVENT) == 0) {
      file.operationDone();
    }
  }
}
