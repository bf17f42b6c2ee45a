package burrow.wasm.run;

import burrow.machine.LinearMemory;
import burrow.machine.ProgramImage;
import burrow.machine.WasmFacts;
import burrow.wasm.compile.Names;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.function.Function;

/** A module with its memory: what runs. */
public final class WasmInstance {
  private final ProgramImage image;
  private final WasmFacts facts;
  private final LinearMemory memory;
  private final GuestLoader loader;

  /**
   * Creates the instance: the memory holds the module's data, nothing has run.
   *
   * @param classes the class file for a name within {@link Names#PACKAGE}
   * @param imports a function for each import, in the order of the module
   * @param interrupts called on the guest's thread after {@link #interrupt}
   * @param hooks called by modules that are compiled to be watched
   */
  public WasmInstance(
      ProgramImage image,
      Function<String, byte[]> classes,
      ImportedFunction[] imports,
      Interrupts interrupts,
      Hooks hooks) {
    this.image = image;
    this.facts = (WasmFacts) image.facts();
    this.memory = new LinearMemory(facts.pages(), facts.maximumPages());
    this.loader = new GuestLoader(classes, memory, facts.table(), imports, interrupts, hooks);
    for (int i = 0; i < facts.dataAddress().length; i++) {
      memory
          .space()
          .initialize(
              facts.dataAddress()[i] & 0xffff_ffffL,
              image.content(),
              facts.dataOffset()[i],
              facts.dataLength()[i]);
    }
  }

  public LinearMemory memory() {
    return memory;
  }

  /** An exported function, to be called with boxed arguments; for the few calls of the host. */
  public final class Exported {
    private final Method method;

    private Exported(Method method) {
      this.method = method;
    }

    /**
     * Calls the function.
     *
     * @return its result, or 0
     */
    public int call(Object... arguments) {
      try {
        Object r = method.invoke(null, arguments);
        return r instanceof Integer i ? i : 0;
      } catch (InvocationTargetException e) {
        switch (e.getCause()) {
          case RuntimeException r -> throw OutsideAccess.meaning(r, memory.bytes());
          case Error r -> throw r;
          case null, default -> throw new IllegalStateException(e);
        }
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /**
   * Looks up an export.
   *
   * @throws WasmTrap if the module lacks it
   */
  public Exported exported(String name) {
    int f = facts.exportedFunction(name);
    if (f < facts.importedFunctions()) {
      throw new WasmTrap(image.name() + " does not export the function " + name);
    }
    try {
      Class<?> c = loader.loadClass(Names.PACKAGE + Names.FUNCTIONS + f / Names.GROUP);
      for (Method m : c.getMethods()) {
        if (m.getName().equals(Names.function(f))) {
          return new Exported(m);
        }
      }
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
    throw new IllegalStateException("no method " + Names.function(f));
  }

  /** Makes the guest call its {@link Interrupts} soon; from any thread. */
  public void interrupt() {
    try {
      Class<?> guest = loader.loadClass(Guest.class.getName());
      for (String field : new String[] {"attentionAsked", "attention"}) {
        Field f = guest.getField(field);
        f.setBoolean(null, true);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Gives the memory back. The guest must have ended. */
  public void release() {
    memory.release();
  }
}
