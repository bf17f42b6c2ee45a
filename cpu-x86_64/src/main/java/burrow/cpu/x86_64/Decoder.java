package burrow.cpu.x86_64;

import org.jspecify.annotations.Nullable;

/**
 * Decodes instructions of 64-bit mode: prefixes, opcode, ModRM, SIB, displacement, immediates.
 * (Intel SDM volume 2, chapter 2.) What the bytes are is said by {@link EncodingTable}.
 */
final class Decoder {
  /** No instruction is longer. */
  static final int MAX_LENGTH = 15;

  /** What came of decoding. */
  enum Outcome {
    /** {@link #instruction()} holds it. */
    OK,
    /** The bytes end within the instruction. */
    TRUNCATED,
    /** No known instruction, or longer than 15 bytes. */
    UNKNOWN
  }

  private final byte[] code;
  private final int start;
  private final int end;
  private int at;
  private Instruction i = new Instruction();
  private int map;
  private Form.Space space = Form.Space.LEGACY;

  Decoder(byte[] code, int offset, int available) {
    this.code = code;
    this.start = offset;
    this.end = offset + Math.min(available, MAX_LENGTH);
    this.at = offset;
  }

  Instruction instruction() {
    return i;
  }

  /** Bytes looked at. */
  int consumed() {
    return Math.min(at, end) - start;
  }

  Outcome decode() {
    boolean known = decodeAll();
    if (at > end) {
      return end - start == MAX_LENGTH ? Outcome.UNKNOWN : Outcome.TRUNCATED;
    }
    return known ? Outcome.OK : Outcome.UNKNOWN;
  }

  /** The next byte; past the end 0, which {@link #decode} notices by the position. */
  private int next() {
    int b = at < end ? code[at] & 0xff : 0;
    at++;
    return b;
  }

  private long signed(int bytes) {
    long v = 0;
    for (int k = 0; k < bytes; k++) {
      v |= (long) next() << (8 * k);
    }
    return bytes == 8 ? v : v << (64 - 8 * bytes) >> (64 - 8 * bytes);
  }

  private boolean decodeAll() {
    i.opcode = opcode(prefixes());
    Form form = find();
    if (form == null) {
      return false;
    }
    i.form = form;
    operandSize(form);
    if (form.modRm) {
      modRm();
    } else {
      i.mod = 3;
      i.rm = i.opcode & 7 | i.rexB;
    }
    boolean first = true;
    for (int k = 0; k < form.operands.size(); k++) {
      Operand o = form.operands.get(k);
      int bytes = o.immediateSize(i.operandSize, i.address32 ? 4 : 8);
      if (bytes > 0) {
        long v = signed(bytes);
        if (first) {
          i.immediate = o.place() == Operand.Place.O && bytes == 4 ? v & 0xffff_ffffL : v;
        } else {
          i.immediate2 = v;
        }
        first = false;
      }
    }
    i.length = at - start;
    return true;
  }

  private void operandSize(Form form) {
    if (i.rexW) {
      i.operandSize = 8;
    } else if (i.operandSizePrefix && form.space == Form.Space.LEGACY) {
      i.operandSize = 2;
    } else {
      i.operandSize = form.default64 ? 8 : 4;
    }
  }

  /** Reads legacy and REX prefixes; returns the byte behind them. */
  private int prefixes() {
    int rex = 0;
    while (true) {
      int b = next(); // a 0 at the end is no prefix
      if ((b & 0xf0) == 0x40) {
        rex = b;
        continue;
      }
      if (!legacyPrefix(b)) {
        i.rex = rex != 0;
        i.rexW = (rex & 8) != 0;
        i.rexR = (rex & 4) << 1;
        i.rexX = (rex & 2) << 2;
        i.rexB = (rex & 1) << 3;
        return b;
      }
      rex = 0; // only directly before the opcode does it count
    }
  }

