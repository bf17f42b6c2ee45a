package burrow.translator.region;

import burrow.machine.Access;
import burrow.machine.AddressSpace;
import java.util.Arrays;

/**
 * A region from one run to the next: the guest code it was made from, and the class file. It embeds
 * nothing of a process; whether it fits another one, the guest code decides, byte by byte.
 *
 * @param entry guest address where it starts
 * @param ranges start and end of each of its blocks
 * @param guestCode the bytes at these ranges, one after the other
 * @param classFile the class, or empty where it is on the class path already
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read only
public record KeptRegion(long entry, long[] ranges, byte[] guestCode, byte[] classFile) {
  /** Package and name of a region's class, without its entry. */
  static final String CLASS = "burrow.translator.region.HotCode_";

  /** Name of the class of the region at an address. */
  public static String className(long entry) {
    return CLASS + Long.toHexString(entry);
  }

  /** The bytes that a region with these ranges was made from. */
  static byte[] read(AddressSpace memory, long[] ranges) {
    int length = 0;
    for (int i = 0; i < ranges.length; i += 2) {
      length += (int) (ranges[i + 1] - ranges[i]);
    }
    byte[] code = new byte[length];
    int at = 0;
    for (int i = 0; i < ranges.length; i += 2) {
      byte[] block = memory.readCode(ranges[i], (int) (ranges[i + 1] - ranges[i]));
      System.arraycopy(block, 0, code, at, block.length);
      at += block.length;
    }
    return code;
  }

  /** Whether memory holds the code it was made from; its pages are marked as code before. */
  boolean fits(AddressSpace memory) {
    for (int i = 0; i < ranges.length; i += 2) {
      long length = ranges[i + 1] - ranges[i];
      if (memory.accessible(ranges[i], length, Access.EXECUTE) < length) {
        return false;
      }
      for (long p = ranges[i] & -AddressSpace.PAGE_SIZE;
          p < ranges[i + 1];
          p += AddressSpace.PAGE_SIZE) {
        memory.markCode(p);
      }
    }
    return Arrays.equals(guestCode, read(memory, ranges));
  }
}
