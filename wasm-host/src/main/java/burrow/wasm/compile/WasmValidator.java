package burrow.wasm.compile;

import burrow.loader.BadImageException;
import burrow.machine.ProgramImage;
import burrow.machine.WasmFacts;
import burrow.machine.WasmFacts.Signature;
import burrow.wasm.compile.WasmOpcodes.Operation;
import java.util.Arrays;

/**
 * Checks function bodies as the WebAssembly specification does (appendix "Validation Algorithm"):
 * what passes can be compiled without further questions. A failure names the offset in the file.
 */
public final class WasmValidator {
  /** A value of any type, in code that cannot be reached. */
  private static final char ANY = '?';

  private static final int MOST_LOCALS = 50_000;

  private final ProgramImage image;
  private final WasmFacts facts;
  private final byte[] code;
  private int at;
  private int end;
  private int instruction;

  private char[] stack = new char[64];
  private int depth;

  private int[] heights = new int[32];
  private char[] results = new char[32];
  private byte[] kinds = new byte[32];
  private boolean[] dead = new boolean[32];
  private int open;
  private String locals = "";

  private static final int FUNCTION = 0;
  private static final int LOOP = 0x03;
  private static final int IF = 0x04;

  private WasmValidator(ProgramImage image) {
    this.image = image;
    this.facts = (WasmFacts) image.facts();
    this.code = image.content();
  }

  /**
   * Checks all bodies of a module.
   *
   * @throws BadImageException at the first that breaks a rule
   */
  public static void validate(ProgramImage image) throws BadImageException {
    WasmValidator v = new WasmValidator(image);
    for (int i = 0; i < v.facts.bodyStart().length; i++) {
      v.body(i);
    }
  }

  private BadImageException bad(int offset, String problem) {
    return new BadImageException(
        image.name(), "code at offset 0x" + Integer.toHexString(offset) + ": " + problem);
  }

  private BadImageException bad(String problem) {
    return bad(instruction, problem);
  }

  // ---- reading ----

  private int u8() throws BadImageException {
    if (at >= end) {
      throw bad(at, "the function ends within an instruction, expected more bytes");
    }
    return code[at++] & 0xff;
  }

  private long leb(int most) throws BadImageException {
    int start = at;
    long v = 0;
    for (int i = 0; i < most; i++) {
      int b = u8();
      v |= (b & 0x7fL) << 7 * i;
      if (b < 0x80) {
        return v;
      }
    }
    throw bad(start, "a number of more than " + most + " bytes, expected fewer");
  }

  private int u32() throws BadImageException {
    int start = at;
    long v = leb(5);
    if (v >>> 32 != 0) {
      throw bad(start, "a number above 2^32, expected 32 bits");
    }
    return (int) v;
  }

  private int index(int below, String what) throws BadImageException {
    int start = at;
    int v = u32();
    if (v < 0 || v >= below) {
      throw bad(
          start, what + " " + Integer.toUnsignedString(v) + ", expected a number below " + below);
    }
    return v;
  }

  private char valueType() throws BadImageException {
    int t = u8();
    return switch (t) {
      case 0x7f -> 'I';
      case 0x7e -> 'J';
      case 0x7d -> 'F';
      case 0x7c -> 'D';
      default ->
          throw bad(at - 1, "value type 0x" + Integer.toHexString(t) + ", expected 0x7c to 0x7f");
    };
  }

  private char blockType() throws BadImageException {
    if (at < end && code[at] == 0x40) {
      at++;
      return 0;
    }
    return valueType();
  }

  // ---- the stack ----

  private void push(char type) {
    if (depth == stack.length) {
      stack = Arrays.copyOf(stack, 2 * depth);
    }
    stack[depth++] = type;
  }

  private char pop() throws BadImageException {
    if (depth == heights[open - 1]) {
      if (dead[open - 1]) {
        return ANY;
      }
      throw bad("the operand stack is empty, expected a value");
    }
    return stack[--depth];
  }

