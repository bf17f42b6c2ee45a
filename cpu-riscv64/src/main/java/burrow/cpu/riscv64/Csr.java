package burrow.cpu.riscv64;

/** Numbers of the control and status registers that user mode can have. */
final class Csr {
  static final int FFLAGS = 0x001;
  static final int FRM = 0x002;
  static final int FCSR = 0x003;
  static final int CYCLE = 0xc00;
  static final int TIME = 0xc01;
  static final int INSTRET = 0xc02;

  private Csr() {}

  static String name(int number) {
    return switch (number) {
      case FFLAGS -> "fflags";
      case FRM -> "frm";
      case FCSR -> "fcsr";
      case CYCLE -> "cycle";
      case TIME -> "time";
      case INSTRET -> "instret";
      case 0x008 -> "vstart";
      case 0x009 -> "vxsat";
      case 0x00a -> "vxrm";
      case 0x00f -> "vcsr";
      case 0xc20 -> "vl";
      case 0xc21 -> "vtype";
      case 0xc22 -> "vlenb";
      default -> "0x" + Integer.toHexString(number);
    };
  }
}
