package burrow.translator.interpreter;

import burrow.machine.Cpu;
import burrow.translator.Opcode;
import org.jspecify.annotations.Nullable;

/**
 * Integer operations that deserve a class of their own; null means: take the general one, which
 * asks {@link Opcode#evaluate}. A test compares each with it.
 */
final class IntegerOps {
  private IntegerOps() {}

  static @Nullable Op unary(Opcode code, long d, long a) {
    return switch (code) {
      case MOV ->
          new Op.Unary(d, a) {
            @Override
            void execute(Cpu c) {
              put(c, d, get(c, a));
            }
          };
      case NEG ->
          new Op.Unary(d, a) {
            @Override
            void execute(Cpu c) {
              put(c, d, -get(c, a));
            }
          };
      case NOT ->
          new Op.Unary(d, a) {
            @Override
            void execute(Cpu c) {
              put(c, d, ~get(c, a));
            }
          };
      case ZEXT8 ->
          new Op.Unary(d, a) {
            @Override
            void execute(Cpu c) {
              put(c, d, get(c, a) & 0xff);
            }
          };
      case ZEXT16 ->
          new Op.Unary(d, a) {
            @Override
            void execute(Cpu c) {
              put(c, d, get(c, a) & 0xffff);
            }
          };
      case ZEXT32 ->
          new Op.Unary(d, a) {
            @Override
            void execute(Cpu c) {
              put(c, d, get(c, a) & 0xffff_ffffL);
            }
          };
      case SEXT8 ->
          new Op.Unary(d, a) {
            @Override
            void execute(Cpu c) {
              put(c, d, (byte) get(c, a));
            }
          };
      case SEXT16 ->
          new Op.Unary(d, a) {
            @Override
            void execute(Cpu c) {
              put(c, d, (short) get(c, a));
            }
          };
      case SEXT32 ->
          new Op.Unary(d, a) {
            @Override
            void execute(Cpu c) {
              put(c, d, (int) get(c, a));
            }
          };
      case CTZ ->
          new Op.Unary(d, a) {
            @Override
            void execute(Cpu c) {
              put(c, d, Long.numberOfTrailingZeros(get(c, a)));
            }
          };
      case BSWAP ->
          new Op.Unary(d, a) {
            @Override
            void execute(Cpu c) {
              put(c, d, Long.reverseBytes(get(c, a)));
            }
          };
      default -> null;
    };
  }

