package burrow.oracle.kit;

import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.Arch;
import burrow.oracle.RegisterSet;
import burrow.oracle.Stop;
import burrow.oracle.Stop.Kind;
import burrow.oracle.Subject;
import burrow.oracle.Unicorn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Runs experiments on two engines and tells where they differ. To be closed. */
public final class Comparison implements AutoCloseable {
  /** The widest access: reported fault addresses may differ by less, inside of one access. */
  private static final long WIDEST_ACCESS = 64;

  private final TestBench expected;
  private final TestBench actual;
  private final RegisterSet set;
  private final Explanation explanation;

  /**
   * Takes both engines over: closes them in the end.
   *
   * @param expected the reference
   * @param actual the engine under test
   */
  public Comparison(Subject expected, Subject actual) {
    if (expected.arch() != actual.arch()) {
      throw new IllegalArgumentException(expected.arch() + " and " + actual.arch());
    }
    this.set = RegisterSet.of(actual.arch());
    this.expected = new TestBench(expected);
    this.actual = new TestBench(actual);
    this.explanation = new Explanation(actual.arch());
  }

  /** Compares an engine with Unicorn. */
  public static Comparison withUnicorn(Subject actual) {
    return new Comparison(new Unicorn(actual.arch()), actual);
  }

  public Arch arch() {
    return set.arch();
  }

  TestBench expected() {
    return expected;
  }

  TestBench actual() {
    return actual;
  }

  Explanation explanation() {
    return explanation;
  }

  /** The first difference as a message of several lines, or nothing if the engines agree. */
  public Optional<String> difference(Experiment experiment) {
    return difference(experiment, expected.run(experiment), actual.run(experiment));
  }

  /** Whether the engines differ; as {@link #difference}, without the message. */
  boolean differ(Experiment experiment) {
    return !differences(experiment, expected.run(experiment), actual.run(experiment)).isEmpty();
  }

  Optional<String> difference(Experiment experiment, Outcome wanted, Outcome got) {
    List<String> lines = differences(experiment, wanted, got);
    return lines.isEmpty() ? Optional.empty() : Optional.of(explanation.of(experiment, lines));
  }

  /**
   * Runs the same instructions with many different operands.
   *
   * @param instructions one byte array each
   * @throws AssertionError at the first difference
   */
  public void sweep(List<byte[]> instructions, Mask mask, long seed, int rounds) {
    Operands operands = new Operands(new SplittableRandom(seed));
    for (int i = 0; i < rounds; i++) {
      Experiment e = new Experiment(instructions, operands.registers(set), mask);
      Optional<String> difference = difference(e);
      if (difference.isPresent()) {
        throw new AssertionError(difference.get() + "\n  round " + i + " of seed " + seed);
      }
    }
  }

  private List<String> differences(Experiment experiment, Outcome wanted, Outcome got) {
    if (excused(wanted.stop(), got.stop())) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    if (!sameStop(wanted.stop(), got.stop())) {
      lines.add(explanation.line("stop", wanted.stop().toString(), got.stop().toString()));
    }
    for (int i = 0; i < set.size(); i++) {
      if (!experiment.mask().equal(i, wanted.registers()[i], got.registers()[i])
          && !(torn(got.stop()) && set.isVector(i))
          && !(staleFlags(experiment, got.stop()) && set.name(i).equals("rflags"))) {
        lines.add(explanation.register(i, wanted.registers()[i], got.registers()[i]));
      }
    }
    int at = memoryMismatch(wanted, got);
    if (at >= 0) {
      lines.add(explanation.memory(at & -8, wanted.scratch(), got.scratch()));
    }
    return lines;
  }

  /**
   * Where Unicorn is no reference: it does not know that legacy SSE operands must be aligned, traps
   * on RISC-V atomics that an implementation may also execute, and drops the upper bits of x86
   * addresses that are not canonical.
   */
  private static boolean excused(Stop wanted, Stop got) {
    boolean beyond52 = got.kind() == Kind.FAULT && got.address() >> 47 != got.address() >> 63;
    boolean elsewhere =
        wanted.kind() != got.kind() || wanted.pc() != got.pc() || wanted.access() != got.access();
    boolean alignment = (got.kind() == Kind.MISALIGNED) != (wanted.kind() == Kind.MISALIGNED);
    return alignment || (beyond52 && elsewhere);
  }

  /** Unicorn calls the fault of an atomic that of a load; the manuals, that of a store. */
  private static boolean sameAccess(int wanted, int got) {
    boolean atomic = wanted == Access.READ && got == Access.WRITE;
    return wanted == got || atomic;
  }

  private static boolean sameStop(Stop wanted, Stop got) {
    if (isFetch(wanted) && got.kind() == Kind.COMPLETED) {
      // A branch, after which Unicorn has already looked at its target, an address of 52 bits.
      return ((wanted.pc() ^ got.pc()) << 12) == 0;
    }
    if (wanted.pc() != got.pc()) {
      return false;
    }
    if (wanted.kind() != got.kind()) {
      return false;
    }
    return wanted.kind() != Kind.FAULT
        || (sameAccess(wanted.access(), got.access())
            && Math.abs(distance(wanted.address(), got.address())) < WIDEST_ACCESS);
  }

  /** Unicorn reports the low 52 bits of an address on x86. */
  private static long distance(long a, long b) {
    return (a - b) << 12 >> 12;
  }

  /**
   * Whether an access failed at the start of its second page. Unicorn has loaded half of a vector
   * by then; architectures and we have not.
   */
  private static boolean torn(Stop stop) {
    return stop.kind() == Kind.FAULT && (stop.address() & (AddressSpace.PAGE_SIZE - 1)) == 0;
  }

  private static boolean isFetch(Stop stop) {
    return stop.kind() == Kind.FAULT && stop.access() == Access.EXECUTE;
  }

  /** Where a block of x86 faults, Unicorn may show the flags of an instruction further back. */
  private boolean staleFlags(Experiment experiment, Stop stop) {
    return arch() == Arch.AMD64
        && stop.kind() == Kind.FAULT
        && experiment.instructions().size() > 1;
  }

  /**
   * The offset in scratch memory of the first difference, -1 if none. Unicorn leaves the first part
   * of a store that faults in its second page.
   */
  private static int memoryMismatch(Outcome wanted, Outcome got) {
    byte[] a = wanted.scratch();
    byte[] b = got.scratch();
    int at = Arrays.mismatch(a, b);
    Stop stop = got.stop();
    if (at >= 0 && stop.kind() == Kind.FAULT && stop.access() == Access.WRITE) {
      long page = stop.address() & -AddressSpace.PAGE_SIZE;
      long distance = page - (TestMemory.SCRATCH + at);
      if (distance > 0 && distance < WIDEST_ACCESS) {
        int end = (int) (page - TestMemory.SCRATCH);
        int further = end >= a.length ? -1 : Arrays.mismatch(a, end, a.length, b, end, b.length);
        return further < 0 ? -1 : end + further;
      }
    }
    return at;
  }

  @Override
  public void close() {
    explanation.close();
    expected.subject().close();
    actual.subject().close();
  }
}
