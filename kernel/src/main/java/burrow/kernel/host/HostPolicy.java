package burrow.kernel.host;

import burrow.kernel.file.PathBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What of the host a guest may touch. Everything that reaches the host asks here first. Paths are
 * absolute paths of the host without symbolic links, in {@link PathBytes} form.
 *
 * @param root the host directory that the guest sees as {@code /}
 * @param sandboxed whether only what is granted may be touched
 * @param readable granted for reading, with all below; {@code writable} for writing and reading
 */
public record HostPolicy(
    String root, boolean sandboxed, List<String> readable, List<String> writable) {

  /** The guest sees and may do what the user may. */
  public static final HostPolicy OPEN = new HostPolicy("/", false, List.of(), List.of());

  public HostPolicy {
    readable = List.copyOf(readable);
    writable = List.copyOf(writable);
  }

  /** This policy with another root, whose links are resolved now. */
  public HostPolicy withRoot(Path directory) throws IOException {
    return new HostPolicy(raw(directory.toRealPath()), sandboxed, readable, writable);
  }

  /** This policy with everything denied that is not granted. */
  public HostPolicy withSandbox() {
    return new HostPolicy(root, true, readable, writable);
  }

  public HostPolicy allowRead(Path path) throws IOException {
    return new HostPolicy(root, sandboxed, with(readable, path), writable);
  }

  public HostPolicy allowWrite(Path path) throws IOException {
    return new HostPolicy(root, sandboxed, readable, with(writable, path));
  }

  private static List<String> with(List<String> list, Path path) throws IOException {
    List<String> l = new ArrayList<>(list);
    l.add(raw(resolved(path.toAbsolutePath().normalize())));
    return l;
  }

  /** Resolves links in the part of the path that exists. */
  private static Path resolved(Path path) throws IOException {
    if (Files.exists(path)) {
      return path.toRealPath();
    }
    Path parent = path.getParent();
    Path name = path.getFileName();
    return parent == null || name == null ? path : resolved(parent).resolve(name);
  }

  private static String raw(Path path) {
    return PathBytes.ofText(path.toString());
  }

  /** Whether the guest's {@code /} is not the host's. */
  public boolean isConfined() {
    return !root.equals("/");
  }

  /** Whether the guest sees the host's own system directories where Burrow has nothing instead. */
  public boolean showsHost() {
    return !isConfined() && !sandboxed;
  }

  /** Whether the file may be read, and the directory listed. */
  public boolean mayRead(String path) {
    return !sandboxed || covered(readable, path) || covered(writable, path);
  }

  /** Whether the file may be written, created, removed or changed in any way. */
  public boolean mayWrite(String path) {
    return !sandboxed || covered(writable, path);
  }

  /**
   * Whether the guest may know about the file: what it may read, and the directories that lead
   * there.
   */
  public boolean maySee(String path) {
    return mayRead(path) || leads(readable, path) || leads(writable, path);
  }

  private static boolean covered(List<String> granted, String path) {
    return granted.stream().anyMatch(g -> isInside(path, g));
  }

  private static boolean leads(List<String> granted, String path) {
    return granted.stream().anyMatch(g -> isInside(g, path));
  }

  /** Whether a path is the directory or below it. */
  static boolean isInside(String path, String directory) {
    return directory.equals("/")
        || path.startsWith(directory)
            && (path.length() == directory.length() || path.charAt(directory.length()) == '/');
  }
}
