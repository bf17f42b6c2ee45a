package burrow.linux;

import burrow.machine.Arch;
import java.util.Comparator;
import java.util.List;

/** What docs/compatibility.md says about Linux, from the system call table. */
public final class Compatibility {
  private static final String HEAD =
      """
      ## Linux system calls

      "full": works as the manual says, as far as Go programs can tell. "partial": the note says
      what does not. "not supported": always fails, in the way the note says. Calls that are not in
      the table fail with ENOSYS; `--strace` shows each of them.

      | call | amd64 | arm64 | riscv64 | support | note |
      |---|---|---|---|---|---|
      """;

  private Compatibility() {}

  /** The section of the page. */
  public static String section() {
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
