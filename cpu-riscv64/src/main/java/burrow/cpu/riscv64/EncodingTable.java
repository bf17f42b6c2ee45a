package burrow.cpu.riscv64;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All encodings, arranged for look-up: 32-bit words by opcode (bits 6:2) and funct3 (bits 14:12),
 * 16-bit ones by their low two and high three bits. The vector table is read when a word first
 * matches nothing else, since few programs execute any.
 */
final class EncodingTable {
  private static final int WIDE_BUCKETS = 256;

  private static final class Base {
    static final EncodingTable TABLE = new EncodingTable(TableParser.read("rv64gc.isa"));
  }

  private static final class Vector {
    static final EncodingTable TABLE = new EncodingTable(TableParser.read("vector.isa"));
  }

  private final List<Encoding> encodings;
  private final Encoding[][] buckets;

  private EncodingTable(List<Encoding> encodings) {
    this.encodings = encodings;
    resolveExpansions();
    List<List<Encoding>> lists = new ArrayList<>(Collections.nCopies(WIDE_BUCKETS + 32, null));
    for (Encoding e : encodings) {
      if (e.length() == 2) {
        insert(lists, bucket(e.match()), e);
      } else {
        boolean fixed = (e.mask() & 0x7000) != 0;
        for (int funct3 = 0; funct3 < 8; funct3++) {
          if (!fixed || (e.match() >>> 12 & 7) == funct3) {
            insert(lists, bucket(e.match() & ~0x7000 | funct3 << 12), e);
          }
        }
      }
    }
    buckets = new Encoding[lists.size()][];
    for (int i = 0; i < buckets.length; i++) {
      List<Encoding> l = lists.get(i);
      buckets[i] = l == null ? new Encoding[0] : l.toArray(new Encoding[0]);
    }
  }

  private void resolveExpansions() {
    Map<String, Encoding> byName = new HashMap<>(2 * encodings.size());
    for (Encoding e : encodings) {
      byName.put(e.mnemonic(), e);
    }
    for (Encoding e : encodings) {
      Encoding.Expansion expansion = e.expansion();
      if (expansion != null) {
        Encoding base = byName.get(expansion.base());
        if (base == null) {
          throw new IllegalStateException(e.mnemonic() + " expands to " + expansion.base());
        }
        e.setBase(base);
      }
    }
  }

  /** Most literal bits first; the order of the table among equals. */
  private static void insert(List<List<Encoding>> lists, int bucket, Encoding e) {
    List<Encoding> list = lists.get(bucket);
    if (list == null) {
      list = new ArrayList<>();
      lists.set(bucket, list);
    }
    int i = list.size();
    while (i > 0 && Integer.bitCount(list.get(i - 1).mask()) < Integer.bitCount(e.mask())) {
      i--;
    }
    list.add(i, e);
  }

  private static int bucket(int word) {
    return (word & 3) == 3
        ? (word >>> 2 & 31) << 3 | (word >>> 12 & 7)
        : WIDE_BUCKETS | (word & 3) << 3 | (word >>> 13 & 7);
  }

  private @Nullable Encoding find(int word) {
    for (Encoding e : buckets[bucket(word)]) {
      if (e.matches(word)) {
        return e;
      }
    }
    return null;
  }

  /** The scalar encodings: those that may have a meaning. */
  static List<Encoding> scalar() {
    return Base.TABLE.encodings;
  }

  /** Bytes of the instruction that starts with this halfword. */
  static int length(int halfword) {
    return (halfword & 3) == 3 ? 4 : 2;
  }

  /**
   * Decodes an instruction word.
   *
   * @param word the lower half alone counts if it is compressed
   * @return null if no line of the tables matches
   */
  static @Nullable Instruction decode(int word) {
    int w = length(word) == 2 ? word & 0xffff : word;
    Encoding e = Base.TABLE.find(w);
    if (e == null && length(w) == 4) {
      e = Vector.TABLE.find(w);
    }
    return e == null ? null : e.decode(w);
  }
}
