package burrow.translator.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.machine.AddressSpace;
import burrow.machine.Cpu;
import burrow.machine.HostMemory;
import burrow.translator.Opcode;
import java.math.BigInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fast class computes what {@link Opcode#evaluate} defines. */
class IntegerOpsTest {
  private static final long[] CORNERS = {
    0,
    1,
    -1,
    2,
    7,
    31,
    32,
    33,
    63,
    64,
    65,
    127,
    128,
    255,
    256,
    0x7fff,
    0x8000,
    0xffff,
    0x10000,
    0x7fff_ffffL,
    0x8000_0000L,
    0xffff_ffffL,
    0x1_0000_0000L,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    0x0123_4567_89ab_cdefL,
    0xfedc_ba98_7654_3210L
  };
  private static final AddressSpace MEMORY = AddressSpace.create();
  private static final Cpu CPU =
      new Cpu(MEMORY) {
        @Override
        public void copyRegistersFrom(Cpu other) {
          throw new UnsupportedOperationException();
        }
      };
  private static final long D = HostMemory.fieldOffset(Cpu.class, "t0");
  private static final long A = HostMemory.fieldOffset(Cpu.class, "t1");
  private static final long B = HostMemory.fieldOffset(Cpu.class, "t2");

  @AfterAll
  static void release() {
    MEMORY.release();
  }

  static Stream<Opcode> unary() {
    return Stream.of(Opcode.values()).filter(o -> o.form() == Opcode.Form.UNARY);
  }

  static Stream<Opcode> binary() {
    return Stream.of(Opcode.values()).filter(o -> o.form() == Opcode.Form.BINARY);
  }

  @ParameterizedTest
  @MethodSource
  void unary(Opcode code) {
    Op op = IntegerOps.unary(code, D, A);
    for (long a : CORNERS) {
      if (op != null) {
        CPU.t1 = a;
        op.execute(CPU);
        assertThat(CPU.t0).as("%s %x", code, a).isEqualTo(code.evaluate(a));
      } else {
        code.evaluate(a);
      }
    }
  }

  @ParameterizedTest
  @MethodSource
  void binary(Opcode code) {
    Op fields = IntegerOps.fields(code, D, A, B);
    for (long a : CORNERS) {
      for (long b : CORNERS) {
        long expected = code.evaluate(a, b);
        CPU.t1 = a;
        CPU.t2 = b;
        if (fields != null) {
          fields.execute(CPU);
          assertThat(CPU.t0).as("%s %x %x", code, a, b).isEqualTo(expected);
        }
        Op constant = IntegerOps.constant(code, D, A, b);
        if (constant != null) {
          constant.execute(CPU);
          assertThat(CPU.t0).as("%s %x #%x", code, a, b).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void highProducts() {
    for (long a : CORNERS) {
      for (long b : CORNERS) {
        assertThat(Opcode.MULHU.evaluate(a, b)).isEqualTo(high(unsigned(a), unsigned(b)));
        assertThat(Opcode.MULHS.evaluate(a, b)).isEqualTo(high(signed(a), signed(b)));
        assertThat(Opcode.MULHSU.evaluate(a, b)).isEqualTo(high(signed(a), unsigned(b)));
      }
    }
  }

  private static BigInteger unsigned(long v) {
    return new BigInteger(Long.toUnsignedString(v));
  }

  private static BigInteger signed(long v) {
    return BigInteger.valueOf(v);
  }

  private static long high(BigInteger a, BigInteger b) {
    return a.multiply(b).shiftRight(64).longValue();
  }
}
