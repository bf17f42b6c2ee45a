package burrow.cpu.x86_64;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Draws random instructions that have a meaning, every form of the encoding table as likely as any
 * other. Leaves out branches, traps, what depends on time or on the processor's identity, and what
 * only a kernel gives a meaning.
 */
public final class InstructionGenerator {
  private static final Set<String> EXCLUDED =
      Set.of(
          ("nop prefetch prefetchw prefetchwt1 prefetchnta prefetcht0 prefetcht1 prefetcht2 lddqu"
                  + " maskmovdqu jmp call ret jrcxz loop int int3 syscall cpuid rdtsc rdtscp xgetbv fxsave fxrstor xsave xsaveopt xsavec xrstor popf ldmxcsr"
                  + " rdfsbase rdgsbase wrfsbase wrgsbase hlt cli sti in out insb insd outsb outsd"
                  + " clts invd wbinvd wbnoinvd wrmsr rdmsr lgdt lidt lldt ltr lmsw invlpg mov_cr"
                  + " mov_dr sysret sysexit xsetbv swapgs iret ud0 ud1 ud2")
              .split(" "));

  /**
   * Drawn with registers only: Unicorn reads 16 bytes for 8, changes flags before a store that
   * faults, or forgets the immediate in a RIP-relative address.
   */
  private static final Set<String> REGISTERS_ONLY =
      Set.of("cvtps2pd", "cvtdq2pd", "roundsd", "roundss", "rcl", "rcr", "shld", "shrd", "rorx");

  /**
   * Wrong in Unicorn 2.1.4: BEXTR and PDEP of 32 bits, CF of BLSI, BZHI of whole operands, pc and
   * registers of a CMPXCHG8B that faults, DPPD and DPPS, whose sums start at +0 there, so that none
   * is -0. They have one-line tests from a processor's results. PCMPESTRI and PCMPESTRM crash it
   * with the least integer as a length; their VEX twins are compared with the processor.
   */
  private static final Set<String> UNICORN_IS_WRONG =
      Set.of(
          "bextr", "blsi", "bzhi", "pdep", "cmpxchg8b", "pcmpestri", "pcmpestrm", "dppd", "dpps");

  /** Compares with predicates beyond 7 are undefined there, reserved in the manual. */
  private static final Set<String> THREE_BIT_IMMEDIATE = Set.of("cmpps", "cmppd", "cmpss", "cmpsd");

  private final List<Form> forms;

  /**
   * @param mnemonics which of the forms to draw from
   */
  public InstructionGenerator(Predicate<String> mnemonics) {
    this.forms =
        EncodingTable.INSTANCE.forms().stream()
            .filter(f -> drawable(f) && mnemonics.test(f.mnemonic))
            .toList();
  }

  /** Whether Unicorn implements the instruction: no AVX and no SHA extensions. */
  public static boolean knownToUnicorn(String mnemonic) {
    return !mnemonic.startsWith("v")
        && !mnemonic.startsWith("sha1")
        && !mnemonic.startsWith("sha256")
        && !UNICORN_IS_WRONG.contains(mnemonic);
  }

  static boolean drawable(Form f) {
    return f.family() != null
        && !EXCLUDED.contains(f.mnemonic)
        && !f.mnemonic.matches("j[a-z]+")
        && !(f.mnemonic.equals("test") && f.digit == 1)
        && f.operands.stream().noneMatch(o -> o.place() == Operand.Place.S)
        && f.operands.stream().noneMatch(o -> o.place() == Operand.Place.O);
  }

  /** The next instruction. */
  public byte[] next(RandomGenerator random) {
    return draw(forms.get(random.nextInt(forms.size())), random);
  }

  /** An instruction of one form. */
  static byte[] draw(Form form, RandomGenerator random) {
    while (true) {
      byte[] code = new Encoder(form, random).encode();
      Decoder decoder = new Decoder(code, 0, code.length);
      if (decoder.decode() == Decoder.Outcome.OK
          && decoder.instruction().form == form
          && decoder.instruction().length == code.length
          && !unpredictable(decoder.instruction())) {
        return code;
      }
    }
  }

  /** What the manual leaves open beyond flags, and faults by encoding. */
  private static boolean unpredictable(Instruction i) {
    return (i.form.mnemonic.equals("bswap") && i.operandSize == 2)
        // Unicorn locks NEG with the flags of the old value.
        || (i.form.mnemonic.equals("neg") && i.lock)
        // Unicorn overwrites the source of PHADD with its first half.
        || (i.form.mnemonic.matches("ph(add|sub).*") && i.reg == i.rm && !i.isMemory())
        // Unicorn reads beyond the operands and crashes where they look for a substring.
        || (i.form.mnemonic.matches("pcmpistr[im]") && (i.immediate & 12) == 12)
        || (i.form.mnemonic.matches("[sl]ahf") && i.rex)
        || (i.form.digit != Form.ANY && i.rexR != 0);
  }

