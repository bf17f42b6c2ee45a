package burrow.wasm.compile;

import java.util.Arrays;

/**
 * The code of one method in the making, with its stack map. The types of the local variables are
 * the same at every label; the caller names the types on the operand stack.
 *
 * <p>Branches have 16-bit offsets, in the wide form 32-bit ones.
 */
final class CodeBuilder {
  /** The JVM's own limit. */
  static final int MOST_BYTES = 65535;

  static final int GOTO = 167;
  private static final int GOTO_W = 200;
  private static final int WIDE = 196;

  /** A branch does not reach its target, or the method is larger than the JVM allows. */
  static final class TooLargeException extends Exception {
    private static final long serialVersionUID = 1;

    /** Whether the wide form would do. */
    final boolean wideHelps;

    TooLargeException(boolean wideHelps) {
      super(null, null, false, false);
      this.wideHelps = wideHelps;
    }
  }

  /** A place in the code that branches lead to. */
  static final class Label {
    private int pc = -1;
    private int[] patches = new int[2];
    private int patchCount;

    boolean isBound() {
      return pc >= 0;
    }

    boolean isUsed() {
      return patchCount > 0;
    }

    private void patch(int at, int from, boolean four) {
      if (patchCount + 2 > patches.length) {
        patches = Arrays.copyOf(patches, 2 * patches.length);
      }
      patches[patchCount++] = at;
      patches[patchCount++] = four ? ~from : from;
    }
  }

  private final ConstantPool pool;
  private final String locals;
  private final boolean wide;
  private final ByteBuilder code = new ByteBuilder(512);
  private final ByteBuilder frames = new ByteBuilder(64);
  private int frameCount;
  private int lastFrame = -1;
  private int maxStack;
  private int maxLocals;
  private boolean tooFar;

  /**
   * @param locals types of the local variables at labels: I, J, F, D or [ for long[]
   */
  CodeBuilder(ConstantPool pool, String locals, boolean wide) {
    this.pool = pool;
    this.locals = locals;
    this.wide = wide;
  }

  ConstantPool pool() {
    return pool;
  }

  int size() {
    return code.size();
  }

  void stackReaches(int slots) {
    maxStack = Math.max(maxStack, slots);
  }

  void localsReach(int slots) {
    maxLocals = Math.max(maxLocals, slots);
  }

  // ---- instructions ----

  void op(int opcode) {
    code.u1(opcode);
  }

  void ops(byte[] opcodes) {
    code.bytes(opcodes, 0, opcodes.length);
  }

  void op2(int opcode, int operand) {
    code.u1(opcode);
    code.u2(operand);
  }

  void iconst(int v) {
    if (v >= -1 && v <= 5) {
      code.u1(3 + v);
    } else if (v == (byte) v) {
      code.u1(16);
      code.u1(v);
    } else if (v == (short) v) {
      op2(17, v);
    } else {
      op2(19, pool.intConstant(v));
    }
  }

  void lconst(long v) {
    if (v == 0 || v == 1) {
      code.u1(9 + (int) v);
    } else if (v == (short) v) {
      iconst((int) v);
      code.u1(133);
    } else {
      op2(20, pool.longConstant(v));
    }
  }

  void fconst(int bits) {
    if (bits == 0) {
      code.u1(11);
    } else {
      op2(19, pool.floatConstant(bits));
    }
  }

  void dconst(long bits) {
    if (bits == 0) {
      code.u1(14);
    } else {
      op2(20, pool.doubleConstant(bits));
    }
  }

  void zero(char type) {
    switch (type) {
      case 'I' -> code.u1(3);
      case 'J' -> code.u1(9);
      case 'F' -> code.u1(11);
      default -> code.u1(14);
    }
  }

  private static int typeIndex(char type) {
    return switch (type) {
      case 'I' -> 0;
      case 'J' -> 1;
      case 'F' -> 2;
      case 'D' -> 3;
      default -> 4;
    };
  }

  void load(char type, int local) {
    local(21 + typeIndex(type), 26 + 4 * typeIndex(type), local);
  }

  void store(char type, int local) {
    local(54 + typeIndex(type), 59 + 4 * typeIndex(type), local);
  }

  private void local(int opcode, int shortOpcode, int local) {
    if (local < 4) {
      code.u1(shortOpcode + local);
    } else if (local < 256) {
      code.u1(opcode);
      code.u1(local);
    } else {
      code.u1(WIDE);
      op2(opcode, local);
    }
    localsReach(local + 2);
  }

  /** iinc. */
  void increment(int local, int by) {
    if (local < 256) {
      code.u1(132);
      code.u1(local);
      code.u1(by);
    } else {
      code.u1(WIDE);
      op2(132, local);
      code.u2(by);
    }
  }

  void invoke(String owner, String name, String descriptor) {
    op2(184, pool.method(owner, name, descriptor));
  }

  void getStatic(String owner, String name, String descriptor) {
    op2(178, pool.field(owner, name, descriptor));
  }

