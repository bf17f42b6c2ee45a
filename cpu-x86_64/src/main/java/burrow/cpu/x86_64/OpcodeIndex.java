package burrow.cpu.x86_64;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Which lines of instructions.txt are about an opcode. It works on bytes and looks at no more of a
 * line than the words of its encoding column and, where opcodes count up, the commas between its
 * mnemonics: at a start the JVM has compiled none of it.
 */
final class OpcodeIndex {
  private static final int[] NONE = {};

  private final byte[] text;

  /** Of the lines with forms, one behind the other: where they start and end. */
  private int[] starts = new int[1024];

  private int[] ends = new int[1024];
  private int lines;

  /** The lines of an opcode, in their order, by map and opcode. */
  private final int[][] byOpcode = new int[4 * 256][];

  // Of the line that is being read.
  private int map;
  private int opcode;
  private boolean register;
  private int step;

  OpcodeIndex(byte[] text) {
    this.text = text;
    int end;
    for (int from = 0; from < text.length; from = end + 1) {
      end = from;
      while (end < text.length && text[end] != '\n') {
        end++;
      }
      if (end > from && text[from] != '#') {
        addLine(from, end);
      }
    }
  }

  /** How many lines have forms. */
  int lines() {
    return lines;
  }

  /** The text of a line. */
  String text(int line) {
    return new String(text, starts[line], ends[line] - starts[line], StandardCharsets.US_ASCII);
  }

  /** The lines of an opcode, whatever introduces it, in the order of the file. */
  int[] linesOf(int ofMap, int ofOpcode) {
    int[] of = byOpcode[ofMap << 8 | ofOpcode];
    return of == null ? NONE : of;
  }

  private void addLine(int from, int end) {
    if (lines == starts.length) {
      starts = Arrays.copyOf(starts, 2 * lines);
      ends = Arrays.copyOf(ends, 2 * lines);
    }
    starts[lines] = from;
    ends[lines] = end;
    int bar = readEncoding(from);
    int count = register ? 8 : step == 0 ? 1 : mnemonics(bar + 1, end);
    for (int i = 0; i < count; i++) {
      int key = map << 8 | opcode + i * (register ? 1 : step);
      int[] known = linesOf(map, key & 0xff);
      int[] more = Arrays.copyOf(known, known.length + 1);
      more[known.length] = lines;
      byOpcode[key] = more;
    }
    lines++;
  }

  /** Reads the words up to the bar, where it is. */
  private int readEncoding(int from) {
    map = 0;
    opcode = -1;
    register = false;
    step = 0;
    int at = from;
    while (text[at] != '|') {
      int start = at;
      while (text[at] != ' ' && text[at] != '|') {
        at++;
      }
      if (at - start >= 2) {
        readWord(start, at);
      }
      while (text[at] == ' ') {
        at++;
      }
    }
    if (opcode < 0) {
      throw new IllegalStateException("no opcode in instructions.txt: " + text(lines));
    }
    return at;
  }

  /** All words that begin with two hexadecimal digits are a prefix, a map or the opcode. */
  private void readWord(int from, int to) {
    int high = Character.digit(text[from], 16);
    int low = Character.digit(text[from + 1], 16);
    if (high < 0 || low < 0) {
      return;
    }
    int value = high << 4 | low;
    if (map == 0 && value == 0x0f) {
      map = to - from == 2 ? 1 : text[to - 1] == '8' ? 2 : 3;
    } else if (map != 0 || value != 0x66 && value != 0xf2 && value != 0xf3) {
      opcode = value;
      register = to - from > 2 && text[from + 2] == '+';
      if (to - from > 3 && text[from + 2] == ':') {
        step =
            Integer.parseInt(new String(text, from + 3, to - from - 3, StandardCharsets.US_ASCII));
      }
    }
  }

  /** How many there are in the first word. */
  private int mnemonics(int from, int end) {
    int at = from;
    while (text[at] == ' ') {
      at++;
    }
    int count = 1;
    for (; at < end && text[at] != ' '; at++) {
      if (text[at] == ',') {
        count++;
      }
    }
    return count;
  }
}
