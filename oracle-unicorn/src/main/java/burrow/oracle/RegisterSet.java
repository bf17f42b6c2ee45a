package burrow.oracle;

import burrow.machine.Arch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The user-visible registers of an instruction set as an ordered list of 64-bit names, so that the
 * state of any engine is a {@code long[]}. A 128-bit register is two: {@code xmm3l} and {@code
 * xmm3h}. The names are those of the fields of Burrow's Cpu classes; {@code rflags} and {@code
 * nzcv} are as the architecture lays them out. The program counter is not among them.
 */
public final class RegisterSet {
  private static final Map<Arch, RegisterSet> SETS =
      Map.of(
          Arch.AMD64, new RegisterSet(Arch.AMD64, amd64(), "rsp"),
          Arch.ARM64, new RegisterSet(Arch.ARM64, arm64(), "sp"),
          Arch.RISCV64, new RegisterSet(Arch.RISCV64, riscv64(), "x2"));

  private final Arch arch;
  private final List<String> names;
  private final Map<String, Integer> index = new HashMap<>();
  private final int stackPointer;

  private RegisterSet(Arch arch, List<String> names, String stackPointer) {
    this.arch = arch;
    this.names = List.copyOf(names);
    for (int i = 0; i < names.size(); i++) {
      index.put(names.get(i), i);
    }
    this.stackPointer = index(stackPointer);
  }

  /** The registers of a native instruction set. */
  public static RegisterSet of(Arch arch) {
    RegisterSet set = SETS.get(arch);
    if (set == null) {
      throw new IllegalArgumentException(arch + " has no registers");
    }
    return set;
  }

  public Arch arch() {
    return arch;
  }

  public int size() {
    return names.size();
  }

  public List<String> names() {
    return names;
  }

  public String name(int i) {
    return names.get(i);
  }

  public boolean contains(String name) {
    return index.containsKey(name);
  }

  /**
   * The place of a register.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public int index(String name) {
    Integer i = index.get(name);
    if (i == null) {
      throw new IllegalArgumentException(arch.goName() + " has no register " + name);
    }
    return i;
  }

  public int stackPointer() {
    return stackPointer;
  }

  /** Whether register {@code i} is a general-purpose integer register. */
  public boolean isGeneral(int i) {
    return i < generalCount();
  }

  /** The number of general-purpose registers; they come first in the list. */
  public int generalCount() {
    return switch (arch) {
      case AMD64 -> 16;
      case ARM64 -> 32;
      default -> 31;
    };
  }

  /** Whether register {@code i} is (half of) a vector or floating-point register. */
  public boolean isVector(int i) {
    String name = names.get(i);
    return switch (arch) {
      case AMD64 -> name.startsWith("xmm");
      case ARM64 -> name.startsWith("v");
      default -> name.startsWith("f") && !name.equals("fcsr");
    };
  }

  private static List<String> amd64() {
    List<String> names =
        new ArrayList<>(List.of("rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi"));
    IntStream.range(8, 16).forEach(i -> names.add("r" + i));
    halves(names, "xmm", 16);
    names.addAll(List.of("rflags", "mxcsr", "fsBase", "gsBase"));
    return names;
  }

  private static List<String> arm64() {
    List<String> names = new ArrayList<>();
    IntStream.range(0, 31).forEach(i -> names.add("x" + i));
    names.add("sp");
    halves(names, "v", 32);
    names.addAll(List.of("nzcv", "fpcr", "fpsr", "tpidr"));
    return names;
  }

  private static List<String> riscv64() {
    List<String> names = new ArrayList<>();
    IntStream.range(1, 32).forEach(i -> names.add("x" + i));
    IntStream.range(0, 32).forEach(i -> names.add("f" + i));
    names.add("fcsr");
    return names;
  }

  private static void halves(List<String> names, String prefix, int count) {
    for (int i = 0; i < count; i++) {
      names.add(prefix + i + "l");
      names.add(prefix + i + "h");
    }
  }
}
