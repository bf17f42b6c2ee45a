package burrow.cpu.riscv64;

import burrow.translator.IrBuilder;
import burrow.translator.RegisterFile;
import java.util.ArrayList;
import java.util.List;

/** The registers as IR operands. */
final class Slots {
  /** x1 is slot 0: x0 is a constant. */
  private static final int F0 = 31;

  static final int FCSR = F0 + 32;
  static final int RESERVATION_ADDRESS = FCSR + 1;
  static final int RESERVATION_VALUE = FCSR + 2;

  static final RegisterFile FILE =
      new RegisterFile(RiscvCpu.class, names(), null, n -> n.startsWith("f") && !n.equals("fcsr"));

  private Slots() {}

  private static List<String> names() {
    List<String> names = new ArrayList<>();
    for (int n = 1; n < 32; n++) {
      names.add("x" + n);
    }
    for (int n = 0; n < 32; n++) {
      names.add("f" + n);
    }
    names.addAll(List.of("fcsr", "reservationAddress", "reservationValue"));
    return names;
  }

  /** Integer register {@code n} as a source. */
  static int x(IrBuilder ir, int n) {
    return n == 0 ? ir.con(0) : n - 1;
  }

  /** Writes integer register {@code n}; nothing for x0. */
  static void setX(IrBuilder ir, int n, int value) {
    if (n != 0) {
      ir.set(n - 1, value);
    }
  }

  /** Floating-point register {@code n}, as a source or destination. */
  static int f(int n) {
    return F0 + n;
  }
}
