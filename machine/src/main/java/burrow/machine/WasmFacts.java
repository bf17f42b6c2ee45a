package burrow.machine;

import java.util.List;

/**
 * The structure of a WebAssembly module: the sections as read and checked, function bodies left in
 * the file. Functions are numbered with the imported ones first; file offsets refer to {@link
 * ProgramImage#content}.
 *
 * @param signatures the type section
 * @param functionTypes index into {@code signatures} for every function
 * @param importedFunctions how many functions are imports; they stand first, in the order of {@link
 *     ProgramImage#imports}
 * @param bodyStart file offset of each defined function's body (its local declarations)
 * @param bodyEnd the offset behind it
 * @param table the function at each index of the table, -1 where none is
 * @param pages initial size of the memory in units of 64 KiB
 * @param maximumPages most it may grow to
 * @param globals in order of their index
 * @param exports what the host may use
 * @param start the function to run at instantiation, or -1
 * @param dataAddress memory address of each active data segment; {@code dataOffset} its bytes in
 *     the file, {@code dataLength} how many
 */
@SuppressWarnings("ArrayRecordComponent") // large, shared, documented as read-only
public record WasmFacts(
    List<Signature> signatures,
    int[] functionTypes,
    int importedFunctions,
    int[] bodyStart,
    int[] bodyEnd,
    int[] table,
    int pages,
    int maximumPages,
    List<Global> globals,
    List<Export> exports,
    int start,
    int[] dataAddress,
    int[] dataOffset,
    int[] dataLength)
    implements ProgramImage.Facts {

  /**
   * A function type. Value types are I (i32), J (i64), F (f32) and D (f64), as in a JVM descriptor.
   *
   * @param result one value type or the empty string
   */
  public record Signature(String parameters, String result) {
    /** The JVM's method descriptor for it. */
    public String descriptor() {
      return "(" + parameters + ")" + (result.isEmpty() ? "V" : result);
    }
  }

  /**
   * A global variable.
   *
   * @param type value type
   * @param initial the bits of its first value
   */
  public record Global(char type, boolean mutable, long initial) {}

  /** What an export names. */
  public enum ExportKind {
    FUNCTION,
    TABLE,
    MEMORY,
    GLOBAL
  }

  public record Export(String name, ExportKind kind, int index) {}

  public int functionCount() {
    return functionTypes.length;
  }

  public Signature signature(int function) {
    return signatures.get(functionTypes[function]);
  }

  /** The index of an exported function, or -1. */
  public int exportedFunction(String name) {
    for (Export e : exports) {
      if (e.kind == ExportKind.FUNCTION && e.name.equals(name)) {
        return e.index;
      }
    }
    return -1;
  }
}
