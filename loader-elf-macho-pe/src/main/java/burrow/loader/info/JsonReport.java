package burrow.loader.info;

import burrow.loader.DwarfSummary;
import burrow.loader.GoBuildInfo;
import burrow.loader.GoFunctions;
import burrow.loader.GoMetadata;
import burrow.loader.GoModuleData;
import burrow.loader.Section;
import burrow.loader.SectionTable;
import burrow.machine.Access;
import burrow.machine.ProgramImage;
import burrow.machine.ProgramImage.Import;
import burrow.machine.ProgramImage.MachOFacts;
import burrow.machine.ProgramImage.Segment;
import burrow.machine.WasmFacts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Renders a report as JSON; addresses and sizes are numbers. */
public final class JsonReport {
  private JsonReport() {}

  public static String render(ImageReport report) {
    ProgramImage image = report.image();
    Map<String, @Nullable Object> root = new LinkedHashMap<>();
    root.put("file", image.name());
    root.put("format", image.format());
    root.put("os", image.os().goName());
    root.put("arch", image.arch().goName());
    root.put("size", image.content().length);
    root.put("entry", image.entry());
    root.put("entryFunction", report.entryFunction());
    root.put("positionIndependent", image.positionIndependent());
    root.put("interpreter", image.interpreter());
    root.put("relocations", image.relocations().size());
    root.put("dwarf", dwarf(report.dwarf()));
    root.put("go", go(report.go()));
    root.put("segments", segments(image.segments()));
    root.put("sections", sections(report.go().sections()));
    root.put("libraries", libraries(image));
    root.put("imports", imports(report));
    InstructionSurvey survey = report.survey();
    if (survey != null) {
      root.put("instructions", survey(survey));
    }
    root.put("problems", report.go().problems());
    return Json.write(root);
  }

  private static @Nullable Object dwarf(@Nullable DwarfSummary dwarf) {
    if (dwarf == null) {
      return null;
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("version", dwarf.version());
    map.put("lines", dwarf.lines());
    map.put("compressed", dwarf.compressed());
    map.put("sections", dwarf.sections());
    return map;
  }

  private static @Nullable Object go(GoMetadata go) {
    if (!go.isGo()) {
      return null;
    }
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("version", go.version());
    map.put("buildId", go.buildId());
    GoBuildInfo info = go.buildInfo();
    if (info != null) {
      map.put("path", info.path());
      map.put("module", module(info.main()));
      map.put("dependencies", info.dependencies().stream().map(JsonReport::module).toList());
      map.put("settings", info.settings());
    }
    GoFunctions functions = go.functions();
    if (functions != null) {
      Map<String, Object> table = new LinkedHashMap<>();
      table.put("address", functions.address());
      table.put("versions", functions.versions());
      table.put("functions", functions.size());
      table.put("files", functions.fileCount());
      map.put("pclntab", table);
    }
    GoModuleData data = go.moduleData();
    if (data != null) {
      Map<String, Object> table = new LinkedHashMap<>();
      table.put("address", data.address());
      table.put("text", data.text());
      table.put("etext", data.etext());
      table.put("types", data.types());
      table.put("etypes", data.etypes());
      table.put("gofunc", data.gofunc());
      map.put("moduledata", table);
    }
    return map;
  }

  private static @Nullable Object module(GoBuildInfo.@Nullable Module module) {
    if (module == null) {
      return null;
    }
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("path", module.path());
    map.put("version", module.version());
    map.put("sum", module.sum());
    if (module.replacement() != null) {
      map.put("replacement", module(module.replacement()));
    }
    return map;
  }

  private static List<Object> segments(List<Segment> segments) {
    List<Object> list = new ArrayList<>();
    for (Segment s : segments) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("name", s.name());
      map.put("address", s.address());
      map.put("memorySize", s.memorySize());
      map.put("fileOffset", s.fileOffset());
      map.put("fileSize", s.fileSize());
      map.put("access", Access.toString(s.access()));
      list.add(map);
    }
    return list;
  }

  private static @Nullable Object sections(@Nullable SectionTable table) {
    if (table == null) {
      return null;
    }
    List<Object> list = new ArrayList<>();
    for (Section s : table.sections()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("name", s.name());
      map.put("address", s.address());
      map.put("size", s.size());
      map.put("fileOffset", s.fileOffset());
      map.put("fileSize", s.fileSize());
      list.add(map);
    }
    return list;
  }

  private static List<String> libraries(ProgramImage image) {
    return switch (image.facts()) {
      case ProgramImage.ElfFacts f -> f.neededLibraries();
      case MachOFacts f -> f.libraries();
      case ProgramImage.PeFacts f ->
          image.imports().stream().map(Import::library).distinct().toList();
      case WasmFacts f -> image.imports().stream().map(Import::library).distinct().toList();
    };
  }

  private static List<Object> imports(ImageReport report) {
    ImportCoverage coverage = report.coverage();
    List<Object> list = new ArrayList<>();
    for (Import i : report.image().imports()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("library", i.library());
      map.put("name", i.name());
      map.put("weak", i.weak());
      if (coverage != null) {
        map.put("coverage", coverage.of(i).name().toLowerCase(Locale.ROOT));
      }
      list.add(map);
    }
    return list;
  }

  private static Object survey(InstructionSurvey survey) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("functions", survey.functionCount());
    map.put("bytes", survey.codeBytes());
    map.put("instructions", survey.instructionCount());
    map.put("undecoded", survey.undecodedCount());
    Map<String, Object> unknown = new LinkedHashMap<>();
    survey.withoutMeaning().forEach(w -> unknown.put(w.mnemonic(), w.count()));
    map.put("withoutMeaning", unknown);
    List<Object> list = new ArrayList<>();
    for (InstructionSurvey.Undecoded u : survey.undecoded()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("pc", u.pc());
      entry.put("bytes", u.bytes());
      entry.put("function", u.function());
      entry.put("offset", u.offset());
      list.add(entry);
    }
    map.put("undecodedList", list);
    return map;
  }
}
