package burrow.wasm.wasi;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.call.HostFunction;
import burrow.kernel.file.PathWalker;
import burrow.kernel.process.ExitStatus;
import burrow.kernel.wait.Interrupted;
import burrow.machine.GuestFault;
import burrow.machine.ProgramImage.Import;
import burrow.machine.WasmFacts;
import burrow.wasm.CallTrace;
import burrow.wasm.Imports;
import burrow.wasm.WasmCall;
import burrow.wasm.WasmPersonality.Host;
import burrow.wasm.WasmPersonality.WasmThreadSource;
import burrow.wasm.WasmThread;
import burrow.wasm.run.ImportedFunction;
import org.jspecify.annotations.Nullable;

/** The host side of wasip1: binds the functions of WASI preview 1 and runs {@code _start}. */
public final class WasiHost implements Host {
  static final String MODULE = "wasi_snapshot_preview1";

  /** The first descriptor behind the standard streams: the directory that all paths start from. */
  static final int PREOPENED = 3;

  @Override
  public ImportedFunction bind(
      WasmThreadSource thread, Import imported, WasmFacts.Signature signature) {
    HostFunction<WasmCall> row =
        imported.library().equals(MODULE) ? WasiTable.find(imported.name()) : null;
    if (row == null) {
      return Imports.missing(thread, imported, signature);
    }
    Imports.requireSignature(imported, signature, WasiTable.signature(row));
    return arguments -> call(row, Imports.call(thread, arguments));
  }

  private static long call(HostFunction<WasmCall> row, WasmCall call) {
    CallTrace trace = CallTrace.enter(row, call);
    try {
      long result = row.handler().handle(call);
      if (trace != null) {
        trace.returned(Long.toString(result));
      }
      return result;
    } catch (KernelException e) {
      return failed(trace, e.errno(), e.detail());
    } catch (GuestFault e) {
      return failed(trace, Errno.EFAULT, "");
    } catch (Interrupted e) {
      call.thread().attendNow();
      return failed(trace, Errno.EINTR, "");
    }
  }

  private static long failed(@Nullable CallTrace trace, Errno errno, String detail) {
    if (trace != null) {
      trace.failed(errno, detail);
    }
    return WasiErrno.number(errno);
  }

  @Override
  public void run(WasmThread thread) {
    try {
      PathWalker.walk(thread.fileSystem(), null, "/", PathWalker.Last.FOLLOW).close();
      thread.descriptors().install(PREOPENED, new PreopenedRoot(thread.fileSystem().root()));
    } catch (KernelException e) {
      // Without it the program has no files, which it reports itself.
      thread.process().setLastWords("no root directory: " + e.getMessage());
    }
    thread.process().instance().exported("_start").call();
    thread.process().exit(ExitStatus.exited(0));
  }
}
