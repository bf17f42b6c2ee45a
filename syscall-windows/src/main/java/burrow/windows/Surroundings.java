package burrow.windows;

import burrow.windows.WindowsPersonality.Launch;
import java.util.Map;
import java.util.TreeMap;

/** The environment variables that Windows programs expect, over those of the host. */
final class Surroundings {
  private Surroundings() {}

  static Environment environment(Launch launch, WindowsAbi abi) {
    Map<String, String> v = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    v.putAll(launch.environment());
    String profile = "C:\\Users\\" + launch.userName();
    String temp = profile + "\\AppData\\Local\\Temp";
    // The host's own values of these are paths that mean nothing to a Windows program.
    v.put("TEMP", temp);
    v.put("TMP", temp);
    v.put("PATH", path(launch.environment()));
    v.putIfAbsent("SystemRoot", SystemFunctions.WINDOWS_DIRECTORY);
    v.putIfAbsent("windir", SystemFunctions.WINDOWS_DIRECTORY);
    v.putIfAbsent("SystemDrive", "C:");
    v.putIfAbsent("ComSpec", "C:\\Windows\\System32\\cmd.exe");
    v.putIfAbsent("PATHEXT", ".COM;.EXE;.BAT;.CMD");
    v.putIfAbsent("USERNAME", launch.userName());
    v.putIfAbsent("USERPROFILE", profile);
    v.putIfAbsent("HOMEDRIVE", "C:");
    v.putIfAbsent("HOMEPATH", profile.substring(2));
    v.putIfAbsent("APPDATA", profile + "\\AppData\\Roaming");
    v.putIfAbsent("LOCALAPPDATA", profile + "\\AppData\\Local");
    v.putIfAbsent("ProgramData", "C:\\ProgramData");
    v.putIfAbsent("ProgramFiles", "C:\\Program Files");
    v.putIfAbsent("COMPUTERNAME", launch.hostName());
    v.putIfAbsent("OS", "Windows_NT");
    v.putIfAbsent(
        "NUMBER_OF_PROCESSORS", Integer.toString(Runtime.getRuntime().availableProcessors()));
    v.putIfAbsent("PROCESSOR_ARCHITECTURE", abi.processorName());
    return new Environment(v);
  }

  /** The host's search path as Windows writes it, behind the system's own directories. */
  private static String path(Map<String, String> host) {
    StringBuilder s = new StringBuilder("C:\\Windows\\System32;C:\\Windows");
    for (String d : host.getOrDefault("PATH", "").split(":")) {
      if (d.startsWith("/")) {
        s.append(';').append(WindowsPath.ofHost('Z', d));
      }
    }
    return s.toString();
  }
}
