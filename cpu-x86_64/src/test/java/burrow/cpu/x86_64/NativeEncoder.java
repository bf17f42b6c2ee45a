package burrow.cpu.x86_64;

import java.io.ByteArrayOutputStream;
import java.util.random.RandomGenerator;

/** Writes encodings of a form that name what {@link NativeProgram} provides. */
final class NativeEncoder {
  private static final String ALIGNED = "v?(movaps|movapd|movdqa|movnt\\w+)";

  /** Of 256 bits only with extensions of their own. */
  private static final String SHORT = "vaes.*|vpclmulqdq";

  /** Only with VEX.W clear, though no table says so. */
  private static final String W0 = "vp(ins|ext)r[bw]";

  private final RandomGenerator random;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  NativeEncoder(RandomGenerator random) {
    this.random = random;
  }

  /** One encoding, fields at random. */
  byte[] draw(Form form) {
    while (true) {
      byte[] code = encode(form);
      Decoder decoder = new Decoder(code, 0, code.length);
      if (decoder.decode() == Decoder.Outcome.OK && decoder.instruction().form == form) {
        return code;
      }
    }
  }

  private int vector() {
    return NativeProgram.VECTORS[random.nextInt(NativeProgram.VECTORS.length)];
  }

  private int register(Operand.Place place) {
    return switch (place) {
      case E, G, R, B, M -> random.nextInt(NativeProgram.GENERAL);
      default -> vector();
    };
  }

  private byte[] encode(Form form) {
    out.reset();
    boolean memory = form.modRm && (form.memory == 1 || (form.memory != 0 && random.nextBoolean()));
    int reg = form.digit == Form.ANY ? 0 : form.digit;
    int rm = 0;
    int v = 0;
    int index = vector();
    for (Operand o : form.operands) {
      int n = register(o.place());
      switch (o.place()) {
        case G, V -> reg = n;
        case E, R, W, U -> rm = n;
        case B, H -> v = n;
        default -> {}
      }
    }
    if (NativeProgram.vsib(form) && (reg == v || reg == index || v == index)) {
      return encode(form);
    }
    if (form.firstSourceInV()) {
      v = vector();
    }
    boolean wide =
        form.w == Form.ANY ? random.nextBoolean() && !form.mnemonic.matches(W0) : form.w == 1;
    boolean x = NativeProgram.vsib(form) && index >= 8;
    boolean b = !memory && rm >= 8;
    if (form.space == Form.Space.VEX) {
      out.write(0xc4);
      out.write((reg < 8 ? 0x80 : 0) | (x ? 0 : 0x40) | (b ? 0 : 0x20) | form.map);
      out.write((wide ? 0x80 : 0) | (~v & 15) << 3 | length(form) << 2 | Math.max(form.prefix, 0));
    } else {
      if (form.prefix > 0) {
        out.write(form.prefix == Form.P66 ? 0x66 : form.prefix == Form.PF3 ? 0xf3 : 0xf2);
      }
      out.write(0x40 | (wide ? 8 : 0) | (reg < 8 ? 0 : 4) | (b ? 1 : 0));
      out.writeBytes(
          form.map == 1
              ? new byte[] {0x0f}
              : new byte[] {0x0f, (byte) (form.map == 2 ? 0x38 : 0x3a)});
    }
    out.write(form.opcode);
    if (form.modRm) {
      modRm(form, memory, reg & 7, rm & 7, index & 7);
    }
    for (Operand o : form.operands) {
      for (int k = o.immediateSize(4, 8); k > 0; k--) {
        out.write(random.nextInt());
      }
    }
    if (form.operands.stream().anyMatch(o -> o.place() == Operand.Place.L)) {
      byte[] code = out.toByteArray();
      code[code.length - 1] = (byte) (vector() << 4);
      return code;
    }
    return out.toByteArray();
  }

  private int length(Form form) {
    boolean general = form.operands.stream().anyMatch(o -> o.place() == Operand.Place.B);
    if (form.vectorLength != Form.ANY) {
      return form.vectorLength / 32;
    }
    return form.oneLane || general || form.mnemonic.matches(SHORT) || form.mnemonic.equals("rorx")
        ? 0
        : random.nextInt(2);
  }

  private void modRm(Form form, boolean memory, int reg, int rm, int index) {
    if (!memory) {
      out.write(0xc0 | reg << 3 | rm);
      return;
    }
    boolean sse = form.space == Form.Space.LEGACY;
    int displacement =
        sse || form.mnemonic.matches(ALIGNED) ? 32 * random.nextInt(2) : random.nextInt(32);
    if (NativeProgram.vsib(form)) {
      out.write(0x44 | reg << 3);
      out.write(random.nextInt(4) << 6 | index << 3 | 6);
    } else {
      out.write(0x46 | reg << 3);
    }
    out.write(displacement);
  }
}
