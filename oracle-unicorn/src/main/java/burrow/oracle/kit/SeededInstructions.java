package burrow.oracle.kit;

import burrow.machine.Arch;
import burrow.oracle.Capstone;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Instructions made from the seeds in {@code fuzz-ISA.txt}: takes a mnemonic, one of its seeds, and
 * flips bits as long as Capstone reads the same mnemonic and length.
 */
public final class SeededInstructions implements InstructionSource {
  private static final int TRIES = 8;
  private static final int MOST_FLIPS = 6;

  private static final Pattern BRANCH =
      Pattern.compile(
          "j\\w+|call|ret|loop\\w*" // amd64
              + "|b|b\\.\\w+|bl|br|blr|cbn?z|tbn?z" // arm64
              + "|b(eq|ne|lt|ge|gt|le)\\w*|c\\.(j\\w*|beqz|bnez)"); // riscv64; jal, jalr: above

  // FEAT_FP16 is not reported to guests; conversions to and from half precision are baseline.
  private static final Pattern HALF_PRECISION =
      Pattern.compile(
          "(?!fcvt[ln]?2? )(f|[su]cvtf)\\w* .*(\\bh\\d|\\.[48]h).*|fcvt[a-z]+ .*\\bh\\d.*");
  private static final Pattern UNPREDICTABLE_WRITEBACK =
      Pattern.compile(
          "^(ld|st)\\w+ ([wx]\\d+, )?[wx](\\d+), (\\w+, )?\\[x\\3(\\], |.*\\]!)"
              + "|^(ld|st)p\\w* [wx](\\d+), \\w+, \\[x\\7(\\], |.*\\]!)"
              + "|^ldp\\w* (\\w+), \\9,");

  // MMX and segment registers: no 64-bit program of today uses them.
  private static final Pattern NOT_64_BIT =
      Pattern.compile("\\bmm\\d|\\b[c-g]s\\b(?!:)|\\bss\\b(?!:)");

  private static final Pattern SINGLE =
      Pattern.compile("f\\w+\\.(\\w+\\.)?s|fcvt\\.s\\..*|fmv\\.[wx]\\.[wx]");

  private final Arch arch;
  private final Capstone capstone;
  private final List<List<byte[]>> seeds;

  /** The seeds of an instruction set. */
  public SeededInstructions(Arch arch, Capstone capstone) {
    this.arch = arch;
    this.capstone = capstone;
    this.seeds = read("fuzz-" + arch.goName() + ".txt");
  }

  private static List<List<byte[]>> read(String resource) {
    Map<String, List<byte[]>> byMnemonic = new LinkedHashMap<>();
    try (InputStream in = SeededInstructions.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + resource);
      }
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(l -> !l.startsWith("#") && !l.isBlank())
          .map(l -> l.split("\\s+"))
          .forEach(words ->
              byMnemonic
                  .computeIfAbsent(words[1], m -> new ArrayList<>())
                  .add(HexFormat.of().parseHex(words[0])));
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
    return List.copyOf(byMnemonic.values());
  }

  @Override
  public Encoding next(RandomGenerator random) {
    List<byte[]> forms = seeds.get(random.nextInt(seeds.size()));
    byte[] seed = forms.get(random.nextInt(forms.size()));
    Capstone.Instruction original = decode(seed).orElseThrow();
    for (int i = 0; i < TRIES; i++) {
      byte[] changed = seed.clone();
      for (int flips = random.nextInt(1, MOST_FLIPS); flips > 0; flips--) {
        int bit = random.nextInt(8 * changed.length);
        changed[bit / 8] ^= (byte) (1 << (bit % 8));
      }
      Optional<Capstone.Instruction> read = decode(changed);
      if (read.isPresent()
          && read.get().mnemonic().equals(original.mnemonic())
          && read.get().length() == changed.length
          && testable(read.get())) {
        return encoding(changed, read.get());
      }
    }
    return encoding(seed, original);
  }

  private boolean testable(Capstone.Instruction read) {
    return switch (arch) {
      case AMD64 ->
          !X86Undefined.undefinedResult(read.mnemonic(), read.operands())
              && !NOT_64_BIT.matcher(read.operands()).find();
      case ARM64 ->
          !HALF_PRECISION.matcher(read.toString()).matches()
              && !UNPREDICTABLE_WRITEBACK.matcher(read.toString()).find();
      default -> true;
    };
  }

  private Optional<Capstone.Instruction> decode(byte[] bytes) {
    return capstone.disassemble(bytes, TestMemory.START);
  }

  private Encoding encoding(byte[] bytes, Capstone.Instruction read) {
    Mask mask = Mask.of(arch);
    if (arch == Arch.AMD64) {
      mask = X86Undefined.mask(read.mnemonic(), read.operands());
    }
    boolean boxed = arch == Arch.RISCV64 && SINGLE.matcher(read.mnemonic()).matches();
    if (boxed) {
      for (int f = 0; f < 32; f++) {
        mask = mask.ignoring("f" + f, 0xffff_ffff_0000_0000L);
      }
    }
    boolean branch = BRANCH.matcher(read.mnemonic()).matches();
    return new Encoding(bytes, read.toString(), mask, branch, boxed);
  }
}
