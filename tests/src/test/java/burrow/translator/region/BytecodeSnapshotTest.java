package burrow.translator.region;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.cpu.aarch64.Arm64Isa;
import burrow.cpu.riscv64.RiscvIsa;
import burrow.cpu.x86_64.X86Isa;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.translator.BlockLifter;
import burrow.translator.IrBlock;
import burrow.translator.Isa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The bytecode that telling instructions become, in files that are read at reviews: a line "> BYTES
 * | BYTES… text" (a word of 8 digits is an instruction of four bytes), then its listing. {@code
 * -Dburrow.snapshots=write} writes them anew.
 */
class BytecodeSnapshotTest {
  private static final Path FILES = Path.of("src/test/resources/burrow/translator/region");
  private static final long CODE = 0x10000;

  @ParameterizedTest
  @ValueSource(strings = {"amd64", "arm64", "riscv64"})
  void bytecodeIsAsItWas(String arch) throws IOException {
    Isa isa =
        switch (arch) {
          case "amd64" -> X86Isa.INSTANCE;
          case "arm64" -> Arm64Isa.INSTANCE;
          default -> new RiscvIsa();
        };
    Path file = FILES.resolve("bytecode-" + arch + ".txt");
    List<String> before = Files.readAllLines(file);
    List<String> now = new ArrayList<>();
    for (String line : before) {
      if (line.startsWith("#")) {
        now.add(line);
      } else if (line.startsWith(">")) {
        now.add("");
        now.add(line);
        now.addAll(listing(isa, line.substring(1).strip().split(" {2,}")[0]));
      }
    }
    if ("write".equals(System.getProperty("burrow.snapshots"))) {
      Files.write(file, now);
    } else {
      assertThat(now).isEqualTo(before);
    }
  }

  private static List<String> listing(Isa isa, String code) {
    String[] instructions = code.split("\\|");
    AddressSpace memory = AddressSpace.create();
    try {
      memory.map(CODE, 0x1000, Access.READ | Access.WRITE | Access.EXECUTE);
      long at = CODE;
      for (String instruction : instructions) {
        byte[] bytes = bytes(instruction.strip());
        memory.write(at, bytes);
        at += bytes.length;
      }
      IrBlock block = new BlockLifter(isa, memory).lift(CODE, instructions.length);
      return BytecodeListing.of(RegionCompiler.compile(CODE, Map.of(CODE, block), isa.registers()));
    } finally {
      memory.release();
    }
  }

  /** Bytes in their order, or one word of which the last byte comes first. */
  private static byte[] bytes(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    if (hex.matches("[0-9a-f]{8}")) {
      for (int i = 0; i < 2; i++) {
        byte b = bytes[i];
        bytes[i] = bytes[3 - i];
        bytes[3 - i] = b;
      }
    }
    return bytes;
  }
}
