package burrow.wasm.run;

import burrow.machine.LinearMemory;
import burrow.wasm.compile.Names;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.function.Function;

/**
 * The class loader of one guest: its functions become classes when they are first called. {@link
 * Guest} is defined anew in it, so that base address, limits and globals are static variables,
 * which HotSpot treats as constants where it can.
 */
public final class GuestLoader extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  private static final String GUEST = Guest.class.getName();

  private final Function<String, byte[]> classes;
  private final LinearMemory memory;
  private final int[] table;
  private final ImportedFunction[] imports;
  private final Interrupts interrupts;
  private final Hooks hooks;

  /**
   * @param classes the class file for a name within {@link Names#PACKAGE}
   * @param table function at each table index, -1 for none
   * @param interrupts called after {@link WasmInstance#interrupt}
   * @param hooks called by modules that are compiled to be watched
   */
  GuestLoader(
      Function<String, byte[]> classes,
      LinearMemory memory,
      int[] table,
      ImportedFunction[] imports,
      Interrupts interrupts,
      Hooks hooks) {
    super(GuestLoader.class.getClassLoader());
    this.classes = classes;
    this.memory = memory;
    this.table = table;
    this.imports = imports;
    this.interrupts = interrupts;
    this.hooks = hooks;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.equals(GUEST) && !name.startsWith(Names.PACKAGE)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      if (known != null) {
        return known;
      }
      byte[] file =
          name.equals(GUEST) ? template() : classes.apply(name.substring(Names.PACKAGE.length()));
      return defineClass(name, file, 0, file.length);
    }
  }

  private static byte[] template() {
    String resource = Guest.class.getSimpleName() + ".class";
    try (InputStream in = Objects.requireNonNull(Guest.class.getResourceAsStream(resource))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public LinearMemory memory() {
    return memory;
  }

  /** Not to be changed. */
  public int[] table() {
    return table;
  }

  /** Not to be changed. */
  public ImportedFunction[] imports() {
    return imports;
  }

  public Interrupts interrupts() {
    return interrupts;
  }

  public Hooks hooks() {
    return hooks;
  }
}