  private boolean legacyPrefix(int b) {
    switch (b) {
      case 0x66 -> i.operandSizePrefix = true;
      case 0x67 -> i.address32 = true;
      case 0xf0 -> i.lock = true;
      case 0xf2, 0xf3 -> i.repeat = b;
      case 0x64, 0x65 -> i.segment = b & 7;
      case 0x26, 0x2e, 0x36, 0x3e -> {}
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Reads the rest of the opcode: its space and map; returns its last byte. */
  private int opcode(int b) {
    if (b == 0x0f) {
      int second = next();
      map = second == 0x38 ? 2 : second == 0x3a ? 3 : 1;
      return map == 1 ? second : next();
    }
    if (b == 0xc4 || b == 0xc5) {
      vex(b == 0xc4);
      return next();
    }
    if (b == 0x62) {
      evex();
      return next();
    }
    return b;
  }

  private void pp(int pp) {
    i.operandSizePrefix = pp == Form.P66;
    i.repeat = pp == Form.PF3 ? 0xf3 : pp == Form.PF2 ? 0xf2 : 0;
  }

  private void vex(boolean threeBytes) {
    space = Form.Space.VEX;
    int b = next();
    i.rexR = (~b & 0x80) >> 4;
    map = 1;
    if (threeBytes) {
      i.rexX = (~b & 0x40) >> 3;
      i.rexB = (~b & 0x20) >> 2;
      map = b & 0x1f;
      b = next();
      i.rexW = (b & 0x80) != 0;
    }
    i.vvvv = ~b >> 3 & 15;
    i.vectorLength = (b & 4) == 0 ? 16 : 32;
    pp(b & 3);
  }

  private void evex() {
    space = Form.Space.EVEX;
    int p0 = next();
    int p1 = next();
    int p2 = next();
    i.rexR = (~p0 & 0x80) >> 4 | ~p0 & 0x10;
    i.rexX = (~p0 & 0x40) >> 3;
    i.rexB = (~p0 & 0x20) >> 2;
    map = p0 & 7;
    i.rexW = (p1 & 0x80) != 0;
    i.vvvv = ~p1 >> 3 & 15 | (~p2 & 8) << 1;
    pp(p1 & 3);
    i.zeroing = (p2 & 0x80) != 0;
    i.vectorLength = 16 << (p2 >> 5 & 3);
    i.broadcast = (p2 & 0x10) != 0;
    i.mask = p2 & 7;
  }

  private @Nullable Form find() {
    if (map > 3 || (map == 0 && space != Form.Space.LEGACY)) {
      return null;
    }
    int modRmByte = -1;
    for (Form form : EncodingTable.INSTANCE.forms(space, map, i.opcode)) {
      if (form.modRm && modRmByte < 0) {
        if (at >= end) {
          at = end + 1;
          return null;
        }
        modRmByte = code[at] & 0xff;
      }
      if (form.matches(i, Math.max(modRmByte, 0))) {
        return form;
      }
    }
    return null;
  }

  private void modRm() {
    int b = next();
    i.mod = b >> 6;
    i.reg = b >> 3 & 7 | i.rexR;
    i.rm = b & 7;
    if (i.mod == 3) {
      i.rm |= i.rexB | (space == Form.Space.EVEX ? i.rexX << 1 : 0);
      return;
    }
    if (i.rm == 4) {
      sib();
    } else if (i.rm == 5 && i.mod == 0) {
      i.ripRelative = true;
      i.displacement = signed(4);
    } else {
      i.base = i.rm | i.rexB;
    }
    if (i.mod == 1) {
      i.displacement = signed(1) * displacementUnit();
    } else if (i.mod == 2) {
      i.displacement = signed(4);
    }
  }

  private void sib() {
    int b = next();
    int index = b >> 3 & 7 | i.rexX;
    int base = b & 7;
    i.scale = b >> 6;
    i.index = index == 4 && !i.form.vsib ? -1 : index;
    if (base == 5 && i.mod == 0) {
      i.displacement = signed(4);
    } else {
      i.base = base | i.rexB;
    }
  }

  private int displacementUnit() {
    if (space != Form.Space.EVEX) {
      return 1;
    }
    if (i.broadcast) {
      return i.rexW ? 8 : 4;
    }
    int unit = i.form.displacementUnit;
    return unit > 0 ? unit : i.vectorLength / -unit;
  }
}
