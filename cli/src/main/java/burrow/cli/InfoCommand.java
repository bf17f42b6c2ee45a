package burrow.cli;

import burrow.cpu.aarch64.Arm64Isa;
import burrow.cpu.riscv64.RiscvIsa;
import burrow.cpu.x86_64.X86Isa;
import burrow.loader.BadImageException;
import burrow.loader.ProgramLoader;
import burrow.loader.info.ImageReport;
import burrow.loader.info.InstructionDecoder;
import burrow.loader.info.InstructionDecoder.Instruction;
import burrow.loader.info.JsonReport;
import burrow.loader.info.TextReport;
import burrow.machine.Arch;
import burrow.machine.ProgramImage;
import burrow.translator.Decoded;
import burrow.translator.Isa;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code burrow info FILE}. */
@Command(
    name = "info",
    header = "Tells what a program file is: format, target, Go version, segments, imports.")
final class InfoCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Print JSON.")
  boolean json;

  @Option(
      names = "--instructions",
      description = "Decode every function and list what Burrow does not know.")
  boolean instructions;

  @Option(names = "--help", usageHelp = true, description = "Print this help and exit.")
  boolean help;

  @Parameters(arity = "1", paramLabel = "FILE")
  @Nullable String file;

  @Override
  public Integer call() throws Failure {
    try {
      Path path = Path.of(String.valueOf(file));
      ProgramImage image = ProgramLoader.parse(path.toString(), ProgramLoader.readFile(path));
      ImageReport report = ImageReport.of(image, Coverage.of(image));
      if (instructions) {
        report = report.withInstructions(decoder(image.arch()));
      }
      PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
      out.print(json ? JsonReport.render(report) : TextReport.render(report));
      out.flush();
      return Status.OK;
    } catch (BadImageException e) {
      throw new Failure(e.exitStatus(), String.valueOf(e.getMessage()));
    } catch (InvalidPathException e) {
      throw new Failure(Status.NOT_FOUND, "no such file: " + e.getMessage());
    }
  }

  private static InstructionDecoder decoder(Arch arch) throws Failure {
    Isa isa =
        switch (arch) {
          case ARM64 -> Arm64Isa.INSTANCE;
          case RISCV64 -> new RiscvIsa();
          case AMD64 -> X86Isa.INSTANCE;
          case WASM ->
              throw new Failure(
                  Status.BURROW_FAILED, "info: this version has no decoder for " + arch.goName());
        };
    return arch == Arch.ARM64 ? new Arm64Decoder(isa) : (c, o, n, pc) -> decode(isa, c, o, n, pc);
  }

  private static Instruction decode(Isa isa, byte[] code, int offset, int available, long pc) {
    Decoded d = isa.decode(code, offset, available, pc);
    return new Instruction(d.length(), d.mnemonic(), statusOf(d.status()));
  }

  /** Go's assembler for arm64 keeps large constants behind the code that loads them. */
  private record Arm64Decoder(Isa isa) implements InstructionDecoder {
    @Override
    public Instruction decode(byte[] code, int offset, int available, long pc) {
      return InfoCommand.decode(isa, code, offset, available, pc);
    }

    /** LDR (literal): opc 011 V 00 imm19 Rt; the size is 4, 8 or, of vectors, 16 bytes. */
    @Override
    public @Nullable Literal literal(byte[] code, int offset, long pc) {
      if (code.length - offset < 4) {
        return null;
      }
      int word = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN).getInt(offset);
      if ((word & 0x3b000000) != 0x18000000) {
        return null;
      }
      boolean vector = (word & 0x04000000) != 0;
      int size =
          switch (word >>> 30) {
            case 0 -> 4;
            case 1 -> 8;
            case 2 -> vector ? 16 : 4; // else LDRSW
            default -> 0; // PRFM
          };
      return size == 0 ? null : new Literal(pc + (word << 8 >> 13 << 2), size);
    }
  }

  private static InstructionDecoder.Status statusOf(Decoded.Status status) {
    return switch (status) {
      case EXECUTABLE -> InstructionDecoder.Status.EXECUTABLE;
      case NO_MEANING -> InstructionDecoder.Status.NO_MEANING;
      case UNDEFINED -> InstructionDecoder.Status.UNDEFINED;
      case UNDECODED -> InstructionDecoder.Status.UNDECODED;
    };
  }
}
