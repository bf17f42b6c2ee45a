package burrow.windows;

import static burrow.windows.WindowsFormats.FLAGS;
import static burrow.windows.WindowsFormats.HANDLE;
import static burrow.windows.WindowsFormats.INT;
import static burrow.windows.WindowsFormats.POINTER;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.call.HostFunction;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.Pipe;
import burrow.kernel.object.KernelObject;
import burrow.kernel.object.ObjectWait;
import burrow.kernel.time.HostClock;
import burrow.machine.Access;
import java.nio.ByteBuffer;
import java.util.List;

/** Reading and writing files, now or overlapped, and completion ports. */
final class TransferFunctions {
  private static final String KERNEL32 = "kernel32.dll";

  /** Most bytes that are moved at once. */
  private static final int LONGEST = 1 << 30;

  private static final int STATUS_END_OF_FILE = 0xC000_0011;

  /** OVERLAPPED_ENTRY: key, OVERLAPPED, status, bytes. */
  private static final int ENTRY_BYTES = 32;

  private TransferFunctions() {}

  static List<HostFunction<Call>> table() {
    return List.of(
        Row.of(
            KERNEL32, "ReadFile", c -> transfer(c, true), HANDLE, POINTER, INT, POINTER, POINTER),
        Row.of(
            KERNEL32,
            "WriteFile",
            c -> transfer(c, false),
            HANDLE,
            burrow.kernel.trace.Formats.input(2),
            INT,
            POINTER,
            POINTER),
        Row.of(
            KERNEL32,
            "GetOverlappedResult",
            c -> overlappedResult(c, c.intArgument(3) == 0 ? 0 : Win32.INFINITE),
            HANDLE,
            POINTER,
            POINTER,
            INT),
        Row.of(KERNEL32, "CancelIo", c -> cancel(c, 0), HANDLE),
        Row.of(KERNEL32, "CancelIoEx", c -> cancel(c, c.argument(1)), HANDLE, POINTER),
        Row.of(KERNEL32, "CreatePipe", TransferFunctions::pipe, POINTER, POINTER, POINTER, INT)
            .partial("the size is ignored"),
        Row.of(
            KERNEL32,
            "CreateIoCompletionPort",
            TransferFunctions::createPort,
            HANDLE,
            HANDLE,
            POINTER,
            INT),
        Row.of(
                KERNEL32,
                "GetQueuedCompletionStatusEx",
                TransferFunctions::takeMany,
                HANDLE,
                POINTER,
                INT,
                POINTER,
                INT,
                INT)
            .partial("there are no asynchronous procedure calls to be alerted by"),
        Row.of(
            KERNEL32,
            "GetQueuedCompletionStatus",
            TransferFunctions::takeOne,
            HANDLE,
            POINTER,
            POINTER,
            POINTER,
            INT),
        Row.of(
            KERNEL32,
            "PostQueuedCompletionStatus",
            TransferFunctions::post,
            HANDLE,
            INT,
            POINTER,
            POINTER),
        Row.of(
            KERNEL32,
            "SetFileCompletionNotificationModes",
            TransferFunctions::completionModes,
            HANDLE,
            FLAGS));
  }

  // ---- reading and writing ----

  private static long transfer(Call c, boolean reading) {
    FileObject f = c.object(0, FileObject.class);
    long length = Math.min(c.unsignedArgument(2), LONGEST);
    if (c.argument(3) != 0) {
      c.memory().writeInt(c.argument(3), 0);
    }
    ByteBuffer view =
        c.memory().view(c.argument(1), (int) length, reading ? Access.WRITE : Access.READ);
    if (c.argument(4) != 0) {
      return overlapped(c, f, view, reading);
    }
    if (f.overlapped()) {
      throw new KernelException(Errno.EINVAL);
    }
    long n = BlockedTransfer.run(c.thread(), f, view, reading);
    if (reading && n == 0 && length > 0 && f.isPipe()) {
      throw new Win32Exception(Win32.ERROR_BROKEN_PIPE);
    }
    if (c.argument(3) != 0) {
      c.memory().writeInt(c.argument(3), (int) n);
    }
    return 1;
  }

