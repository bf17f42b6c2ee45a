package burrow.wasm.js;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.OpenFile;
import burrow.kernel.poll.Readiness;
import burrow.wasm.WasmThread;
import java.nio.ByteBuffer;

/** fs.read and fs.write: where the file is not ready, the event loop tries again. */
final class JsTransfers {
  /** Transfers are done in pieces of this size. */
  private static final int BUFFER_BYTES = 1 << 18;

  private final WasmThread thread;
  private final JsHost host;
  private final JsFiles files;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

  JsTransfers(WasmThread thread, JsHost host, JsFiles files) {
    this.thread = thread;
    this.host = host;
    this.files = files;
  }

  /**
   * One transfer as asked for.
   *
   * @param position in the file, or -1 for its own offset
   */
  @SuppressWarnings("ArrayRecordComponent") // the guest's own array
  private record Request(
      String name, int descriptor, byte[] bytes, int offset, int length, long position) {}

  void addTo(JsObject fs) {
    fs.method("read", (self, a) -> start(request("read", a), JsFiles.callback("read", a)));
    fs.method("write", (self, a) -> start(request("write", a), JsFiles.callback("write", a)));
  }

  private static Request request(String name, Object[] a) {
    if (!(Js.argument(a, 1) instanceof JsBytes b)) {
      throw new JsThrow(JsErrors.typeError("fs." + name + ": expected a Uint8Array"));
    }
    long offset = Js.toLong(Js.argument(a, 2));
    long length = Js.toLong(Js.argument(a, 3));
    if (offset < 0 || length < 0 || offset + length > b.length()) {
      throw new JsThrow(JsErrors.rangeError("fs." + name + ": offset or length out of range"));
    }
    Object position = Js.argument(a, 4);
    return new Request(
        name,
        (int) Js.toLong(Js.argument(a, 0)),
        b.buffer(),
        b.offset() + (int) offset,
        (int) length,
        position instanceof Double d ? d.longValue() : -1);
  }

  private Object start(Request r, JsFunction callback) {
    try {
      OpenFile f = thread.descriptors().acquire(r.descriptor);
      try {
        attempt(r, f, callback);
      } finally {
        f.release();
      }
    } catch (KernelException e) {
      files.answer(callback, JsErrors.system(e.errno(), r.name), Js.UNDEFINED);
    }
    return Js.UNDEFINED;
  }

  private void attempt(Request r, OpenFile f, JsFunction callback) {
    boolean reads = r.name.equals("read");
    try {
      long n = reads ? read(r, f) : write(r, f);
      files.answer(callback, Js.NULL, Js.number(n));
    } catch (KernelException e) {
      if (e.errno() == Errno.EAGAIN) {
        int events = reads ? Readiness.IN : Readiness.OUT;
        host.loop().whenReady(f, events, () -> attempt(r, f, callback));
      } else {
        files.answer(callback, JsErrors.system(e.errno(), r.name), Js.UNDEFINED);
      }
    }
  }

  private long read(Request r, OpenFile f) {
    buffer.clear().limit(Math.min(r.length, BUFFER_BYTES));
    long n = r.position < 0 ? f.read(buffer) : f.readAt(buffer, r.position);
    buffer.flip().get(r.bytes, r.offset, (int) n);
    return n;
  }

  private long write(Request r, OpenFile f) {
    long done = 0;
    while (done < r.length) {
      int piece = (int) Math.min(r.length - done, BUFFER_BYTES);
      buffer.clear().put(r.bytes, r.offset + (int) done, piece).flip();
      long n;
      try {
        n = r.position < 0 ? f.write(buffer) : f.writeAt(buffer, r.position + done);
      } catch (KernelException e) {
        if (done > 0) {
          break;
        }
        throw e;
      }
      done += n;
      if (n < piece) {
        break;
      }
    }
    return done;
  }
}
