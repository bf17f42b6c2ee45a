package burrow.wasm.compile;

import burrow.machine.WasmFacts;
import burrow.machine.WasmFacts.Signature;
import burrow.wasm.compile.CodeBuilder.Label;
import burrow.wasm.compile.WasmOpcodes.Operation;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A method in the making from WebAssembly: its local variables, the types on the operand stack, the
 * comparison that waits for its branch, and the polls.
 */
abstract class MethodState {
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
  int slots;

  /** Opcode of the comparison whose operands are on the stack instead of its result, or 0. */
  int comparison;

  private boolean comparisonNegated;

  /** The JVM's slot of each local variable. */
  final int[] slot;

  /** Local variables that the code so far reads; {@link #written} what it changes. */
  final BitSet used = new BitSet();

  final BitSet written = new BitSet();
  int budgetSlot;

  MethodState(WasmFacts facts, byte[] content, ConstantPool pool, int function) {
    this.facts = facts;
    this.content = content;
    this.pool = pool;
    this.function = function;
    this.signature = facts.signature(function);
    int defined = function - facts.importedFunctions();
    WasmCode declarations = new WasmCode(content, facts.bodyStart()[defined]);
    this.localTypes = localTypes(declarations, signature);
    this.codeStart = declarations.at();
    this.codeEnd = facts.bodyEnd()[defined];
    this.resume = ResumePoints.find(content, codeStart, codeEnd);
    this.in = declarations;
    this.slot = new int[localTypes.length()];
    this.out = new CodeBuilder(pool, "", false);
  }

  private static String localTypes(WasmCode declarations, Signature signature) {
    StringBuilder types = new StringBuilder(signature.parameters());
    int groups = declarations.u32();
    for (int i = 0; i < groups; i++) {
      int n = declarations.u32();
      types.repeat(declarations.type(), n);
    }
    return types.toString();
  }

  char resultType() {
    return signature.result().isEmpty() ? 0 : signature.result().charAt(0);
  }

  /**
   * Starts a method.
   *
   * @param frameTypes types of the JVM's local variables at every label
   * @param firstSlot where the function's own begin
   */
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
    comparison = 0;
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

  // ---- comparisons ----

  void compare(int op) {
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
  void materialize() {
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
  void branchOn(boolean when, Label to) {
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

  // ---- instructions that only compute ----

  void bulk() {
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

  void compute(int op) {
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
  void support(String method, String operands, char result) {
    for (int i = 0; i < operands.length(); i++) {
      pop();
    }
    out.invoke(Names.GUEST, method, "(" + operands + ")" + (result == 0 ? "V" : result));
    if (result != 0) {
      push(result);
    }
  }

  void access(int op) {
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
}
