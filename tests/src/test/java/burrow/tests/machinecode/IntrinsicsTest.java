package burrow.tests.machinecode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import burrow.cpu.aarch64.Arm64Isa;
import burrow.cpu.riscv64.EncodingSampler;
import burrow.cpu.riscv64.RiscvIsa;
import burrow.cpu.x86_64.X86Isa;
import burrow.machine.AddressSpace;
import burrow.tests.machinecode.OneCall.Shape;
import burrow.translator.BlockLifter;
import burrow.translator.Helper;
import burrow.translator.Inline;
import burrow.translator.Intrinsic;
import burrow.translator.IrBlock;
import burrow.translator.IrOp;
import burrow.translator.Isa;
import burrow.translator.Opcode;
import burrow.translator.machinecode.MachineCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Helpers that declare an {@link Intrinsic} compute the same in machine code as in Java. Which
 * there are is found by lifting random instructions of all three instruction sets.
 */
class IntrinsicsTest {
  private static final int DRAWN = 60_000;
  private static final int RANDOM_ROUNDS = 10_000;
  private static final String WITHOUT = "burrow.machinecode.without";
  private static final long QUIET = 0x7ff8_0000_0000_0000L;

  private static final long[] CORNERS =
      LongStream.concat(
              LongStream.of(
                  0,
                  1,
                  2,
                  -1,
                  -2,
                  7,
                  8,
                  15,
                  16,
                  31,
                  32,
                  33,
                  63,
                  64,
                  65,
                  255,
                  256,
                  Long.MIN_VALUE,
                  Long.MAX_VALUE,
                  Long.MIN_VALUE + 1,
                  Integer.MIN_VALUE,
                  Integer.MAX_VALUE,
                  0x8000_0000L,
                  0xffff_ffffL,
                  0x1_0000_0000L,
                  0x8000_0000_8000_0000L,
                  0x8080_8080_8080_8080L,
                  0x7f7f_7f7f_7f7f_7f7fL,
                  0x8000_7fff_8001_0001L,
                  0x0102_0304_0506_0708L,
                  // NaNs, quiet and signalling, of doubles and singles.
                  QUIET,
                  QUIET | 0x1234_5678L,
                  QUIET | Long.MIN_VALUE | 99,
                  0x7ff0_0000_0000_0001L,
                  0xfff4_0000_dead_beefL,
                  0x7fc0_0000L,
                  0xffc0_0123L,
                  0x7f80_0001L,
                  0xffa0_0042L,
                  0x7fc0_0000_7f80_0001L,
                  // Singles: infinite, zero, denormal.
                  0x7f80_0000L,
                  0xff80_0000L,
                  0x8000_0001L,
                  0x0070_0000L),
              Arrays.stream(
                      new double[] {
                        1,
                        -1,
                        0.5,
                        -0.5,
                        1.5,
                        2.5,
                        -2.5,
                        0.1,
                        1e-310,
                        Double.MIN_VALUE,
                        -Double.MIN_VALUE,
                        -0.0,
                        Double.MAX_VALUE,
                        -Double.MAX_VALUE,
                        Double.POSITIVE_INFINITY,
                        Double.NEGATIVE_INFINITY,
                        0x1p31,
                        0x1p31 - 1,
                        0x1p31 - 0.5,
                        -0x1p31,
                        -0x1p31 - 0.5,
                        -0x1p31 - 1,
                        0x1p32,
                        0x1p32 - 0.5,
                        0x1p63,
                        -0x1p63,
                        0x1.fffffffffffffp62,
                        -0x1.0000000000001p63,
                        0x1p64,
                        0x1.fffffffffffffp63,
                        0x1p52 + 0.5,
                        1e300,
                        -1e300,
                        1e-300,
                        0x1.fffffefp127
                      })
                  .boxed()
                  .flatMapToLong(d ->
                      LongStream.of(
                          Double.doubleToRawLongBits(d),
                          Float.floatToRawIntBits(d.floatValue()) & 0xffff_ffffL)))
          .toArray();

  /** A helper, with what its arguments have to be for one of its intrinsics. */
  private record Use(Helper helper, Intrinsic intrinsic, List<@Nullable Long> choosing) {}

