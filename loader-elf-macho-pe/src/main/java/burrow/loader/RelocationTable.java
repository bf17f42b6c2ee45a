package burrow.loader;

import burrow.machine.ProgramImage.Relocation;
import burrow.machine.ProgramImage.RelocationKind;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;

/**
 * Relocations in arrays: a large program has hundreds of thousands, and most runs need none of them
 * because the image lies where it wants to be.
 */
final class RelocationTable extends AbstractList<Relocation> implements RandomAccess {
  private RelocationKind[] kinds = new RelocationKind[64];
  private long[] addresses = new long[64];
  private int[] symbols = new int[64];
  private long[] addends = new long[64];
  private int size;

  void append(RelocationKind kind, long address, int symbol, long addend) {
    if (size == kinds.length) {
      int capacity = size * 2;
      kinds = Arrays.copyOf(kinds, capacity);
      addresses = Arrays.copyOf(addresses, capacity);
      symbols = Arrays.copyOf(symbols, capacity);
      addends = Arrays.copyOf(addends, capacity);
    }
    kinds[size] = kind;
    addresses[size] = address;
    symbols[size] = symbol;
    addends[size] = addend;
    size++;
  }

  @Override
  public Relocation get(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(index);
    }
    return new Relocation(kinds[index], addresses[index], symbols[index], addends[index]);
  }

  @Override
  public int size() {
    return size;
  }
}
