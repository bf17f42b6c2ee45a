package burrow.tests.machinecode;

import burrow.cpu.riscv64.EncodingSampler;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** For riscv64. X30 and X31 serve to count. */
final class RiscvLoop extends LoopWriter {
  private static final EncodingSampler ALL =
      new EncodingSampler(
          m -> !m.matches("(c\\.)?(j|b(eq|ne|lt|ge)|ebreak)\\w*|csr.*|ecall|wfi|fence.*"));

  RiscvLoop(SplittableRandom random) {
    super(random);
  }

  @Override
  byte[] drawn() {
    return ALL.next(random);
  }

  @Override
  void set(int register, long value) {
    word((int) value & 0xffff_f000 | register << 7 | 0x37); // LUI
    word((int) (value & 0xfff) << 20 | register << 15 | register << 7 | 0x13); // ADDI
  }

  @Override
  void branch(int label) {
    int[] conditions = {0, 1, 4, 5, 6, 7};
    branch(conditions[random.nextInt(6)], random.nextInt(32), random.nextInt(32), label);
  }

  private void branch(int condition, int a, int b, int label) {
    distanceTo(label);
    word(b << 20 | a << 15 | condition << 12 | 0x63);
  }

  @Override
  void countDown(long counter, int mask, int label) {
    set(31, counter);
    word(31 << 15 | 3 << 12 | 30 << 7 | 0x03); // LD X30, 0(X31)
    word(-1 << 20 | 30 << 15 | 30 << 7 | 0x13); // ADDI X30, X30, -1
    word(30 << 20 | 31 << 15 | 3 << 12 | 0x23); // SD X30, 0(X31)
    set(31, DATA);
    if (mask == 3) {
      word(3 << 20 | 30 << 15 | 7 << 12 | 30 << 7 | 0x13); // ANDI X30, X30, 3
    }
    branch(1, 30, 0, label);
  }

  @Override
  void call(int label) {
    distanceTo(label);
    word(1 << 7 | 0x6f); // JAL X1
  }

  @Override
  void enter() {
    set(31, RETURN_TO);
    word(1 << 20 | 31 << 15 | 3 << 12 | 0x23); // SD X1, 0(X31)
    set(31, DATA);
  }

  @Override
  void comeBack() {
    set(31, RETURN_TO);
    word(31 << 15 | 3 << 12 | 1 << 7 | 0x03); // LD X1, 0(X31)
    set(31, DATA);
    word(0x0000_8067); // JALR X0, 0(X1)
  }

  @Override
  void end() {
    word(0x0010_0073);
  }

  @Override
  void complete(ByteBuffer program, int at, int distance) {
    int word = program.getInt(at);
    int d = distance;
    int bits =
        (word & 0x7f) == 0x6f
            ? (d >> 20 & 1) << 31
                | (d >> 1 & 0x3ff) << 21
                | (d >> 11 & 1) << 20
                | (d >> 12 & 0xff) << 12
            : (d >> 12 & 1) << 31
                | (d >> 5 & 0x3f) << 25
                | (d >> 1 & 0xf) << 8
                | (d >> 11 & 1) << 7;
    program.putInt(at, word | bits);
  }
}
