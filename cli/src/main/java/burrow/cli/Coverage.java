package burrow.cli;

import burrow.darwin.DarwinFunction;
import burrow.darwin.FunctionTable;
import burrow.kernel.call.Support;
import burrow.loader.info.ImportCoverage;
import burrow.machine.Arch;
import burrow.machine.ProgramImage;
import burrow.machine.ProgramImage.Import;
import burrow.wasm.CompatibilityTables;
import burrow.windows.Compatibility;
import org.jspecify.annotations.Nullable;

/** Which imports of a program Burrow provides, by the tables of its personality. */
final class Coverage {
  private Coverage() {}

  /** Null where programs of the system have no imports that Burrow provides. */
  static @Nullable ImportCoverage of(ProgramImage image) {
    return switch (image.os()) {
      case DARWIN -> wanted -> ofDarwin(wanted, image.arch());
      case WINDOWS -> Coverage::ofWindows;
      case JS, WASIP1 -> Coverage::ofWasm;
      case LINUX -> null;
    };
  }

  private static ImportCoverage.Level ofDarwin(Import wanted, Arch arch) {
    if (FunctionTable.isDatum(wanted.name())) {
      return ImportCoverage.Level.COMPLETE;
    }
    DarwinFunction f = FunctionTable.of(arch).function(wanted.name());
    return f == null ? ImportCoverage.Level.MISSING : level(f.function().support());
  }

  private static ImportCoverage.Level ofWindows(Import wanted) {
    Support support = Compatibility.support(wanted.library(), wanted.name());
    return support == null ? ImportCoverage.Level.MISSING : level(support);
  }

  private static ImportCoverage.Level ofWasm(Import wanted) {
    Support support = CompatibilityTables.support(wanted.library(), wanted.name());
    return support == null ? ImportCoverage.Level.MISSING : level(support);
  }

  private static ImportCoverage.Level level(Support support) {
    return switch (support) {
      case FULL -> ImportCoverage.Level.COMPLETE;
      case PARTIAL, NOT_SUPPORTED -> ImportCoverage.Level.PARTIAL;
    };
  }
}
