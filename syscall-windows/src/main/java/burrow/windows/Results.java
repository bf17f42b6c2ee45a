package burrow.windows;

import burrow.cpu.aarch64.Arm64Cpu;
import burrow.cpu.x86_64.X86Cpu;
import burrow.machine.Cpu;

/** The result register, as a function that guest code called has left it. */
final class Results {
  private Results() {}

  static long of(WindowsThread thread) {
    Cpu cpu = thread.cpu();
    return cpu instanceof X86Cpu x ? x.rax : ((Arm64Cpu) cpu).x0;
  }
}
