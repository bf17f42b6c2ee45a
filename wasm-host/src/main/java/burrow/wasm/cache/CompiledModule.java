package burrow.wasm.cache;

import burrow.loader.BadImageException;
import burrow.machine.ProgramImage;
import burrow.wasm.compile.ModuleCompiler;
import burrow.wasm.compile.Variant;
import burrow.wasm.compile.WasmValidator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The classes of a module: out of the cache where it has them, else compiled when they are first
 * wanted, so a program pays only for the functions that it calls. What was compiled is added to the
 * cache in the end.
 */
public final class CompiledModule implements Function<String, byte[]>, AutoCloseable {
  private final ModuleCompiler compiler;
  private final @Nullable CacheDirectory directory;
  private final @Nullable Path file;
  private final @Nullable ClassFiles cached;
  private final Map<String, byte[]> compiled = new ConcurrentHashMap<>();

  /**
   * Takes a module into use. It is validated unless the cache knows it.
   *
   * @param directory null for no cache
   * @param build what identifies the compiler: other builds do not share entries
   * @param variant how it is compiled: variants share nothing either
   * @throws BadImageException if the module's code breaks a rule
   */
  public CompiledModule(
      ProgramImage image, @Nullable CacheDirectory directory, String build, Variant variant)
      throws BadImageException {
    this.compiler = new ModuleCompiler(image, variant);
    this.directory = directory;
    this.file = directory == null ? null : directory.file(key(image, build, variant));
    this.cached = file == null ? null : ClassFiles.open(file);
    if (cached == null) {
      WasmValidator.validate(image);
    } else if (directory != null && file != null) {
      directory.used(file);
    }
  }

  /** Names an entry by all that its content depends on. */
  private static String key(ProgramImage image, String build, Variant variant) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(build.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      digest.update(variant.name().getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      byte[] hash = digest.digest(image.content());
      StringBuilder name = new StringBuilder();
      for (byte b : hash) {
        name.append(String.format("%02x", b));
      }
      return name.append(".classes").toString();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  @Override
  public byte[] apply(String name) {
    byte[] known = cached == null ? null : cached.get(name);
    if (known != null) {
      return known;
    }
    byte[] made = compiler.classFile(name);
    if (file != null) {
      compiled.put(name, made);
    }
    return made;
  }

  /** How many classes this run compiled. */
  public int compiledClasses() {
    return compiled.size();
  }

  /** Adds what was compiled to the cache, as far as that is possible. */
  public void save() {
    if (directory == null || file == null || compiled.isEmpty()) {
      return;
    }
    Map<String, byte[]> all = new TreeMap<>();
    // Another run may have added classes since.
    ClassFiles now = ClassFiles.open(file);
    if (now != null) {
      for (String name : now.names()) {
        byte[] c = now.get(name);
        if (c != null) {
          all.put(name, c);
        }
      }
      now.close();
    }
    all.putAll(compiled);
    try {
      directory.replace(file, temporary -> ClassFiles.write(temporary, all));
    } catch (IOException e) {
      // A full or read-only disk: the next run compiles again.
    }
  }

  @Override
  public void close() {
    if (cached != null) {
      cached.close();
    }
  }
}
