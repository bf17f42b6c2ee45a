package burrow.wasm.compile;

import burrow.machine.WasmFacts;
import burrow.machine.WasmFacts.Signature;
import burrow.wasm.compile.CodeBuilder.Label;
import burrow.wasm.compile.CodeBuilder.TooLargeException;
import burrow.wasm.compile.Control.Kind;
import burrow.wasm.compile.WasmOpcodes.Operation;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Translates the body of one function to JVM bytecode, in one pass: both are stack machines, so an
 * instruction becomes an instruction or a call of a small static method. Code that cannot be
 * reached is left out. Comparisons wait for the branch that uses them; jumps between resume points
 * go there directly.
 *
 * <p>The module has been validated.
 */
class FunctionCompiler {
  /** Slots that helper sequences need beyond what the operand stack holds. */
  private static final int STACK_RESERVE = 8;

  final WasmFacts facts;
  final byte[] content;
  final ConstantPool pool;
  final int function;
  final Signature signature;
  final String localTypes;
  final int codeStart;
  final int codeEnd;
  final @Nullable ResumePoints resume;

  CodeBuilder out;
  WasmCode in;
  char[] stack = new char[32];
  int depth;
  private int slots;
  Control[] controls = new Control[32];
  int controlCount;
  boolean live;
  int comparison;
  private boolean comparisonNegated;
  int[] slot;

  /** Local variables that the code so far reads; {@link #written} what it changes. */
  final BitSet used = new BitSet();

  final BitSet written = new BitSet();
  int budgetSlot;
  int nestedBlocks = -1;
  private final Label[] points;
  private int opcodeAt;
  private int storedConstant;
  private int storedConstantEnd = -1;

  FunctionCompiler(WasmFacts facts, byte[] content, ConstantPool pool, int function) {
    this.facts = facts;
    this.content = content;
    this.pool = pool;
    this.function = function;
    this.signature = facts.signature(function);
    int defined = function - facts.importedFunctions();
    WasmCode declarations = new WasmCode(content, facts.bodyStart()[defined]);
    this.localTypes = localTypes(declarations);
    this.codeStart = declarations.at();
    this.codeEnd = facts.bodyEnd()[defined];
    this.resume = ResumePoints.find(content, codeStart, codeEnd);
    this.points = new Label[resume == null ? 0 : resume.blocks()];
    this.in = declarations;
    this.slot = new int[localTypes.length()];
    this.out = new CodeBuilder(pool, "", false);
  }

