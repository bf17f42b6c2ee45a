package burrow.cpu.x86_64;

import burrow.oracle.kit.Operands;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A static Linux executable that runs instructions one after the other, each on the registers and
 * the memory of its row in a table, and writes the table with the results to standard output.
 * Instructions name RAX, RCX, RDX, RBX, eight of the vector registers, and memory at RSI.
 */
final class NativeProgram {
  /** Vector registers in use. */
  static final int[] VECTORS = {0, 1, 2, 3, 8, 9, 10, 11};

  static final int GENERAL = 4;

  // Offsets in a row.
  static final int VECTORS_IN = 0;
  static final int GENERAL_IN = 256;
  static final int FLAGS_IN = 288;
  static final int MXCSR_IN = 296;
  static final int MEMORY = 320;
  static final int VECTORS_OUT = 384;
  static final int GENERAL_OUT = 640;
  static final int FLAGS_OUT = 672;
  static final int ROW = 704;

  static final long BASE = 0x40_0000;
  static final int HEADERS = 128;

  /** One row. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Case(Form form, byte[] code) {}

  private final SplittableRandom random;
  private final Operands operands;
  final List<Case> cases = new ArrayList<>();
  private final ByteArrayOutputStream rows = new ByteArrayOutputStream();

  NativeProgram(SplittableRandom random) {
    this.random = random;
    this.operands = new Operands(random);
  }

  /** Adds an instruction with random operands, to run under the reset value of MXCSR. */
  void add(Form form, byte[] code) {
    add(form, code, X86Cpu.MXCSR_DEFAULT);
  }

  void add(Form form, byte[] code, long mxcsr) {
    cases.add(new Case(form, code));
    ByteBuffer row = ByteBuffer.allocate(ROW).order(ByteOrder.LITTLE_ENDIAN);
    boolean indices = vsib(form);
    for (int k = 0; k < 4 * VECTORS.length; k++) {
      long v = operands.bits();
      boolean index = indices && random.nextBoolean();
      row.putLong(index ? (v & 7) | (v >>> 32 & 7) << 32 : v);
    }
    if (indices) {
      smallIndices(row, new Decoder(code, 0, code.length));
    }
    for (int k = 0; k < GENERAL; k++) {
      row.putLong(operands.integer());
    }
    row.putLong(FLAGS_IN, 0x202 | random.nextLong() & 0x8d5);
    row.putLong(MXCSR_IN, mxcsr);
    for (int k = 0; k < 64; k += 8) {
      row.putLong(MEMORY + k, operands.bits());
    }
    rows.writeBytes(row.array());
  }

  static boolean vsib(Form form) {
    return form.operands.stream().anyMatch(o -> o.place() == Operand.Place.X);
  }

  /** Gathers stay within the row. */
  private void smallIndices(ByteBuffer row, Decoder decoder) {
    decoder.decode();
    Instruction i = decoder.instruction();
    boolean quads = i.form.mnemonic.matches("v.*gatherq.*");
    for (int n = 0; n < VECTORS.length; n++) {
      if (VECTORS[n] == i.index) {
        for (int at = 32 * n; at < 32 * n + 32; at += 8) {
          long low = random.nextInt(-4, 8);
          row.putLong(at, quads ? low : low & 0xffff_ffffL | (long) random.nextInt(-4, 8) << 32);
        }
      }
    }
  }

