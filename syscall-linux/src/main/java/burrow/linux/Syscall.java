package burrow.linux;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.call.Support;
import burrow.kernel.trace.ArgumentFormat;
import burrow.kernel.trace.CallTrace;
import java.util.List;

/**
 * One row of the system call table.
 *
 * @param name as in the Linux manual
 * @param amd64 its number there, {@link #NONE} where the architecture lacks it
 * @param arm64 its number there
 * @param riscv64 its number there
 * @param handler translates the call
 * @param arguments how a trace shows them; the size is the arity
 * @param result how a trace shows the result
 * @param support how much of the call works
 * @param caveat what does not work, empty if everything does
 */
public record Syscall(
    String name,
    int amd64,
    int arm64,
    int riscv64,
    Handler handler,
    List<ArgumentFormat> arguments,
    CallTrace.Result result,
    Support support,
    String caveat) {
  public static final int NONE = -1;

  /** Translates one system call: decodes arguments, calls the kernel, encodes the result. */
  @FunctionalInterface
  public interface Handler {
    /**
     * Returns the result register's value. Fails by {@link burrow.kernel.KernelException}, {@link
     * burrow.machine.GuestFault} (EFAULT) or {@link burrow.kernel.wait.Interrupted}.
     */
    long handle(Call call);
  }

  /** A fully supported call with the same number on arm64 and riscv64. */
  public static Syscall of(
      String name, int amd64, int generic, Handler handler, ArgumentFormat... arguments) {
    return new Syscall(
        name,
        amd64,
        generic,
        generic,
        handler,
        List.of(arguments),
        CallTrace.Result.DECIMAL,
        Support.FULL,
        "");
  }

  /** A handler of a call that always fails. */
  public static Handler failing(Errno errno) {
    return call -> {
      throw new KernelException(errno);
    };
  }

  /** As {@link #failing(Errno)}; the reason shows in traces. */
  public static Handler failing(Errno errno, String why) {
    return call -> {
      throw new KernelException(errno, why);
    };
  }

  /** The same call with other numbers per architecture. */
  public Syscall numbers(int onAmd64, int onArm64, int onRiscv64) {
    return new Syscall(
        name, onAmd64, onArm64, onRiscv64, handler, arguments, result, support, caveat);
  }

  public Syscall returning(CallTrace.Result shown) {
    return new Syscall(name, amd64, arm64, riscv64, handler, arguments, shown, support, caveat);
  }

  /** The same call, of which not everything works. */
  public Syscall partial(String whatDoesNot) {
    return new Syscall(
        name, amd64, arm64, riscv64, handler, arguments, result, Support.PARTIAL, whatDoesNot);
  }

  /** The same call, which always fails. */
  public Syscall unsupported(String why) {
    return new Syscall(
        name, amd64, arm64, riscv64, handler, arguments, result, Support.NOT_SUPPORTED, why);
  }
}