  void putStatic(String owner, String name, String descriptor) {
    op2(179, pool.field(owner, name, descriptor));
  }

  /** Returns a value of the type, or nothing for V. */
  void returns(char type) {
    code.u1(type == 'V' ? 177 : 172 + typeIndex(type));
  }

  // ---- branches ----

  /** An unconditional branch. */
  void jump(Label to) {
    if (wide) {
      int from = code.size();
      code.u1(GOTO_W);
      offset4(to, from);
    } else {
      offset2(GOTO, to);
    }
  }

  /**
   * A conditional branch.
   *
   * @param opcode ifeq to if_icmple
   * @param stack types that stay on the operand stack, {@code depth} of them
   */
  void branch(int opcode, Label to, char[] stack, int depth) {
    if (!wide) {
      offset2(opcode, to);
      return;
    }
    op2((opcode - 1 ^ 1) + 1, 8);
    int from = code.size();
    code.u1(GOTO_W);
    offset4(to, from);
    frame(stack, depth);
  }

  private void offset2(int opcode, Label to) {
    int from = code.size();
    code.u1(opcode);
    if (to.isBound()) {
      near(to.pc - from);
      code.u2(to.pc - from);
    } else {
      to.patch(code.size(), from, false);
      code.u2(0);
    }
  }

  private void near(int offset) {
    tooFar |= offset != (short) offset;
  }

  private void offset4(Label to, int from) {
    if (to.isBound()) {
      code.u4(to.pc - from);
    } else {
      to.patch(code.size(), from, true);
      code.u4(0);
    }
  }

  /** A tableswitch on the int on the stack, from {@code low} on. */
  void tableSwitch(int low, Label[] targets, Label otherwise) {
    int from = code.size();
    code.u1(170);
    while (code.size() % 4 != 0) {
      code.u1(0);
    }
    offset4(otherwise, from);
    code.u4(low);
    code.u4(low + targets.length - 1);
    for (Label l : targets) {
      offset4(l, from);
    }
  }

  /** Binds a label here. {@code stack} holds the types on the operand stack, bottom first. */
  void bind(Label label, char[] stack, int depth) {
    label.pc = code.size();
    for (int i = 0; i < label.patchCount; i += 2) {
      int from = label.patches[i + 1];
      if (from < 0) {
        code.patch4(label.patches[i], label.pc - ~from);
      } else {
        near(label.pc - from);
        code.patch2(label.patches[i], label.pc - from);
      }
    }
    frame(stack, depth);
  }

  // ---- stack map ----

  private void frame(char[] stack, int depth) {
    int pc = code.size();
    if (pc == lastFrame) {
      return;
    }
    int delta = pc - lastFrame - 1;
    if (lastFrame < 0) {
      fullFrame(pc, stack, depth);
    } else if (depth == 0) {
      if (delta < 64) {
        frames.u1(delta);
      } else {
        frames.u1(251);
        frames.u2(delta);
      }
    } else if (depth == 1) {
      if (delta < 64) {
        frames.u1(64 + delta);
      } else {
        frames.u1(247);
        frames.u2(delta);
      }
      type(stack[0]);
    } else {
      fullFrame(delta, stack, depth);
    }
    frameCount++;
    lastFrame = pc;
  }

  private void fullFrame(int delta, char[] stack, int depth) {
    frames.u1(255);
    frames.u2(delta);
    frames.u2(locals.length());
    for (int i = 0; i < locals.length(); i++) {
      type(locals.charAt(i));
    }
    frames.u2(depth);
    for (int i = 0; i < depth; i++) {
      type(stack[i]);
    }
  }

  private void type(char t) {
    switch (t) {
      case 'I' -> frames.u1(1);
      case 'F' -> frames.u1(2);
      case 'D' -> frames.u1(3);
      case 'J' -> frames.u1(4);
      default -> {
        frames.u1(7);
        frames.u2(pool.classRef("[J"));
      }
    }
  }

  // ---- the attribute ----

  /** Fails if the method cannot be as it is. To be called before {@link #writeTo}. */
  CodeBuilder finish() throws TooLargeException {
    if (code.size() > MOST_BYTES) {
      throw new TooLargeException(false);
    }
    if (tooFar) {
      throw new TooLargeException(true);
    }
    pool.utf8("Code");
    pool.utf8("StackMapTable");
    return this;
  }

  void writeTo(ByteBuilder out) {
    int mapBytes = frameCount == 0 ? 0 : 6 + 2 + frames.size();
    out.u2(pool.utf8("Code"));
    out.u4(12 + code.size() + mapBytes);
    out.u2(maxStack);
    out.u2(maxLocals);
    out.u4(code.size());
    out.bytes(code.data(), 0, code.size());
    out.u2(0);
    out.u2(frameCount == 0 ? 0 : 1);
    if (frameCount > 0) {
      out.u2(pool.utf8("StackMapTable"));
      out.u4(2 + frames.size());
      out.u2(frameCount);
      out.bytes(frames.data(), 0, frames.size());
    }
  }
}
