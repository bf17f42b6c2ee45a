package burrow.windows;

import burrow.machine.AddressSpace;
import burrow.machine.Arch;
import burrow.machine.CallingConvention;
import burrow.machine.Cpu;

/** What differs between the processors that Windows runs on. */
interface WindowsAbi {
  /** The implementation for an architecture. */
  static WindowsAbi of(Arch arch) {
    return switch (arch) {
      case AMD64 -> new Amd64Abi();
      case ARM64 -> new Arm64Abi();
      default -> throw new IllegalArgumentException("no Windows for " + arch);
    };
  }

  Arch arch();

  CallingConvention convention();

  Cpu newCpu(AddressSpace memory);

  /** Makes the thread environment block reachable: GS base or X18. */
  void setThreadBlock(Cpu cpu, long address);

  /** PROCESSOR_ARCHITECTURE_*. */
  int processorArchitecture();

  /** IMAGE_FILE_MACHINE_*. */
  int machine();

  /** The value of the variable PROCESSOR_ARCHITECTURE. */
  String processorName();

  /** Whether IsProcessorFeaturePresent says yes to PF_*. */
  boolean hasFeature(int feature);

  // ---- CONTEXT ----

  /** Size of CONTEXT in bytes. */
  int contextBytes();

  /** Offset of ContextFlags in CONTEXT. */
  int contextFlagsOffset();

  /** CONTEXT_ALL: every part that there is. */
  int contextAll();

  /** Stores the parts of the registers that the flags ask for, not the flags themselves. */
  void saveContext(Cpu cpu, long context, int flags);

  /** Loads the parts of the registers that the flags name. */
  void loadContext(Cpu cpu, long context, int flags);
}