  private static long overlapped(Call c, FileObject f, ByteBuffer view, boolean reading) {
    Overlapped o = new Overlapped(c, f, c.argument(4));
    if (!f.isSeekable()) {
      return onStream(c, f, o, view, reading);
    }
    long offset = o.offset();
    long n;
    try {
      n = atOffset(f.file(), view, offset, reading);
    } catch (KernelException e) {
      o.complete(Errors.statusOf(Errors.win32(e.errno())), 0, true);
      throw e;
    }
    if (!f.overlapped()) {
      f.file()
          .seek(
              offset == -1 ? 0 : offset + n,
              offset == -1 ? OpenFile.Whence.END : OpenFile.Whence.SET);
    }
    if (reading && n == 0 && view.hasRemaining()) {
      o.complete(STATUS_END_OF_FILE, 0, true);
      throw new Win32Exception(Win32.ERROR_HANDLE_EOF);
    }
    o.complete(0, n, true);
    if (c.argument(3) != 0) {
      c.memory().writeInt(c.argument(3), (int) n);
    }
    return 1;
  }

  private static long atOffset(OpenFile file, ByteBuffer view, long offset, boolean reading) {
    if (reading) {
      return file.readAt(view, offset);
    }
    return file.writeAt(view, offset == -1 ? file.status().size() : offset);
  }

  private static long onStream(
      Call c, FileObject f, Overlapped o, ByteBuffer view, boolean reading) {
    OpenFile file = f.file();
    if (!f.overlapped()) {
      long n = BlockedTransfer.run(c.thread(), f, view, reading);
      boolean ended = reading && n == 0 && f.isPipe();
      o.complete(ended ? Errors.statusOf(Win32.ERROR_BROKEN_PIPE) : 0, n, true);
      if (ended) {
        throw new Win32Exception(Win32.ERROR_BROKEN_PIPE);
      }
      if (c.argument(3) != 0) {
        c.memory().writeInt(c.argument(3), (int) n);
      }
      return 1;
    }
    int length = view.remaining();
    PendingTransfer.Attempt attempt =
        () -> {
          if (reading) {
            return file.read(view);
          }
          file.write(view);
          if (view.hasRemaining()) {
            throw new KernelException(Errno.EAGAIN);
          }
          return length;
        };
    new PendingTransfer(f, o, reading, attempt).start();
    throw new Win32Exception(Win32.ERROR_IO_PENDING);
  }

  /** Also GetOverlappedResultEx and WSAGetOverlappedResult. */
  static long overlappedResult(Call c, int milliseconds) {
    FileObject f = c.object(0, FileObject.class);
    long at = c.argument(1);
    long status = c.memory().readLong(at);
    if (status == Overlapped.STATUS_PENDING && milliseconds != 0) {
      long handle = c.memory().readLong(at + 24) & ~3L;
      KernelObject event = handle == 0 ? f : c.handles().require(handle).object();
      new ObjectWait(c.thread(), List.of(event), false).until(HostClock.FOREVER);
      status = c.memory().readLong(at);
    }
    if (status == Overlapped.STATUS_PENDING) {
      throw new Win32Exception(Win32.ERROR_IO_INCOMPLETE);
    }
    if (c.argument(2) != 0) {
      c.memory().writeInt(c.argument(2), (int) c.memory().readLong(at + 8));
    }
    if ((int) status != 0) {
      throw new Win32Exception(Errors.win32OfStatus((int) status));
    }
    return 1;
  }

