package burrow.wasm;

import burrow.machine.AddressSpace;
import burrow.machine.Cpu;

/** What the kernel knows of a WebAssembly guest's processor: its memory and its interrupts. */
final class WasmCpu extends Cpu {
  private final Runnable notice;

  /**
   * @param notice makes compiled code look up; called from any thread
   */
  WasmCpu(AddressSpace memory, Runnable notice) {
    super(memory);
    this.notice = notice;
  }

  @Override
  public void interrupt() {
    super.interrupt();
    notice.run();
  }

  @Override
  public void copyRegistersFrom(Cpu other) {
    throw new UnsupportedOperationException("WebAssembly guests have no registers");
  }
}
