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
    switch (info.source()) {
      case SignalInfo.Sender s -> {
        memory.writeInt(address + 16, s.pid());
        memory.writeInt(address + 20, s.uid());
        memory.writeLong(address + 24, s.value());
      }
      case SignalInfo.FaultAt f -> memory.writeLong(address + 16, f.address());
      case SignalInfo.TimerExpiry t -> {
        memory.writeInt(address + 16, t.timer());
        memory.writeInt(address + 20, t.overrun());
        memory.writeLong(address + 24, t.value());
      }
      case SignalInfo.Child c -> {
        memory.writeInt(address + 16, c.pid());
        memory.writeInt(address + 20, c.uid());
        memory.writeInt(address + 24, c.status());
      }
    }
  }

  /** Writes uc_flags, uc_link and uc_stack. */
  static void writeHead(AddressSpace memory, long uc, long flags, @Nullable AlternateStack stack) {
    memory.writeLong(uc, flags);
    memory.writeLong(uc + 8, 0);
    StackLayout.write(memory, uc + 16, stack == null ? AlternateStack.NONE : stack);
  }
}
