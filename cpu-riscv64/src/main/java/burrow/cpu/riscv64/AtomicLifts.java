package burrow.cpu.riscv64;

import static burrow.cpu.riscv64.Slots.setX;
import static burrow.cpu.riscv64.Slots.x;

import burrow.translator.IrOp;
import burrow.translator.Opcode;
import burrow.translator.Ordering;
import java.util.HashMap;
import java.util.Map;

/**
 * The A extension. LR remembers what it loaded; SC stores by a compare-and-set against that, so a
 * value that changed and changed back goes unnoticed (which no LR/SC loop of a compiler minds).
 */
final class AtomicLifts {
  static final Map<String, Lift> TABLE = table();

  private AtomicLifts() {}

  private static Map<String, Lift> table() {
    Map<String, Lift> t = new HashMap<>();
    t.put("lr.w", loadReserved(4));
    t.put("lr.d", loadReserved(8));
    t.put("sc.w", storeConditional(4));
    t.put("sc.d", storeConditional(8));
    both(t, "amoswap", Opcode.Rmw.EXCHANGE);
    both(t, "amoadd", Opcode.Rmw.ADD);
    both(t, "amoxor", Opcode.Rmw.XOR);
    both(t, "amoor", Opcode.Rmw.OR);
    both(t, "amoand", Opcode.Rmw.AND);
    both(t, "amomin", Opcode.Rmw.MINS);
    both(t, "amomax", Opcode.Rmw.MAXS);
    both(t, "amominu", Opcode.Rmw.MINU);
    both(t, "amomaxu", Opcode.Rmw.MAXU);
    return t;
  }

  private static void both(Map<String, Lift> t, String name, Opcode.Rmw kind) {
    t.put(name + ".w", readModifyWrite(kind, 4));
    t.put(name + ".d", readModifyWrite(kind, 8));
  }

  private static Lift readModifyWrite(Opcode.Rmw kind, int size) {
    return (i, ir) -> {
      int old = ir.rmw(kind, size, x(ir, i.rs1()), IrOp.NONE, 0, 0, x(ir, i.rs2()));
      setX(ir, i.rd(), size == 4 ? ir.sext32(old) : old);
    };
  }

  private static Lift loadReserved(int size) {
    return (i, ir) -> {
      int value = ir.load(size, true, x(ir, i.rs1()), 0, ordering(i.aqrl()));
      ir.set(Slots.RESERVATION_ADDRESS, x(ir, i.rs1()));
      ir.set(Slots.RESERVATION_VALUE, value);
      setX(ir, i.rd(), value);
    };
  }

  private static Ordering ordering(int aqrl) {
    return switch (aqrl) {
      case 0, 1 -> Ordering.PLAIN;
      case 2 -> Ordering.ACQUIRE;
      default -> Ordering.SEQ_CST;
    };
  }

  private static Lift storeConditional(int size) {
    return (i, ir) -> {
      int failed =
          ir.storeConditional(
              size,
              x(ir, i.rs1()),
              Slots.RESERVATION_ADDRESS,
              Slots.RESERVATION_VALUE,
              x(ir, i.rs2()));
      ir.set(Slots.RESERVATION_ADDRESS, ir.con(-1));
      setX(ir, i.rd(), failed);
    };
  }
}
