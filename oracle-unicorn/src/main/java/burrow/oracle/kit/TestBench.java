package burrow.oracle.kit;

import burrow.oracle.RegisterSet;
import burrow.oracle.Stop;
import burrow.oracle.Subject;

/** One engine with {@link TestMemory} in which experiments run one after another. */
final class TestBench {
  private static final byte[] CONTENT =
      TestMemory.content(TestMemory.SCRATCH_SIZE, TestMemory.SCRATCH);

  private final Subject subject;
  private int lastLength;

  TestBench(Subject subject) {
    this.subject = subject;
    TestMemory.map(subject);
  }

  Subject subject() {
    return subject;
  }

  Outcome run(Experiment experiment) {
    byte[] code = experiment.code();
    byte[] withEnd =
        TestMemory.breakpoints(subject.arch(), round(Math.max(lastLength, code.length)) + round(1));
    System.arraycopy(code, 0, withEnd, 0, code.length);
    alignBreakpoints(withEnd, code.length);
    subject.writeCode(TestMemory.START, withEnd);
    lastLength = code.length;
    subject.write(TestMemory.SCRATCH, CONTENT);
    for (Experiment.Store store : experiment.stores()) {
      subject.write(store.address(), store.bytes());
    }
    subject.setRegisters(experiment.registers());
    Stop stop =
        subject.run(
            TestMemory.START, experiment.steps() == 0 ? Subject.UNTIL_TRAP : experiment.steps());
    long[] registers = new long[RegisterSet.of(subject.arch()).size()];
    subject.getRegisters(registers);
    byte[] scratch = new byte[TestMemory.SCRATCH_SIZE];
    subject.read(TestMemory.SCRATCH, scratch);
    return new Outcome(stop, registers, scratch);
  }

  /** Breakpoints behind the code start where it ends, which need not be at a multiple of four. */
  private void alignBreakpoints(byte[] code, int from) {
    byte[] one = TestMemory.breakpoint(subject.arch());
    for (int i = from; i < code.length; i++) {
      code[i] = one[(i - from) % one.length];
    }
  }

  private static int round(int length) {
    return (length + 3) & -4;
  }
}
