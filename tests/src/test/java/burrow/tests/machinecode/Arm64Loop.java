package burrow.tests.machinecode;

import burrow.cpu.aarch64.InstructionGenerator;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** For arm64. X26 to X28 serve to count. */
final class Arm64Loop extends LoopWriter {
  private static final InstructionGenerator ALL =
      new InstructionGenerator(family -> !family.equals("hint"));

  Arm64Loop(SplittableRandom random) {
    super(random);
  }

  @Override
  byte[] drawn() {
    InstructionGenerator.Drawn drawn = ALL.next(random);
    while (drawn.branch()) {
      drawn = ALL.next(random);
    }
    int w = drawn.word();
    return new byte[] {(byte) w, (byte) (w >> 8), (byte) (w >> 16), (byte) (w >> 24)};
  }

  @Override
  void set(int register, long value) {
    word(0xd280_0000 | ((int) value & 0xffff) << 5 | register); // MOVZ
    word(0xf2a0_0000 | (int) (value >> 16) << 5 | register); // MOVK
  }

  @Override
  void branch(int label) {
    distanceTo(label);
    word(0x5400_0000 | random.nextInt(14));
  }

  @Override
  void countDown(long counter, int mask, int label) {
    set(28, counter);
    word(0xf940_0000 | 28 << 5 | 27); // LDR X27, [X28]
    word(0xd100_0400 | 27 << 5 | 27); // SUB X27, X27, #1
    word(0xf900_0000 | 28 << 5 | 27); // STR X27, [X28]
    set(28, DATA);
    if (mask == 3) {
      word(0x9240_0400 | 27 << 5 | 27); // AND X27, X27, #3
    }
    distanceTo(label);
    word(0xb500_0000 | 27); // CBNZ X27
  }

  @Override
  void call(int label) {
    distanceTo(label);
    word(0x9400_0000);
  }

  @Override
  void enter() {
    set(28, RETURN_TO);
    word(0xf900_0000 | 28 << 5 | 30); // STR X30, [X28]
    set(28, DATA);
  }

  @Override
  void comeBack() {
    set(28, RETURN_TO);
    word(0xf940_0000 | 28 << 5 | 30); // LDR X30, [X28]
    set(28, DATA);
    word(0xd65f_03c0); // RET
  }

  @Override
  void end() {
    word(0xd420_0000);
  }

  @Override
  void complete(ByteBuffer program, int at, int distance) {
    int word = program.getInt(at);
    int words = distance >> 2;
    program.putInt(
        at, word == 0x9400_0000 ? word | words & 0x3ff_ffff : word | (words & 0x7_ffff) << 5);
  }
}
