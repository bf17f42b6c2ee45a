package burrow.loader;

import burrow.machine.Access;
import burrow.machine.ProgramImage;
import burrow.machine.ProgramImage.Segment;
import burrow.machine.WasmFacts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the Go toolchain left in a program about itself. Each part may be missing; what is there but
 * damaged or too old is missing, too, and {@link #problems} says why.
 */
public final class GoMetadata {
  private static final byte[] BUILD_INFO_MAGIC =
      "\u00ff Go buildinf:".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] BUILD_ID_MAGIC =
      "\u00ff Go build ID: \"".getBytes(StandardCharsets.ISO_8859_1);
  private static final int BUILD_INFO_HEADER = 32;
  private static final int BUILD_INFO_INLINE = 2;
  private static final int MAX_STRING = 1 << 24;

  /** PE and Mach-O have the build id at the start of the code. */
  private static final int BUILD_ID_SEARCH = 1 << 16;

  /** runtime.buildVersion of a released toolchain. */
  private static final Pattern VERSION =
      Pattern.compile("go1(\\.\\d+){0,2}(rc\\d+|beta\\d+)?(-[\\w.]+)?( X:[\\w,]+)?");

  private static final byte[] VERSION_START = "go1.".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_VERSION = 64;

  private final ImageMemory memory;
  private final @Nullable SectionTable sections;
  private final List<String> problems = new ArrayList<>();
  private @Nullable GoBuildInfo buildInfo;
  private @Nullable GoFunctions functions;
  private @Nullable GoModuleData moduleData;
  private @Nullable String version;
  private @Nullable String buildId;

  private GoMetadata(ProgramImage image) {
    memory = new ImageMemory(image.facts() instanceof WasmFacts ? WasmData.flat(image) : image);
    SectionTable table = null;
    try {
      table = SectionTable.read(image);
    } catch (BadImageException e) {
      problems.add(e.getMessage());
    }
    sections = table;
  }

  /** Reads what there is. */
  public static GoMetadata read(ProgramImage image) {
    GoMetadata metadata = new GoMetadata(image);
    metadata.readFunctions();
    metadata.readBuildInfo();
    metadata.buildId = metadata.findBuildId();
    GoBuildInfo info = metadata.buildInfo;
    metadata.version =
        info != null
            ? info.goVersion()
            : metadata.functions == null ? null : metadata.findVersion();
    return metadata;
  }

  /**
   * Reads the function table alone, for engines that want function bounds.
   *
   * @return null if there is none that can be read
   */
  public static @Nullable GoFunctions readFunctions(ProgramImage image) {
    GoMetadata metadata = new GoMetadata(image);
    metadata.readFunctions();
    return metadata.functions;
  }

  /** Whether this looks like a Go program at all. */
  public boolean isGo() {
    return functions != null || buildInfo != null || version != null;
  }

  /** Such as "go1.26.8", or null if the program does not say. */
  public @Nullable String version() {
    return version;
  }

  public @Nullable GoBuildInfo buildInfo() {
    return buildInfo;
  }

  /** The function table, or null. */
  public @Nullable GoFunctions functions() {
    return functions;
  }

  public @Nullable GoModuleData moduleData() {
    return moduleData;
  }

  public @Nullable String buildId() {
    return buildId;
  }

  /** The sections, or null if their headers are damaged. */
  public @Nullable SectionTable sections() {
    return sections;
  }

  /** Why parts are missing that seem to be there, each one line. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  private @Nullable Section section(String... plainNames) {
    if (sections != null) {
      for (String name : plainNames) {
        Section s = sections.find(name);
        if (s != null && s.address() != 0) {
          return s;
        }
      }
    }
    return null;
  }

  // ---- function table and moduledata ----

  private void readFunctions() {
    String firstProblem = null;
    for (long address : functionTableCandidates()) {
      try {
        readFunctionsAt(address);
        return;
      } catch (BadImageException e) {
        firstProblem = firstProblem == null ? e.getMessage() : firstProblem;
      }
    }
    if (firstProblem != null) {
      problems.add(firstProblem);
    }
  }

  private void readFunctionsAt(long address) throws BadImageException {
    GoModuleData module = findModuleData(address);
    long text = 0;
    if (module != null) {
      text = module.text();
    } else if (memory.pointer(address + 24, "pclntab header, textStart") == 0) {
      // Go 1.26 leaves textStart 0.
      Section code = section("text");
      text = code == null ? 0 : code.address();
    }
    functions = new GoFunctions(memory, address, text, module == null ? 0 : module.gofunc());
    moduleData = module;
  }

  private List<Long> functionTableCandidates() {
    Section named = section("gopclntab", "data.rel.ro.gopclntab");
    List<Long> found = new ArrayList<>();
    if (named != null && isFunctionTable(named.address())) {
      found.add(named.address());
      return found;
    }
    byte[] data = memory.image().content();
    for (Segment s : memory.image().segments()) {
      long last = s.fileOffset() + s.fileSize() - 72;
      for (long at = alignUp(s, 8); at <= last && found.size() < 16; at += 8) {
        int o = (int) at;
        if (data[o + 1] == -1 && data[o + 2] == -1 && data[o + 3] == -1 && data[o + 7] == 8) {
          long address = s.address() + (at - s.fileOffset());
          if (isFunctionTable(address)) {
            found.add(address);
          }
        }
      }
    }
    return found;
  }

  /** The first file offset in a segment whose address has the alignment. */
  private static long alignUp(Segment s, int alignment) {
    return s.fileOffset() + (-s.address() & (alignment - 1));
  }

  private boolean isFunctionTable(long address) {
    try {
      int magic = memory.i32(address, "pclntab magic");
      boolean known = magic == GoFunctions.MAGIC_1_2;
      for (GoFunctions.Layout l : GoFunctions.Layout.values()) {
        known |= magic == l.magic;
      }
      int unit = memory.u8(address + 6, "pclntab header");
      return known
          && memory.u8(address + 4, "pclntab header") == 0
          && memory.u8(address + 5, "pclntab header") == 0
          && (unit == 1 || unit == 2 || unit == 4)
          && memory.u8(address + 7, "pclntab header") == 8;
    } catch (BadImageException e) {
      return false;
    }
  }

  /** The structure begins with the addresses of the table and of its function names. */
  private @Nullable GoModuleData findModuleData(long table) throws BadImageException {
    GoFunctions.Layout layout = null;
    int magic = memory.i32(table, "pclntab magic");
    for (GoFunctions.Layout l : GoFunctions.Layout.values()) {
      layout = l.magic == magic ? l : layout;
    }
    if (layout == null) {
      return null; // GoFunctions names what it is
    }
    long offsets = table + (layout == GoFunctions.Layout.GO_1_16 ? 24 : 32);
    long names = table + memory.i64(offsets, "pclntab header, funcnameOffset");
    for (long address : wordsEqualTo(table)) {
      if (memory.segmentOf(address, 400) != null
          && memory.pointer(address + 8, "moduledata") == names) {
        return GoModuleData.read(memory, address, layout);
      }
    }
    return null;
  }

  /** Addresses of words in writable or relocated memory that hold a pointer. */
  private List<Long> wordsEqualTo(long value) {
    List<Long> found = new ArrayList<>();
    byte[] data = memory.image().content();
    for (Segment s : memory.image().segments()) {
      long last = s.fileOffset() + s.fileSize() - 8;
      for (long at = alignUp(s, 8); at <= last; at += 8) {
        if (FileBytes.int64(data, (int) at) == value) {
          found.add(s.address() + (at - s.fileOffset()));
        }
      }
    }
    long[] relocated = memory.relocatedAddresses();
    for (int i = 0; i < relocated.length; i++) {
      if (memory.relocatedValue(i) == value) {
        found.add(relocated[i]);
      }
    }
    return found;
  }

  // ---- build info ----

  private void readBuildInfo() {
    long address = findBuildInfo();
    if (address == 0) {
      return;
    }
    try {
      int flags = memory.u8(address + 15, "build info");
      String goVersion;
      String modules;
      if ((flags & BUILD_INFO_INLINE) != 0) {
        long[] at = {address + BUILD_INFO_HEADER};
        goVersion = inlineString(at);
        modules = inlineString(at);
      } else {
        goVersion = string(memory.pointer(address + 16, "build info"));
        modules = string(memory.pointer(address + 24, "build info"));
      }
      buildInfo = GoBuildInfo.parse(utf8(goVersion), utf8(withoutSentinels(modules)));
    } catch (BadImageException e) {
      problems.add(e.getMessage());
    }
  }

  private long findBuildInfo() {
    byte[] data = memory.image().content();
    for (Segment s : memory.image().segments()) {
      if ((s.access() & Access.EXECUTE) != 0) {
        continue;
      }
      long last = s.fileOffset() + s.fileSize() - BUILD_INFO_HEADER;
      for (long at = alignUp(s, 16); at <= last; at += 16) {
        if (startsWith(data, (int) at, BUILD_INFO_MAGIC)) {
          return s.address() + (at - s.fileOffset());
        }
      }
    }
    return 0;
  }

  private static boolean startsWith(byte[] data, int at, byte[] magic) {
    return data.length - at >= magic.length
        && Arrays.equals(data, at, at + magic.length, magic, 0, magic.length);
  }

  private String inlineString(long[] at) throws BadImageException {
    long length = 0;
    for (int shift = 0; ; shift += 7) {
      int b = memory.u8(at[0]++, "build info");
      length |= (long) (b & 0x7f) << shift;
      if ((b & 0x80) == 0) {
        break;
      }
      if (shift > 28) {
        throw memory.bad("build info: a length of more than 32 bits");
      }
    }
    String text = bytes(at[0], length);
    at[0] += length;
    return text;
  }

  /** The Go string whose header is at the address. */
  private String string(long header) throws BadImageException {
    long length = memory.i64(header + 8, "build info");
    return length == 0 ? "" : bytes(memory.pointer(header, "build info"), length);
  }

  /** Bytes as characters, since the marks are no valid UTF-8. */
  private String bytes(long address, long length) throws BadImageException {
    if (length < 0 || length > MAX_STRING) {
      throw memory.bad("build info: a text of " + length + " bytes, expected less");
    }
    return new String(memory.bytes(address, length, "build info"), StandardCharsets.ISO_8859_1);
  }

  private static String utf8(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /** The module text stands between two marks of 16 bytes. */
  private static String withoutSentinels(String text) {
    return text.length() >= 33 && text.charAt(text.length() - 17) == '\n'
        ? text.substring(16, text.length() - 16)
        : text;
  }

  // ---- version and build id without build info ----

  /**
   * runtime.buildVersion: a string header in data that points to a version in read-only data.
   * Strings stand there without separators, so only the header tells where one ends.
   */
  private @Nullable String findVersion() {
    Map<Long, Integer> candidates = new HashMap<>();
    byte[] data = memory.image().content();
    for (Segment s : memory.image().segments()) {
      long last = s.fileOffset() + s.fileSize() - VERSION_START.length;
      for (long at = s.fileOffset(); at <= last; at++) {
        if (data[(int) at] == 'g' && startsWith(data, (int) at, VERSION_START)) {
          candidates.put(s.address() + (at - s.fileOffset()), (int) at);
        }
      }
    }
    long[] relocated = memory.relocatedAddresses();
    for (int i = 0; i < relocated.length; i++) {
      String found = versionOf(candidates.get(memory.relocatedValue(i)), relocated[i]);
      if (found != null) {
        return found;
      }
    }
    for (Segment s : memory.image().segments()) {
      if ((s.access() & Access.WRITE) == 0) {
        continue;
      }
      long last = s.fileOffset() + s.fileSize() - 16;
      for (long at = alignUp(s, 8); at <= last; at += 8) {
        Integer text = candidates.get(FileBytes.int64(data, (int) at));
        String found = versionOf(text, s.address() + (at - s.fileOffset()));
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private @Nullable String versionOf(@Nullable Integer text, long header) {
    if (text == null || memory.segmentOf(header, 16) == null) {
      return null;
    }
    byte[] data = memory.image().content();
    try {
      long length = memory.i64(header + 8, "string header");
      if (length < VERSION_START.length || length > MAX_VERSION || text + length > data.length) {
        return null;
      }
      String version = new String(data, text, (int) length, StandardCharsets.ISO_8859_1);
      Matcher m = VERSION.matcher(version);
      return m.matches() ? version : null;
    } catch (BadImageException e) {
      return null;
    }
  }

  private @Nullable String findBuildId() {
    byte[] data = memory.image().content();
    for (int at = 0; at < Math.min(data.length, BUILD_ID_SEARCH); at++) {
      if (startsWith(data, at, BUILD_ID_MAGIC)) {
        int start = at + BUILD_ID_MAGIC.length;
        int end = start;
        while (end < data.length && data[end] != '"' && end - start < 256) {
          end++;
        }
        return new String(data, start, end - start, StandardCharsets.ISO_8859_1);
      }
    }
    Section note = section("note.go.buildid");
    if (note != null && note.fileSize() > 16) {
      // namesz, descsz, type, "Go\0\0", then the id
      int at = (int) note.fileOffset();
      int length = FileBytes.int32(data, at + 4);
      if (length > 0 && length <= note.fileSize() - 16) {
        return new String(data, at + 16, length, StandardCharsets.ISO_8859_1);
      }
    }
    return null;
  }
}