  private final Map<String, Use> uses = new LinkedHashMap<>();
  private final Random random = new Random(42);

  @Test
  void amd64() {
    collect(X86Isa.INSTANCE, amd64Instructions()::next);
    compare(X86Isa.INSTANCE);
  }

  @Test
  void arm64() {
    var generator = new burrow.cpu.aarch64.InstructionGenerator(m -> true);
    collect(Arm64Isa.INSTANCE, r -> word(generator.next(r).word()));
    collectConditions();
    compare(Arm64Isa.INSTANCE);
  }

  @Test
  void riscv64() {
    EncodingSampler sampler = new EncodingSampler(m -> true);
    collect(new RiscvIsa(), sampler::next);
    compare(new RiscvIsa());
  }

  /** What a processor may lack is the helper's there. */
  @Test
  void amd64WithoutFeatures() {
    collect(X86Isa.INSTANCE, amd64Instructions()::next);
    compareWithoutFeatures(X86Isa.INSTANCE);
  }

  @Test
  void arm64WithoutFeatures() {
    var generator = new burrow.cpu.aarch64.InstructionGenerator(m -> true);
    collect(Arm64Isa.INSTANCE, r -> word(generator.next(r).word()));
    compareWithoutFeatures(Arm64Isa.INSTANCE);
  }

  private void compareWithoutFeatures(Isa isa) {
    uses.values().removeIf(u -> !u.intrinsic().isHash() && !u.intrinsic().name().contains("FUSED"));
    System.setProperty(WITHOUT, "fused,carryless,sha");
    try {
      compare(isa);
    } finally {
      System.clearProperty(WITHOUT);
    }
  }

  /** Then none is there in vain, and the others see all. */
  @Test
  void everyIntrinsicIsAHelper() {
    var amd64 = amd64Instructions();
    var arm64 = new burrow.cpu.aarch64.InstructionGenerator(m -> true);
    EncodingSampler riscv64 = new EncodingSampler(m -> true);
    collect(X86Isa.INSTANCE, amd64::next);
    collect(Arm64Isa.INSTANCE, r -> word(arm64.next(r).word()));
    collectConditions();
    collect(new RiscvIsa(), riscv64::next);
    Set<Intrinsic> unused = EnumSet.allOf(Intrinsic.class);
    uses.values().forEach(u -> unused.remove(u.intrinsic()));
    assertThat(unused).isEmpty();
  }

  /** Without AVX: the same helpers mean its instructions. */
  private static burrow.cpu.x86_64.InstructionGenerator amd64Instructions() {
    return new burrow.cpu.x86_64.InstructionGenerator(m -> !m.startsWith("v"));
  }

