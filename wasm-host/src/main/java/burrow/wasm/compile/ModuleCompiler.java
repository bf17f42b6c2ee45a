package burrow.wasm.compile;

import burrow.machine.ProgramImage;
import burrow.machine.WasmFacts;
import burrow.machine.WasmFacts.Global;
import burrow.machine.WasmFacts.Signature;
import burrow.wasm.compile.CodeBuilder.Label;
import burrow.wasm.compile.CodeBuilder.TooLargeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes the classes of a module, each by itself when it is asked for: see {@link Names}. */
public final class ModuleCompiler {
  /** Functions with longer bodies are cut into pieces. */
  private static final int LONG_BODY = 2200;

  private final WasmFacts facts;
  private final byte[] content;
  private final Variant variant;

  /**
   * @param image a WebAssembly module that has been validated
   */
  public ModuleCompiler(ProgramImage image, Variant variant) {
    this.variant = variant;
    this.facts = (WasmFacts) image.facts();
    this.content = image.content();
  }

  /** How many classes of functions there are. */
  public int groups() {
    return (facts.functionCount() + Names.GROUP - 1) / Names.GROUP;
  }

  /**
   * The class file of a class.
   *
   * @param simpleName without {@link Names#PACKAGE}
   */
  public byte[] classFile(String simpleName) {
    try {
      return switch (simpleName) {
        case Names.GLOBALS -> globals();
        case Names.TABLE -> table();
        case Names.IMPORTS -> imports();
        default -> functions(Integer.parseInt(simpleName.substring(1)));
      };
    } catch (TooLargeException e) {
      throw new IllegalStateException(simpleName + ": a table of the module is too large");
    }
  }

  // ---- functions ----

  private byte[] functions(int group) {
    ClassBuilder c = new ClassBuilder(Names.internal(Names.FUNCTIONS + group));
    int first = Math.max(group * Names.GROUP, facts.importedFunctions());
    int last = Math.min((group + 1) * Names.GROUP, facts.functionCount());
    for (int f = first; f < last; f++) {
      function(c, f);
    }
    try {
      dispatchers(c, first, last);
    } catch (TooLargeException e) {
      throw new IllegalStateException(e);
    }
    return c.toClassFile();
  }

  private void function(ClassBuilder c, int f) {
    String descriptor = facts.signature(f).descriptor();
    int defined = f - facts.importedFunctions();
    int length = facts.bodyEnd()[defined] - facts.bodyStart()[defined];
    if (length <= LONG_BODY) {
      try {
        c.method(Names.function(f), descriptor, whole(c.pool(), f));
        return;
      } catch (TooLargeException e) {
        // in pieces then
      }
    }
    try {
      pieces(c, f, descriptor);
    } catch (TooLargeException e) {
      largest(c, f, descriptor);
    }
  }

  private void pieces(ClassBuilder c, int f, String descriptor) throws TooLargeException {
    List<CodeBuilder> pieces = new PieceCompiler(facts, content, c.pool(), f, variant).compile();
    int n = pieces.size() - 1;
    for (int i = 0; i < n; i++) {
      c.method(Names.piece(f, i), "([JI)I", pieces.get(i));
    }
    c.method(Names.function(f), descriptor, pieces.get(n));
  }

  /** A function without resume points has one method or none. */
  private void largest(ClassBuilder c, int f, String descriptor) {
    try {
      c.method(Names.function(f), descriptor, whole(c.pool(), f));
    } catch (TooLargeException e) {
      throw new IllegalStateException(
          "function "
              + f
              + " at offset 0x"
              + Integer.toHexString(facts.bodyStart()[f - facts.importedFunctions()])
              + " is too large for the JVM and has no resume points to cut it at");
    }
  }

  private CodeBuilder whole(ConstantPool pool, int f) throws TooLargeException {
    FunctionCompiler compiler = new FunctionCompiler(facts, content, pool, f, variant);
    try {
      return compiler.compileWhole(false);
    } catch (TooLargeException e) {
      if (!e.wideHelps) {
        throw e;
      }
      return compiler.compileWhole(true);
    }
  }

