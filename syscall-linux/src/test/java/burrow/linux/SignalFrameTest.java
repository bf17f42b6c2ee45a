package burrow.linux;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.cpu.aarch64.Arm64Cpu;
import burrow.cpu.riscv64.RiscvCpu;
import burrow.cpu.x86_64.X86Cpu;
import burrow.kernel.posix.AlternateStack;
import burrow.kernel.posix.SignalFrame;
import burrow.kernel.signal.SignalAction;
import burrow.kernel.signal.SignalInfo;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Offsets are those of reference/linux.md, section 4: the kernel's ABI. */
class SignalFrameTest {
  private static final long STACK = 0x2_0000;
  private static final long HANDLER = 0x5000;
  private static final long RESTORER = 0x6000;
  private static final long TRAMPOLINE = 0x7000;
  private static final long MASK = 0x1234_5678_9abc_def0L;
  private static final AlternateStack ALTERNATE = new AlternateStack(0x8000, 0x4000, false);
  private static final SignalInfo INFO =
      new SignalInfo(11, 2, 0, new SignalInfo.FaultAt(0xdead_beefL));
  private static final SignalFrame.Context CONTEXT =
      new SignalFrame.Context(MASK, ALTERNATE, 14, 6, 0xdead_beefL, TRAMPOLINE);

  private final AddressSpace memory = AddressSpace.create();

  SignalFrameTest() {
    memory.map(0x1_0000, 0x1_0000, Access.READ | Access.WRITE);
  }

  @AfterEach
  void release() {
    memory.release();
  }

  private void assertInfo(long info) {
    assertThat(memory.readInt(info)).isEqualTo(11);
    assertThat(memory.readInt(info + 4)).isZero();
    assertThat(memory.readInt(info + 8)).isEqualTo(2);
    assertThat(memory.readLong(info + 16)).isEqualTo(0xdead_beefL);
  }

  private void assertHead(long uc) {
    assertThat(memory.readLong(uc + 8)).isZero();
    assertThat(memory.readLong(uc + 16)).isEqualTo(0x8000);
    assertThat(memory.readInt(uc + 24)).isZero();
    assertThat(memory.readLong(uc + 32)).isEqualTo(0x4000);
  }

  private static SignalAction action(long restorer) {
    return new SignalAction(HANDLER, 0, 0, restorer, 0);
  }

