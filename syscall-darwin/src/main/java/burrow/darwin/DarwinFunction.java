package burrow.darwin;

import burrow.kernel.call.HostFunction;
import burrow.kernel.trace.ArgumentFormat;

/**
 * One function of a system library, or a raw system call.
 *
 * @param function name, handler, arguments, support
 * @param failure how the function tells that it failed
 * @param fixed how many arguments have names; the others are variadic
 * @param number of the raw system call with the same arguments, or {@link #NONE}
 * @param amd64Name its symbol on amd64, where the plain one is an older variant
 */
public record DarwinFunction(
    HostFunction<Call> function, Failure failure, int fixed, int number, String amd64Name) {

  /** The function is no system call. */
  static final int NONE = -1;

  static final String SYSTEM = "/usr/lib/libSystem.B.dylib";

  /** How a function tells that it failed. */
  enum Failure {
    /** By -1, with errno set. */
    MINUS_ONE,
    /** By a null pointer, with errno set. */
    NULL,
    /** By returning the error number itself. */
    NUMBER,
    /** It does not return. */
    NEVER_RETURNS
  }

  private static DarwinFunction row(
      Failure failure, String name, HostFunction.Handler<Call> handler, ArgumentFormat... formats) {
    HostFunction<Call> f = HostFunction.of(SYSTEM, name, handler, formats);
    return new DarwinFunction(f, failure, formats.length, NONE, name);
  }

  /** A function of libSystem that returns -1 and sets errno if it fails. */
  static DarwinFunction of(
      String name, HostFunction.Handler<Call> handler, ArgumentFormat... formats) {
    return row(Failure.MINUS_ONE, name, handler, formats);
  }

  /** A function of libSystem that returns a null pointer and sets errno if it fails. */
  static DarwinFunction pointer(
      String name, HostFunction.Handler<Call> handler, ArgumentFormat... formats) {
    return row(Failure.NULL, name, handler, formats);
  }

  /** A function of libSystem that returns 0 or an error number. */
  static DarwinFunction status(
      String name, HostFunction.Handler<Call> handler, ArgumentFormat... formats) {
    return row(Failure.NUMBER, name, handler, formats);
  }

  /** A function of libSystem that does not return. */
  static DarwinFunction end(
      String name, HostFunction.Handler<Call> handler, ArgumentFormat... formats) {
    return row(Failure.NEVER_RETURNS, name, handler, formats);
  }

  DarwinFunction variadicFrom(int named) {
    return new DarwinFunction(function, failure, named, number, amd64Name);
  }

  /** The same function as raw system call of that number. */
  DarwinFunction bsd(int callNumber) {
    return new DarwinFunction(function, failure, fixed, callNumber, amd64Name);
  }

  /** The same function under another symbol on amd64. */
  DarwinFunction onAmd64(String symbol) {
    return new DarwinFunction(function, failure, fixed, number, symbol);
  }

  DarwinFunction in(String library) {
    HostFunction<Call> f =
        new HostFunction<>(
            library,
            function.name(),
            function.handler(),
            function.arguments(),
            function.support(),
            function.caveat());
    return new DarwinFunction(f, failure, fixed, number, amd64Name);
  }

  DarwinFunction partial(String whatDoesNot) {
    return new DarwinFunction(function.partial(whatDoesNot), failure, fixed, number, amd64Name);
  }

  DarwinFunction unsupported(String why) {
    return new DarwinFunction(function.unsupported(why), failure, fixed, number, amd64Name);
  }

  String name() {
    return function.name();
  }
}
