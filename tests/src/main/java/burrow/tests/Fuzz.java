package burrow.tests;

import burrow.cpu.aarch64.Arm64Isa;
import burrow.cpu.riscv64.RiscvIsa;
import burrow.cpu.x86_64.X86Isa;
import burrow.machine.AddressSpace;
import burrow.machine.Arch;
import burrow.machine.Engine;
import burrow.oracle.Capstone;
import burrow.oracle.NativeLibraries;
import burrow.oracle.Subject;
import burrow.oracle.Unicorn;
import burrow.oracle.kit.BurrowSubject;
import burrow.oracle.kit.Comparison;
import burrow.oracle.kit.Fuzzer;
import burrow.oracle.kit.InstructionSource;
import burrow.oracle.kit.SeededInstructions;
import burrow.oracle.kit.TestMemory;
import burrow.translator.Decoded;
import burrow.translator.Isa;
import burrow.translator.interpreter.Interpreter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code ./fuzz --isa ISA --engine ENGINE --seed S --instructions N}: random instruction sequences
 * on an engine and on Unicorn. Exit status 1 if they differ, 2 for a wrong command line, 3 if
 * Unicorn or Capstone is missing.
 */
public final class Fuzz {
  private static final String USAGE =
      "usage: fuzz --isa amd64|arm64|riscv64 [--engine interpreter|unicorn] [--seed S]"
          + " [--instructions N]";

  private Fuzz() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  private static int run(String[] arguments) {
    try {
      Map<String, String> options = options(arguments);
      Arch arch = arch(options.getOrDefault("--isa", ""));
      long seed = Long.parseLong(options.getOrDefault("--seed", "1"));
      long instructions = Long.parseLong(options.getOrDefault("--instructions", "100000"));
      try (Capstone capstone = new Capstone(arch);
          Comparison comparison =
              Comparison.withUnicorn(
                  subject(arch, options.getOrDefault("--engine", "interpreter")))) {
        Map<String, Integer> withoutMeaning = new TreeMap<>();
        InstructionSource source = executable(isa(arch), source(arch, capstone), withoutMeaning);
        int mismatches = new Fuzzer(comparison, source, System.out).run(seed, instructions);
        if (!withoutMeaning.isEmpty()) {
          System.err.println("not executed, since Burrow does not offer them: " + withoutMeaning);
        }
        return mismatches == 0 ? 0 : 1;
      }
    } catch (IllegalArgumentException e) {
      System.err.println("fuzz: " + e.getMessage());
      System.err.println(USAGE);
      return 2;
    } catch (NativeLibraries.NotFound e) {
      System.err.println("fuzz: " + e.getMessage());
      return 3;
    }
  }

  private static Map<String, String> options(String[] arguments) {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      if (!arguments[i].matches("--(isa|engine|seed|instructions)") || i + 1 == arguments.length) {
        throw new IllegalArgumentException("cannot read " + arguments[i]);
      }
      options.put(arguments[i], arguments[i + 1]);
    }
    return options;
  }

  private static Arch arch(String name) {
    return Arrays.stream(Arch.values())
        .filter(a -> a != Arch.WASM && a.goName().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no ISA \"" + name + "\""));
  }

  /** What compilers emit, and as often what the encoding table allows. */
  private static InstructionSource source(Arch arch, Capstone capstone) {
    InstructionSource seeded = new SeededInstructions(arch, capstone);
    InstructionSource drawn =
        switch (arch) {
          case AMD64 -> new X86Instructions(capstone);
          case ARM64 -> new Arm64Instructions();
          case RISCV64 -> new RiscvInstructions();
          default -> seeded;
        };
    InstructionSource both = random -> (random.nextBoolean() ? seeded : drawn).next(random);
    return arch == Arch.AMD64 ? X86Instructions.comparable(both) : both;
  }

  private static Subject subject(Arch arch, String engine) {
    if (engine.equals("unicorn")) {
      return new Unicorn(arch);
    }
    Isa isa = isa(arch);
    AddressSpace memory = AddressSpace.create();
    Engine ours =
        switch (engine) {
          case "interpreter" -> new Interpreter(isa, memory);
          case "interpreter-cold" -> new Interpreter(isa, memory, Integer.MAX_VALUE);
          default -> throw new IllegalArgumentException("no engine \"" + engine + "\"");
        };
    return new BurrowSubject(arch, memory, isa.newCpu(memory), ours);
  }

  /** Leaves out what the decoder knows by name only: features that guests are told are missing. */
  private static InstructionSource executable(
      Isa isa, InstructionSource all, Map<String, Integer> withoutMeaning) {
    return random -> {
      while (true) {
        InstructionSource.Encoding e = all.next(random);
        Decoded decoded = isa.decode(e.bytes(), 0, e.bytes().length, TestMemory.START);
        if (decoded.status() != Decoded.Status.NO_MEANING) {
          return e;
        }
        withoutMeaning.merge(e.mnemonic(), 1, Integer::sum);
      }
    };
  }

  private static Isa isa(Arch arch) {
    return switch (arch) {
      case AMD64 -> X86Isa.INSTANCE;
      case ARM64 -> Arm64Isa.INSTANCE;
      case RISCV64 -> new RiscvIsa();
      default -> throw new IllegalArgumentException("no lifter for " + arch.goName());
    };
  }
}