  /** For each signature a method that calls the function of this class with a given number. */
  private void dispatchers(ClassBuilder c, int first, int last) throws TooLargeException {
    TreeMap<Integer, List<Integer>> bySignature = new TreeMap<>();
    for (int f = first; f < last; f++) {
      bySignature
          .computeIfAbsent(canonical(facts.functionTypes()[f]), k -> new ArrayList<>())
          .add(f);
    }
    for (var e : bySignature.entrySet()) {
      Signature s = facts.signatures().get(e.getKey());
      CodeBuilder code = new CodeBuilder(c.pool(), s.parameters() + "I", false);
      int[] targets = new int[Names.GROUP];
      Arrays.fill(targets, -1);
      for (int f : e.getValue()) {
        targets[f % Names.GROUP] = f;
      }
      Label[] labels = labels(Names.GROUP);
      Label none = new Label();
      code.stackReaches(2 * s.parameters().length() + 4);
      int index = load(code, s, false);
      code.load('I', index);
      code.iconst(Names.GROUP - 1);
      code.op(126);
      for (int i = 0; i < labels.length; i++) {
        if (targets[i] < 0) {
          labels[i] = none;
        }
      }
      code.tableSwitch(0, labels, none);
      char[] empty = new char[0];
      for (int i = 0; i < labels.length; i++) {
        if (targets[i] >= 0) {
          code.bind(labels[i], empty, 0);
          load(code, s, true);
          code.invoke(Names.group(targets[i]), Names.function(targets[i]), s.descriptor());
          code.returns(s.result().isEmpty() ? 'V' : s.result().charAt(0));
        }
      }
      badCall(code, none);
      c.method(Names.tableCall(e.getKey()), tableDescriptor(s), code.finish());
    }
  }

  private static Label[] labels(int n) {
    Label[] labels = new Label[n];
    Arrays.setAll(labels, i -> new Label());
    return labels;
  }

  /** Loads the arguments if asked to; returns the slot behind them. */
  private static int load(CodeBuilder code, Signature s, boolean really) {
    int slot = 0;
    for (char t : s.parameters().toCharArray()) {
      if (really) {
        code.load(t, slot);
      }
      slot += FunctionCompiler.width(t);
    }
    code.localsReach(slot + 1);
    return slot;
  }

  private static void badCall(CodeBuilder code, Label here) {
    code.bind(here, new char[0], 0);
    code.invoke(Names.GUEST, "badIndirectCall", "()Ljava/lang/RuntimeException;");
    code.op(191);
  }

  private static String tableDescriptor(Signature s) {
    return "(" + s.parameters() + "I)" + (s.result().isEmpty() ? "V" : s.result());
  }

  /** The first of the signatures that are equal. */
  private int canonical(int signature) {
    return facts.signatures().indexOf(facts.signatures().get(signature));
  }

  // ---- table ----

  private byte[] table() throws TooLargeException {
    ClassBuilder c = new ClassBuilder(Names.internal(Names.TABLE));
    for (int t = 0; t < facts.signatures().size(); t++) {
      Signature s = facts.signatures().get(t);
      int canonical = canonical(t);
      NavigableSet<Integer> groups = new TreeSet<>();
      for (int f : facts.table()) {
        if (f >= facts.importedFunctions() && canonical(facts.functionTypes()[f]) == canonical) {
          groups.add(f / Names.GROUP);
        }
      }
      c.method(Names.tableCall(t), tableDescriptor(s), tableCall(c, s, canonical, groups));
    }
    return c.toClassFile();
  }

