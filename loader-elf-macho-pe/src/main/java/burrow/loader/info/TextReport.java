package burrow.loader.info;

import burrow.loader.DwarfSummary;
import burrow.loader.GoBuildInfo;
import burrow.loader.GoFunctions;
import burrow.loader.GoMetadata;
import burrow.loader.GoModuleData;
import burrow.loader.SectionTable;
import burrow.machine.Access;
import burrow.machine.ProgramImage;
import burrow.machine.ProgramImage.ElfFacts;
import burrow.machine.ProgramImage.Import;
import burrow.machine.ProgramImage.MachOFacts;
import burrow.machine.ProgramImage.PeFacts;
import burrow.machine.ProgramImage.Segment;
import burrow.machine.WasmFacts;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Renders a report for people: one block a topic, labels in one column. */
public final class TextReport {
  private final StringBuilder out = new StringBuilder();
  private final ImageReport report;
  private final ProgramImage image;

  private TextReport(ImageReport report) {
    this.report = report;
    this.image = report.image();
  }

  public static String render(ImageReport report) {
    TextReport text = new TextReport(report);
    text.file();
    text.go();
    if (!(text.image.facts() instanceof WasmFacts)) {
      text.segments();
    }
    text.imports();
    for (String problem : report.go().problems()) {
      text.out.append('\n').append("problem: ").append(problem).append('\n');
    }
    InstructionSurvey survey = report.survey();
    if (survey != null) {
      text.instructions(survey);
    }
    return text.out.toString();
  }

  private void label(String label, Object value) {
    out.append(String.format(Locale.ROOT, "  %-12s %s%n", label, printable(value.toString())));
  }

  private void heading(String heading) {
    out.append('\n').append(heading).append('\n');
  }

