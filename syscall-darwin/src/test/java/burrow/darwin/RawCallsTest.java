package burrow.darwin;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.cpu.aarch64.Arm64Isa;
import burrow.cpu.x86_64.X86Isa;
import burrow.kernel.file.DescriptorTable;
import burrow.kernel.file.Pipe;
import burrow.kernel.host.HostFileSystem;
import burrow.kernel.host.HostPolicy;
import burrow.kernel.host.SystemRandom;
import burrow.kernel.process.Credentials;
import burrow.kernel.process.ExitStatus;
import burrow.kernel.process.Kernel;
import burrow.kernel.time.SystemClock;
import burrow.machine.Access;
import burrow.machine.Arch;
import burrow.machine.Os;
import burrow.machine.ProgramImage;
import burrow.machine.ProgramImage.Import;
import burrow.machine.ProgramImage.MachOFacts;
import burrow.machine.ProgramImage.Relocation;
import burrow.machine.ProgramImage.RelocationKind;
import burrow.machine.ProgramImage.Segment;
import burrow.translator.interpreter.Interpreter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Programs of a few instructions: raw system calls of old Go versions, and missing functions. */
class RawCallsTest {
  private static final long TEXT = 0x1_0000_0000L;

  private final Pipe output = new Pipe(0);
  private final Kernel kernel = new Kernel(new SystemClock(), new SystemRandom(), 4000);

  private DarwinThread thread(Arch arch, byte[] code, List<Import> imports) {
    byte[] page = new byte[0x4000];
    System.arraycopy(code, 0, page, 0, code.length);
    List<Segment> segments =
        List.of(
            new Segment("__TEXT", TEXT, page.length, 0, page.length, Access.READ | Access.EXECUTE),
            new Segment("__DATA", TEXT + 0x4000, 0x4000, 0, 0, Access.READ | Access.WRITE));
    List<Relocation> relocations =
        imports.isEmpty()
            ? List.of()
            : List.of(new Relocation(RelocationKind.IMPORT, TEXT + 0x4000, 0, 0));
    ProgramImage image =
        new ProgramImage(
            "raw",
            "Mach-O 64",
            Os.DARWIN,
            arch,
            page,
            TEXT,
            false,
            segments,
            relocations,
            imports,
            null,
            new MachOFacts(TEXT, true, List.of(), 0, TEXT));
    DescriptorTable descriptors = new DescriptorTable();
    descriptors.install(1, output.writer());
    HostFileSystem files = new HostFileSystem(kernel, HostPolicy.OPEN);
    return new DarwinPersonality(
            kernel,
            (i, memory) ->
                new Interpreter(arch == Arch.AMD64 ? X86Isa.INSTANCE : Arm64Isa.INSTANCE, memory),
            null)
        .create(
            new DarwinPersonality.Launch(
                image,
                "/raw",
                List.of("raw"),
                List.of(),
                descriptors,
                files.context("/"),
                new Credentials(1000, 1000),
                1));
  }

  private static ExitStatus run(DarwinThread main) throws InterruptedException {
    return main.process().run(main);
  }

  private String printed() {
    ByteBuffer b = ByteBuffer.allocateDirect(100);
    output.reader().read(b);
    b.flip();
    return StandardCharsets.US_ASCII.decode(b).toString();
  }

  /** write(1, "raw\n", 4); exit(close(77)'s errno), as Go 1.11 makes them on amd64. */
  @Test
  void amd64() throws InterruptedException {
    String code =
        "b804000002" // mov eax, 0x2000004
            + "bf01000000" // mov edi, 1
            + "488d352f000000" // lea rsi, [rip + 0x2f]: 0x40
            + "ba04000000" // mov edx, 4
            + "0f05" // syscall
            + "b806000002" // mov eax, 0x2000006
            + "bf4d000000" // mov edi, 77
            + "0f05" // syscall
            + "7302" // jnc + 2
            + "89c7" // mov edi, eax
            + "b801000002" // mov eax, 0x2000001
            + "0f05" // syscall
            + "0f0b"; // ud2
    byte[] whole = java.util.Arrays.copyOf(HexFormat.of().parseHex(code), 0x44);
    System.arraycopy("raw\n".getBytes(StandardCharsets.US_ASCII), 0, whole, 0x40, 4);
    ExitStatus status = run(thread(Arch.AMD64, whole, List.of()));
    assertThat(status).isEqualTo(ExitStatus.exited(9)); // EBADF
    assertThat(printed()).isEqualTo("raw\n");
  }

  @Test
  void arm64() throws InterruptedException {
    int[] words = {
      0xd2800090, // mov x16, #4
      0xd2800020, // mov x0, #1
      0x100002c1, // adr x1, . + 88: 0x60
      0xd2800082, // mov x2, #4
      0xd4001001, // svc #0x80
      0xd28000d0, // mov x16, #6
      0xd28009a0, // mov x0, #77
      0xd4001001, // svc #0x80
      0x54000062, // b.cs . + 12
      0xd2800000, // mov x0, #0
      0x14000001, // b . + 4
      0xd2800030, // mov x16, #1
      0xd4001001, // svc #0x80
    };
    ByteBuffer b = ByteBuffer.allocate(0x80).order(ByteOrder.LITTLE_ENDIAN);
    for (int w : words) {
      b.putInt(w);
    }
    b.put(0x60, "raw\n".getBytes(StandardCharsets.US_ASCII));
    ExitStatus status = run(thread(Arch.ARM64, b.array(), List.of()));
    assertThat(status).isEqualTo(ExitStatus.exited(9));
    assertThat(printed()).isEqualTo("raw\n");
  }

  @Test
  void aMissingFunctionEndsTheGuestWithOneLine() throws InterruptedException {
    String code =
        "bf07000000" // mov edi, 7
            + "ff15f53f0000" // call [rip + 0x3ff5]: the word at 0x4000
            + "0f0b"; // ud2
    Import missing = new Import("/usr/lib/libSystem.B.dylib", "_frobnicate", TEXT + 0x4000, false);
    DarwinThread main = thread(Arch.AMD64, HexFormat.of().parseHex(code), List.of(missing));
    ExitStatus status = run(main);
    assertThat(status).isEqualTo(ExitStatus.exited(125));
    assertThat(main.process().missingFunction())
        .startsWith("/usr/lib/libSystem.B.dylib: frobnicate(0x7, ")
        .endsWith("called from pc 0x10000000b");
  }
}
