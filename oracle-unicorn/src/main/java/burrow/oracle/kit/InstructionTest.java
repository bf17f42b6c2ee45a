package burrow.oracle.kit;

import burrow.machine.Arch;
import burrow.oracle.Flags;
import burrow.oracle.RegisterSet;
import burrow.oracle.Stop;
import burrow.oracle.Stop.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of an instruction test file:
 *
 * <pre>
 * [48 01 d8] "add rax, rbx"  rax=1 rbx=-1 => rax=0 rflags.cf=1 rflags.zf=1
 * </pre>
 *
 * <p>Bytes in memory order, or words of 4 or 8 hexadecimal digits as manuals print them ({@code
 * [8b020020]}); several instructions are separated by {@code |}. The text is Capstone's, several
 * instructions separated by {@code ;}. Left of the arrow stand initial values, right of it expected
 * ones:
 *
 * <ul>
 *   <li>{@code rax=0x10}, {@code x3=-1}, {@code f1=1.5} (a double), {@code f1=1.5f} (a float in the
 *       low half), {@code v2=HIGH:LOW}, {@code xmm1l=inf}; also {@code nan}, {@code infinity}
 *   <li>{@code rflags.cf=1}, {@code nzcv.z=0}: one flag
 *   <li>{@code u8[ADDRESS]=7}, also u16, u32, u64: memory
 *   <li>addresses: {@code scratch}, {@code readonly}, {@code unmapped}, {@code code} (the first
 *       instruction), each also {@code +N} or {@code -N}: see {@link TestMemory}
 *   <li>right only: {@code trap=undefined} (syscall, breakpoint, divide, privileged, misaligned);
 *       {@code fault=read:ADDRESS} (write, fetch); {@code pc=ADDRESS}, behind the instructions
 *       unless said
 *   <li>right only, what is not compared with Unicorn: {@code ~rax}, {@code ~rflags.af}, {@code
 *       ~nan} (payloads of NaNs); {@code ~unicorn} for instructions that it lacks
 * </ul>
 *
 * <p>Other registers hold distinct patterns, so that what an instruction must not read or must
 * clear shows. A register that the right side does not name is compared with Unicorn only.
 *
 * @param line where it stands, for messages
 * @param text the disassembly
 * @param expected the registers that the line names, with the bits that it names
 * @param stop null: all instructions complete
 * @param pc null: where the stop leaves it
 * @param unicorn whether to run it there
 */
public record InstructionTest(
    Arch arch,
    String line,
    String text,
    Experiment experiment,
    List<Expected> expected,
    List<Experiment.Store> memory,
    @Nullable Stop stop,
    @Nullable Long pc,
    boolean unicorn) {

  /** Bits that a register must have. */
  public record Expected(int register, long bits, long value) {}

  /**
   * Checks the line on the engine under test, alone and in one run, and on Unicorn.
   *
   * @throws AssertionError with the line and what is different
   */
  public void check(Comparison comparison) {
    checkText(comparison);
    List<Experiment> ways =
        List.of(experiment.stepping(experiment.instructions().size()), experiment);
    for (Experiment way : ways) {
      Outcome got = comparison.actual().run(way);
      checkOutcome(way, comparison.actual().subject().name(), got, comparison.explanation());
      if (unicorn) {
        Outcome wanted = comparison.expected().run(way);
        checkOutcome(way, comparison.expected().subject().name(), wanted, comparison.explanation());
        comparison
            .difference(way, wanted, got)
            .ifPresent(d -> {
              throw new AssertionError(line + "\n" + d);
            });
      }
    }
  }

  private void checkText(Comparison comparison) {
    List<String> texts = new ArrayList<>();
    long at = TestMemory.START;
    for (byte[] instruction : experiment.instructions()) {
      texts.add(comparison.explanation().disassemble(instruction, at));
      at += instruction.length;
    }
    String disassembled = String.join("; ", texts);
    if (!disassembled.equals(text)) {
      throw new AssertionError(line + "\n  the bytes are \"" + disassembled + "\"");
    }
  }

  private void checkOutcome(Experiment way, String engine, Outcome got, Explanation explanation) {
    List<String> lines = new ArrayList<>();
    Stop wanted = wantedStop(way);
    boolean sameFault =
        wanted.kind() != Kind.FAULT
            || (wanted.address() == got.stop().address() && wanted.access() == got.stop().access());
    if (wanted.kind() != got.stop().kind() || wanted.pc() != got.stop().pc() || !sameFault) {
      lines.add(explanation.line("stop", wanted.toString(), got.stop().toString()));
    }
    for (Expected e : expected) {
      long value = got.registers()[e.register()] & e.bits();
      if (value != e.value()) {
        lines.add(explanation.register(e.register(), e.value(), value));
      }
    }
    for (Experiment.Store store : memory) {
      int from = (int) (store.address() - TestMemory.SCRATCH);
      byte[] bytes = java.util.Arrays.copyOfRange(got.scratch(), from, from + store.bytes().length);
      if (!java.util.Arrays.equals(bytes, store.bytes())) {
        lines.add(
            explanation.line(
                "memory at 0x" + Long.toHexString(store.address()),
                java.util.HexFormat.of().formatHex(store.bytes()),
                java.util.HexFormat.of().formatHex(bytes)));
      }
    }
    if (!lines.isEmpty()) {
      throw new AssertionError(
          line + "\n" + engine + " does not do what the line says\n" + explanation.of(way, lines));
    }
  }

  private Stop wantedStop(Experiment way) {
    long end = TestMemory.START + way.code().length;
    if (stop != null) {
      return new Stop(
          stop.kind(), pc != null ? pc : stop.pc(), stop.address(), stop.access(), stop.number());
    }
    long at = pc != null ? pc : end;
    return way.steps() != 0
        ? Stop.of(Kind.COMPLETED, at)
        : Stop.of(Kind.BREAKPOINT, arch == Arch.AMD64 ? at + 1 : at);
  }

  /** Initial registers where a line says nothing. */
  static long[] patterns(Arch arch) {
    RegisterSet set = RegisterSet.of(arch);
    long[] values = new long[set.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (set.name(i)) {
            case "rflags" -> 0x202;
            case "mxcsr" -> 0x1f80;
            case "nzcv", "fpcr", "fpsr", "fcsr" -> 0;
            case "fsBase", "gsBase", "tpidr" -> TestMemory.SCRATCH + 0x1000;
            default -> 0x5a5a_a5a5_0000_0000L | 0x1_0101L * (i + 1) | 0x8000_0000L;
          };
    }
    values[set.stackPointer()] = TestMemory.SCRATCH + TestMemory.SCRATCH_SIZE / 2;
    return values;
  }

  static byte[] littleEndian(long value, int size) {
    byte[] all = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    return java.util.Arrays.copyOf(all, size);
  }

  /** The bits that a name stands for: all of a register or one flag. */
  static long bits(String name) {
    return name.indexOf('.') < 0 ? Flags.all(name) : Flags.bit(name);
  }

  @Override
  public String toString() {
    return line;
  }
}
