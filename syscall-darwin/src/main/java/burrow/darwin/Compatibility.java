package burrow.darwin;

import java.util.Comparator;
import java.util.List;

/** What docs/compatibility.md says about macOS, from the tables of functions. */
public final class Compatibility {
  private static final String HEAD =
      """
      ## macOS functions

      Functions of libSystem unless another library is named, as Mach-O programs import them; on
      amd64 those with 64-bit inode numbers go by the symbol in brackets. The number is that of the
      raw system call, which old programs make. A function that is not in the table binds too and
      ends the guest with one line when it is called.

      | function | system call | support | note |
      |---|---|---|---|
      """;

  private Compatibility() {}

  /** The section of the page. */
  public static String section() {
    StringBuilder out = new StringBuilder(HEAD);
    List<DarwinFunction> rows = FunctionTable.rows();
    rows.sort(Comparator.comparing(DarwinFunction::name));
    for (DarwinFunction f : rows) {
      out.append("| ").append(f.name());
      if (!f.amd64Name().equals(f.name())) {
        out.append(" [").append(f.amd64Name()).append(']');
      }
      String library = f.function().library();
      if (!library.equals(DarwinFunction.SYSTEM)) {
        out.append(" (").append(library.substring(library.lastIndexOf('/') + 1)).append(')');
      }
      int n = f.number();
      out.append(" | ").append(n == DarwinFunction.NONE ? "-" : Integer.toString(n));
      out.append(" | ").append(f.function().support());
      out.append(" | ").append(f.function().caveat()).append(" |\n");
    }
    return out.toString();
  }
}
