package burrow.translator.machinecode;

import java.util.Arrays;

/**
 * Guest registers that have a register of the host to themselves between the blocks of a region:
 * pin number n is in {@code Values.POOL[n]}.
 */
final class Pins {
  static final Pins NONE = new Pins(new int[0]);

  /** Of a guest register that is none. */
  static final int NOT = -1;

  /** Most pins: some registers must be left for all else. */
  static final int MOST = 7;

  private final int[] slots;
  private final byte[] bySlot = new byte[ThreadState.MOST_SLOTS];

  Pins(int[] slots) {
    this.slots = slots;
    Arrays.fill(bySlot, (byte) NOT);
    for (int pin = 0; pin < slots.length; pin++) {
      bySlot[slots[pin]] = (byte) pin;
    }
  }

  int count() {
    return slots.length;
  }

  /** The guest register of a pin. */
  int slot(int pin) {
    return slots[pin];
  }

  /** The pin of a guest register, or {@link #NOT}. */
  int of(int slot) {
    return bySlot[slot];
  }

  /** The pin of an operand as a bit; 0 if it has none. */
  int bit(int operand) {
    int pin = operand >= 0 && operand < bySlot.length ? bySlot[operand] : NOT;
    return pin == NOT ? 0 : 1 << pin;
  }
}
