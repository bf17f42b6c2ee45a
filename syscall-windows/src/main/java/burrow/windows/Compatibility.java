package burrow.windows;

import burrow.kernel.call.HostFunction;
import burrow.kernel.call.Support;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much of Windows there is, for {@code burrow info} and docs/compatibility.md. */
public final class Compatibility {
  private static final String HEAD =
      """
      ## Windows functions

      The same functions on amd64 and arm64. "not supported": always fails, in the way the note says.
      GetProcAddress does not find what is not in the table, with few exceptions: functions that are
      known to be missing are found, and the first call ends the program with one line that names
      DLL, function and arguments. The same happens to any import of the program file.

      | function | support | note |
      |---|---|---|
      """;

  private Compatibility() {}

  /** How much of a function works; null if it is missing. */
  public static @Nullable Support support(String library, String name) {
    HostFunction<?> f = FunctionTable.find(library, name);
    return f == null ? null : f.support();
  }

  /** The section on Windows, in Markdown. */
  public static String section() {
    StringBuilder out = new StringBuilder(HEAD);
    List<HostFunction<Call>> rows = FunctionTable.rows();
    rows.sort(
        Comparator.comparing((HostFunction<Call> f) -> f.library())
            .thenComparing(HostFunction::name));
    for (HostFunction<Call> f : rows) {
      out.append("| ").append(f.library()).append('!').append(f.name());
      out.append(" | ").append(f.support()).append(" | ").append(f.caveat()).append(" |\n");
    }
    return out.toString();
  }
}