  /** The executable. */
  byte[] image() {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    byte[] load = load();
    byte[] store = store();
    // Subroutines first, then the entry.
    code.writeBytes(load);
    int storeAt = code.size();
    code.writeBytes(store);
    int start = code.size();
    int leaAt = code.size();
    code.writeBytes(new byte[] {0x48, (byte) 0x8d, 0x3d, 0, 0, 0, 0}); // lea rdi, [rip + table]
    for (Case c : cases) {
      call(code, 0);
      code.writeBytes(c.code());
      call(code, storeAt);
    }
    code.write(0xb8); // mov eax, 1: write
    code.writeBytes(little(1));
    code.write(0xbf); // mov edi, 1
    code.writeBytes(little(1));
    code.writeBytes(new byte[] {0x48, (byte) 0x8d, 0x35}); // lea rsi, [rip + table]
    int secondLea = code.size();
    code.writeBytes(little(0));
    code.write(0xba); // mov edx, size
    code.writeBytes(little(rows.size()));
    code.writeBytes(new byte[] {0x0f, 0x05});
    code.write(0xb8); // mov eax, 60: exit
    code.writeBytes(little(60));
    code.writeBytes(new byte[] {0x31, (byte) 0xff, 0x0f, 0x05}); // xor edi, edi; syscall
    while ((code.size() + HEADERS) % 64 != 0) {
      code.write(0xcc);
    }
    byte[] bytes = code.toByteArray();
    ByteBuffer text = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    text.putInt(leaAt + 3, bytes.length - (leaAt + 7));
    text.putInt(secondLea, bytes.length - (secondLea + 4));
    return elf(bytes, start);
  }

  /** Offset of the table in the image. */
  int tableOffset(byte[] image) {
    return image.length - rows.size();
  }

  private byte[] elf(byte[] code, int start) {
    int size = HEADERS + code.length + rows.size();
    ByteBuffer b = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    b.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    b.putShort((short) 2).putShort((short) 62).putInt(1);
    b.putLong(BASE + HEADERS + start).putLong(64).putLong(0).putInt(0);
    b.putShort((short) 64).putShort((short) 56).putShort((short) 1);
    b.putShort((short) 0).putShort((short) 0).putShort((short) 0);
    b.putInt(1).putInt(7).putLong(0).putLong(BASE).putLong(BASE);
    b.putLong(size).putLong(size).putLong(0x1000);
    b.position(HEADERS);
    b.put(code).put(rows.toByteArray());
    return b.array();
  }

  private static byte[] little(int v) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(v).array();
  }

  private static void call(ByteArrayOutputStream code, int target) {
    int from = code.size() + 5;
    code.write(0xe8);
    code.writeBytes(little(target - from));
  }

  /** An instruction with the operand [rdi + offset]. */
  private static void row(ByteArrayOutputStream code, int reg, int offset, int... opcode) {
    for (int b : opcode) {
      code.write(b);
    }
    code.write(0x80 | reg << 3 | 7);
    code.writeBytes(little(offset));
  }

  private static void vector(ByteArrayOutputStream code, int opcode, int n, int offset) {
    row(code, n & 7, offset, 0xc4, n < 8 ? 0xe1 : 0x61, 0x7e, opcode); // vmovdqu
  }

  private static byte[] load() {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    for (int k = 0; k < VECTORS.length; k++) {
      vector(code, 0x6f, VECTORS[k], VECTORS_IN + 32 * k);
    }
    for (int k = 0; k < GENERAL; k++) {
      row(code, k, GENERAL_IN + 8 * k, 0x48, 0x8b);
    }
    row(code, 6, MEMORY, 0x48, 0x8d); // lea rsi
    row(code, 2, MXCSR_IN, 0x0f, 0xae); // ldmxcsr
    row(code, 6, FLAGS_IN, 0xff); // push
    code.write(0x9d); // popf
    code.write(0xc3);
    return code.toByteArray();
  }

  private static byte[] store() {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    code.write(0x9c); // pushf
    row(code, 0, FLAGS_OUT, 0x8f); // pop
    for (int k = 0; k < VECTORS.length; k++) {
      vector(code, 0x7f, VECTORS[k], VECTORS_OUT + 32 * k);
    }
    for (int k = 0; k < GENERAL; k++) {
      row(code, k, GENERAL_OUT + 8 * k, 0x48, 0x89);
    }
    code.writeBytes(new byte[] {0x48, (byte) 0x81, (byte) 0xc7}); // add rdi, ROW
    code.writeBytes(little(ROW));
    code.write(0xc3);
    return code.toByteArray();
  }
}
