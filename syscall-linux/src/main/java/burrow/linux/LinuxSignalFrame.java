package burrow.linux;

import burrow.kernel.posix.AlternateStack;
import burrow.kernel.posix.SignalFrame;
import burrow.kernel.signal.SignalInfo;
import burrow.machine.AddressSpace;
import org.jspecify.annotations.Nullable;

/** The parts of Linux signal frames that all architectures share. */
abstract class LinuxSignalFrame implements SignalFrame {
  /** sizeof(siginfo_t). */
  static final int INFO_SIZE = 128;

  /** Writes siginfo_t; its layout is the same on all 64-bit architectures. */
  static void writeInfo(AddressSpace memory, long address, SignalInfo info) {
    memory.write(address, new byte[INFO_SIZE]);
    memory.writeInt(address, info.number());
    memory.writeInt(address + 4, info.error());
    memory.writeInt(address + 8, info.code());
    writeSource(memory, address + 16, info.source());
  }

  // instanceof: a switch over types costs a start milliseconds (docs/rationale.md).
  private static void writeSource(AddressSpace memory, long address, SignalInfo.Source source) {
    if (source instanceof SignalInfo.Sender s) {
      memory.writeInt(address, s.pid());
      memory.writeInt(address + 4, s.uid());
      memory.writeLong(address + 8, s.value());
    } else if (source instanceof SignalInfo.FaultAt f) {
      memory.writeLong(address, f.address());
    } else if (source instanceof SignalInfo.TimerExpiry t) {
      memory.writeInt(address, t.timer());
      memory.writeInt(address + 4, t.overrun());
      memory.writeLong(address + 8, t.value());
    } else if (source instanceof SignalInfo.Child c) {
      memory.writeInt(address, c.pid());
      memory.writeInt(address + 4, c.uid());
      memory.writeInt(address + 8, c.status());
    } else {
      throw new IllegalArgumentException(source.toString());
    }
  }

  /** Writes uc_flags, uc_link and uc_stack. */
  static void writeHead(AddressSpace memory, long uc, long flags, @Nullable AlternateStack stack) {
    memory.writeLong(uc, flags);
    memory.writeLong(uc + 8, 0);
    StackLayout.write(memory, uc + 16, stack == null ? AlternateStack.NONE : stack);
  }
}
