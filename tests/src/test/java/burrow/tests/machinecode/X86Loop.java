package burrow.tests.machinecode;

import burrow.cpu.x86_64.InstructionGenerator;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** For x86-64. */
final class X86Loop extends LoopWriter {
  private static final long STACK = DATA + 0x1000;
  private static final InstructionGenerator ALL =
      new InstructionGenerator(InstructionGenerator::knownToUnicorn);

  X86Loop(SplittableRandom random) {
    super(random);
  }

  @Override
  byte[] drawn() {
    return ALL.next(random);
  }

  @Override
  void set(int register, long value) {
    put(0x48 | register >> 3, 0xc7, 0xc0 | register & 7);
    int32((int) value);
  }

  @Override
  void branch(int label) {
    put(0x0f, 0x80 | random.nextInt(16));
    distanceTo(label);
    int32(0);
  }

  @Override
  void countDown(long counter, int mask, int label) {
    put(0x48, 0x83, 0x2c, 0x25); // SUB qword [counter], 1
    int32((int) counter);
    more(1);
    if (mask == 3) {
      put(0xf6, 0x04, 0x25); // TEST byte [counter], 3
      int32((int) counter);
      more(3);
    }
    put(0x0f, 0x85);
    distanceTo(label);
    int32(0);
  }

  @Override
  void call(int label) {
    set(4, RETURN_TO + 8);
    put(0xe8);
    distanceTo(label);
    int32(0);
    set(4, STACK);
  }

  @Override
  void enter() {
    set(4, STACK);
  }

  @Override
  void comeBack() {
    set(4, RETURN_TO);
    put(0xc3);
  }

  @Override
  void end() {
    put(0xcc);
  }

  @Override
  void complete(ByteBuffer program, int at, int distance) {
    program.putInt(at, distance - 4);
  }
}
