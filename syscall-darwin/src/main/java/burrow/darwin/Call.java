package burrow.darwin;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.call.HostFunction;
import burrow.kernel.file.PathBytes;
import burrow.kernel.file.PathWalker;
import burrow.kernel.trace.ArgumentFormat;
import burrow.kernel.trace.Formats;
import burrow.kernel.trace.TracedCall;
import burrow.machine.Arch;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call of a function or raw system call being handled. Each thread reuses one object, since it
 * makes one call at a time; a handler must not keep it.
 */
public final class Call implements TracedCall {
  private static final int MOST_ARGUMENTS = 10;

  /** As many arguments are shown of a call that Burrow does not know. */
  private static final int SHOWN_ARGUMENTS = 6;

  private final DarwinThread thread;
  private final DarwinAbi abi;
  private final long[] arguments = new long[MOST_ARGUMENTS];
  private @Nullable DarwinFunction function;
  private boolean raw;
  private long number;
  private long result;
  private boolean keepsRegisters;

  Call(DarwinThread thread) {
    this.thread = thread;
    this.abi = thread.process().abi();
  }

  /**
   * A function has been entered: takes its arguments.
   *
   * @throws burrow.machine.GuestFault if they lie on the stack and cannot be read
   */
  void begin(DarwinFunction called) {
    start(called, false);
    int count = called.function().arguments().size();
    for (int i = 0; i < count; i++) {
      arguments[i] =
          i < called.fixed()
              ? abi.convention().argument(thread.cpu(), i)
              : abi.variadic(thread.cpu(), i, called.fixed());
    }
  }

  /** As {@link #begin(DarwinFunction)} for a raw system call, null if its number is unknown. */
  void beginRaw(@Nullable DarwinFunction called, long callNumber) {
    start(called, true);
    number = callNumber;
    int count = called == null ? SHOWN_ARGUMENTS : called.function().arguments().size();
    for (int i = 0; i < count; i++) {
      arguments[i] = abi.callArgument(thread.cpu(), i);
    }
  }

  private void start(@Nullable DarwinFunction called, boolean isRaw) {
    function = called;
    raw = isRaw;
    result = 0;
    keepsRegisters = false;
  }

  /** Null for a raw system call of unknown number. */
  @Nullable DarwinFunction function() {
    return function;
  }

  /** Whether this is a system call rather than a call of a library. */
  boolean isRaw() {
    return raw;
  }

  long make() {
    if (function == null) {
      throw new KernelException(Errno.ENOSYS, "unknown system call " + name());
    }
    HostFunction<Call> f = function.function();
    return f.handler().handle(this);
  }

  /** What a trace calls this. */
  String name() {
    return function != null ? function.name() : "syscall_0x" + Long.toHexString(number);
  }

  List<ArgumentFormat> formats() {
    return function != null
        ? function.function().arguments()
        : Collections.nCopies(SHOWN_ARGUMENTS, Formats.HEX);
  }

  /** The handler has set all registers; there is no result to store (sigreturn). */
  void keepRegisters() {
    keepsRegisters = true;
  }

  boolean keepsRegisters() {
    return keepsRegisters;
  }

  void setResult(long value) {
    result = value;
  }

  @Override
  public DarwinThread thread() {
    return thread;
  }

  public DarwinProcess process() {
    return thread.process();
  }

  public Arch arch() {
    return abi.arch();
  }

  @Override
  public long argument(int index) {
    return arguments[index];
  }

  /** An argument of C type int: the upper half of the register is junk. */
  public int intArgument(int index) {
    return (int) arguments[index];
  }

  @Override
  public long result() {
    return result;
  }

  /**
   * The path that an argument points to, as {@link PathBytes}.
   *
   * @throws KernelException ENAMETOOLONG
   */
  public String path(int index) {
    return string(argument(index), PathWalker.PATH_MAX - 1, Errno.ENAMETOOLONG);
  }

  /** A C string in guest memory, as {@link PathBytes}. */
  public String string(long address, int limit, Errno tooLong) {
    byte[] b = memory().readStringBytes(address, limit);
    if (b == null) {
      throw new KernelException(tooLong);
    }
    return PathBytes.of(b);
  }
}