  private char pop(char type) throws BadImageException {
    char t = pop();
    if (t != type && t != ANY) {
      throw bad("operand of type " + name(t) + ", expected " + name(type));
    }
    return type;
  }

  private void pop(String types) throws BadImageException {
    for (int i = types.length() - 1; i >= 0; i--) {
      pop(types.charAt(i));
    }
  }

  private static String name(char type) {
    return switch (type) {
      case 'I' -> "i32";
      case 'J' -> "i64";
      case 'F' -> "f32";
      case 'D' -> "f64";
      default -> "unknown";
    };
  }

  // ---- structure ----

  private void open(int kind, char result) {
    if (open == heights.length) {
      heights = Arrays.copyOf(heights, 2 * open);
      results = Arrays.copyOf(results, 2 * open);
      kinds = Arrays.copyOf(kinds, 2 * open);
      dead = Arrays.copyOf(dead, 2 * open);
    }
    heights[open] = depth;
    results[open] = result;
    kinds[open] = (byte) kind;
    dead[open++] = false;
  }

  private void close() throws BadImageException {
    char result = results[open - 1];
    if (result != 0) {
      pop(result);
    }
    if (depth != heights[open - 1]) {
      throw bad((depth - heights[open - 1]) + " values are left on the stack, expected none");
    }
    open--;
  }

  private void unreachable() {
    depth = heights[open - 1];
    dead[open - 1] = true;
  }

  /** The structure that a relative depth names. */
  private int label() throws BadImageException {
    return open - 1 - index(open, "branch depth");
  }

  private char labelType(int label) {
    return kinds[label] == LOOP ? 0 : results[label];
  }

  // ---- bodies ----

  private void body(int defined) throws BadImageException {
    at = facts.bodyStart()[defined];
    end = facts.bodyEnd()[defined];
    instruction = at;
    Signature s = facts.signature(facts.importedFunctions() + defined);
    locals = locals(s);
    depth = 0;
    open = 0;
    open(FUNCTION, s.result().isEmpty() ? 0 : s.result().charAt(0));
    while (open > 0) {
      instruction = at;
      instruction(u8());
    }
    if (at != end) {
      throw bad(at, "code behind the end of the function, expected the next body");
    }
  }

  private String locals(Signature s) throws BadImageException {
    StringBuilder types = new StringBuilder(s.parameters());
    int groups = index(end - at, "number of groups of locals");
    for (int i = 0; i < groups; i++) {
      int n = index(MOST_LOCALS + 1 - types.length(), "number of locals");
      types.repeat(valueType(), n);
    }
    return types.toString();
  }

  private void instruction(int op) throws BadImageException {
    if (WasmOpcodes.isComparison(op)) {
      char t = WasmOpcodes.comparedType(op);
      pop(t);
      if (!WasmOpcodes.isTest(op)) {
        pop(t);
      }
      push('I');
    } else if (WasmOpcodes.isAccess(op)) {
      access(op);
    } else if (op <= 0x11) {
      control(op);
    } else if (op < 0x28) {
      variable(op);
    } else {
      other(op);
    }
  }

  private void access(int op) throws BadImageException {
    Operation o = WasmOpcodes.known(op);
    int alignment = u32();
    if (alignment < 0 || alignment > o.jvm()[0]) {
      throw bad("alignment 2^" + Integer.toUnsignedString(alignment) + ", expected the width");
    }
    u32();
    pop(o.operands());
    pop('I');
    if (o.result() != 0) {
      push(o.result());
    }
  }

  private void control(int op) throws BadImageException {
    switch (op) {
      case 0x00 -> unreachable();
      case 0x01 -> {}
      case 0x02, LOOP -> open(op, blockType());
      case IF -> {
        char result = blockType();
        pop('I');
        open(IF, result);
      }
      case 0x05 -> otherwise();
      case 0x0b -> endOf();
      case 0x0c -> {
        popLabel(label());
        unreachable();
      }
      case 0x0d -> {
        int label = label();
        pop('I');
        popLabel(label);
        char t = labelType(label);
        if (t != 0) {
          push(t);
        }
      }
      case 0x0e -> table();
      case 0x0f -> {
        popLabel(0);
        unreachable();
      }
      case 0x10 -> called(facts.signature(index(facts.functionCount(), "function")));
      case 0x11 -> {
        Signature s = facts.signatures().get(index(facts.signatures().size(), "type"));
        index(1, "table");
        pop('I');
        called(s);
      }
      default -> throw unknown(op);
    }
  }