  private static long cancel(Call c, long overlapped) {
    FileObject f = c.object(0, FileObject.class);
    boolean found = false;
    for (PendingTransfer p : f.pending()) {
      if (overlapped == 0 || p.overlapped().address() == overlapped) {
        found |= p.cancel();
      }
    }
    if (c.function().name().equals("CancelIoEx")) {
      for (BlockedTransfer b : overlapped == 0 ? f.blocked() : List.<BlockedTransfer>of()) {
        b.cancel();
        found = true;
      }
      if (!found) {
        throw new Win32Exception(Win32.ERROR_NOT_FOUND);
      }
    }
    return 1;
  }

  private static long pipe(Call c) {
    Pipe pipe = new Pipe(0);
    boolean inherit = WaitFunctions.inheritable(c, c.argument(2));
    long reader = c.handles().add(new FileObject(pipe.reader(), false), 0x120089, inherit);
    long writer = c.handles().add(new FileObject(pipe.writer(), false), 0x120196, inherit);
    c.memory().writeLong(c.argument(0), reader);
    c.memory().writeLong(c.argument(1), writer);
    return 1;
  }

  // ---- completion ports ----

  private static long createPort(Call c) {
    long portHandle = c.argument(1);
    CompletionPort port;
    if (portHandle == 0) {
      port = new CompletionPort();
    } else {
      port = c.object(1, CompletionPort.class);
    }
    if (c.argument(0) != Win32.INVALID_HANDLE) {
      FileObject f = c.object(0, FileObject.class);
      if (!f.overlapped()) {
        throw new KernelException(Errno.EINVAL);
      }
      port.retain();
      if (!f.bind(new FileObject.PortBinding(port, c.argument(2)))) {
        port.release();
        throw new KernelException(Errno.EINVAL);
      }
    } else if (portHandle != 0) {
      throw new KernelException(Errno.EINVAL);
    }
    return portHandle != 0 ? portHandle : c.handles().add(port, 0x1f0003, false);
  }

  private static long takeMany(Call c) {
    CompletionPort port = c.object(0, CompletionPort.class);
    int most = c.intArgument(2);
    if (most <= 0) {
      throw new KernelException(Errno.EINVAL);
    }
    List<CompletionPort.Packet> packets =
        port.take(c.thread(), most, WaitFunctions.deadline(c, c.intArgument(4)));
    c.memory().writeInt(c.argument(3), packets.size());
    if (packets.isEmpty()) {
      throw new Win32Exception(Win32.WAIT_TIMEOUT);
    }
    long at = c.argument(1);
    for (CompletionPort.Packet p : packets) {
      c.memory().writeLong(at, p.key());
      c.memory().writeLong(at + 8, p.overlapped());
      c.memory().writeLong(at + 16, p.status());
      c.memory().writeInt(at + 24, p.bytes());
      at += ENTRY_BYTES;
    }
    return 1;
  }

  private static long takeOne(Call c) {
    CompletionPort port = c.object(0, CompletionPort.class);
    List<CompletionPort.Packet> packets =
        port.take(c.thread(), 1, WaitFunctions.deadline(c, c.intArgument(4)));
    if (packets.isEmpty()) {
      c.memory().writeLong(c.argument(3), 0);
      throw new Win32Exception(Win32.WAIT_TIMEOUT);
    }
    CompletionPort.Packet p = packets.get(0);
    c.memory().writeInt(c.argument(1), p.bytes());
    c.memory().writeLong(c.argument(2), p.key());
    c.memory().writeLong(c.argument(3), p.overlapped());
    if ((int) p.status() != 0 && p.overlapped() != 0) {
      throw new Win32Exception(Errors.win32OfStatus((int) p.status()));
    }
    return 1;
  }

  private static long post(Call c) {
    c.object(0, CompletionPort.class)
        .post(new CompletionPort.Packet(c.argument(2), c.argument(3), 0, c.intArgument(1)));
    return 1;
  }

  private static long completionModes(Call c) {
    c.object(0, FileObject.class).setCompletionModes(c.intArgument(1));
    return 1;
  }
}
