package burrow.darwin;

import static burrow.kernel.trace.Formats.INT;
import static burrow.kernel.trace.Formats.LONG;
import static burrow.kernel.trace.Formats.POINTER;
import static burrow.kernel.trace.Formats.STRING;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.machine.AddressSpace;
import java.util.List;

/** sysctl and sysctlbyname over {@link SysctlTable}. */
final class SysctlFunctions {
  static final List<DarwinFunction> ROWS =
      List.of(
          DarwinFunction.of(
                  "sysctl", SysctlFunctions::sysctl, POINTER, INT, POINTER, POINTER, POINTER, LONG)
              .bsd(202),
          DarwinFunction.of(
                  "sysctlbyname", SysctlFunctions::byName, STRING, POINTER, POINTER, POINTER, LONG)
              .bsd(274));

  private static final int MOST_NUMBERS = 12;
  private static final int LONGEST_NAME = 1024;

  /** The node whose value is the numbers of the name that is passed as new value. */
  private static final List<Integer> NAME_TO_NUMBERS = List.of(0, 3);

  private SysctlFunctions() {}

  private static long sysctl(Call c) {
    int count = c.intArgument(1);
    if (count < 2 || count > MOST_NUMBERS) {
      throw new KernelException(Errno.EINVAL);
    }
    Integer[] numbers = new Integer[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = c.memory().readInt(c.argument(0) + 4L * i);
    }
    List<Integer> mib = List.of(numbers);
    if (mib.equals(NAME_TO_NUMBERS)) {
      byte[] name = c.memory().read(c.argument(4), (int) Math.min(c.argument(5), LONGEST_NAME));
      int length = name.length > 0 && name[name.length - 1] == 0 ? name.length - 1 : name.length;
      String text = new String(name, 0, length, java.nio.charset.StandardCharsets.UTF_8);
      return hand(c, 2, SysctlTable.numbers(text));
    }
    requireNoNewValue(c.argument(4), mib.toString());
    return hand(c, 2, SysctlTable.of(c.process()).value(mib));
  }

  private static long byName(Call c) {
    String name = c.string(c.argument(0), LONGEST_NAME, Errno.ENAMETOOLONG);
    requireNoNewValue(c.argument(3), name);
    return hand(c, 1, SysctlTable.of(c.process()).value(name));
  }

  private static void requireNoNewValue(long address, String name) {
    if (address != 0) {
      throw new KernelException(Errno.EPERM, "setting " + name);
    }
  }

  /**
   * Stores a value: the buffer is argument {@code index}, its size the word that the next points
   * to. A null buffer asks for the size; one that is too small gets its part and ENOMEM.
   */
  private static long hand(Call c, int index, byte[] value) {
    AddressSpace m = c.memory();
    long buffer = c.argument(index);
    long sizeAt = c.argument(index + 1);
    if (sizeAt == 0) {
      return 0;
    }
    long room = m.readLong(sizeAt);
    if (buffer == 0) {
      m.writeLong(sizeAt, value.length);
      return 0;
    }
    int n = (int) Math.min(Math.max(room, 0), value.length);
    m.write(buffer, value, 0, n);
    m.writeLong(sizeAt, n);
    if (n < value.length) {
      throw new KernelException(Errno.ENOMEM);
    }
    return 0;
  }
}