  /** Writes one encoding of a form, fields at random. */
  private static final class Encoder {
    private final Form form;
    private final RandomGenerator random;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int operandSize;

    Encoder(Form form, RandomGenerator random) {
      this.form = form;
      this.random = random;
    }

    private boolean chance(int oneIn) {
      return random.nextInt(oneIn) == 0;
    }

    byte[] encode() {
      boolean memory =
          form.modRm
              && !REGISTERS_ONLY.contains(form.mnemonic)
              && (form.memory == 1 || (form.memory != 0 && chance(2)));
      boolean sized =
          form.operands.isEmpty()
              || form.operands.stream()
                  .anyMatch(o ->
                      o.width() == Operand.Width.OPERAND_SIZE
                          || o.width() == Operand.Width.AT_MOST_DWORD
                          || o.width() == Operand.Width.AT_LEAST_DWORD);
      if (form.space == Form.Space.VEX) {
        vex();
      } else {
        legacy(memory, sized);
      }
      int opcode = form.opcode + (form.opcodeRegister ? random.nextInt(8) : 0);
      out.write(opcode);
      if (form.modRm) {
        modRm(memory);
      }
      for (Operand o : form.operands) {
        int bytes = o.immediateSize(operandSize, 8);
        for (int k = 0; k < bytes; k++) {
          out.write(
              THREE_BIT_IMMEDIATE.contains(form.mnemonic) ? random.nextInt(8) : random.nextInt());
        }
      }
      return out.toByteArray();
    }

    /** Whether a 66 prefix makes the operands 16 bits wide. */
    private boolean takesWord() {
      return form.prefix != Form.P66
          && form.prefix != Form.NP
          && (form.operands.isEmpty()
              || form.operands.stream().anyMatch(o -> o.width() == Operand.Width.OPERAND_SIZE));
    }

    private void legacy(boolean memory, boolean sized) {
      boolean wide = sized && chance(2);
      boolean word = !wide && takesWord() && chance(4);
      if (form.lock && memory && chance(3)) {
        out.write(0xf0);
      }
      if (form.rep && chance(2)) {
        out.write(chance(2) ? 0xf2 : 0xf3);
      }
      if (memory && chance(16)) {
        out.write(0x64);
      }
      if (word || form.prefix == Form.P66) {
        out.write(0x66);
      }
      if (form.prefix == Form.PF2 || form.prefix == Form.PF3) {
        out.write(form.prefix == Form.PF2 ? 0xf2 : 0xf3);
      }
      int rex = (chance(2) ? random.nextInt(8) : 0) | (wide ? 8 : 0);
      if (rex != 0 || chance(4)) {
        out.write(0x40 | rex);
      }
      operandSize =
          wide ? 8 : word || (form.prefix == Form.P66 && sized) ? 2 : form.default64 ? 8 : 4;
      switch (form.map) {
        case 1 -> out.write(0x0f);
        case 2 -> out.writeBytes(new byte[] {0x0f, 0x38});
        case 3 -> out.writeBytes(new byte[] {0x0f, 0x3a});
        default -> {}
      }
    }

    private void vex() {
      boolean wide = form.w == 1 || (form.w == Form.ANY && chance(2));
      operandSize = wide ? 8 : 4;
      boolean usesV =
          form.operands.stream()
              .anyMatch(o -> o.place() == Operand.Place.B || o.place() == Operand.Place.H);
      out.write(0xc4);
      out.write(random.nextInt(8) << 5 | form.map);
      int vvvv = usesV ? random.nextInt(16) : 15;
      out.write((wide ? 0x80 : 0) | vvvv << 3 | Math.max(form.prefix, 0));
    }

    private void modRm(boolean memory) {
      int reg = form.digit != Form.ANY ? form.digit : random.nextInt(8);
      if (!memory) {
        out.write(0xc0 | reg << 3 | (form.rm != Form.ANY ? form.rm : random.nextInt(8)));
        return;
      }
      int mod = random.nextInt(8) == 0 ? 2 : random.nextInt(2);
      int rm = random.nextInt(8);
      out.write(mod << 6 | reg << 3 | rm);
      int base = rm;
      if (rm == 4) {
        base = random.nextInt(8);
        out.write((chance(2) ? 4 : random.nextInt(8)) << 3 | random.nextInt(4) << 6 | base);
      }
      if (mod == 1) {
        out.write(random.nextInt(-16, 16));
      } else if (mod == 2 || base == 5) {
        // From the code under test or from nothing: to the data of comparisons, often.
        int near = rm == 5 && mod == 0 ? 0x3f_0000 : mod == 0 ? 0x40_0000 : 0;
        int displacement = near + random.nextInt(0x2000);
        for (int k = 0; k < 4; k++) {
          out.write(displacement >> (8 * k));
        }
      }
    }
  }
}
