package burrow.darwin;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.cpu.aarch64.Arm64Cpu;
import burrow.cpu.x86_64.X86Cpu;
import burrow.kernel.posix.AlternateStack;
import burrow.kernel.posix.SignalFrame;
import burrow.kernel.signal.SignalAction;
import burrow.kernel.signal.SignalInfo;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Offsets are those that Go's runtime/defs_darwin_amd64.go and defs_darwin_arm64.go state. */
class FrameTest {
  private static final long STACK = 0x2_0000;
  private static final long HANDLER = 0x5000;
  private static final long TRAMPOLINE = 0x7000;
  private static final long MASK = 0x1234_5678L;
  private static final AlternateStack ALTERNATE = new AlternateStack(0x8000, 0x8000, false);
  private static final SignalInfo INFO =
      new SignalInfo(11, 2, 0, new SignalInfo.FaultAt(0xdead_beefL));
  private static final SignalFrame.Context CONTEXT =
      new SignalFrame.Context(MASK, ALTERNATE, 14, 6, 0xdead_beefL, TRAMPOLINE);

  private final AddressSpace memory = AddressSpace.create();

  FrameTest() {
    memory.map(0x1_0000, 0x1_0000, Access.READ | Access.WRITE);
  }

  @AfterEach
  void release() {
    memory.release();
  }

  private void assertInfoAndContext(long info, long uc, long mcontextSize) {
    assertThat(memory.readInt(info)).isEqualTo(11);
    assertThat(memory.readInt(info + 8)).isEqualTo(2);
    assertThat(memory.readLong(info + 24)).isEqualTo(0xdead_beefL);
    assertThat(memory.readInt(uc)).as("uc_onstack").isZero();
    assertThat(memory.readInt(uc + 4)).as("uc_sigmask").isEqualTo((int) MASK);
    assertThat(memory.readLong(uc + 8)).as("ss_sp").isEqualTo(0x8000);
    assertThat(memory.readLong(uc + 16)).as("ss_size").isEqualTo(0x8000);
    assertThat(memory.readInt(uc + 24)).as("ss_flags").isZero();
    assertThat(memory.readLong(uc + 40)).as("uc_mcsize").isEqualTo(mcontextSize);
  }

  private static SignalAction action(long trampoline) {
    return new SignalAction(HANDLER, 0, 0, trampoline, 0);
  }

  @Test
  void amd64() {
    Amd64SignalFrame frame = new Amd64SignalFrame();
    X86Cpu cpu = new X86Cpu(memory);
    for (int i = 0; i < 16; i++) {
      cpu.setRegister(i, 0x100 + i);
      cpu.setVector(i, 0x200 + i, 0x300 + i);
    }
    cpu.rsp = STACK;
    cpu.pc = 0x4242;
    cpu.setRflags(0x8c5);
    frame.push(cpu, cpu.rsp, INFO, action(0), CONTEXT);

    assertThat(cpu.pc).isEqualTo(HANDLER);
    assertThat(cpu.rdi).isEqualTo(11);
    assertThat(cpu.rsp & 15).isEqualTo(8);
    // 16 + 168 + 844 bytes, aligned: the context with AVX state, as on every Mac since 2011.
    assertThat(cpu.rsp).isLessThanOrEqualTo(STACK - 128 - 1032);
    assertThat(memory.readLong(cpu.rsp)).isEqualTo(TRAMPOLINE);
    long uc = cpu.rdx;
    assertInfoAndContext(cpu.rsi, uc, 1032);
    long mc = memory.readLong(uc + 48);
    assertThat(memory.readShort(mc)).as("trapno").isEqualTo((short) 14);
    assertThat(memory.readInt(mc + 4)).as("err").isEqualTo(6);
    assertThat(memory.readLong(mc + 8)).as("faultvaddr").isEqualTo(0xdead_beefL);
    long[] general = {0x100, 0x103, 0x101, 0x102, 0x107, 0x106, 0x105, STACK, 0x108};
    for (int i = 0; i < general.length; i++) {
      assertThat(memory.readLong(mc + 16 + 8L * i)).isEqualTo(general[i]);
    }
    assertThat(memory.readLong(mc + 144)).as("rip").isEqualTo(0x4242);
    assertThat(memory.readLong(mc + 152) & 0x8c5).as("rflags").isEqualTo(0x8c5);
    assertThat(memory.readInt(mc + 184 + 32)).as("mxcsr").isEqualTo(0x1f80);
    assertThat(memory.readLong(mc + 184 + 168 + 16)).as("xmm1").isEqualTo(0x201);

    memory.writeLong(mc + 144, 0x4343);
    X86Cpu after = new X86Cpu(memory);
    after.rsp = cpu.rsp + 8;
    SignalFrame.Context popped = frame.pop(after);
    assertThat(popped.mask()).isEqualTo(MASK);
    assertThat(popped.stack()).isNull();
    assertThat(after.pc).isEqualTo(0x4343);
    assertThat(after.rsp).isEqualTo(STACK);
    for (int i = 0; i < 16; i++) {
      assertThat(after.register(i)).isEqualTo(i == 4 ? STACK : 0x100 + i);
      assertThat(after.vectorLow(i)).isEqualTo(0x200 + i);
      assertThat(after.vectorHigh(i)).isEqualTo(0x300 + i);
    }
    assertThat(after.rflags() & 0x8c5).isEqualTo(0x8c5);
  }

