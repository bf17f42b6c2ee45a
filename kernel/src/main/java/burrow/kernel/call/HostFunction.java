package burrow.kernel.call;

import burrow.kernel.trace.ArgumentFormat;
import burrow.kernel.trace.TracedCall;
import java.util.List;

/**
 * One row of a table of imported functions.
 *
 * @param <C> what a handler of the personality gets
 * @param library DLL or dylib, as the personality spells it
 * @param name as the platform documents it, without decoration
 * @param handler translates the call
 * @param arguments how a trace shows them; the size is the arity
 * @param support how much of the function works
 * @param caveat what does not work, empty if everything does
 */
public record HostFunction<C extends TracedCall>(
    String library,
    String name,
    Handler<C> handler,
    List<ArgumentFormat> arguments,
    Support support,
    String caveat) {

  /** Translates one call: decodes arguments, calls the kernel, encodes the result. */
  @FunctionalInterface
  public interface Handler<C> {
    /**
     * Returns the value of the result register. Fails by {@link burrow.kernel.KernelException},
     * {@link burrow.machine.GuestFault} or {@link burrow.kernel.wait.Interrupted}, which the
     * personality turns into what its platform says.
     */
    long handle(C call);
  }

  /** A function that works in full. */
  public static <C extends TracedCall> HostFunction<C> of(
      String library, String name, Handler<C> handler, ArgumentFormat... arguments) {
    return new HostFunction<>(library, name, handler, List.of(arguments), Support.FULL, "");
  }

  /** The same function, of which not everything works. */
  public HostFunction<C> partial(String whatDoesNot) {
    return new HostFunction<>(library, name, handler, arguments, Support.PARTIAL, whatDoesNot);
  }

  /** The same function, which always fails in the way the handler says. */
  public HostFunction<C> unsupported(String why) {
    return new HostFunction<>(library, name, handler, arguments, Support.NOT_SUPPORTED, why);
  }
}
