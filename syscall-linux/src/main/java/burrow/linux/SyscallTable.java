package burrow.linux;

import burrow.machine.Arch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The system calls of one architecture by number. */
public final class SyscallTable {
  private final Map<Integer, Syscall> byNumber = new HashMap<>();

  /** The table of an architecture out of {@link #rows}. */
  public SyscallTable(Arch arch) {
    for (Syscall s : rows()) {
      int n = number(s, arch);
      if (n != Syscall.NONE && byNumber.put(n, s) != null) {
        throw new AssertionError("two rows for call " + n + " on " + arch.goName());
      }
    }
  }

  /** Every row, grouped by topic. */
  public static List<Syscall> rows() {
    List<Syscall> rows = new ArrayList<>();
    rows.addAll(ProcessSyscalls.ROWS);
    rows.addAll(LaterSyscalls.ROWS);
    rows.addAll(FileSyscalls.ROWS);
    return rows;
  }

  /** The row's number on an architecture, or {@link Syscall#NONE}. */
  public static int number(Syscall s, Arch arch) {
    return switch (arch) {
      case AMD64 -> s.amd64();
      case ARM64 -> s.arm64();
      case RISCV64 -> s.riscv64();
      case WASM -> Syscall.NONE;
    };
  }

  /** The row of a number, or null if there is none. */
  public @Nullable Syscall get(int number) {
    return byNumber.get(number);
  }
}
