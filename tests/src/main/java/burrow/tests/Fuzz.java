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
import burrow.translator.region.Translator;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code ./fuzz --isa ISA --engine ENGINE --seed S --instructions N}: random instruction sequences
 * on an engine and on Unicorn. Exit status 1 if they differ, 2 for a wrong command line, 3 if
 * Unicorn or Capstone is missing.
 */
public final class Fuzz {
  private static final String USAGE =
      "usage: fuzz --isa amd64|arm64|riscv64 [--seed S] [--instructions N]"
          + " [--engine interpreter|interpreter-cold|machinecode|translator|unicorn]";

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
      String name = options.getOrDefault("--engine", "interpreter");
      AddressSpace memory = AddressSpace.create();
      @Nullable Engine engine = engine(arch, memory, name);
      try (Capstone capstone = new Capstone(arch);
          Comparison comparison = Comparison.withUnicorn(subject(arch, memory, engine))) {
        Map<String, Integer> withoutMeaning = new TreeMap<>();
        InstructionSource source = executable(isa(arch), source(arch, capstone), withoutMeaning);
        int mismatches = new Fuzzer(comparison, source, System.out).run(seed, instructions);
        if (!withoutMeaning.isEmpty()) {
          System.err.println("not executed, since Burrow does not offer them: " + withoutMeaning);
        }
        if (engine instanceof Translator t) {
          System.err.println("translated: " + t.translated() + ", failed: " + t.failures());
          return mismatches == 0 && t.failures() == 0 ? 0 : 1;
        }
        if (engine instanceof Interpreter i && i.usesMachineCode()) {
          System.err.println("blocks as machine code: " + i.machineCodeBlocks());
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

  /** Null for Unicorn. */
  private static @Nullable Engine engine(Arch arch, AddressSpace memory, String name) {
    return switch (name) {
      case "unicorn" -> null;
      case "interpreter" -> new Interpreter(isa(arch), memory);
      case "interpreter-cold" -> new Interpreter(isa(arch), memory, Integer.MAX_VALUE);
      // Every block is machine code before it runs the first time, until there is no more room:
      // after some tens of thousands of them.
      case "machinecode" -> machineCode(arch, memory);
      // Everything is translated before it runs the first time.
      case "translator" -> new Translator(isa(arch), memory, 0, false);
      default -> throw new IllegalArgumentException("no engine \"" + name + "\"");
    };
  }

  private static Engine machineCode(Arch arch, AddressSpace memory) {
    Interpreter interpreter = Interpreter.machineCode(isa(arch), memory);
    if (!interpreter.usesMachineCode()) {
      throw new IllegalArgumentException("no machine code on this host");
    }
    return interpreter;
  }

  private static Subject subject(Arch arch, AddressSpace memory, @Nullable Engine engine) {
    return engine == null
        ? new Unicorn(arch)
        : new BurrowSubject(arch, memory, isa(arch).newCpu(memory), engine);
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
