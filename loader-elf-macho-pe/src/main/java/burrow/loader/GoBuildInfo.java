package burrow.loader;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code go build} wrote about a program (runtime/debug.BuildInfo).
 *
 * @param goVersion such as "go1.26.8"
 * @param path package path of the main package, may be empty
 * @param main the main module, or null
 * @param dependencies modules it was built with
 * @param settings such as {@code -ldflags}, {@code CGO_ENABLED}, {@code vcs.revision}
 */
public record GoBuildInfo(
    String goVersion,
    String path,
    @Nullable Module main,
    List<Module> dependencies,
    Map<String, String> settings) {

  /** A module. Where it was replaced, {@code replacement} says by which. */
  public record Module(String path, String version, String sum, @Nullable Module replacement) {}

  /** Parses the lines of the modinfo text; what is not known is left out. */
  static GoBuildInfo parse(String goVersion, String text) {
    String path = "";
    Module main = null;
    List<Module> dependencies = new ArrayList<>();
    Map<String, String> settings = new LinkedHashMap<>();
    for (String line : text.split("\n")) {
      String[] fields = line.split("\t", -1);
      switch (fields[0]) {
        case "path" -> path = field(fields, 1);
        case "mod" -> main = module(fields);
        case "dep" -> dependencies.add(module(fields));
        case "=>" -> {
          if (!dependencies.isEmpty()) {
            Module m = dependencies.removeLast();
            dependencies.add(new Module(m.path, m.version, m.sum, module(fields)));
          } else if (main != null) {
            main = new Module(main.path, main.version, main.sum, module(fields));
          }
        }
        case "build" -> addSetting(settings, line.substring(Math.min(line.length(), 6)));
        default -> {}
      }
    }
    return new GoBuildInfo(goVersion, path, main, List.copyOf(dependencies), settings);
  }

  private static String field(String[] fields, int index) {
    return index < fields.length ? fields[index] : "";
  }

  private static Module module(String[] fields) {
    return new Module(field(fields, 1), field(fields, 2), field(fields, 3), null);
  }

  /** {@code key=value}, either of which may be quoted as in Go. */
  private static void addSetting(Map<String, String> settings, String setting) {
    int separator =
        setting.indexOf('=', setting.startsWith("\"") ? setting.indexOf('"', 1) + 1 : 0);
    if (separator > 0) {
      settings.put(
          unquote(setting.substring(0, separator)), unquote(setting.substring(separator + 1)));
    }
  }

  private static String unquote(String text) {
    if (text.length() < 2 || !text.startsWith("\"") || !text.endsWith("\"")) {
      return text.startsWith("`") && text.endsWith("`") && text.length() > 1
          ? text.substring(1, text.length() - 1)
          : text;
    }
    return text.substring(1, text.length() - 1).replace("\\\"", "\"").replace("\\\\", "\\");
  }
}