  private CodeBuilder tableCall(
      ClassBuilder c, Signature s, int canonical, NavigableSet<Integer> groups)
      throws TooLargeException {
    CodeBuilder code = new CodeBuilder(c.pool(), s.parameters() + "I", false);
    code.stackReaches(2 * s.parameters().length() + 4);
    int index = load(code, s, false);
    code.load('I', index);
    code.invoke(Names.GUEST, "tableEntry", "(I)I");
    code.store('I', index);
    Label none = new Label();
    if (!groups.isEmpty()) {
      int low = groups.first();
      Label[] labels = labels(groups.last() - low + 1);
      for (int i = 0; i < labels.length; i++) {
        if (!groups.contains(low + i)) {
          labels[i] = none;
        }
      }
      code.load('I', index);
      code.iconst(Integer.numberOfTrailingZeros(Names.GROUP));
      code.op(122);
      code.tableSwitch(low, labels, none);
      for (int g : groups) {
        code.bind(labels[g - low], new char[0], 0);
        load(code, s, true);
        code.load('I', index);
        String owner = Names.internal(Names.FUNCTIONS + g);
        code.invoke(owner, Names.tableCall(canonical), tableDescriptor(s));
        code.returns(s.result().isEmpty() ? 'V' : s.result().charAt(0));
      }
    }
    badCall(code, none);
    return code.finish();
  }

  // ---- globals and imports ----

  private byte[] globals() throws TooLargeException {
    ClassBuilder c = new ClassBuilder(Names.internal(Names.GLOBALS));
    CodeBuilder init = new CodeBuilder(c.pool(), "", false);
    init.stackReaches(2);
    int i = 0;
    for (Global g : facts.globals()) {
      String type = String.valueOf(g.type());
      c.field(Names.global(i), type);
      switch (g.type()) {
        case 'I' -> init.iconst((int) g.initial());
        case 'J' -> init.lconst(g.initial());
        case 'F' -> init.fconst((int) g.initial());
        default -> init.dconst(g.initial());
      }
      init.putStatic(Names.internal(Names.GLOBALS), Names.global(i), type);
      i++;
    }
    init.returns('V');
    c.method("<clinit>", "()V", init.finish());
    return c.toClassFile();
  }

  /** Each import packs its arguments into an array and calls {@code Guest.host(number, array)}. */
  private byte[] imports() throws TooLargeException {
    ClassBuilder c = new ClassBuilder(Names.internal(Names.IMPORTS));
    for (int f = 0; f < facts.importedFunctions(); f++) {
      Signature s = facts.signature(f);
      CodeBuilder code = new CodeBuilder(c.pool(), "", false);
      code.stackReaches(8);
      code.iconst(f);
      code.iconst(s.parameters().length());
      code.op(188);
      code.op(11);
      int slot = 0;
      for (int i = 0; i < s.parameters().length(); i++) {
        char t = s.parameters().charAt(i);
        code.op(89);
        code.iconst(i);
        code.load(t, slot);
        slot += FunctionCompiler.width(t);
        toLong(code, t);
        code.op(80);
      }
      code.localsReach(slot + 1);
      code.invoke(Names.GUEST, "host", "(I[J)J");
      fromLong(code, s.result().isEmpty() ? 'V' : s.result().charAt(0));
      c.method(Names.function(f), s.descriptor(), code.finish());
    }
    return c.toClassFile();
  }

  private static void toLong(CodeBuilder code, char type) {
    switch (type) {
      case 'I' -> code.op(133);
      case 'F' -> {
        code.invoke("java/lang/Float", "floatToRawIntBits", "(F)I");
        code.op(133);
      }
      case 'D' -> code.invoke("java/lang/Double", "doubleToRawLongBits", "(D)J");
      default -> {}
    }
  }

  private static void fromLong(CodeBuilder code, char type) {
    switch (type) {
      case 'I' -> code.op(136);
      case 'F' -> {
        code.op(136);
        code.invoke("java/lang/Float", "intBitsToFloat", "(I)F");
      }
      case 'D' -> code.invoke("java/lang/Double", "longBitsToDouble", "(J)D");
      case 'V' -> code.op(88);
      default -> {}
    }
    code.returns(type);
  }
}
