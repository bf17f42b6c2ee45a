package burrow.cpu.riscv64;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.Exit;
import burrow.machine.Traps;
import burrow.oracle.kit.Operands;
import burrow.translator.interpreter.Interpreter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Computing instructions against qemu-user, for what Unicorn 2.1 lacks: NaN boxing, the minimum and
 * maximum of IEEE 754-2019, Zba, Zbb, Zbs. One program runs every instruction on many operands and
 * puts the results in a table; both sides run the same bytes.
 */
class QemuDifferentialTest {
  private static final int CASES = Integer.getInteger("burrow.riscv.cases", 120);
  private static final long SEED = Long.getLong("burrow.riscv.seed", 1);
  private static final long BASE = 0x1_0000;
  private static final int HEADERS = 120;

  /** Three operands, then the contents of x13 and f13 after the instruction. */
  private static final int ROW = 40;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final Operands operands = new Operands(random);
  private final List<Integer> words = new ArrayList<>();
  private final ByteBuffer table = ByteBuffer.allocate(1 << 24).order(ByteOrder.LITTLE_ENDIAN);

  @TempDir Path directory;

  /** What reads x10, f10, x11, f11, f12 and a rounding mode, and writes x13 or f13. */
  private static boolean computes(Encoding e) {
    int opcode = e.match() & 0x7f;
    boolean integer = opcode == 0x13 || opcode == 0x1b || opcode == 0x33 || opcode == 0x3b;
    boolean floating = opcode == 0x53 || (opcode & 0x73) == 0x43;
    // QEMU 7.2 has no Zicond.
    return (integer || floating)
        && e.length() == 4
        && Meanings.of(e) != null
        && !e.mnemonic().startsWith("czero");
  }

  /** QEMU before 8.0 looks at the upper half too when the lower one is zero. */
  private static boolean wrongInQemu(Instruction i, long operand) {
    return i.mnemonic().equals("ctzw") && (int) operand == 0;
  }

  @Test
  void computesWhatQemuComputes() throws IOException, InterruptedException {
    List<Encoding> encodings =
        EncodingTable.scalar().stream().filter(QemuDifferentialTest::computes).toList();
    List<Integer> code = program(encodings);
    byte[] image = image(code);
    byte[] expected = runQemu(image);
    byte[] actual = runBurrow(image, code.size());
    assertThat(actual).hasSameSizeAs(expected);
    assertThat(differences(expected, actual)).isEmpty();
  }

  private Map<String, String> differences(byte[] expected, byte[] actual) {
    ByteBuffer e = ByteBuffer.wrap(expected).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer a = ByteBuffer.wrap(actual).order(ByteOrder.LITTLE_ENDIAN);
    Map<String, String> differences = new TreeMap<>();
    for (int row = 0; row < words.size(); row++) {
      int at = row * ROW;
      if (e.getLong(at + 24) != a.getLong(at + 24) || e.getLong(at + 32) != a.getLong(at + 32)) {
        Instruction i = Objects.requireNonNull(EncodingTable.decode(words.get(row)));
        if (wrongInQemu(i, e.getLong(at))) {
          continue;
        }
        differences.putIfAbsent(
            i.mnemonic(),
            "%s of %x, %x, %x: expected %x %x, got %x %x"
                .formatted(
                    Disassembly.text(i, 0),
                    e.getLong(at),
                    e.getLong(at + 8),
                    e.getLong(at + 16),
                    e.getLong(at + 24),
                    e.getLong(at + 32),
                    a.getLong(at + 24),
                    a.getLong(at + 32)));
      }
    }
    return differences;
  }