  @Test
  void amd64() {
    X86Cpu cpu = new X86Cpu(memory);
    for (int i = 0; i < 16; i++) {
      cpu.setRegister(i, 0x100 + i);
      cpu.setVector(i, 0x200 + i, 0x300 + i);
      cpu.setUpper(i, 0x400 + i, 0x500 + i);
    }
    cpu.rsp = STACK - 1000;
    cpu.pc = 0x4321;
    cpu.setRflags(0x8d5 | 0x400);
    cpu.mxcsr = 0x1fa0;
    X86Cpu before = new X86Cpu(memory);
    before.copyRegistersFrom(cpu);
    SignalFrame frame = new Amd64SignalFrame();
    frame.push(cpu, cpu.rsp, INFO, action(RESTORER), CONTEXT);

    assertThat(cpu.pc).isEqualTo(HANDLER);
    assertThat(cpu.rdi).isEqualTo(11);
    assertThat(cpu.rsp % 16).isEqualTo(8);
    assertThat(cpu.rsp).isLessThan(before.rsp - 128);
    assertThat(memory.readLong(cpu.rsp)).isEqualTo(RESTORER);
    assertThat(cpu.df).isZero();
    assertInfo(cpu.rsi);
    long uc = cpu.rdx;
    assertHead(uc);
    assertThat(uc).isEqualTo(cpu.rsp + 8);
    assertThat(memory.readLong(uc + 40)).isEqualTo(0x108);
    assertThat(memory.readLong(uc + 96)).isEqualTo(0x10f);
    assertThat(memory.readLong(uc + 104)).isEqualTo(0x107);
    assertThat(memory.readLong(uc + 112)).isEqualTo(0x106);
    assertThat(memory.readLong(uc + 120)).isEqualTo(0x105);
    assertThat(memory.readLong(uc + 128)).isEqualTo(0x103);
    assertThat(memory.readLong(uc + 136)).isEqualTo(0x102);
    assertThat(memory.readLong(uc + 144)).isEqualTo(0x100);
    assertThat(memory.readLong(uc + 152)).isEqualTo(0x101);
    assertThat(memory.readLong(uc + 160)).isEqualTo(before.rsp);
    assertThat(memory.readLong(uc + 168)).isEqualTo(0x4321);
    assertThat(memory.readLong(uc + 176)).isEqualTo(before.rflags());
    assertThat(memory.readShort(uc + 184)).isEqualTo((short) 0x33);
    assertThat(memory.readLong(uc + 192)).isEqualTo(6);
    assertThat(memory.readLong(uc + 200)).isEqualTo(14);
    assertThat(memory.readLong(uc + 216)).isEqualTo(0xdead_beefL);
    long fp = memory.readLong(uc + 224);
    assertThat(fp % 64).isZero();
    assertThat(memory.readInt(fp + 24)).isEqualTo(0x1fa0);
    assertThat(memory.readLong(fp + 160 + 16 * 3)).isEqualTo(0x203);
    assertThat(memory.readLong(uc)).as("UC_FP_XSTATE").isEqualTo(7);
    assertThat(memory.readInt(fp + 464)).as("FP_XSTATE_MAGIC1").isEqualTo(0x4650_5853);
    int extendedSize = memory.readInt(fp + 468);
    assertThat(memory.readInt(fp + extendedSize - 4)).as("MAGIC2").isEqualTo(0x4650_5845);
    assertThat(memory.readLong(fp + 512)).as("XSTATE_BV").isEqualTo(7);
    assertThat(memory.readLong(fp + 576 + 16 * 3 + 8)).as("upper half").isEqualTo(0x503);
    assertThat(memory.readLong(uc + 296)).isEqualTo(MASK);

    X86Cpu after = new X86Cpu(memory);
    after.rsp = cpu.rsp + 8;
    SignalFrame.Context popped = frame.pop(after);
    assertThat(popped.mask()).isEqualTo(MASK);
    assertThat(popped.stack()).isEqualTo(ALTERNATE);
    assertThat(after).hasToString(before.toString());
    assertThat(after.mxcsr).isEqualTo(before.mxcsr);
    for (int i = 0; i < 16; i++) {
      assertThat(after.vectorLow(i)).isEqualTo(0x200 + i);
      assertThat(after.vectorHigh(i)).isEqualTo(0x300 + i);
      assertThat(after.upperLow(i)).isEqualTo(0x400 + i);
      assertThat(after.upperHigh(i)).isEqualTo(0x500 + i);
    }
    // A handler that clears the mark leaves an FXSAVE area only: the upper halves stay.
    memory.writeInt(fp + 464, 0);
    X86Cpu legacy = new X86Cpu(memory);
    legacy.rsp = cpu.rsp + 8;
    frame.pop(legacy);
    assertThat(legacy.vectorHigh(5)).isEqualTo(0x305);
    assertThat(legacy.upperLow(5)).isZero();
  }