  private String localTypes(WasmCode declarations) {
    StringBuilder types = new StringBuilder(signature.parameters());
    int groups = declarations.u32();
    for (int i = 0; i < groups; i++) {
      int n = declarations.u32();
      types.repeat(declarations.type(), n);
    }
    return types.toString();
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

  char resultType() {
    return signature.result().isEmpty() ? 0 : signature.result().charAt(0);
  }

  void reset(String frameTypes, int firstSlot, boolean wide) {
    out = new CodeBuilder(pool, frameTypes, wide);
    int next = firstSlot;
    for (int i = 0; i < slot.length; i++) {
      slot[i] = next;
      next += width(localTypes.charAt(i));
    }
    budgetSlot = next;
    out.localsReach(next + 1);
    depth = 0;
    slots = 0;
    live = true;
    comparison = 0;
    Arrays.setAll(points, i -> new Label());
  }

  /** First free slot for temporaries. */
  int temporary() {
    return budgetSlot + 1;
  }

  static int width(char type) {
    return type == 'J' || type == 'D' ? 2 : 1;
  }

  // ---- polls ----

  void startBudget() {
    out.iconst(1);
    out.store('I', budgetSlot);
  }

  /** Looks for interrupts at the entry: recursion needs no loop. */
  void entryPoll() {
    Label go = new Label();
    out.stackReaches(2);
    out.getStatic(Names.GUEST, "attention", "Z");
    out.branch(153, go, stack, 0);
    out.invoke(Names.GUEST, "attend", "()V");
    out.bind(go, stack, 0);
  }

  /** Looks for interrupts once in some hundred rounds: a field read every round is dear. */
  void loopPoll() {
    Label go = new Label();
    out.stackReaches(slots + 2);
    out.increment(budgetSlot, -1);
    out.load('I', budgetSlot);
    out.branch(157, go, stack, depth);
    out.invoke(Names.GUEST, "poll", "()I");
    out.store('I', budgetSlot);
    out.bind(go, stack, depth);
  }

  // ---- operand stack ----

  void push(char type) {
    if (depth == stack.length) {
      stack = Arrays.copyOf(stack, 2 * depth);
    }
    stack[depth++] = type;
    slots += width(type);
    out.stackReaches(slots + STACK_RESERVE);
  }

  char pop() {
    char t = stack[--depth];
    slots -= width(t);
    return t;
  }

  void cutTo(int height) {
    while (depth > height) {
      pop();
    }
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

  private void bulk() {
    int op = in.u32();
    if (op == 10) {
      in.u8();
      in.u8();
      support("memoryCopy", "III", (char) 0);
    } else if (op == 11) {
      in.u8();
      support("memoryFill", "III", (char) 0);
    } else {
      compute(0x100 + op);
    }
  }

  private void compute(int op) {
    Operation o = WasmOpcodes.operation(op);
    if (o == null) {
      throw new IllegalStateException("opcode 0x" + Integer.toHexString(op) + " passed validation");
    }
    for (int i = 0; i < o.operands().length(); i++) {
      pop();
    }
    if (o.jvm().length > 0) {
      out.ops(o.jvm());
    } else {
      out.invoke(Names.OPERATIONS, o.method(), "(" + o.operands() + ")" + o.result());
    }
    push(o.result());
  }

  /** Calls a method of the run-time support. */
  private void support(String method, String operands, char result) {
    for (int i = 0; i < operands.length(); i++) {
      pop();
    }
    out.invoke(Names.GUEST, method, "(" + operands + ")" + (result == 0 ? "V" : result));
    if (result != 0) {
      push(result);
    }
  }

  private void access(int op) {
    Operation o = WasmOpcodes.known(op);
    in.u32(); // alignment: a hint
    int offset = in.u32();
    boolean store = op >= WasmOpcodes.FIRST_STORE;
    String extra = "";
    if (offset != 0) {
      out.iconst(offset);
      extra = "I";
    }
    if (store) {
      pop();
      pop();
      out.invoke(Names.GUEST, o.method(), "(I" + o.operands() + extra + ")V");
    } else {
      pop();
      out.invoke(Names.GUEST, o.method(), "(I" + extra + ")" + o.result());
      push(o.result());
    }
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

  // ---- comparisons ----

  private void compare(int op) {
    if (op == 0x45 && comparison != 0) {
      comparisonNegated = !comparisonNegated;
      return;
    }
    if (comparison != 0) {
      materialize();
    }
    pop();
    if (!WasmOpcodes.isTest(op)) {
      pop();
    }
    push('I');
    comparison = op;
    comparisonNegated = false;
  }

  /** Makes the comparison that waits a number. */
  private void materialize() {
    int op = comparison;
    comparison = 0;
    String t = String.valueOf(WasmOpcodes.comparedType(op));
    out.invoke(
        Names.OPERATIONS,
        Comparisons.method(op),
        "(" + t + (WasmOpcodes.isTest(op) ? "" : t) + ")I");
    if (comparisonNegated) {
      out.op(4);
      out.op(130);
    }
  }

  /** Pops the condition and branches if it holds, or if it does not. */
  private void branchOn(boolean when, Label to) {
    pop();
    int op = comparison;
    comparison = 0;
    if (op == 0) {
      out.branch(when ? 154 : 153, to, stack, depth);
    } else {
      int jump = Comparisons.emit(op, out);
      if (comparisonNegated == when) {
        jump = (jump - 1 ^ 1) + 1;
      }
      out.branch(jump, to, stack, depth);
    }
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
      case 0x0e -> {
        int n = in.u32();
        for (int i = 0; i <= n; i++) {
          in.u32();
        }
      }
      case 0x0c, 0x0d, 0x10, 0x20, 0x21, 0x22, 0x23, 0x24 -> in.u32();
      case 0x11 -> {
        in.u32();
        in.u8();
      }
      case 0x3f, 0x40 -> in.u8();
      case 0x41 -> in.s32();
      case 0x42 -> in.s64();
      case 0x43 -> in.raw(4);
      case 0x44 -> in.raw(8);
      case 0xfc -> {
        int sub = in.u32();
        in.raw(sub == 10 ? 2 : sub == 11 ? 1 : 0);
      }
      default -> {
        if (WasmOpcodes.isAccess(op)) {
          in.u32();
          in.u32();
        }
      }
    }
  }
}