  private List<Integer> program(List<Encoding> encodings) {
    List<Integer> code = new ArrayList<>();
    code.add(0); // auipc and addi of the table's address, once the length is known
    code.add(0);
    for (Encoding e : encodings) {
      for (int n = 0; n < CASES; n++) {
        int word = word(e);
        words.add(word);
        boolean floats = (word & 0x7f) != 0x33 && n % 2 == 0;
        for (int k = 0; k < 3; k++) {
          table.putLong(floats ? operands.scalar() : operands.integer());
        }
        table.putLong(0).putLong(0);
        code.addAll(
            List.of(
                0x0002b503, // ld a0,0(t0)
                0x0082b583, // ld a1,8(t0)
                0x0102b603, // ld a2,16(t0)
                0xf2050553, // fmv.d.x fa0,a0
                0xf20585d3, // fmv.d.x fa1,a1
                0xf2060653, // fmv.d.x fa2,a2
                word,
                0x00d2bc23, // sd a3,24(t0)
                0x02d2b027, // fsd fa3,32(t0)
                0x02828293)); // addi t0,t0,40
      }
    }
    int size = table.position();
    int write = code.size();
    code.addAll(
        List.of(
            0x00000037 | 12 << 7 | size + 0x800 & 0xfffff000, // lui a2,%hi(size)
            0x00060613 | size << 20, // addi a2,a2,%lo(size)
            0x40c285b3, // sub a1,t0,a2
            0x00100513, // li a0,1
            0x04000893, // li a7,64: write
            0x00000073,
            0x00000513, // li a0,0
            0x05d00893, // li a7,93: exit
            0x00000073));
    int offset = 4 * code.size();
    assertThat(write).isPositive();
    code.set(0, 0x00000297 | offset + 0x800 & 0xfffff000); // auipc t0,%hi(offset)
    code.set(1, 0x00028293 | offset << 20); // addi t0,t0,%lo(offset)
    return code;
  }

  /** A random word of the encoding that reads a0 to a2, fa0 to fa2 and writes a3 or fa3. */
  private int word(Encoding e) {
    while (true) {
      int word = random.nextInt() & ~e.mask() | e.match();
      word = e.field("rd") == null && e.field("fd") == null ? word : put(word, 7, 13);
      word = e.field("rs1") == null && e.field("fs1") == null ? word : put(word, 15, 10);
      word = e.field("rs2") == null && e.field("fs2") == null ? word : put(word, 20, 11);
      word = e.field("fs3") == null ? word : put(word, 27, 12);
      Instruction i = EncodingTable.decode(word);
      if (i != null && i.encoding() == e && i.rm() != 5 && i.rm() != 6) {
        return word;
      }
    }
  }

  private static int put(int word, int position, int register) {
    return word & ~(31 << position) | register << position;
  }

  /** A static executable: one writable and executable segment of headers, code and table. */
  private byte[] image(List<Integer> code) {
    int size = HEADERS + 4 * code.size() + table.position();
    ByteBuffer b = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    b.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    b.putShort((short) 2).putShort((short) 243).putInt(1);
    b.putLong(BASE + HEADERS).putLong(64).putLong(0).putInt(5);
    b.putShort((short) 64).putShort((short) 56).putShort((short) 1);
    b.putShort((short) 0).putShort((short) 0).putShort((short) 0);
    b.putInt(1).putInt(7).putLong(0).putLong(BASE).putLong(BASE);
    b.putLong(size).putLong(size).putLong(0x1000);
    code.forEach(b::putInt);
    b.put(table.array(), 0, table.position());
    return b.array();
  }

  private byte[] runQemu(byte[] image) throws IOException, InterruptedException {
    Path program = directory.resolve("program");
    Files.write(program, image);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    Path output = directory.resolve("output");
    Process qemu =
        new ProcessBuilder(
                "qemu-riscv64", "-cpu", "rv64,zba=true,zbb=true,zbs=true", program.toString())
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(qemu.waitFor()).isZero();
    return Files.readAllBytes(output);
  }

  private byte[] runBurrow(byte[] image, int codeWords) {
    AddressSpace memory = AddressSpace.create();
    try {
      memory.map(
          BASE, AddressSpace.pageUp(image.length), Access.READ | Access.WRITE | Access.EXECUTE);
      memory.write(BASE, image);
      RiscvCpu cpu = new RiscvCpu(memory);
      cpu.pc = BASE + HEADERS;
      cpu.traps =
          (c, trap) -> {
            c.exit = Exit.STOPPED;
            return Traps.LEAVE;
          };
      new Interpreter(new RiscvIsa(), memory).run(cpu);
      assertThat(cpu.x17).as("stopped at the system call").isEqualTo(64);
      return memory.read(BASE + HEADERS + 4L * codeWords, table.position());
    } finally {
      memory.release();
    }
  }
}