  private static byte[] word(int word) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(word).array();
  }

  // ---- what there is ----

  private void collect(Isa isa, Function<Random, byte[]> instructions) {
    AddressSpace memory = OneCall.codeMemory();
    BlockLifter lifter = new BlockLifter(isa, memory);
    for (int n = 0; n < DRAWN; n++) {
      collect(OneCall.lift(lifter, memory, instructions.apply(random), 1));
    }
    memory.release();
  }

  /** Of arm64: FCMP, then CSET. */
  private void collectConditions() {
    AddressSpace memory = OneCall.codeMemory();
    BlockLifter lifter = new BlockLifter(Arm64Isa.INSTANCE, memory);
    for (int condition = 0; condition < 14; condition++) {
      for (int compare : new int[] {0x1e61_2000, 0x1e21_2000}) {
        memory.write(OneCall.CODE + 4, word(0x9a9f_07e0 | condition << 12));
        collect(OneCall.lift(lifter, memory, word(compare), 2));
      }
    }
    memory.release();
  }

  private void collect(IrBlock block) {
    for (IrOp op : block.ops()) {
      if (op.code == Opcode.CALL && op.helper != null && op.helper.inline() != null) {
        note(block, op, op.helper, op.helper.inline());
      }
    }
  }

  private void note(IrBlock block, IrOp op, Helper helper, Inline inline) {
    long[] known = new long[op.args.length];
    List<@Nullable Long> choosing = new ArrayList<>();
    for (int i = 0; i < known.length; i++) {
      boolean constant = IrOp.isConstant(op.args[i]);
      if (inline.chooses(i) && !constant) {
        return;
      }
      known[i] = constant ? block.constant(op.args[i]) : 0;
      choosing.add(inline.chooses(i) ? (Long) known[i] : null);
    }
    Intrinsic intrinsic = inline.intrinsic(known);
    if (intrinsic != null) {
      String name = helper.owner() + "." + helper.name() + " " + choosing;
      uses.putIfAbsent(name, new Use(helper, intrinsic, choosing));
    }
  }

  // ---- comparing ----

  private void compare(Isa isa) {
    OneCall created = OneCall.create(isa);
    assumeTrue(created != null);
    OneCall call = Objects.requireNonNull(created);
    assertThat(uses).isNotEmpty();
    uses.forEach((name, use) -> {
      for (Shape shape : Shape.values()) {
        compare(call, name, use, shape);
      }
      compareConstants(call, name, use);
    });
  }

  private void compare(OneCall call, String name, Use use, Shape shape) {
    int arity = use.helper().arity();
    Long[] constants = constants(use);
    MachineCode.Code code = call.compile(use.helper(), constants, shape);
    long[] args = new long[arity];
    for (long a : shape == Shape.HOME ? CORNERS : new long[0]) {
      for (long b : CORNERS) {
        args[0] = a;
        args[arity > 1 ? 1 : 0] = b;
        for (int i = 2; i < arity; i++) {
          args[i] = CORNERS[random.nextInt(CORNERS.length)];
        }
        check(call, code, name + " " + shape, use, args);
      }
    }
    for (int n = 0; n < RANDOM_ROUNDS / Shape.values().length; n++) {
      Arrays.setAll(args, i -> any());
      check(call, code, name + " " + shape, use, args);
    }
  }

  private static Long[] constants(Use use) {
    return use.choosing().toArray(new Long[0]);
  }

  /** With each operand in turn a constant. */
  private void compareConstants(OneCall call, String name, Use use) {
    int arity = use.helper().arity();
    long[] args = new long[arity];
    for (int k = 0; k < arity; k++) {
      if (use.choosing().get(k) != null || arity == 1) {
        continue;
      }
      for (long constant : CORNERS) {
        Long[] constants = constants(use);
        constants[k] = constant;
        if (Arrays.stream(constants).allMatch(c -> c != null)) {
          continue; // would be computed when lifted
        }
        MachineCode.Code code = call.compile(use.helper(), constants, Shape.HOST);
        for (int n = 0; n < 50; n++) {
          Arrays.setAll(args, i -> any());
          args[k] = constant;
          check(call, code, name + " of constant", use, args);
        }
      }
    }
  }

  private void check(OneCall call, MachineCode.Code code, String name, Use use, long[] args) {
    for (int i = 0; i < args.length; i++) {
      Long chosen = use.choosing().get(i);
      args[i] = chosen == null ? args[i] : chosen;
    }
    long expected;
    try {
      expected = use.helper().call(args);
    } catch (ArithmeticException e) {
      return; // division by zero, which the instruction has excluded
    }
    long actual = call.run(code, args);
    if (actual != expected) {
      String hex = Arrays.toString(Arrays.stream(args).mapToObj(Long::toHexString).toArray());
      assertThat(Long.toHexString(actual))
          .as(name + " as " + use.intrinsic() + " of " + hex)
          .isEqualTo(Long.toHexString(expected));
    }
  }

  /** A number of any kind. */
  private long any() {
    return switch (random.nextInt(6)) {
      case 0 -> CORNERS[random.nextInt(CORNERS.length)];
      case 1 -> random.nextLong() >> random.nextInt(64);
      case 2 ->
          Double.doubleToRawLongBits(random.nextGaussian() * Math.scalb(1.0, random.nextInt(70)));
      case 3 ->
          Float.floatToRawIntBits(
                  (float) (random.nextGaussian() * Math.scalb(1.0, random.nextInt(70))))
              & 0xffff_ffffL;
      case 4 -> random.nextLong() & 0x8181_8181_8181_8181L;
      default -> random.nextLong();
    };
  }
}
