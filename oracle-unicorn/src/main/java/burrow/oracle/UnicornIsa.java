package burrow.oracle;

import burrow.machine.Arch;
import burrow.oracle.Stop.Kind;
import java.util.Map;

/**
 * What differs between instruction sets in Unicorn. Numbers are from {@code unicorn/x86.h}, {@code
 * arm64.h} and {@code riscv.h}; interrupt numbers are QEMU's, and a kind that is not listed is
 * {@link Kind#OTHER}.
 *
 * @param model the CPU model: always set explicitly, defaults lack instructions
 * @param interrupts what an interrupt number means
 * @param undefinedAdvance how far behind an undefined instruction Unicorn leaves the pc when it
 *     reports it as an interrupt
 */
record UnicornIsa(
    int arch,
    int mode,
    int model,
    int pcRegister,
    Map<Integer, Kind> interrupts,
    int undefinedAdvance) {
  static final int X86_SYSCALL = 699;
  static final int RISCV_MSTATUS = 116;

  /** mstatus.FS = Dirty: the floating-point unit is on. */
  static final long RISCV_FS_DIRTY = 0x6000;

  private static final int X86_RIP = 41;
  private static final int ARM64_PC = 260;
  private static final int RISCV_PC = 190;

  private static final int CPU_X86_EPYC_ROME = 37;
  private static final int CPU_ARM64_MAX = 3;
  private static final int CPU_RISCV64_ANY = 0;

  private static final Map<Arch, UnicornIsa> ISAS =
      Map.of(
          Arch.AMD64,
          new UnicornIsa(
              UnicornApi.ARCH_X86,
              UnicornApi.MODE_64,
              CPU_X86_EPYC_ROME,
              X86_RIP,
              Map.of(
                  0, Kind.DIVIDE,
                  3, Kind.BREAKPOINT,
                  6, Kind.UNDEFINED_INSTRUCTION,
                  13, Kind.PRIVILEGED_INSTRUCTION),
              0),
          Arch.ARM64,
          new UnicornIsa(
              UnicornApi.ARCH_ARM64,
              UnicornApi.MODE_LITTLE_ENDIAN,
              CPU_ARM64_MAX,
              ARM64_PC,
              Map.of(1, Kind.UNDEFINED_INSTRUCTION, 2, Kind.SYSCALL, 7, Kind.BREAKPOINT),
              0),
          Arch.RISCV64,
          new UnicornIsa(
              UnicornApi.ARCH_RISCV,
              UnicornApi.MODE_64,
              CPU_RISCV64_ANY,
              RISCV_PC,
              Map.of(
                  2, Kind.UNDEFINED_INSTRUCTION,
                  3, Kind.BREAKPOINT,
                  4, Kind.MISALIGNED,
                  6, Kind.MISALIGNED,
                  8, Kind.SYSCALL,
                  11, Kind.SYSCALL),
              4));

  static UnicornIsa of(Arch arch) {
    UnicornIsa isa = ISAS.get(arch);
    if (isa == null) {
      throw new IllegalArgumentException("Unicorn has no " + arch.goName());
    }
    return isa;
  }

  /** Unicorn's number of a register by its name; of the whole for the halves of a vector. */
  static int register(Arch arch, String name) {
    Integer named = NAMED.getOrDefault(arch, Map.of()).get(name);
    if (named != null) {
      return named;
    }
    boolean half = name.endsWith("l") || name.endsWith("h");
    String number = name.substring(0, name.length() - (half ? 1 : 0)).replaceFirst("^[a-z]+", "");
    int n = Integer.parseInt(number);
    return switch (arch) {
      case AMD64 -> name.startsWith("xmm") ? 122 + n : 106 + n - 8;
      case ARM64 -> name.startsWith("v") ? 228 + n : 199 + n;
      default -> name.startsWith("f") ? 158 + n : 1 + n;
    };
  }

  private static final Map<Arch, Map<String, Integer>> NAMED =
      Map.of(
          Arch.AMD64,
          Map.ofEntries(
              Map.entry("rax", 35),
              Map.entry("rcx", 38),
              Map.entry("rdx", 40),
              Map.entry("rbx", 37),
              Map.entry("rsp", 44),
              Map.entry("rbp", 36),
              Map.entry("rsi", 43),
              Map.entry("rdi", 39),
              Map.entry("rflags", 253),
              Map.entry("mxcsr", 249),
              Map.entry("fsBase", 250),
              Map.entry("gsBase", 251)),
          Arch.ARM64,
          Map.of("x29", 1, "x30", 2, "sp", 4, "nzcv", 3, "fpcr", 291, "fpsr", 292, "tpidr", 262),
          Arch.RISCV64,
          Map.of("fcsr", 43));
}
