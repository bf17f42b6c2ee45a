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
      ImageReport report = ImageReport.of(image, null);
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
    return (code, offset, available, pc) -> {
      Decoded d = isa.decode(code, offset, available, pc);
      return new Instruction(d.length(), d.mnemonic(), statusOf(d.status()));
    };
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
