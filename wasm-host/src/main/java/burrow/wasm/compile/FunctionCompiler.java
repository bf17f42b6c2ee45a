package burrow.wasm.compile;

import burrow.machine.WasmFacts;
import burrow.machine.WasmFacts.Signature;
import burrow.wasm.compile.CodeBuilder.Label;
import burrow.wasm.compile.CodeBuilder.TooLargeException;
import burrow.wasm.compile.Control.Kind;
import java.util.Arrays;

/**
 * Translates the body of one function to JVM bytecode, in one pass: both are stack machines, so an
 * instruction becomes an instruction or a call of a small static method. Code that cannot be
 * reached is left out. Comparisons wait for the branch that uses them; jumps between resume points
 * go there directly.
 *
 * <p>The module has been validated.
 */
class FunctionCompiler extends MethodState {
  Control[] controls = new Control[32];
  int controlCount;
  boolean live;
  int nestedBlocks = -1;
  private final Label[] points;
  private final boolean hooked;
  private int opcodeAt;
  private int storedConstant;
  private int storedConstantEnd = -1;

  FunctionCompiler(
      WasmFacts facts, byte[] content, ConstantPool pool, int function, Variant variant) {
    super(facts, content, pool, function);
    this.hooked = variant == Variant.HOOKED;
    this.points = new Label[resume == null ? 0 : resume.blocks()];
  }

  /** Compiles the function as one method. */
  CodeBuilder compileWhole(boolean wide) throws TooLargeException {
    reset(localTypes + "I", 0, wide);
    int parameters = signature.parameters().length();
    for (int i = parameters; i < localTypes.length(); i++) {
      out.zero(localTypes.charAt(i));
      out.store(localTypes.charAt(i), slot[i]);
    }
    startBudget();
    entryPoll();
    in = new WasmCode(content, codeStart);
    nestedBlocks = -1;
    controlCount = 0;
    push(new Control(Kind.FUNCTION, 0, resultType(), true, Control.LOCAL));
    while (controlCount > 0) {
      instruction();
    }
    return out.finish();
  }

  @Override
  void reset(String frameTypes, int firstSlot, boolean wide) {
    super.reset(frameTypes, firstSlot, wide);
    live = true;
    Arrays.setAll(points, i -> new Label());
  }

  void push(Control c) {
    if (controlCount == controls.length) {
      controls = Arrays.copyOf(controls, 2 * controlCount);
    }
    controls[controlCount++] = c;
  }

  // ---- instructions ----

  /** Translates the next instruction. */
  void instruction() {
    opcodeAt = in.at();
    int op = in.u8();
    if (!live) {
      skip(op);
      return;
    }
    if (hooked && depth == 0 && WasmOpcodes.acts(op)) {
      hook();
    }
    if (WasmOpcodes.isComparison(op)) {
      compare(op);
      return;
    }
    if (comparison != 0 && op != 0x0d && op != 0x04) {
      materialize();
    }
    if (WasmOpcodes.isAccess(op)) {
      access(op);
      return;
    }
    switch (op) {
      case 0x00 -> trap();
      case 0x01 -> {}
      case 0x02 -> block();
      case 0x03 -> loop();
      case 0x04 -> conditional();
      case 0x05 -> otherwise();
      case 0x0b -> end();
      case 0x0c -> branch(in.u32());
      case 0x0d -> branchIf(in.u32());
      case 0x0e -> branchTable();
      case 0x0f -> {
        returnValue();
        live = false;
      }
      case 0x10 -> call(in.u32());
      case 0x11 -> callIndirect();
      case 0x1a -> out.op(width(pop()) == 2 ? 88 : 87);
      case 0x1b -> select();
      case 0x20 -> {
        int i = in.u32();
        used.set(i);
        out.load(localTypes.charAt(i), slot[i]);
        push(localTypes.charAt(i));
      }
      case 0x21 -> set(in.u32());
      case 0x22 -> {
        int i = in.u32();
        char t = localTypes.charAt(i);
        written.set(i);
        out.op(width(t) == 2 ? 92 : 89);
        out.store(t, slot[i]);
      }
      case 0x23 -> {
        int i = in.u32();
        char t = facts.globals().get(i).type();
        out.getStatic(Names.internal(Names.GLOBALS), Names.global(i), String.valueOf(t));
        push(t);
      }
      case 0x24 -> {
        int i = in.u32();
        char t = pop();
        out.putStatic(Names.internal(Names.GLOBALS), Names.global(i), String.valueOf(t));
      }
      case 0x3f -> {
        in.u8();
        support("memorySize", "", 'I');
      }
      case 0x40 -> {
        in.u8();
        support("memoryGrow", "I", 'I');
      }
      case 0x41 -> constant();
      case 0x42 -> {
        out.lconst(in.s64());
        push('J');
      }
      case 0x43 -> {
        out.fconst((int) in.raw(4));
        push('F');
      }
      case 0x44 -> {
        out.dconst(in.raw(8));
        push('D');
      }
      case 0xfc -> bulk();
      default -> compute(op);
    }
  }

