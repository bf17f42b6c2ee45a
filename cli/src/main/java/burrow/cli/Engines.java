package burrow.cli;

import burrow.cpu.aarch64.Arm64Isa;
import burrow.cpu.riscv64.RiscvIsa;
import burrow.cpu.x86_64.X86Isa;
import burrow.machine.AddressSpace;
import burrow.machine.Arch;
import burrow.machine.Engine;
import burrow.translator.Isa;
import burrow.translator.interpreter.Interpreter;
import burrow.translator.region.Translator;
import org.jspecify.annotations.Nullable;

/** The engines that the user can choose, and the instruction sets that programs need. */
final class Engines {
  private Engines() {}

  /** Fails before anything is set up if there is no such engine. */
  static void check(EngineKind kind) throws Failure {
    if (kind == EngineKind.UNICORN) {
      throw new Failure(Status.BURROW_FAILED, "--engine=unicorn: not in this version");
    }
  }

  /**
   * @param cache what is kept of the program, null for nothing
   */
  static Engine create(
      EngineKind kind, Arch arch, AddressSpace memory, @Nullable ProgramCache cache) {
    Isa isa = isa(arch);
    return switch (kind) {
      case INTERPRETER -> new Interpreter(isa, memory, Interpreter.WARM);
      case TRANSLATOR ->
          cache == null
              ? new Translator(isa, memory)
              : new Translator(isa, memory, cache.open(), true, cache.codeFile());
      case UNICORN -> throw new IllegalArgumentException("checked before");
    };
  }

  /** Reads the tables of an instruction set, if it has any, which else its first use does. */
  static void prepare(Arch arch) {
    if (arch != Arch.WASM) {
      Isa isa = isa(arch);
      isa.decode(new byte[isa.maxInstructionLength()], 0, isa.maxInstructionLength(), 0);
    }
  }

  /** The instruction set of a native architecture. */
  static Isa isa(Arch arch) {
    return switch (arch) {
      case AMD64 -> X86Isa.INSTANCE;
      case ARM64 -> Arm64Isa.INSTANCE;
      case RISCV64 -> new RiscvIsa();
      case WASM -> throw new IllegalArgumentException("WebAssembly has no native engine");
    };
  }
}
