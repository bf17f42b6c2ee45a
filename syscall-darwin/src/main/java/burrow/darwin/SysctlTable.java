package burrow.darwin;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.machine.Arch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The values of sysctl that programs ask for, by name and by numbers (sys/sysctl.h). */
final class SysctlTable {
  private static final int CTL_KERN = 1;
  private static final int CTL_HW = 6;

  /** Names without fixed numbers get some from here on, as nodes of OID_AUTO do. */
  private static final int AUTOMATIC = 1000;

  private record Entry(List<Integer> numbers, Function<DarwinProcess, byte[]> value) {}

  private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>();

  static {
    text("kern.ostype", CTL_KERN, 1, p -> "Darwin");
    text("kern.osrelease", CTL_KERN, 2, p -> DarwinVersion.KERNEL);
    number("kern.osrevision", CTL_KERN, 3, p -> 199506);
    text("kern.version", CTL_KERN, 4, p -> DarwinVersion.description(p.abi().arch()));
    number("kern.maxproc", CTL_KERN, 6, p -> 2784);
    number("kern.maxfiles", CTL_KERN, 7, p -> 245760);
    number("kern.argmax", CTL_KERN, 8, p -> 1 << 20);
    number("kern.securelevel", CTL_KERN, 9, p -> 0);
    text("kern.hostname", CTL_KERN, 10, p -> DarwinVersion.hostName());
    number("kern.ngroups", CTL_KERN, 18, p -> 16);
    number("kern.maxfilesperproc", CTL_KERN, 29, p -> 122880);
    text("kern.osversion", CTL_KERN, 65, p -> DarwinVersion.BUILD);
    text("kern.osproductversion", CTL_KERN, AUTOMATIC, p -> DarwinVersion.PRODUCT);
    number("kern.ipc.somaxconn", CTL_KERN, AUTOMATIC + 1, p -> 128);
    text("hw.machine", CTL_HW, 1, p -> p.abi().machine());
    text("hw.model", CTL_HW, 2, p -> p.abi().arch() == Arch.ARM64 ? "Mac14,2" : "MacBookPro16,1");
    number("hw.ncpu", CTL_HW, 3, p -> Runtime.getRuntime().availableProcessors());
    number("hw.byteorder", CTL_HW, 4, p -> 1234);
    number("hw.pagesize", CTL_HW, 7, p -> (int) p.abi().pageSize());
    wide("hw.memsize", CTL_HW, 24, p -> DarwinVersion.memoryBytes());
    number("hw.availcpu", CTL_HW, 25, p -> Runtime.getRuntime().availableProcessors());
    for (String name : new String[] {"logicalcpu", "logicalcpu_max", "physicalcpu", "activecpu"}) {
      automatic("hw." + name, p -> number(Runtime.getRuntime().availableProcessors()));
    }
    automatic("sysctl.proc_translated", p -> number(0));
    arm("hw.optional.armv8_1_atomics", 1);
    arm("hw.optional.armv8_crc32", 1);
    arm("hw.optional.arm.FEAT_AES", 1);
    arm("hw.optional.arm.FEAT_PMULL", 1);
    arm("hw.optional.arm.FEAT_SHA1", 1);
    arm("hw.optional.arm.FEAT_SHA256", 1);
    arm("hw.optional.armv8_2_sha512", 0);
    arm("hw.optional.armv8_2_sha3", 0);
    arm("hw.optional.arm.FEAT_DIT", 0);
    automatic("hw.optional.avx512f", p -> requireArch(p, Arch.AMD64, 0));
  }

  private final DarwinProcess process;

  private SysctlTable(DarwinProcess process) {
    this.process = process;
  }

  /** The values as a process sees them. */
  static SysctlTable of(DarwinProcess process) {
    return new SysctlTable(process);
  }

  // ---- making the table ----

  private static void put(String name, int top, int second, Function<DarwinProcess, byte[]> value) {
    ENTRIES.put(name, new Entry(List.of(top, second), value));
  }

  private static void automatic(String name, Function<DarwinProcess, byte[]> value) {
    int top = name.startsWith("kern.") ? CTL_KERN : CTL_HW;
    put(name, top, AUTOMATIC + ENTRIES.size(), value);
  }

  private static void arm(String name, int value) {
    automatic(name, p -> requireArch(p, Arch.ARM64, value));
  }

  private static byte[] requireArch(DarwinProcess p, Arch arch, int value) {
    if (p.abi().arch() != arch) {
      throw new KernelException(Errno.ENOENT);
    }
    return number(value);
  }

  private static void text(
      String name, int top, int second, Function<DarwinProcess, String> value) {
    put(name, top, second, p -> (value.apply(p) + "\0").getBytes(StandardCharsets.UTF_8));
  }

  private static void number(
      String name, int top, int second, Function<DarwinProcess, Integer> value) {
    put(name, top, second, p -> number(value.apply(p)));
  }

  private static void wide(String name, int top, int second, Function<DarwinProcess, Long> value) {
    put(
        name,
        top,
        second,
        p -> ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value.apply(p)).array());
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  // ---- looking up ----

  /**
   * @throws KernelException ENOENT
   */
  byte[] value(String name) {
    return entry(name).value.apply(process);
  }

  private static Entry entry(String name) {
    Entry e = ENTRIES.get(name);
    if (e == null) {
      throw new KernelException(Errno.ENOENT, "no sysctl " + name);
    }
    return e;
  }

  /**
   * @throws KernelException ENOENT
   */
  byte[] value(List<Integer> numbers) {
    for (Entry e : ENTRIES.values()) {
      if (e.numbers.equals(numbers)) {
        return e.value.apply(process);
      }
    }
    throw new KernelException(Errno.ENOENT, "no sysctl " + numbers);
  }

  /** The numbers of a name as an array of int. */
  static byte[] numbers(String name) {
    List<Integer> numbers = new ArrayList<>(entry(name).numbers);
    ByteBuffer b = ByteBuffer.allocate(4 * numbers.size()).order(ByteOrder.LITTLE_ENDIAN);
    numbers.forEach(b::putInt);
    return b.array();
  }
}
