package burrow.oracle;

import burrow.machine.Access;

/**
 * Why an engine under comparison stopped.
 *
 * @param kind the reason
 * @param pc where: behind a system call, behind a breakpoint on amd64 and at it elsewhere, at the
 *     instruction for a fault or an undefined instruction, else the next instruction
 * @param address for {@link Kind#FAULT}: an address of the access that failed
 * @param access for {@link Kind#FAULT}: one of the {@link Access} bits
 * @param number for {@link Kind#OTHER}: the engine's number of the interrupt or error
 */
public record Stop(Kind kind, long pc, long address, int access, int number) {
  /** The reasons that engines have in common; named as {@link burrow.machine.Trap}s. */
  public enum Kind {
    /** All instructions asked for were executed. */
    COMPLETED,
    FAULT,
    SYSCALL,
    BREAKPOINT,
    UNDEFINED_INSTRUCTION,
    DIVIDE,
    PRIVILEGED_INSTRUCTION,
    /** An access or pc whose alignment the architecture demands; {@link Stop#address} is it. */
    MISALIGNED,
    /** Anything else; {@link Stop#number} says what. */
    OTHER
  }

  public static Stop of(Kind kind, long pc) {
    return new Stop(kind, pc, 0, 0, 0);
  }

  public static Stop fault(long pc, long address, int access) {
    return new Stop(Kind.FAULT, pc, address, access, 0);
  }

  public static Stop other(long pc, int number) {
    return new Stop(Kind.OTHER, pc, 0, 0, number);
  }

  @Override
  public String toString() {
    String at = " at pc 0x" + Long.toHexString(pc);
    return switch (kind) {
      case FAULT, MISALIGNED ->
          name() + " (" + Access.toString(access) + " 0x" + Long.toHexString(address) + ")" + at;
      case OTHER -> "interrupt " + number + at;
      default -> name() + at;
    };
  }

  private String name() {
    return kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }
}
