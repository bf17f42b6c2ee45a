package burrow.oracle.kit;

import burrow.machine.Arch;
import burrow.oracle.RegisterSet;
import burrow.oracle.Stop.Kind;
import burrow.oracle.kit.InstructionSource.Encoding;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Random sequences of instructions with random operands on two engines. A sequence that differs is
 * reduced to the fewest instructions that still do.
 */
public final class Fuzzer {
  private static final int LONGEST_SEQUENCE = 6;

  /** How many mismatches of a mnemonic are printed in full. */
  private static final int PRINTED = 2;

  // arm64: Unicorn writes the registers of the elements before the one that faults. amd64: it is
  // open which of the two operands is read first.
  private static final Pattern LOADS_SEVERAL = Pattern.compile("ld[1-4]r?|rep\\w*|cmps[bwdq]");

  private final Comparison comparison;
  private final InstructionSource source;
  private final PrintStream out;
  private final RegisterSet set;
  private final Map<String, Integer> mismatches = new TreeMap<>();
  private final Map<String, Integer> unknown = new TreeMap<>();
  private long executed;

  public Fuzzer(Comparison comparison, InstructionSource source, PrintStream out) {
    this.comparison = comparison;
    this.source = source;
    this.out = out;
    this.set = RegisterSet.of(comparison.arch());
  }

  /**
   * Runs until {@code instructions} were executed, prints mismatches and ends with the line {@code
   * instructions: N, mismatches: M}.
   *
   * @return the number of mismatches
   */
  public int run(long seed, long instructions) {
    SplittableRandom seeds = new SplittableRandom(seed);
    while (executed < instructions) {
      round(seeds.split());
    }
    if (!unknown.isEmpty()) {
      out.println("not executed, since Unicorn does not know them: " + unknown);
    }
    if (!mismatches.isEmpty()) {
      out.println("mismatches by instruction: " + mismatches);
    }
    int total = mismatches.values().stream().mapToInt(Integer::intValue).sum();
    out.println("instructions: " + executed + ", mismatches: " + total);
    return total;
  }

  private void round(SplittableRandom random) {
    List<Encoding> sequence = sequence(random);
    long[] registers = registers(random, sequence);
    Experiment experiment = experiment(sequence, registers);
    Outcome wanted = comparison.expected().run(experiment);
    if (wanted.stop().kind() == Kind.UNDEFINED_INSTRUCTION) {
      unknown.merge(at(sequence, wanted.stop().pc()).mnemonic(), 1, Integer::sum);
      return;
    }
    if (wanted.stop().kind() == Kind.FAULT
        && LOADS_SEVERAL.matcher(at(sequence, wanted.stop().pc()).mnemonic()).matches()) {
      return;
    }
    executed += executed(sequence, wanted);
    if (difference(experiment).isPresent()) {
      List<Encoding> least = reduce(sequence, registers);
      String message = difference(experiment(least, registers)).orElseThrow();
      if (mismatches.merge(least.getLast().mnemonic(), 1, Integer::sum) <= PRINTED) {
        out.println(message);
      }
    }
  }

  /** What the engines differ in; also an exception that escapes from the engine under test. */
  private Optional<String> difference(Experiment experiment) {
    Outcome wanted = comparison.expected().run(experiment);
    try {
      return comparison.difference(experiment, wanted, comparison.actual().run(experiment));
    } catch (RuntimeException | StackOverflowError | AssertionError e) {
      StackTraceElement[] trace = e.getStackTrace();
      String where = trace.length == 0 ? "" : " at " + trace[0];
      return Optional.of(
          comparison.explanation().of(experiment, List.of("the engine threw " + e + where)));
    }
  }

  /**
   * An instruction with undefined results or a branch ends a sequence, so that nothing undefined is
   * used by another.
   */
  private List<Encoding> sequence(SplittableRandom random) {
    int length = random.nextInt(1, LONGEST_SEQUENCE + 1);
    List<Encoding> sequence = new ArrayList<>();
    Mask plain = Mask.of(comparison.arch());
    while (sequence.size() < length) {
      Encoding next = source.next(random);
      if (next.boxed() && !sequence.isEmpty()) {
        break;
      }
      sequence.add(next);
      if (next.branch() || !next.mask().sameAs(plain)) {
        break;
      }
    }
    return sequence;
  }

  private Experiment experiment(List<Encoding> sequence, long[] registers) {
    Mask mask = sequence.stream().map(Encoding::mask).reduce(Mask::and).orElseThrow();
    boolean branches = sequence.stream().anyMatch(Encoding::branch);
    return new Experiment(
        sequence.stream().map(Encoding::bytes).toList(),
        registers,
        List.of(),
        mask,
        branches ? sequence.size() : 0);
  }

  private long[] registers(SplittableRandom random, List<Encoding> sequence) {
    Operands operands = new Operands(random);
    long[] values = operands.registers(set);
    if (sequence.getFirst().boxed()) {
      for (int i = 0; i < values.length; i++) {
        values[i] = set.isVector(i) ? operands.boxedFloat() : values[i];
      }
    }
    for (Encoding e : sequence) {
      boolean base = true;
      for (int i : comparison.explanation().addressRegisters(e.text())) {
        if (random.nextInt(8) != 0) {
          values[i] = base ? operands.address() : random.nextInt(-64, 64);
        }
        base = false;
      }
    }
    if (comparison.arch() == Arch.ARM64) {
      values[set.stackPointer()] &= -16;
    }
    return values;
  }

  /** Leaves out instructions while the rest still differs. */
  private List<Encoding> reduce(List<Encoding> sequence, long[] registers) {
    List<Encoding> least = sequence;
    for (int i = least.size() - 1; i >= 0 && least.size() > 1; i--) {
      List<Encoding> fewer = new ArrayList<>(least);
      fewer.remove(i);
      if (difference(experiment(fewer, registers)).isPresent()) {
        least = fewer;
      }
    }
    return least;
  }

  private static Encoding at(List<Encoding> sequence, long pc) {
    long at = TestMemory.START;
    for (Encoding e : sequence) {
      at += e.bytes().length;
      if (pc < at) {
        return e;
      }
    }
    return sequence.getLast();
  }

  private static int executed(List<Encoding> sequence, Outcome outcome) {
    if (outcome.stop().kind() != Kind.FAULT) {
      return sequence.size();
    }
    return sequence.indexOf(at(sequence, outcome.stop().pc())) + 1;
  }
}
