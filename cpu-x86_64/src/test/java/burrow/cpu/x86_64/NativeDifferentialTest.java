package burrow.cpu.x86_64;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.Engine;
import burrow.machine.Exit;
import burrow.machine.Trap;
import burrow.machine.Traps;
import burrow.translator.interpreter.Interpreter;
import burrow.translator.region.Translator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Unicorn 2.1 lacks or gets wrong, against the processor of the host, or QEMU 7.2 and later
 * with every feature where that has no AVX2: AVX, AVX2, FMA, F16C, BMI and SHA.
 */
final class NativeDifferentialTest {
  private static final int CASES = Integer.getInteger("burrow.x86.cases", 60);
  private static final long SEED = Long.getLong("burrow.x86.seed", 1);
  private static final long STACK = 0x10_0000;

  /**
   * Not compared: approximations that each processor makes in its own way, the flags of
   * floating-point exceptions, a store at RDI, and what no processor at hand has.
   */
  private static final String EXCLUDED =
      "v?(rcp|rsqrt)[ps]s|v?(ld|st)mxcsr|v?maskmovdqu|vpdp.*|v?gf2p8.*";

  /**
   * Which of several NaNs a sum of four products is: AMD's processors and Intel's do not agree
   * (their manuals leave it open), Burrow does as AMD's.
   */
  private static final String SUMS = "v?dpps";

  /** What MXCSR makes a difference to. */
  private static final String FLOATS =
      "v?(add|sub|mul|div|sqrt|min|max|cmp|hadd|hsub|addsub|dp|round)[ps][sd]"
          + "|v?u?comis[sd]|v?cvt.*|vfn?m(add|sub).*";

  private final SplittableRandom random = new SplittableRandom(SEED);

  @TempDir Path directory;

  @Test
  void vexInstructionsDoWhatTheProcessorDoes() throws IOException, InterruptedException {
    compare(f -> f.space == Form.Space.VEX, CASES, NativeDifferentialTest::interpreter);
  }

  @Test
  void shaAndBitInstructionsDoWhatTheProcessorDoes() throws IOException, InterruptedException {
    compare(
        f -> f.space == Form.Space.LEGACY && f.mnemonic.startsWith("sha"),
        4 * CASES,
        NativeDifferentialTest::interpreter);
  }

  @Test
  void translatedVexInstructionsDoWhatTheProcessorDoes() throws IOException, InterruptedException {
    compare(
        f -> f.space == Form.Space.VEX,
        Math.max(1, CASES / 20),
        memory -> new Translator(X86Isa.INSTANCE, memory, 0, false));
  }

  /** All rounding modes, with and without FTZ and DAZ; each case loads MXCSR anew. */
  @Test
  void floatsDoWhatTheProcessorDoesUnderEveryMxcsr() throws IOException, InterruptedException {
    compare(
        f -> f.mnemonic.matches(FLOATS),
        CASES,
        () -> X86Cpu.MXCSR_DEFAULT | random.nextInt(4) << 13 | random.nextLong() & 0x8040,
        NativeDifferentialTest::interpreter);
  }

  @Test
  void translatedFloatsDoWhatTheProcessorDoesUnderEveryMxcsr()
      throws IOException, InterruptedException {
    compare(
        f -> f.mnemonic.matches(FLOATS),
        1,
        () -> X86Cpu.MXCSR_DEFAULT | random.nextInt(2) << 13,
        memory -> new Translator(X86Isa.INSTANCE, memory, 0, false));
  }

  private static Engine interpreter(AddressSpace memory) {
    return new Interpreter(X86Isa.INSTANCE, memory);
  }

  private void compare(Predicate<Form> wanted, int count, Function<AddressSpace, Engine> engine)
      throws IOException, InterruptedException {
    compare(wanted, count, () -> X86Cpu.MXCSR_DEFAULT, engine);
  }

  private void compare(
      Predicate<Form> wanted, int count, LongSupplier mxcsr, Function<AddressSpace, Engine> engine)
      throws IOException, InterruptedException {
    NativeProgram program = new NativeProgram(random);
    NativeEncoder encoder = new NativeEncoder(random);
    List<Form> forms =
        EncodingTable.INSTANCE.forms().stream()
            .filter(f -> f.family() != null && !f.mnemonic.matches(EXCLUDED) && wanted.test(f))
            .toList();
    for (Form form : forms) {
      for (int k = 0; k < count; k++) {
        program.add(form, encoder.draw(form), mxcsr.getAsLong());
      }
    }
    byte[] image = program.image();
    byte[] expected = runNatively(image);
    byte[] actual = runHere(image, program.tableOffset(image), engine);
    assertThat(actual).hasSameSizeAs(expected);
    assertThat(differences(program, expected, actual)).isEmpty();
  }

