package burrow.loader.info;

import burrow.machine.ProgramImage.Import;

/** Knows which imported functions Burrow provides. */
@FunctionalInterface
public interface ImportCoverage {
  /** How far an import is provided. */
  enum Level {
    COMPLETE,
    PARTIAL,
    MISSING
  }

  Level of(Import wanted);
}