  @Test
  void arm64() {
    Arm64SignalFrame frame = new Arm64SignalFrame();
    Arm64Cpu cpu = new Arm64Cpu(memory);
    for (int i = 0; i < 31; i++) {
      cpu.setRegister(i, 0x100 + i);
    }
    for (int i = 0; i < 32; i++) {
      cpu.setVector(i, 0x200 + i, 0x300 + i);
    }
    cpu.sp = STACK;
    cpu.pc = 0x4240;
    cpu.setNzcv(0x6000_0000L);
    frame.push(cpu, cpu.sp, INFO, action(0), CONTEXT);

    assertThat(cpu.pc).isEqualTo(HANDLER);
    assertThat(cpu.x0).isEqualTo(11);
    assertThat(cpu.x30).isEqualTo(TRAMPOLINE);
    assertThat(cpu.sp & 15).isZero();
    long uc = cpu.x2;
    assertInfoAndContext(cpu.x1, uc, 816);
    long mc = memory.readLong(uc + 48);
    assertThat(memory.readLong(mc)).as("far").isEqualTo(0xdead_beefL);
    assertThat(memory.readLong(mc + 16 + 8 * 28)).as("x28").isEqualTo(0x100 + 28);
    assertThat(memory.readLong(mc + 248)).as("fp").isEqualTo(0x100 + 29);
    assertThat(memory.readLong(mc + 256)).as("lr").isEqualTo(0x100 + 30);
    assertThat(memory.readLong(mc + 264)).as("sp").isEqualTo(STACK);
    assertThat(memory.readLong(mc + 272)).as("pc").isEqualTo(0x4240);
    assertThat(memory.readInt(mc + 280)).as("cpsr").isEqualTo(0x6000_0000);
    assertThat(memory.readLong(mc + 288 + 16)).as("v1").isEqualTo(0x201);

    memory.writeLong(mc + 272, 0x4344);
    Arm64Cpu after = new Arm64Cpu(memory);
    after.sp = cpu.sp;
    SignalFrame.Context popped = frame.pop(after);
    assertThat(popped.mask()).isEqualTo(MASK);
    assertThat(after.pc).isEqualTo(0x4344);
    assertThat(after.sp).isEqualTo(STACK);
    assertThat(after.nzcv()).isEqualTo(0x6000_0000L);
    for (int i = 0; i < 31; i++) {
      assertThat(after.register(i)).isEqualTo(0x100 + i);
    }
    for (int i = 0; i < 32; i++) {
      assertThat(after.vectorLow(i)).isEqualTo(0x200 + i);
      assertThat(after.vectorHigh(i)).isEqualTo(0x300 + i);
    }
  }

  /** What sigaction as a system call was given is entered as xnu does it: tramp(handler, …). */
  @Test
  void trampolinesOfTheSystemCall() {
    X86Cpu x86 = new X86Cpu(memory);
    x86.rsp = STACK;
    new Amd64SignalFrame().push(x86, x86.rsp, INFO, action(0x6000), CONTEXT);
    assertThat(x86.pc).isEqualTo(0x6000);
    assertThat(x86.rdi).isEqualTo(HANDLER);
    assertThat(x86.rdx).isEqualTo(11);
    assertThat(memory.readInt(x86.rcx)).isEqualTo(11);
    assertThat(memory.readInt(x86.r8 + 4)).isEqualTo((int) MASK);

    Arm64Cpu arm = new Arm64Cpu(memory);
    arm.sp = STACK;
    new Arm64SignalFrame().push(arm, arm.sp, INFO, action(0x6000), CONTEXT);
    assertThat(arm.pc).isEqualTo(0x6000);
    assertThat(arm.x0).isEqualTo(HANDLER);
    assertThat(memory.readInt(arm.x3)).isEqualTo(11);
  }
}
