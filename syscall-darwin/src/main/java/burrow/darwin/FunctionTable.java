package burrow.darwin;

import burrow.machine.Arch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All functions that Burrow provides, by symbol and by number of the raw system call. */
public final class FunctionTable {
  /** The class of BSD system calls in a raw call number on x86. */
  private static final long UNIX_CLASS = 0x200_0000;

  private static final FunctionTable AMD64 = new FunctionTable(Arch.AMD64);
  private static final FunctionTable ARM64 = new FunctionTable(Arch.ARM64);

  private final Map<String, DarwinFunction> bySymbol = new HashMap<>();
  private final Map<Long, DarwinFunction> byNumber = new HashMap<>();

  private FunctionTable(Arch arch) {
    for (DarwinFunction f : rows()) {
      bySymbol.put(arch == Arch.AMD64 ? f.amd64Name() : f.name(), f);
      if (f.number() != DarwinFunction.NONE) {
        long number = arch == Arch.AMD64 ? UNIX_CLASS | f.number() : f.number();
        byNumber.put(number, f);
      }
    }
  }

  /** The functions of an architecture. */
  public static FunctionTable of(Arch arch) {
    return switch (arch) {
      case AMD64 -> AMD64;
      case ARM64 -> ARM64;
      case RISCV64, WASM -> throw new IllegalArgumentException("no macOS on " + arch.goName());
    };
  }

  /** Every function once. */
  public static List<DarwinFunction> rows() {
    List<DarwinFunction> all = new ArrayList<>();
    all.addAll(ProcessFunctions.ROWS);
    all.addAll(ThreadFunctions.ROWS);
    all.addAll(LockFunctions.ROWS);
    all.addAll(MemoryFunctions.ROWS);
    all.addAll(SignalFunctions.ROWS);
    all.addAll(TimeFunctions.ROWS);
    all.addAll(SysctlFunctions.ROWS);
    all.addAll(UserFunctions.ROWS);
    all.addAll(LaterFunctions.ROWS);
    all.addAll(CertificateFunctions.ROWS);
    all.addAll(KqueueFunctions.ROWS);
    all.addAll(DescriptorFunctions.ROWS);
    all.addAll(NameFunctions.ROWS);
    all.addAll(StatusFunctions.ROWS);
    all.addAll(DirectoryFunctions.ROWS);
    return all;
  }

  /**
   * The function of a symbol.
   *
   * @param symbol as the file spells it: an underscore, the name, perhaps a variant ({@code
   *     $INODE64}); variants of newer systems are the only ones there are here
   * @return null if Burrow lacks it
   */
  public @Nullable DarwinFunction function(String symbol) {
    String name = symbol.startsWith("_") ? symbol.substring(1) : symbol;
    DarwinFunction f = bySymbol.get(name);
    int variant = name.indexOf('$');
    return f != null || variant < 0 ? f : bySymbol.get(name.substring(0, variant));
  }

  /** Whether a symbol is data that Burrow provides. */
  public static boolean isDatum(String symbol) {
    return symbol.equals(Imports.TASK_SELF);
  }

  /** The function of a raw system call number, or null. */
  @Nullable DarwinFunction call(long number) {
    return byNumber.get(number & 0xffff_ffffL);
  }
}
