package burrow.linux;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.process.GuestThread;
import burrow.kernel.trace.ArgumentFormat;
import burrow.kernel.trace.CallTrace;
import burrow.kernel.trace.Formats;
import burrow.kernel.trace.TracedCall;
import burrow.machine.AddressSpace;
import burrow.machine.Arch;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One system call being handled. Each thread reuses one object, since it makes one call at a time;
 * a handler must not keep it.
 */
public final class Call implements TracedCall {
  /** PATH_MAX. */
  private static final int PATH_MAX = 4096;

  private final LinuxThread thread;
  private final long[] arguments = new long[6];
  private int number;
  private @Nullable Syscall syscall;
  private long result;
  private boolean keepsRegisters;

  Call(LinuxThread thread) {
    this.thread = thread;
  }

  /** Takes number and arguments out of the registers. */
  void begin(LinuxAbi abi) {
    number = (int) abi.callNumber(thread.cpu());
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = abi.argument(thread.cpu(), i);
    }
    syscall = thread.process().table().get(number);
    result = 0;
    keepsRegisters = false;
  }

  /** The handler has set all registers; there is no result to store (rt_sigreturn). */
  void keepRegisters() {
    keepsRegisters = true;
  }

  boolean keepsRegisters() {
    return keepsRegisters;
  }

  /** Tells a trace that the call begins. */
  void announce(CallTrace trace) {
    Syscall s = syscall;
    if (s != null) {
      trace.enter(s.name(), s.arguments(), s.result());
    } else {
      List<ArgumentFormat> six = Collections.nCopies(arguments.length, Formats.HEX);
      trace.enter("syscall_" + number, six, CallTrace.Result.DECIMAL);
    }
  }

  void setResult(long value) {
    result = value;
  }

  /** The number in the guest's architecture. */
  public int number() {
    return number;
  }

  /** The table's row, or null for an unknown number. */
  public @Nullable Syscall syscall() {
    return syscall;
  }

  @Override
  public LinuxThread thread() {
    return thread;
  }

  public LinuxProcess process() {
    return thread.process();
  }

  public Arch arch() {
    return thread.process().abi().arch();
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

  @Override
  public AddressSpace memory() {
    return thread.cpu().memory;
  }

  /**
   * The path that an argument points to.
   *
   * @throws KernelException ENAMETOOLONG if it is longer than PATH_MAX
   */
  public String path(int index) {
    return path(memory(), arguments[index]);
  }

  private static String path(AddressSpace memory, long address) {
    String path = memory.readString(address, PATH_MAX - 1);
    if (path == null) {
      throw new KernelException(Errno.ENAMETOOLONG);
    }
    return path;
  }

  /** For kernel calls that block. */
  public GuestThread caller() {
    return thread;
  }
}