  /** Whether they are equal, a NaN in single precision being equal to any other. */
  private static boolean equalButForNans(ByteBuffer one, ByteBuffer other) {
    for (int i = 0; i < one.limit(); i += Float.BYTES) {
      boolean nans = Float.isNaN(one.getFloat(i)) && Float.isNaN(other.getFloat(i));
      if (!nans && one.getInt(i) != other.getInt(i)) {
        return false;
      }
    }
    return true;
  }

  /** By mnemonic, the first case that differs. */
  private static Map<String, String> differences(
      NativeProgram program, byte[] expected, byte[] actual) {
    Map<String, String> differences = new TreeMap<>();
    for (int n = 0; n < program.cases.size(); n++) {
      NativeProgram.Case c = program.cases.get(n);
      ByteBuffer e = row(expected, n, c.form().mnemonic);
      ByteBuffer a = row(actual, n, c.form().mnemonic);
      boolean sameNumbers = c.form().mnemonic.matches(SUMS) && equalButForNans(e, a);
      if (!e.equals(a) && !sameNumbers) {
        differences.putIfAbsent(c.form().mnemonic, describe(c, e, a));
      }
    }
    return differences;
  }

  private static ByteBuffer row(byte[] table, int n, String mnemonic) {
    ByteBuffer row = ByteBuffer.allocate(NativeProgram.ROW).order(ByteOrder.LITTLE_ENDIAN);
    row.put(table, n * NativeProgram.ROW, NativeProgram.ROW).clear();
    long flags = row.getLong(NativeProgram.FLAGS_OUT);
    return row.putLong(NativeProgram.FLAGS_OUT, flags & Flags.ARITHMETIC & ~undefined(mnemonic));
  }

  private static long undefined(String mnemonic) {
    return switch (mnemonic) {
      case "andn", "blsr", "blsmsk", "blsi", "bzhi" -> Flags.AF | Flags.PF;
      case "bextr" -> Flags.AF | Flags.PF | Flags.SF;
      default -> 0;
    };
  }

  private static String describe(NativeProgram.Case c, ByteBuffer e, ByteBuffer a) {
    StringBuilder s = new StringBuilder(HexFormat.ofDelimiter(" ").formatHex(c.code()));
    for (int at = 0; at < NativeProgram.ROW; at += 8) {
      String name = name(at);
      boolean differs = e.getLong(at) != a.getLong(at);
      if (at < NativeProgram.VECTORS_OUT || differs) {
        s.append("%n%s %016x".formatted(name, e.getLong(at)));
      }
      if (differs) {
        s.append(" but %016x".formatted(a.getLong(at)));
      }
    }
    return s.append("\n").toString();
  }

  private static String name(int at) {
    if (at < NativeProgram.GENERAL_IN) {
      return "ymm" + NativeProgram.VECTORS[at / 32] + "[" + at / 8 % 4 + "]";
    }
    if (at >= NativeProgram.VECTORS_OUT && at < NativeProgram.GENERAL_OUT) {
      return "result " + name(at - NativeProgram.VECTORS_OUT);
    }
    return "row+" + at;
  }

  private byte[] runNatively(byte[] image) throws IOException, InterruptedException {
    Path file = directory.resolve("program");
    Files.write(file, image);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(command(file))
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.waitFor()).isZero();
    return Files.readAllBytes(output);
  }

  /** The program itself where the processor has all it uses, else QEMU. */
  private static List<String> command(Path file) throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    List<String> features =
        Files.exists(info) ? List.of(Files.readString(info).split("\\s+")) : List.of();
    boolean native64 = features.containsAll(List.of("avx2", "fma", "f16c", "bmi2", "sha_ni"));
    return native64
        ? List.of(file.toString())
        : List.of("qemu-x86_64", "-cpu", "max", file.toString());
  }

  private static byte[] runHere(
      byte[] image, int tableOffset, Function<AddressSpace, Engine> engine) {
    AddressSpace memory = AddressSpace.create();
    try {
      int all = Access.READ | Access.WRITE | Access.EXECUTE;
      memory.map(NativeProgram.BASE, AddressSpace.pageUp(image.length), all);
      memory.map(STACK, AddressSpace.PAGE_SIZE, Access.READ | Access.WRITE);
      memory.write(NativeProgram.BASE, image);
      X86Cpu cpu = new X86Cpu(memory);
      cpu.rsp = STACK + AddressSpace.PAGE_SIZE;
      cpu.pc = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN).getLong(24);
      StringBuilder trapped = new StringBuilder();
      cpu.traps =
          (c, trap) -> {
            if (trap == Trap.INTERRUPT) { // the table shares a page with translated code
              c.clearInterrupt();
              return c.pc;
            }
            trapped.append(trap).append(" at 0x").append(Long.toHexString(c.pc));
            trapped.append(' ').append(c.trapDetail);
            c.exit = Exit.STOPPED;
            return Traps.LEAVE;
          };
      engine.apply(memory).run(cpu);
      assertThat(trapped.toString()).startsWith("SYSCALL");
      return memory.read(NativeProgram.BASE + tableOffset, image.length - tableOffset);
    } finally {
      memory.release();
    }
  }
}