  /** With two fields. */
  static @Nullable Op fields(Opcode code, long d, long a, long b) {
    return switch (code) {
      case ADD ->
          new Op.Binary(d, a, b) {
            @Override
            void execute(Cpu c) {
              put(c, d, get(c, a) + get(c, b));
            }
          };
      case SUB ->
          new Op.Binary(d, a, b) {
            @Override
            void execute(Cpu c) {
              put(c, d, get(c, a) - get(c, b));
            }
          };
      case MUL ->
          new Op.Binary(d, a, b) {
            @Override
            void execute(Cpu c) {
              put(c, d, get(c, a) * get(c, b));
            }
          };
      case AND ->
          new Op.Binary(d, a, b) {
            @Override
            void execute(Cpu c) {
              put(c, d, get(c, a) & get(c, b));
            }
          };
      case OR ->
          new Op.Binary(d, a, b) {
            @Override
            void execute(Cpu c) {
              put(c, d, get(c, a) | get(c, b));
            }
          };
      case XOR ->
          new Op.Binary(d, a, b) {
            @Override
            void execute(Cpu c) {
              put(c, d, get(c, a) ^ get(c, b));
            }
          };
      case ANDN ->
          new Op.Binary(d, a, b) {
            @Override
            void execute(Cpu c) {
              put(c, d, get(c, a) & ~get(c, b));
            }
          };
      case SHL ->
          new Op.Binary(d, a, b) {
            @Override
            void execute(Cpu c) {
              put(c, d, get(c, a) << get(c, b));
            }
          };
      case SHR ->
          new Op.Binary(d, a, b) {
            @Override
            void execute(Cpu c) {
              put(c, d, get(c, a) >>> get(c, b));
            }
          };
      case SAR ->
          new Op.Binary(d, a, b) {
            @Override
            void execute(Cpu c) {
              put(c, d, get(c, a) >> get(c, b));
            }
          };
      case ADDU32 ->
          new Op.Binary(d, a, b) {
            @Override
            void execute(Cpu c) {
              put(c, d, get(c, a) + get(c, b) & 0xffff_ffffL);
            }
          };
      case SUBU32 ->
          new Op.Binary(d, a, b) {
            @Override
            void execute(Cpu c) {
              put(c, d, get(c, a) - get(c, b) & 0xffff_ffffL);
            }
          };
      case MULU32 ->
          new Op.Binary(d, a, b) {
            @Override
            void execute(Cpu c) {
              put(c, d, get(c, a) * get(c, b) & 0xffff_ffffL);
            }
          };
      case ANDU32 ->
          new Op.Binary(d, a, b) {
            @Override
            void execute(Cpu c) {
              put(c, d, get(c, a) & get(c, b) & 0xffff_ffffL);
            }
          };
      case ORU32 ->
          new Op.Binary(d, a, b) {
            @Override
            void execute(Cpu c) {
              put(c, d, (get(c, a) | get(c, b)) & 0xffff_ffffL);
            }
          };
      case XORU32 ->
          new Op.Binary(d, a, b) {
            @Override
            void execute(Cpu c) {
              put(c, d, (get(c, a) ^ get(c, b)) & 0xffff_ffffL);
            }
          };
      case SHLU32 ->
          new Op.Binary(d, a, b) {
            @Override
            void execute(Cpu c) {
              put(c, d, ((int) get(c, a) << (int) get(c, b)) & 0xffff_ffffL);
            }
          };
      case SHRU32 ->
          new Op.Binary(d, a, b) {
            @Override
            void execute(Cpu c) {
              put(c, d, ((int) get(c, a) >>> (int) get(c, b)) & 0xffff_ffffL);
            }
          };
      case SARU32 ->
          new Op.Binary(d, a, b) {
            @Override
            void execute(Cpu c) {
              put(c, d, ((int) get(c, a) >> (int) get(c, b)) & 0xffff_ffffL);
            }
          };
      case ROTRU32 ->
          new Op.Binary(d, a, b) {
            @Override
            void execute(Cpu c) {
              put(c, d, Integer.rotateRight((int) get(c, a), (int) get(c, b)) & 0xffff_ffffL);
            }
          };
      case ADDS32 ->
          new Op.Binary(d, a, b) {
            @Override
            void execute(Cpu c) {
              put(c, d, (int) (get(c, a) + get(c, b)));
            }
          };
      case SUBS32 ->
          new Op.Binary(d, a, b) {
            @Override
            void execute(Cpu c) {
              put(c, d, (int) (get(c, a) - get(c, b)));
            }
          };
      case MULS32 ->
          new Op.Binary(d, a, b) {
            @Override
            void execute(Cpu c) {
              put(c, d, (int) (get(c, a) * get(c, b)));
            }
          };
      case SHLS32 ->
          new Op.Binary(d, a, b) {
            @Override
            void execute(Cpu c) {
              put(c, d, (int) get(c, a) << (int) get(c, b));
            }
          };
      case SHRS32 ->
          new Op.Binary(d, a, b) {
            @Override
            void execute(Cpu c) {
              put(c, d, (int) get(c, a) >>> (int) get(c, b));
            }
          };
      case SARS32 ->
          new Op.Binary(d, a, b) {
            @Override
            void execute(Cpu c) {
              put(c, d, (int) get(c, a) >> (int) get(c, b));
            }
          };
      case ROTR ->
          new Op.Binary(d, a, b) {
            @Override
            void execute(Cpu c) {
              put(c, d, Long.rotateRight(get(c, a), (int) get(c, b)));
            }
          };
      case MULHU ->
          new Op.Binary(d, a, b) {
            @Override
            void execute(Cpu c) {
              put(c, d, Math.unsignedMultiplyHigh(get(c, a), get(c, b)));
            }
          };
      default -> null;
    };
  }

