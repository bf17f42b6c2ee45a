package burrow.windows;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.call.HostFunction;
import burrow.kernel.object.HandleTable;
import burrow.kernel.object.KernelObject;
import burrow.kernel.object.ProcessObject;
import burrow.kernel.object.ThreadObject;
import burrow.kernel.time.HostClock;
import burrow.kernel.trace.TracedCall;
import burrow.machine.AddressSpace;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One function call being handled. Each thread reuses one object, since it makes one call at a
 * time; a handler must not keep it.
 */
final class Call implements TracedCall {
  /** More arguments than any function of the tables has. */
  static final int MOST_ARGUMENTS = 16;

  /** Longest string that is read from a guest, in characters: the limit of UNICODE_STRING. */
  private static final int LONGEST_STRING = 32767;

  private final WindowsThread thread;
  private final long[] arguments = new long[MOST_ARGUMENTS];
  private @Nullable HostFunction<Call> function;
  private long returnAddress;
  private long result;
  private int error;
  private String detail = "";

  Call(WindowsThread thread) {
    this.thread = thread;
  }

  /** Takes the arguments out of registers and stack. */
  void begin(HostFunction<Call> called, long returnsTo) {
    function = called;
    returnAddress = returnsTo;
    int arity = called.arguments().size();
    for (int i = 0; i < arity; i++) {
      arguments[i] = thread.abi().convention().argument(thread.cpu(), i);
    }
    result = 0;
    error = 0;
    detail = "";
  }

  HostFunction<Call> function() {
    if (function == null) {
      throw new IllegalStateException("no call");
    }
    return function;
  }

  /** Where in the guest the call came from. */
  long returnAddress() {
    return returnAddress;
  }

  @Override
  public WindowsThread thread() {
    return thread;
  }

  WindowsProcess process() {
    return thread.process();
  }

  WindowsAbi abi() {
    return thread.abi();
  }

  HostClock clock() {
    return thread.clock();
  }

  @Override
  public AddressSpace memory() {
    return thread.cpu().memory;
  }

  // ---- arguments ----

  @Override
  public long argument(int index) {
    return arguments[index];
  }

  /** A DWORD, BOOL or int: the upper half of the slot is junk. */
  int intArgument(int index) {
    return (int) arguments[index];
  }

  /** A DWORD that counts something. */
  long unsignedArgument(int index) {
    return arguments[index] & 0xffff_ffffL;
  }

  /** A NUL-terminated UTF-16 string, or null for a null pointer. */
  @Nullable String wideOrNull(int index) {
    return arguments[index] == 0 ? null : wideAt(arguments[index]);
  }

  /**
   * A NUL-terminated UTF-16 string.
   *
   * @throws KernelException EINVAL for a null pointer
   */
  String wide(int index) {
    String s = wideOrNull(index);
    if (s == null) {
      throw new KernelException(Errno.EINVAL);
    }
    return s;
  }

  /** The NUL-terminated UTF-16 string at an address. */
  String wideAt(long address) {
    return Wide.read(memory(), address, LONGEST_STRING);
  }

  /** A NUL-terminated string in the ANSI code page, which is UTF-8 here. */
  String narrow(int index) {
    byte[] b = memory().readStringBytes(arguments[index], LONGEST_STRING);
    if (b == null) {
      throw new KernelException(Errno.EINVAL);
    }
    return new String(b, StandardCharsets.UTF_8);
  }

  // ---- handles ----

  HandleTable handles() {
    return process().handles();
  }

  /** The object of a handle argument, the two pseudo-handles included, without a reference. */
  KernelObject object(int index) {
    long h = arguments[index];
    if (h == Win32.CURRENT_PROCESS) {
      return process().object();
    }
    if (h == Win32.CURRENT_THREAD) {
      return thread.object();
    }
    return handles().require(h).object();
  }

  /**
   * The object of a handle argument, of a certain kind.
   *
   * @throws KernelException EBADF if it is another kind
   */
  <T> T object(int index, Class<T> kind) {
    KernelObject o = object(index);
    if (!kind.isInstance(o)) {
      throw new KernelException(Errno.EBADF);
    }
    return kind.cast(o);
  }

  WindowsThread threadArgument(int index) {
    return (WindowsThread) object(index, ThreadObject.class).thread();
  }

  ProcessObject processArgument(int index) {
    return object(index, ProcessObject.class);
  }

  // ---- results ----

  @Override
  public long result() {
    return result;
  }

  void setResult(long value) {
    result = value;
  }

  /** Sets what GetLastError tells. */
  void setLastError(int code) {
    error = code;
    thread.setLastError(code);
  }

  /** What the call set as the last error, 0 if nothing. */
  int error() {
    return error;
  }

  String detail() {
    return detail;
  }

  void setDetail(String text) {
    detail = text;
  }
}