  /** Names come from the file and go to a terminal. */
  private static String printable(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      clean.append(Character.isISOControl(c) ? '?' : c);
    }
    return clean.toString();
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }

  private static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private void file() {
    out.append(printable(image.name())).append('\n');
    label("format", image.format() + ", " + kind());
    label("target", report.target());
    label("size", count(image.content().length) + " bytes");
    String function = report.entryFunction();
    if (!(image.facts() instanceof WasmFacts)) {
      label("entry", hex(image.entry()) + (function == null ? "" : "  " + function));
    }
    switch (image.facts()) {
      case ElfFacts f -> {
        if (image.interpreter() != null) {
          label("interpreter", image.interpreter());
        }
      }
      case PeFacts f -> {
        label(
            "subsystem",
            f.subsystem() == 3 ? "console" : f.subsystem() == 2 ? "GUI" : f.subsystem());
        label("stack", hex(f.stackReserve()) + " reserved, " + hex(f.stackCommit()) + " committed");
        label("TLS", f.tls() == null ? "none" : f.tls().callbacks().size() + " callbacks");
        label(
            "unwind data", f.exceptionDirectorySize() == 0 ? "none" : hex(f.exceptionDirectory()));
      }
      case MachOFacts f -> label("entry by", f.entryFromThread() ? "LC_UNIXTHREAD" : "LC_MAIN");
      case WasmFacts f -> {
        label(
            "functions",
            count(f.bodyStart().length) + " and " + f.importedFunctions() + " imports");
        label("memory", count(f.pages()) + " pages of 64 KiB");
        label("table", count(f.table().length) + " entries");
        label("data", count(f.dataAddress().length) + " segments");
      }
    }
    if (!image.relocations().isEmpty()) {
      label("relocations", count(image.relocations().size()));
    }
    SectionTable sections = report.go().sections();
    if (sections != null) {
      label("sections", sections.sections().size());
      label("symbols", sections.symbolCount() == 0 ? "stripped" : count(sections.symbolCount()));
    }
    label("DWARF", dwarf());
  }

  private String kind() {
    String linked =
        switch (image.facts()) {
          case ElfFacts f -> image.interpreter() == null ? "static" : "dynamically linked";
          case PeFacts f -> "executable";
          case MachOFacts f -> "executable";
          case WasmFacts f -> "module";
        };
    return linked + (image.positionIndependent() ? ", position-independent" : "");
  }

  private String dwarf() {
    DwarfSummary dwarf = report.dwarf();
    if (dwarf == null) {
      return "none";
    }
    return (dwarf.version() == 0 ? "present" : "version " + dwarf.version())
        + (dwarf.lines() ? ", with lines" : ", without lines")
        + (dwarf.compressed() ? ", compressed" : "")
        + ": "
        + String.join(" ", dwarf.sections());
  }

  private void go() {
    GoMetadata go = report.go();
    heading("Go");
    if (!go.isGo()) {
      label("", "no trace of the Go toolchain");
      return;
    }
    String version = go.version();
    label("version", version == null ? "unknown" : version);
    GoBuildInfo info = go.buildInfo();
    if (info == null) {
      label("build info", "none");
    } else {
      label("path", info.path());
      GoBuildInfo.Module main = info.main();
      if (main != null) {
        label("module", main.path() + " " + main.version());
      }
    }
    if (go.buildId() != null) {
      label("build id", go.buildId());
    }
    GoFunctions functions = go.functions();
    label(
        "functions",
        functions == null
            ? "no table that can be read"
            : count(functions.size()) + " in " + count(functions.fileCount()) + " files");
    if (functions != null) {
      label("pclntab", hex(functions.address()) + ", layout of Go " + functions.versions());
    }
    GoModuleData data = go.moduleData();
    if (data != null) {
      label("moduledata", hex(data.address()));
      label("text", hex(data.text()) + " to " + hex(data.etext()));
      label("types", hex(data.types()) + " to " + hex(data.etypes()));
    }
    if (info != null) {
      modules(info);
    }
  }

  private void modules(GoBuildInfo info) {
    if (!info.settings().isEmpty()) {
      heading("Build settings");
      info.settings().forEach((key, value) -> out.append(pair(key, value, 16)));
    }
    if (!info.dependencies().isEmpty()) {
      heading("Modules (" + info.dependencies().size() + ")");
      int width = info.dependencies().stream().mapToInt(m -> m.path().length()).max().orElse(0);
      for (GoBuildInfo.Module m : info.dependencies()) {
        GoBuildInfo.Module by = m.replacement();
        String replaced = by == null ? "" : " => " + by.path() + " " + by.version();
        out.append(pair(m.path(), m.version() + replaced, width));
      }
    }
  }

  private static String pair(String left, String right, int width) {
    return printable(String.format(Locale.ROOT, "  %-" + Math.max(1, width) + "s %s", left, right))
        + "\n";
  }

  private void segments() {
    heading("Segments (" + image.segments().size() + ")");
    String row = "  %-14s %14s %12s %12s %12s  %s%n";
    out.append(
        String.format(Locale.ROOT, row, "name", "address", "memory", "file offset", "in file", ""));
    for (Segment s : image.segments()) {
      out.append(
          String.format(
              Locale.ROOT,
              row,
              printable(s.name()),
              hex(s.address()),
              hex(s.memorySize()),
              hex(s.fileOffset()),
              hex(s.fileSize()),
              Access.toString(s.access())));
    }
  }

  private void imports() {
    if (image.imports().isEmpty()) {
      heading("Imports: none");
      return;
    }
    ImportCoverage coverage = report.coverage();
    String covered = "";
    if (coverage != null) {
      long provided =
          image.imports().stream()
              .filter(i -> coverage.of(i) != ImportCoverage.Level.MISSING)
              .count();
      covered = ", " + provided + " covered";
    }
    heading("Imports (" + image.imports().size() + covered + ")");
    for (Map.Entry<String, List<Import>> group : report.importsByLibrary().entrySet()) {
      String library = group.getKey().isEmpty() ? "(any library)" : group.getKey();
      out.append("  ").append(printable(library)).append('\n');
      for (Import i : group.getValue()) {
        out.append("    ").append(printable(i.name()));
        out.append(i.weak() ? "  weak" : "");
        if (coverage != null && coverage.of(i) != ImportCoverage.Level.COMPLETE) {
          out.append("  ").append(coverage.of(i).name().toLowerCase(Locale.ROOT));
        }
        out.append('\n');
      }
    }
  }

  private void instructions(InstructionSurvey survey) {
    heading("Instructions");
    label("functions", count(survey.functionCount()));
    label("bytes", count(survey.codeBytes()));
    label("no meaning", count(survey.withoutMeaningCount()) + " decoded, cannot be executed");
    for (InstructionSurvey.WithoutMeaning w : survey.withoutMeaning()) {
      String first = "first at " + hex(w.pc()) + " in " + w.function();
      String line =
          String.format(Locale.ROOT, "    %-16s %,8d  %s", w.mnemonic(), w.count(), first);
      out.append(printable(line)).append('\n');
    }
    label("undecoded", count(survey.undecodedCount()));
    for (InstructionSurvey.Undecoded u : survey.undecoded()) {
      String place = printable(u.function()) + "+" + hex(u.offset());
      out.append(pair("  " + hex(u.pc()) + "  " + u.bytes(), place, 40));
    }
    long more = survey.undecodedCount() - survey.undecoded().size();
    if (more > 0) {
      out.append("    and ").append(count(more)).append(" more\n");
    }
    out.append(survey.summary()).append('\n');
  }
}
