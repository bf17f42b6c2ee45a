package burrow.wasm.compile;

import burrow.wasm.compile.CodeBuilder.Label;
import org.jspecify.annotations.Nullable;

/** A block, loop, if or function body that is open at a place in the code. */
final class Control {
  enum Kind {
    FUNCTION,
    BLOCK,
    LOOP,
    IF
  }

  /** No number of its own: the label is local to the method. */
  static final int LOCAL = -1;

  final Kind kind;

  /** Height of the operand stack at its start. */
  final int height;

  /** Value type that it leaves, or 0. */
  final char result;

  /** Whether its start is reachable. */
  final boolean live;

  /** Where a branch leads: the start of a loop, the end of anything else. */
  final Label label = new Label();

  /** Of an if without else yet. */
  @Nullable Label otherwise;

  /**
   * Where a branch leads if the function is compiled in pieces and the place is outside of all
   * structure within them: a number of {@link ResumePoints}.
   */
  final int point;

  Control(Kind kind, int height, char result, boolean live, int point) {
    this.kind = kind;
    this.height = height;
    this.result = result;
    this.live = live;
    this.point = point;
  }
}
