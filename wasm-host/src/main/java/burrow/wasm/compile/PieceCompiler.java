package burrow.wasm.compile;

import burrow.machine.WasmFacts;
import burrow.wasm.compile.CodeBuilder.Label;
import burrow.wasm.compile.CodeBuilder.TooLargeException;
import burrow.wasm.compile.Control.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Translates a function that is too large for one method of the JVM, or for HotSpot to do well on
 * it: several methods, cut between resume points, where the operand stack is empty. Each takes the
 * local variables in an array and the number of the place to start at; it returns the place to go
 * on at, or -1 when the function has returned (its result is the array's last element then).
 *
 * <p>Places are numbered: resume points as they are, then the start, then the ends of blocks around
 * them and cuts in long straight code.
 */
final class PieceCompiler extends FunctionCompiler {
  /**
   * A piece ends at the first resume point behind so many bytes. The time that HotSpot's first
   * compiler takes grows faster than a method, and it gives up on large ones (docs/rationale.md).
   */
  private static final int PIECE_BYTES = 1200;

  /** A piece ends anywhere behind so many bytes. */
  private static final int MOST_PIECE_BYTES = 3500;

  private static final int ARRAY_SLOT = 0;
  private static final int PLACE_SLOT = 1;
  private static final int FIRST_SLOT = 2;
  private static final int RETURNED = -1;

  private final List<CodeBuilder> pieces = new ArrayList<>();
  private final List<Integer> pieceOfPlace = new ArrayList<>();
  private final Map<Integer, Label> labels = new TreeMap<>();
  private final int startPlace;
  private int places;
  private Label entry = new Label();
  private Label dispatch = new Label();
  private Label returned = new Label();

  PieceCompiler(WasmFacts facts, byte[] content, ConstantPool pool, int function, Variant variant) {
    super(facts, content, pool, function, variant);
    startPlace = resume == null ? 0 : resume.blocks();
    places = startPlace + 1;
  }

  /**
   * Compiles the function.
   *
   * @return the methods of the pieces; the last one is the function itself
   */
  List<CodeBuilder> compile() throws TooLargeException {
    if (resume == null) {
      throw new TooLargeException(false);
    }
    in = new WasmCode(content, codeStart);
    push(new Control(Kind.FUNCTION, 0, resultType(), true, Control.LOCAL));
    startPiece(startPlace);
    while (controlCount > 0) {
      Control top = controls[controlCount - 1];
      if (out.size() > MOST_PIECE_BYTES
          && live
          && depth == 0
          && comparison == 0
          && (top.point >= 0 || isResumeLoop(top))) {
        cut(places++);
      }
      instruction();
    }
    endPiece();
    List<CodeBuilder> all = new ArrayList<>(pieces);
    all.add(wrapper());
    return all;
  }

  // ---- places ----

  private Label place(int place) {
    return labels.computeIfAbsent(place, k -> new Label());
  }

  @Override
  int point(int point) {
    // Blocks outside of the loop over the resume points can be left from any piece.
    return point < 0 && nestedBlocks < 0 ? places++ : point;
  }

  @Override
  Label label(Control c) {
    if (c.point >= 0) {
      return place(c.point);
    }
    return isResumeLoop(c) && !pieces.isEmpty() ? dispatch : c.label;
  }

  @Override
  Label pointLabel(int point) {
    return place(point);
  }

  @Override
  void end() {
    Control c = controls[controlCount - 1];
    if (c.point < 0) {
      super.end();
      return;
    }
    controlCount--;
    cutTo(c.height);
    if (out.size() > PIECE_BYTES) {
      cut(c.point);
    } else {
      enter(c.point);
    }
  }

  /** Binds a place here: from other pieces control can always arrive. */
  private void enter(int place) {
    while (pieceOfPlace.size() <= place) {
      pieceOfPlace.add(-1);
    }
    pieceOfPlace.set(place, pieces.size());
    out.bind(place(place), stack, 0);
    live = true;
  }

  private void cut(int place) {
    if (live) {
      out.jump(place(place));
    }
    endPiece();
    startPiece(place);
  }

  // ---- pieces ----

  private void startPiece(int place) {
    reset("[I" + localTypes + "I", FIRST_SLOT, true);
    labels.clear();
    entry = new Label();
    dispatch = new Label();
    returned = new Label();
    out.stackReaches(8);
    startBudget();
    used.clear();
    written.clear();
    for (int i = 0; i < localTypes.length(); i++) {
      out.zero(localTypes.charAt(i));
      out.store(localTypes.charAt(i), slot[i]);
    }
    out.jump(entry);
    enter(place);
  }

  /** Pushes an element of the array on the stack. */
  private static void loadElement(CodeBuilder out, int index, char type) {
    out.iconst(index);
    out.op(47);
    switch (type) {
      case 'I' -> out.op(136);
      case 'F' -> {
        out.op(136);
        out.invoke("java/lang/Float", "intBitsToFloat", "(I)F");
      }
      case 'D' -> out.invoke("java/lang/Double", "longBitsToDouble", "(J)D");
      default -> {}
    }
  }

  private static void storeElement(CodeBuilder out, int array, int index, char type, int from) {
    out.load('[', array);
    out.iconst(index);
    out.load(type, from);
    switch (type) {
      case 'I' -> out.op(133);
      case 'F' -> {
        out.invoke("java/lang/Float", "floatToRawIntBits", "(F)I");
        out.op(133);
      }
      case 'D' -> out.invoke("java/lang/Double", "doubleToRawLongBits", "(D)J");
      default -> {}
    }
    out.op(80);
  }

  @Override
  void returnValue() {
    char t = resultType();
    if (t != 0) {
      out.store(t, temporary());
      storeElement(out, ARRAY_SLOT, localTypes.length(), t, temporary());
    }
    out.jump(returned);
  }

  private void endPiece() {
    char[] none = new char[0];
    if (dispatch.isUsed()) {
      bindDispatch(none);
    }
    Label save = new Label();
    Map<Integer, Label> here = new TreeMap<>();
    for (Map.Entry<Integer, Label> e : labels.entrySet()) {
      if (e.getValue().isBound()) {
        here.put(e.getKey(), e.getValue());
      } else if (e.getValue().isUsed()) {
        out.bind(e.getValue(), none, 0);
        out.iconst(e.getKey());
        out.store('I', PLACE_SLOT);
        out.jump(save);
      }
    }
    if (save.isUsed()) {
      out.bind(save, none, 0);
      for (int i = written.nextSetBit(0); i >= 0; i = written.nextSetBit(i + 1)) {
        storeElement(out, ARRAY_SLOT, i, localTypes.charAt(i), slot[i]);
      }
      out.load('I', PLACE_SLOT);
      out.returns('I');
    }
    if (returned.isUsed()) {
      out.bind(returned, none, 0);
      out.iconst(RETURNED);
      out.returns('I');
    }
    bindEntry(here, none);
    pieces.add(out);
  }

  private void bindDispatch(char[] none) {
    if (resume == null) {
      return;
    }
    out.bind(dispatch, none, 0);
    used.set(resume.local());
    out.load('I', slot[resume.local()]);
    int[] targets = resume.targets();
    Label[] to = new Label[targets.length - 1];
    for (int i = 0; i < to.length; i++) {
      to[i] = place(targets[i]);
    }
    out.tableSwitch(0, to, place(targets[targets.length - 1]));
  }

  private void bindEntry(Map<Integer, Label> here, char[] none) {
    out.bind(entry, none, 0);
    // What a piece changes on some way only must come back as it was on the others.
    used.or(written);
    for (int i = used.nextSetBit(0); i >= 0; i = used.nextSetBit(i + 1)) {
      out.load('[', ARRAY_SLOT);
      loadElement(out, i, localTypes.charAt(i));
      out.store(localTypes.charAt(i), slot[i]);
    }
    Label bad = new Label();
    int low = here.keySet().iterator().next();
    int high = low;
    for (int k : here.keySet()) {
      high = Math.max(high, k);
    }
    Label[] to = new Label[high - low + 1];
    for (int i = 0; i < to.length; i++) {
      Label l = here.get(low + i);
      to[i] = l == null ? bad : l;
    }
    out.load('I', PLACE_SLOT);
    out.tableSwitch(low, to, bad);
    out.bind(bad, none, 0);
    out.invoke(Names.GUEST, "unreachable", "()Ljava/lang/RuntimeException;");
    out.op(191);
  }

  // ---- the function itself ----

  private CodeBuilder wrapper() throws TooLargeException {
    for (CodeBuilder p : pieces) {
      p.finish();
    }
    if (controls[0].label.isUsed()) {
      throw new TooLargeException(false);
    }
    String parameters = signature.parameters();
    CodeBuilder w = new CodeBuilder(pool, parameters + "[I", false);
    w.stackReaches(8);
    int[] at = new int[parameters.length()];
    int next = 0;
    for (int i = 0; i < at.length; i++) {
      at[i] = next;
      next += width(parameters.charAt(i));
    }
    int array = next;
    int place = next + 1;
    w.localsReach(next + 2);
    w.iconst(localTypes.length() + 1);
    w.op(188);
    w.op(11); // T_LONG
    w.store('[', array);
    for (int i = 0; i < at.length; i++) {
      storeElement(w, array, i, parameters.charAt(i), at[i]);
    }
    w.iconst(startPlace);
    w.store('I', place);
    out = w;
    entryPoll();
    loop(w, array, place);
    return w.finish();
  }

  private void loop(CodeBuilder w, int array, int place) {
    char[] one = {'I'};
    Label again = new Label();
    Label came = new Label();
    Label[] calls = new Label[pieces.size()];
    for (int i = 0; i < calls.length; i++) {
      calls[i] = new Label();
    }
    w.bind(again, one, 0);
    w.load('I', place);
    Label[] to = new Label[pieceOfPlace.size()];
    for (int i = 0; i < to.length; i++) {
      to[i] = calls[Math.max(0, pieceOfPlace.get(i))];
    }
    w.tableSwitch(0, to, calls[0]);
    for (int i = 0; i < calls.length; i++) {
      w.bind(calls[i], one, 0);
      w.load('[', array);
      w.load('I', place);
      w.invoke(Names.group(function), Names.piece(function, i), "([JI)I");
      w.jump(came);
    }
    w.bind(came, one, 1);
    w.op(89);
    w.store('I', place);
    w.branch(156, again, one, 0);
    char t = resultType();
    if (t != 0) {
      w.load('[', array);
      loadElement(w, localTypes.length(), t);
    }
    w.returns(t == 0 ? 'V' : t);
  }
}