  /** With a field and a constant. */
  static @Nullable Op constant(Opcode code, long d, long a, long k) {
    return switch (code) {
      case ADD ->
          new Op.Immediate(d, a, k) {
            @Override
            void execute(Cpu c) {
              put(c, d, get(c, a) + k);
            }
          };
      case MUL ->
          new Op.Immediate(d, a, k) {
            @Override
            void execute(Cpu c) {
              put(c, d, get(c, a) * k);
            }
          };
      case AND ->
          new Op.Immediate(d, a, k) {
            @Override
            void execute(Cpu c) {
              put(c, d, get(c, a) & k);
            }
          };
      case OR ->
          new Op.Immediate(d, a, k) {
            @Override
            void execute(Cpu c) {
              put(c, d, get(c, a) | k);
            }
          };
      case XOR ->
          new Op.Immediate(d, a, k) {
            @Override
            void execute(Cpu c) {
              put(c, d, get(c, a) ^ k);
            }
          };
      case ANDN ->
          new Op.Immediate(d, a, k) {
            @Override
            void execute(Cpu c) {
              put(c, d, get(c, a) & ~k);
            }
          };
      case SHL ->
          new Op.Immediate(d, a, k) {
            @Override
            void execute(Cpu c) {
              put(c, d, get(c, a) << k);
            }
          };
      case SHR ->
          new Op.Immediate(d, a, k) {
            @Override
            void execute(Cpu c) {
              put(c, d, get(c, a) >>> k);
            }
          };
      case SAR ->
          new Op.Immediate(d, a, k) {
            @Override
            void execute(Cpu c) {
              put(c, d, get(c, a) >> k);
            }
          };
      case ADDU32 ->
          new Op.Immediate(d, a, k) {
            @Override
            void execute(Cpu c) {
              put(c, d, get(c, a) + k & 0xffff_ffffL);
            }
          };
      case SUBU32 ->
          new Op.Immediate(d, a, k) {
            @Override
            void execute(Cpu c) {
              put(c, d, get(c, a) - k & 0xffff_ffffL);
            }
          };
      case MULU32 ->
          new Op.Immediate(d, a, k) {
            @Override
            void execute(Cpu c) {
              put(c, d, get(c, a) * k & 0xffff_ffffL);
            }
          };
      case ANDU32 ->
          new Op.Immediate(d, a, k) {
            @Override
            void execute(Cpu c) {
              put(c, d, get(c, a) & k & 0xffff_ffffL);
            }
          };
      case ORU32 ->
          new Op.Immediate(d, a, k) {
            @Override
            void execute(Cpu c) {
              put(c, d, (get(c, a) | k) & 0xffff_ffffL);
            }
          };
      case XORU32 ->
          new Op.Immediate(d, a, k) {
            @Override
            void execute(Cpu c) {
              put(c, d, (get(c, a) ^ k) & 0xffff_ffffL);
            }
          };
      case SHLU32 ->
          new Op.Immediate(d, a, k) {
            @Override
            void execute(Cpu c) {
              put(c, d, ((int) get(c, a) << (int) k) & 0xffff_ffffL);
            }
          };
      case SHRU32 ->
          new Op.Immediate(d, a, k) {
            @Override
            void execute(Cpu c) {
              put(c, d, ((int) get(c, a) >>> (int) k) & 0xffff_ffffL);
            }
          };
      case SARU32 ->
          new Op.Immediate(d, a, k) {
            @Override
            void execute(Cpu c) {
              put(c, d, ((int) get(c, a) >> (int) k) & 0xffff_ffffL);
            }
          };
      case ROTRU32 ->
          new Op.Immediate(d, a, k) {
            @Override
            void execute(Cpu c) {
              put(c, d, Integer.rotateRight((int) get(c, a), (int) k) & 0xffff_ffffL);
            }
          };
      case ADDS32 ->
          new Op.Immediate(d, a, k) {
            @Override
            void execute(Cpu c) {
              put(c, d, (int) (get(c, a) + k));
            }
          };
      case SUBS32 ->
          new Op.Immediate(d, a, k) {
            @Override
            void execute(Cpu c) {
              put(c, d, (int) (get(c, a) - k));
            }
          };
      case MULS32 ->
          new Op.Immediate(d, a, k) {
            @Override
            void execute(Cpu c) {
              put(c, d, (int) (get(c, a) * k));
            }
          };
      case SHLS32 ->
          new Op.Immediate(d, a, k) {
            @Override
            void execute(Cpu c) {
              put(c, d, (int) get(c, a) << (int) k);
            }
          };
      case SHRS32 ->
          new Op.Immediate(d, a, k) {
            @Override
            void execute(Cpu c) {
              put(c, d, (int) get(c, a) >>> (int) k);
            }
          };
      case SARS32 ->
          new Op.Immediate(d, a, k) {
            @Override
            void execute(Cpu c) {
              put(c, d, (int) get(c, a) >> (int) k);
            }
          };
      case ROTR ->
          new Op.Immediate(d, a, k) {
            @Override
            void execute(Cpu c) {
              put(c, d, Long.rotateRight(get(c, a), (int) k));
            }
          };
      case MULHU ->
          new Op.Immediate(d, a, k) {
            @Override
            void execute(Cpu c) {
              put(c, d, Math.unsignedMultiplyHigh(get(c, a), k));
            }
          };
      default -> null;
    };
  }
}