  private void hook() {
    int body = facts.bodyStart()[function - facts.importedFunctions()];
    int offset = opcodeAt - body;
    out.stackReaches(slots + 3);
    out.iconst(function);
    // In two parts: a constant for each statement would overflow the constant pool.
    out.iconst(offset >>> 15);
    out.iconst(offset & 0x7fff);
    out.invoke(Names.GUEST, "hook", "(III)V");
  }

  private void constant() {
    int v = in.s32();
    out.iconst(v);
    push('I');
    if (resume != null && in.at() + 1 < codeEnd && in.peek() == 0x21) {
      WasmCode ahead = new WasmCode(content, in.at() + 1);
      if (ahead.u32() == resume.local()) {
        storedConstant = v;
        storedConstantEnd = ahead.at();
      }
    }
  }

  private void set(int i) {
    pop();
    written.set(i);
    out.store(localTypes.charAt(i), slot[i]);
  }

  private void select() {
    pop();
    char t = pop();
    pop();
    out.invoke(Names.OPERATIONS, "select", "(" + t + t + "I)" + t);
    push(t);
  }

  private void trap() {
    out.invoke(Names.GUEST, "unreachable", "()Ljava/lang/RuntimeException;");
    out.op(191);
    out.stackReaches(slots + 2);
    live = false;
  }

  // ---- structure ----

  private void block() {
    char result = in.type();
    int point = Control.LOCAL;
    if (nestedBlocks >= 0 && resume != null && nestedBlocks < resume.blocks()) {
      point = resume.blocks() - 1 - nestedBlocks++;
    }
    push(new Control(Kind.BLOCK, depth, result, true, point(point)));
  }

  /** The number that stands for a resume point; as one method they have ordinary labels. */
  int point(int point) {
    return point;
  }

  private void loop() {
    int at = in.at() - 1;
    char result = in.type();
    Control c = new Control(Kind.LOOP, depth, result, true, Control.LOCAL);
    out.bind(c.label, stack, depth);
    loopPoll();
    push(c);
    if (resume != null && at == resume.loop()) {
      nestedBlocks = 0;
    }
  }

  private void conditional() {
    char result = in.type();
    Label otherwise = new Label();
    branchOn(false, otherwise);
    Control c = new Control(Kind.IF, depth, result, true, Control.LOCAL);
    c.otherwise = otherwise;
    push(c);
  }

  private void otherwise() {
    Control c = controls[controlCount - 1];
    if (live) {
      out.jump(c.label);
    }
    cutTo(c.height);
    bindOtherwise(c);
  }

  private void bindOtherwise(Control c) {
    Label otherwise = c.otherwise;
    c.otherwise = null;
    if (otherwise != null) {
      out.bind(otherwise, stack, depth);
      live = true;
    }
  }

  void end() {
    Control c = controls[--controlCount];
    if (c.kind == Kind.FUNCTION) {
      endFunction(c);
      return;
    }
    if (c.otherwise != null) {
      // An if without else leaves nothing: both ways meet here.
      cutTo(c.height);
      bindOtherwise(c);
    }
    Label label = label(c);
    if (c.kind == Kind.LOOP || !label.isUsed()) {
      if (!live) {
        cutTo(c.height);
      }
      return;
    }
    cutTo(c.height);
    if (c.result != 0) {
      push(c.result);
    }
    out.bind(label, stack, depth);
    live = true;
  }

  private void endFunction(Control c) {
    if (c.label.isUsed()) {
      cutTo(0);
      if (c.result != 0) {
        push(c.result);
      }
      out.bind(c.label, stack, depth);
      live = true;
    }
    if (live) {
      returnValue();
      live = false;
    }
  }

  /** Returns the value on the stack, if the function has one. */
  void returnValue() {
    char t = resultType();
    out.returns(t == 0 ? 'V' : t);
  }