  private BadImageException unknown(int op) {
    return bad("opcode 0x" + Integer.toHexString(op) + ", expected one that Go emits");
  }

  private void popLabel(int label) throws BadImageException {
    char t = labelType(label);
    if (t != 0) {
      pop(t);
    }
  }

  private void otherwise() throws BadImageException {
    if (kinds[open - 1] != IF) {
      throw bad("else, expected it within an if");
    }
    char result = results[open - 1];
    close();
    open(0x05, result);
  }

  private void endOf() throws BadImageException {
    int kind = kinds[open - 1];
    char result = results[open - 1];
    close();
    if (kind == IF && result != 0) {
      throw bad("an if with a result, expected an else");
    }
    if (result != 0) {
      push(result);
    }
  }

  private void table() throws BadImageException {
    int n = index(end - at, "number of branch targets");
    pop('I');
    char type = 0;
    for (int i = 0; i <= n; i++) {
      char t = labelType(label());
      if (i > 0 && t != type) {
        throw bad("branch targets of different types, expected one");
      }
      type = t;
    }
    if (type != 0) {
      pop(type);
    }
    unreachable();
  }

  private void called(Signature s) throws BadImageException {
    pop(s.parameters());
    if (!s.result().isEmpty()) {
      push(s.result().charAt(0));
    }
  }

  private void variable(int op) throws BadImageException {
    switch (op) {
      case 0x1a -> pop();
      case 0x1b -> {
        pop('I');
        char b = pop();
        char a = pop();
        if (a != b && a != ANY && b != ANY) {
          throw bad("select of " + name(a) + " and " + name(b) + ", expected one type");
        }
        push(a == ANY ? b : a);
      }
      case 0x20 -> push(local());
      case 0x21 -> pop(local());
      case 0x22 -> {
        char t = local();
        pop(t);
        push(t);
      }
      case 0x23 -> push(facts.globals().get(global()).type());
      case 0x24 -> {
        int g = global();
        if (!facts.globals().get(g).mutable()) {
          throw bad("global " + g + " is constant, expected a variable");
        }
        pop(facts.globals().get(g).type());
      }
      default -> throw unknown(op);
    }
  }

  private char local() throws BadImageException {
    return locals.charAt(index(locals.length(), "local"));
  }

  private int global() throws BadImageException {
    return index(facts.globals().size(), "global");
  }

  private void other(int op) throws BadImageException {
    switch (op) {
      case 0x3f -> {
        index(1, "memory");
        push('I');
      }
      case 0x40 -> {
        index(1, "memory");
        pop('I');
        push('I');
      }
      case 0x41 -> {
        leb(5);
        push('I');
      }
      case 0x42 -> {
        leb(10);
        push('J');
      }
      case 0x43 -> {
        skip(4);
        push('F');
      }
      case 0x44 -> {
        skip(8);
        push('D');
      }
      case 0xfc -> prefixed();
      default -> computation(op, op);
    }
  }

  private void skip(int n) throws BadImageException {
    for (int i = 0; i < n; i++) {
      u8();
    }
  }

  private void prefixed() throws BadImageException {
    int op = u32();
    if (op == 10 || op == 11) {
      index(1, "memory");
      if (op == 10) {
        index(1, "memory");
      }
      pop("III");
    } else if (op >= 0 && op < 8) {
      computation(0x100 + op, 0xfc);
    } else {
      throw unknown(0xfc00 + op);
    }
  }

  private void computation(int op, int shown) throws BadImageException {
    Operation o = WasmOpcodes.operation(op);
    if (o == null) {
      throw unknown(shown);
    }
    pop(o.operands());
    push(o.result());
  }
}
