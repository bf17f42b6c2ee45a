package burrow.translator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import burrow.translator.machinecode.MachineCode;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operation that only computes as machine code, with its operands in every place where they
 * can be and its result in every place where it can go, against {@link Opcode#evaluate}.
 */
class MachineCodeOperandsTest {
  private static final long[] CORNERS = {
    0,
    1,
    -1,
    32,
    63,
    0x7fff_ffffL,
    0x8000_0000L,
    0xffff_ffffL,
    0x1_0000_0000L,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    0xffff_ffff_8000_0000L,
    0x0123_4567_89ab_cdefL,
    0xfedc_ba98_7654_3210L
  };
  private static final long[] FEW = {
    0, 1, -1, 0x8000_0000L, 0xffff_ffffL, Long.MIN_VALUE, 0x5_0000_0001L
  };

  private static final int RESULT = 9;

  /** Where an operand is when the operation reads it. */
  private enum Place {
    /** A guest register at home. */
    HOME,
    /** A guest register that is in a host register, too. */
    READ_BEFORE,
    /** A guest register that has changed. */
    CHANGED,
    /** A temporary that nothing reads later. */
    TEMPORARY,
    /** A temporary that something does. */
    KEPT,
    /** A guest register of which the block knows the value. */
    KNOWN,
    KNOWN_TEMPORARY,
    CONSTANT;

    boolean isConstant() {
      return this == KNOWN || this == KNOWN_TEMPORARY || this == CONSTANT;
    }

    /** Brings an operand there; the value is in register {@code n} before. */
    int bring(IrWriter ir, int n, long value) {
      int temporary = IrWriter.temporary(n);
      switch (this) {
        case HOME -> {}
        case READ_BEFORE -> ir.move(10 + n, n);
        case CHANGED -> {
          IrOp op = ir.emit(Opcode.NOT);
          op.d = n;
          op.a = n;
          op = ir.emit(Opcode.NOT);
          op.d = n;
          op.a = n;
        }
        case TEMPORARY, KEPT -> {
          ir.move(temporary, n);
          return temporary;
        }
        case KNOWN -> ir.move(n, ir.constant(value));
        case KNOWN_TEMPORARY -> {
          ir.move(temporary, ir.constant(value));
          return temporary;
        }
        case CONSTANT -> {
          return ir.constant(value);
        }
      }
      return n;
    }
  }

  /** Where the result goes. */
  private enum Target {
    OTHER,
    FIRST,
    SECOND,
    TEMPORARY;

    int operand(int a, int b) {
      return switch (this) {
        case OTHER -> RESULT;
        case FIRST -> a;
        case SECOND -> b;
        case TEMPORARY -> IrWriter.temporary(RESULT);
      };
    }
  }

  private MachineCodeRunner runner = new MachineCodeRunner();

  private final IrState state = new IrState();

  @BeforeEach
  void fill() {
    Arrays.setAll(state.registers, n -> 0x1111_1111_1111_1111L * (n % 15 + 1));
  }

  @AfterEach
  void close() {
    runner.close();
  }

  private MachineCode.Code compile(IrBlock block) {
    return Objects.requireNonNull(runner.compile(block));
  }

  /** Runs the block for the values in the registers from 0 on, and by the definition. */
  private void check(IrBlock block, MachineCode.Code code, long... values) {
    long[] before = state.registers.clone();
    System.arraycopy(values, 0, state.registers, 0, values.length);
    state.registersTo(runner.cpu);
    for (IrOp op : block.ops()) {
      assertThat(state.execute(block, op)).isTrue();
    }
    runner.runToTheEnd(code);
    long[] registers = IrState.registersOf(runner.cpu);
    if (!Arrays.equals(registers, state.registers)) {
      fail(
          "%s%nfor %s%nshould be %s%nbut is    %s",
          IrWriter.text(block), hex(values), hex(state.registers), hex(registers));
    }
    System.arraycopy(before, 0, state.registers, 0, before.length);
  }

  private static List<String> hex(long[] values) {
    return Arrays.stream(values).mapToObj(Long::toHexString).toList();
  }

  /** The operation between what brings its operands and what looks at them later. */
  private IrBlock block(
      Place a,
      long valueA,
      Place b,
      long valueB,
      boolean same,
      Target target,
      BiConsumer<int[], IrWriter> operation) {
    IrWriter ir = new IrWriter();
    int first = a.bring(ir, 0, valueA);
    int second = same ? first : b.bring(ir, 1, valueB);
    int d = target.operand(first, second);
    operation.accept(new int[] {d, first, second}, ir);
    if (IrOp.isTemp(d)) {
      ir.move(RESULT, d);
    }
    if (a == Place.KEPT) {
      ir.move(7, first);
    }
    if (b == Place.KEPT) {
      ir.move(8, second);
    }
    return ir.block();
  }

  private static long[] valuesOf(Place place, long[] corners) {
    return place.isConstant() ? corners : new long[] {0};
  }

  private void checkAll(boolean two, long[] corners, BiConsumer<int[], IrWriter> operation) {
    for (Place a : Place.values()) {
      for (Place b : two ? Place.values() : new Place[] {Place.HOME}) {
        for (Target target : Target.values()) {
          boolean toConstant =
              target == Target.FIRST && a == Place.CONSTANT
                  || target == Target.SECOND && (b == Place.CONSTANT || !two);
          if (!toConstant) {
            checkPlaces(a, b, false, target, corners, operation);
          }
        }
      }
      if (two && a != Place.CONSTANT) {
        for (Target target : Target.values()) {
          checkPlaces(a, a, true, target, corners, operation);
        }
      }
    }
  }

  private void checkPlaces(
      Place a,
      Place b,
      boolean same,
      Target target,
      long[] corners,
      BiConsumer<int[], IrWriter> operation) {
    for (long constantA : valuesOf(a, corners)) {
      for (long constantB : valuesOf(b, same ? new long[] {0} : corners)) {
        IrBlock block = block(a, constantA, b, constantB, same, target, operation);
        MachineCode.Code code = compile(block);
        for (long valueA : a.isConstant() ? new long[] {5} : corners) {
          for (long valueB : b.isConstant() ? new long[] {6} : corners) {
            check(block, code, valueA, valueB);
          }
        }
      }
    }
  }

  // ---- the operations ----

  static Stream<Opcode> unary() {
    return Stream.of(Opcode.values()).filter(o -> o.form() == Opcode.Form.UNARY);
  }

  static Stream<Opcode> binary() {
    return Stream.of(Opcode.values()).filter(o -> o.form() == Opcode.Form.BINARY);
  }

  @ParameterizedTest
  @MethodSource
  void unary(Opcode code) {
    checkAll(
        false,
        CORNERS,
        (operands, ir) -> {
          IrOp op = ir.emit(code);
          op.d = operands[0];
          op.a = operands[1];
        });
  }

  @ParameterizedTest
  @MethodSource
  void binary(Opcode code) {
    checkAll(
        true,
        CORNERS,
        (operands, ir) -> {
          IrOp op = ir.emit(code);
          op.d = operands[0];
          op.a = operands[1];
          op.b = operands[2];
        });
  }

  @ParameterizedTest
  @EnumSource
  void set(Cond cond) {
    checkAll(
        true,
        FEW,
        (operands, ir) -> {
          IrOp op = ir.emit(Opcode.SET);
          op.cond = cond;
          op.d = operands[0];
          op.a = operands[1];
          op.b = operands[2];
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"EXTRACT", "SEXTRACT", "DEPOSIT"})
  void bits(Opcode code) {
    for (int position : new int[] {0, 1, 31, 32, 63}) {
      for (int length : new int[] {1, 8, 16, 31, 32, 33, 63, 64}) {
        if (position + length <= 64) {
          checkAll(
              code == Opcode.DEPOSIT,
              FEW,
              (operands, ir) -> {
                IrOp op = ir.emit(code);
                op.d = operands[0];
                op.a = operands[1];
                op.b = code == Opcode.DEPOSIT ? operands[2] : IrOp.NONE;
                op.imm = position;
                op.imm2 = length;
              });
        }
      }
    }
  }

  /** The two values chosen from are in registers 2 and 3 before. */
  @ParameterizedTest
  @EnumSource
  void select(Cond cond) {
    for (Place x : new Place[] {Place.HOME, Place.TEMPORARY, Place.KNOWN, Place.CONSTANT}) {
      for (Place y : new Place[] {Place.HOME, Place.TEMPORARY, Place.KNOWN, Place.CONSTANT}) {
        for (int target = 0; target < 4; target++) {
          int to = target;
          checkAll(
              true,
              new long[] {0, 0x8000_0000L, -1},
              (operands, ir) -> {
                int c = x.bring(ir, 2, 0x1234_5678_9abcL);
                int e = y.bring(ir, 3, 77);
                IrOp op = ir.emit(Opcode.SELECT);
                op.cond = cond;
                op.d = operands[0];
                op.a = operands[1];
                op.b = operands[2];
                op.c = to == 2 ? operands[1] : c;
                op.e = to == 3 ? operands[2] : e;
                if (to == 1 && c >= 0) {
                  ir.move(c, operands[0]);
                }
              });
        }
      }
    }
  }

  /** More values than the host has registers, each still needed. */
  @Test
  void valuesGoHomeWhenThereAreTooMany() {
    IrWriter ir = new IrWriter();
    for (int n = 0; n < 40; n++) {
      IrOp op = ir.emit(n % 3 == 0 ? Opcode.ADD : Opcode.XOR);
      op.d = n % 7 == 6 ? 4 + n % 5 : IrWriter.temporary(n);
      op.a = n % IrState.GENERAL;
      op.b = n < 3 || n % 7 == 2 ? ir.constant(n * 0x1_2345_6789L) : IrWriter.temporary(n % 3 * 2);
    }
    for (int n = 0; n < 40; n++) {
      if (n % 7 != 6) {
        IrOp op = ir.emit(Opcode.SUB);
        op.d = n % IrState.GENERAL;
        op.a = n % IrState.GENERAL;
        op.b = IrWriter.temporary(n);
      }
    }
    IrBlock block = ir.block();
    check(block, compile(block), 1, 2, 3);
  }
}
