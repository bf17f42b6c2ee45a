package burrow.wasm;

import burrow.machine.ProgramImage.Import;
import burrow.machine.WasmFacts.Signature;
import burrow.wasm.WasmPersonality.WasmThreadSource;
import burrow.wasm.run.ImportedFunction;
import burrow.wasm.run.WasmTrap;
import java.util.StringJoiner;

/** What binding imports has in common for the two targets. */
public final class Imports {
  private Imports() {}

  /** A call on the thread that makes it. */
  public static WasmCall call(WasmThreadSource thread, long[] arguments) {
    return new WasmCall(thread.get(), arguments);
  }

  /** A stub that ends the guest with one line when it is called. */
  public static ImportedFunction missing(
      WasmThreadSource thread, Import imported, Signature signature) {
    return arguments -> {
      StringJoiner list = new StringJoiner(", ", "(", ")");
      for (int i = 0; i < Math.min(arguments.length, 6); i++) {
        list.add("0x" + Long.toHexString(arguments[i]));
      }
      throw new WasmTrap(
          "call of " + imported.library() + "." + imported.name() + list + ", which Burrow lacks");
    };
  }

  /**
   * Checks the type that a module gives to an import.
   *
   * @param expected as a JVM descriptor
   * @throws WasmTrap if it is another
   */
  public static void requireSignature(Import imported, Signature signature, String expected) {
    if (!signature.descriptor().equals(expected)) {
      throw new WasmTrap(
          "import "
              + imported.library()
              + "."
              + imported.name()
              + " has type "
              + signature.descriptor()
              + ", expected "
              + expected);
    }
  }
}