  @Test
  void arm64() {
    Arm64Cpu cpu = new Arm64Cpu(memory);
    for (int i = 0; i < 32; i++) {
      cpu.setRegister(i, 0x100 + i);
      cpu.setVector(i, 0x200 + i, 0x300 + i);
    }
    cpu.sp = STACK - 64;
    cpu.pc = 0x4320;
    cpu.setNzcv(0xa000_0000L);
    cpu.fpcr = 0x200_0000;
    cpu.fpsr = 0x800_0011;
    Arm64Cpu before = new Arm64Cpu(memory);
    before.copyRegistersFrom(cpu);
    SignalFrame frame = new Arm64SignalFrame();
    frame.push(cpu, cpu.sp, INFO, action(0), CONTEXT);

    assertThat(cpu.pc).isEqualTo(HANDLER);
    assertThat(cpu.sp % 16).isZero();
    assertThat(cpu.register(0)).isEqualTo(11);
    assertThat(cpu.register(30)).isEqualTo(TRAMPOLINE);
    assertInfo(cpu.register(1));
    long uc = cpu.register(2);
    assertHead(uc);
    assertThat(memory.readLong(uc + 40)).isEqualTo(MASK);
    assertThat(memory.readLong(uc + 176)).isEqualTo(0xdead_beefL);
    for (int i = 0; i < 31; i++) {
      assertThat(memory.readLong(uc + 184 + 8L * i)).isEqualTo(0x100 + i);
    }
    assertThat(memory.readLong(uc + 432)).isEqualTo(before.sp);
    assertThat(memory.readLong(uc + 440)).isEqualTo(0x4320);
    assertThat(memory.readLong(uc + 448)).isEqualTo(0xa000_0000L);
    assertThat(memory.readInt(uc + 464)).isEqualTo(0x46508001);
    assertThat(memory.readInt(uc + 468)).isEqualTo(528);
    assertThat(memory.readInt(uc + 472)).isEqualTo(0x800_0011);
    assertThat(memory.readInt(uc + 476)).isEqualTo(0x200_0000);
    assertThat(memory.readLong(uc + 480 + 16 * 5)).isEqualTo(0x205);
    assertThat(memory.readLong(uc + 464 + 528)).isZero();

    Arm64Cpu after = new Arm64Cpu(memory);
    after.sp = cpu.sp;
    assertThat(frame.pop(after).mask()).isEqualTo(MASK);
    assertThat(after).hasToString(before.toString());
    assertThat(after.fpcr).isEqualTo(before.fpcr);
    assertThat(after.fpsr).isEqualTo(before.fpsr);
    for (int i = 0; i < 32; i++) {
      assertThat(after.vectorLow(i)).isEqualTo(0x200 + i);
      assertThat(after.vectorHigh(i)).isEqualTo(0x300 + i);
    }
  }

  @Test
  void riscv64() {
    RiscvCpu cpu = new RiscvCpu(memory);
    for (int i = 0; i < 32; i++) {
      cpu.setRegister(i, 0x100 + i);
      cpu.setFp(i, 0x200 + i);
    }
    cpu.setRegister(2, STACK - 64);
    cpu.pc = 0x4320;
    cpu.fcsr = 0x61;
    SignalFrame frame = new Riscv64SignalFrame();
    frame.push(cpu, STACK - 64, INFO, action(0), CONTEXT);

    assertThat(cpu.pc).isEqualTo(HANDLER);
    assertThat(cpu.register(1)).isEqualTo(TRAMPOLINE);
    assertThat(cpu.register(2) % 16).isZero();
    assertThat(cpu.register(10)).isEqualTo(11);
    assertInfo(cpu.register(11));
    long uc = cpu.register(12);
    assertHead(uc);
    assertThat(memory.readLong(uc + 40)).isEqualTo(MASK);
    assertThat(memory.readLong(uc + 176)).isEqualTo(0x4320);
    assertThat(memory.readLong(uc + 184)).isEqualTo(0x101);
    assertThat(memory.readLong(uc + 192)).isEqualTo(STACK - 64);
    assertThat(memory.readLong(uc + 424)).isEqualTo(0x11f);
    assertThat(memory.readLong(uc + 432 + 8 * 7)).isEqualTo(0x207);
    assertThat(memory.readInt(uc + 432 + 256)).isEqualTo(0x61);

    RiscvCpu after = new RiscvCpu(memory);
    after.setRegister(2, cpu.register(2));
    assertThat(frame.pop(after).mask()).isEqualTo(MASK);
    assertThat(after.pc).isEqualTo(0x4320);
    assertThat(after.fcsr).isEqualTo(0x61);
    assertThat(after.register(2)).isEqualTo(STACK - 64);
    for (int i = 3; i < 32; i++) {
      assertThat(after.register(i)).isEqualTo(0x100 + i);
      assertThat(after.fp(i)).isEqualTo(0x200 + i);
    }
  }
}