  /** The label of a branch to a structure. */
  Label label(Control c) {
    return c.point >= 0 ? points[c.point] : c.label;
  }

  private Control target(int relativeDepth) {
    return controls[controlCount - 1 - relativeDepth];
  }

  private void branch(int relativeDepth) {
    Control c = target(relativeDepth);
    if (resume != null && storedConstantEnd == opcodeAt && isResumeLoop(c)) {
      Label point = pointLabel(resume.target(storedConstant));
      if (point.isBound()) {
        loopPoll();
      }
      out.jump(point);
    } else {
      adjust(c);
      out.jump(label(c));
    }
    live = false;
  }

  boolean isResumeLoop(Control c) {
    if (c.kind != Kind.LOOP || resume == null) {
      return false;
    }
    // The loop of the resume points is the first loop of all.
    for (int i = 0; controls[i] != c; i++) {
      if (controls[i].kind == Kind.LOOP) {
        return false;
      }
    }
    return true;
  }

  Label pointLabel(int point) {
    return points[point];
  }

  /** Drops what lies between a branch's target and its value. */
  private void adjust(Control c) {
    boolean carries = c.kind != Kind.LOOP && c.result != 0;
    int kept = carries ? 1 : 0;
    if (depth == c.height + kept) {
      return;
    }
    int height = depth;
    char result = carries ? pop() : 0;
    if (carries) {
      out.store(result, temporary());
    }
    while (depth > c.height) {
      out.op(width(pop()) == 2 ? 88 : 87);
    }
    if (carries) {
      out.load(result, temporary());
    }
    // What follows in the file, if anything can reach it, sees the stack as before.
    restore(height);
  }

  private void restore(int height) {
    while (depth < height) {
      push(stack[depth]);
    }
  }

  private void branchIf(int relativeDepth) {
    Control c = target(relativeDepth);
    boolean carries = c.kind != Kind.LOOP && c.result != 0;
    if (depth - 1 == c.height + (carries ? 1 : 0)) {
      branchOn(true, label(c));
      return;
    }
    Label past = new Label();
    branchOn(false, past);
    adjust(c);
    out.jump(label(c));
    out.bind(past, stack, depth);
  }

  private void branchTable() {
    int n = in.u32();
    Label[] labels = new Label[n + 1];
    Control[] targets = new Control[n + 1];
    pop();
    boolean plain = true;
    for (int i = 0; i <= n; i++) {
      targets[i] = target(in.u32());
      boolean carries = targets[i].kind != Kind.LOOP && targets[i].result != 0;
      plain &= depth == targets[i].height + (carries ? 1 : 0);
      labels[i] = label(targets[i]);
    }
    if (!plain) {
      Arrays.setAll(labels, i -> new Label());
    }
    out.tableSwitch(0, Arrays.copyOf(labels, n), labels[n]);
    if (!plain) {
      for (int i = 0; i <= n; i++) {
        out.bind(labels[i], stack, depth);
        adjust(targets[i]);
        out.jump(label(targets[i]));
      }
    }
    live = false;
  }

  private void call(int callee) {
    Signature s = facts.signature(callee);
    String owner =
        callee < facts.importedFunctions() ? Names.internal(Names.IMPORTS) : Names.group(callee);
    out.invoke(owner, Names.function(callee), s.descriptor());
    called(s);
  }

  private void called(Signature s) {
    for (int i = 0; i < s.parameters().length(); i++) {
      pop();
    }
    if (!s.result().isEmpty()) {
      push(s.result().charAt(0));
    }
  }

  private void callIndirect() {
    int type = in.u32();
    in.u8();
    Signature s = facts.signatures().get(type);
    pop();
    String result = s.result().isEmpty() ? "V" : s.result();
    out.invoke(
        Names.internal(Names.TABLE), Names.tableCall(type), "(" + s.parameters() + "I)" + result);
    called(s);
  }

  // ---- code that nothing reaches ----

  private void skip(int op) {
    switch (op) {
      case 0x02, 0x03, 0x04 -> {
        in.type();
        Kind kind = op == 0x02 ? Kind.BLOCK : op == 0x03 ? Kind.LOOP : Kind.IF;
        push(new Control(kind, depth, (char) 0, false, Control.LOCAL));
      }
      case 0x05 -> {
        if (controls[controlCount - 1].live) {
          otherwise();
        }
      }
      case 0x0b -> {
        if (controls[controlCount - 1].live) {
          end();
        } else {
          controlCount--;
        }
      }
      default -> in.skipImmediates(op);
    }
  }
}
