package burrow.linux;

import burrow.machine.Arch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** Writes docs/compatibility.md from the system call table. */
public final class CompatibilityPage {
  private static final String HEAD =
      """
      # Compatibility

      This page is generated from the tables in the source by `burrow.linux.CompatibilityPage`; a
      test fails when it is stale and says how to write it anew.

      ## Linux system calls

      "full": works as the manual says, as far as Go programs can tell. "partial": the note says
      what does not. "not supported": always fails, in the way the note says. Calls that are not in
      the table fail with ENOSYS; `--strace` shows each of them.

      | call | amd64 | arm64 | riscv64 | support | note |
      |---|---|---|---|---|---|
      """;

  private CompatibilityPage() {}

  /**
   * @param args the file to write
   */
  public static void main(String[] args) throws IOException {
    Files.writeString(Path.of(args[0]), text(), StandardCharsets.UTF_8);
  }

  /** The whole page. */
  public static String text() {
    StringBuilder out = new StringBuilder(HEAD);
    List<Syscall> rows = SyscallTable.rows();
    rows.sort(Comparator.comparing(Syscall::name));
    for (Syscall s : rows) {
      out.append("| ").append(s.name());
      for (Arch arch : new Arch[] {Arch.AMD64, Arch.ARM64, Arch.RISCV64}) {
        int n = SyscallTable.number(s, arch);
        out.append(" | ").append(n == Syscall.NONE ? "-" : Integer.toString(n));
      }
      out.append(" | ").append(s.support()).append(" | ").append(s.caveat()).append(" |\n");
    }
    return out.toString();
  }
}
