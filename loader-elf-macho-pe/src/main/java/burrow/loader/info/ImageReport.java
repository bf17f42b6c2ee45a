package burrow.loader.info;

import burrow.loader.BadImageException;
import burrow.loader.DwarfSummary;
import burrow.loader.GoFunction;
import burrow.loader.GoFunctions;
import burrow.loader.GoMetadata;
import burrow.loader.SectionTable;
import burrow.machine.ProgramImage;
import burrow.machine.ProgramImage.Import;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that {@code burrow info} shows of a file.
 *
 * @param entryFunction name of the Go function at the entry, or null
 * @param dwarf null if there is none
 * @param survey result of {@code --instructions}, null if not asked for
 * @param coverage what Burrow provides, null if nothing is known
 */
public record ImageReport(
    ProgramImage image,
    GoMetadata go,
    @Nullable String entryFunction,
    @Nullable DwarfSummary dwarf,
    @Nullable InstructionSurvey survey,
    @Nullable ImportCoverage coverage) {

  /** Gathers what there is to say about an image. */
  public static ImageReport of(ProgramImage image, @Nullable ImportCoverage coverage) {
    GoMetadata go = GoMetadata.read(image);
    SectionTable sections = go.sections();
    return new ImageReport(
        image,
        go,
        nameAt(go.functions(), image.entry()),
        sections == null ? null : DwarfSummary.of(image, sections),
        null,
        coverage);
  }

  /**
   * The same with every function run through a decoder.
   *
   * @throws BadImageException if there is no function table, or a damaged one
   */
  public ImageReport withInstructions(InstructionDecoder decoder) throws BadImageException {
    GoFunctions functions = go.functions();
    if (functions == null) {
      throw new BadImageException(
          image.name(),
          "no function table (pclntab) that can be read, expected one of Go 1.16 or later");
    }
    return new ImageReport(
        image,
        go,
        entryFunction,
        dwarf,
        InstructionSurvey.run(image, functions, decoder),
        coverage);
  }

  /** As in {@code go version -m}: "linux/arm64". */
  public String target() {
    return image.os().goName() + "/" + image.arch().goName();
  }

  /** Imports by library, libraries in order of their names. */
  Map<String, List<Import>> importsByLibrary() {
    Map<String, List<Import>> groups = new TreeMap<>();
    for (Import i : image.imports()) {
      groups.computeIfAbsent(i.library(), k -> new ArrayList<>()).add(i);
    }
    return groups;
  }

  private static @Nullable String nameAt(@Nullable GoFunctions functions, long pc) {
    try {
      GoFunction f = functions == null ? null : functions.find(pc);
      return f == null ? null : f.name();
    } catch (BadImageException e) {
      return null; // a nicety; what is wrong with the table shows elsewhere
    }
  }
}
