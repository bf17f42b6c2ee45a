package burrow.loader;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.loader.info.ImageReport;
import burrow.loader.info.InstructionDecoder.Instruction;
import burrow.loader.info.InstructionDecoder.Status;
import burrow.loader.info.JsonReport;
import burrow.loader.info.TextReport;
import burrow.machine.Access;
import burrow.machine.ProgramImage;
import burrow.machine.ProgramImage.Import;
import burrow.machine.ProgramImage.Relocation;
import burrow.machine.ProgramImage.RelocationKind;
import burrow.machine.ProgramImage.Segment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever is in a file, it loads to an image that is consistent in itself, or it is refused with
 * one line: no other exception, no endless loop, no memory out of proportion.
 */
class DamagedFilesTest {
  private static final int MUTANTS = 120_000;

  /** Fields of headers are made one of these more often than a random number. */
  private static final long[] INTERESTING = {
    0,
    1,
    2,
    7,
    8,
    0x10,
    0x38,
    0x40,
    0xff,
    0x1000,
    0x2000,
    0x2400,
    0xffff,
    0x10000,
    0x7fffffff,
    0x80000000L,
    0xffffffffL,
    0x100000000L,
    1L << 36,
    1L << 40,
    1L << 47,
    Long.MAX_VALUE,
    Long.MAX_VALUE - 7,
    Long.MIN_VALUE,
    -1,
    -8,
    -0x1000
  };

  private int loaded;
  private int refused;

  @Test
  @Timeout(120)
  void everyMutantIsLoadedOrRefused() {
    List<byte[]> originals = List.copyOf(SyntheticImages.all().values());
    SplittableRandom random = new SplittableRandom(20260101);
    for (int i = 0; i < MUTANTS; i++) {
      byte[] mutant = mutate(originals.get(i % originals.size()), random);
      try {
        examine(mutant, i % 16 == 0);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("mutant " + i, e);
      }
    }
    // Both ways are really taken.
    assertThat(loaded).isGreaterThan(MUTANTS / 10);
    assertThat(refused).isGreaterThan(MUTANTS / 10);
  }

  @Test
  @Timeout(120)
  void everyTruncationIsLoadedOrRefused() {
    SyntheticImages.all()
        .forEach((name, whole) -> {
          for (int length = 0; length < whole.length; length += length < 0x400 ? 1 : 4) {
            try {
              examine(Arrays.copyOf(whole, length), false);
            } catch (RuntimeException | Error e) {
              throw new AssertionError(name + " cut at " + length, e);
            }
          }
        });
    assertThat(refused).isGreaterThan(SyntheticImages.all().size() * 0x800);
  }

  private static byte[] mutate(byte[] original, SplittableRandom random) {
    byte[] mutant = original.clone();
    ByteBuffer fields = ByteBuffer.wrap(mutant).order(ByteOrder.LITTLE_ENDIAN);
    for (int n = random.nextInt(1, 6); n > 0; n--) {
      int at = place(mutant.length, random);
      switch (random.nextInt(5)) {
        case 0 -> mutant[at] = (byte) random.nextInt();
        case 1 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> fields.putInt(at & ~3, (int) value(random));
        case 3 -> fields.putLong(at & ~7, value(random));
        default -> {
          int from = place(mutant.length, random);
          int length = Math.min(random.nextInt(1, 64), mutant.length - Math.max(from, at));
          System.arraycopy(original, from, mutant, at, length);
        }
      }
    }
    return random.nextInt(16) == 0 ? Arrays.copyOf(mutant, random.nextInt(mutant.length)) : mutant;
  }

  /** Mostly where headers and tables are. */
  private static int place(int length, SplittableRandom random) {
    int block =
        switch (random.nextInt(6)) {
          case 0 -> 0;
          case 1 -> 0x480;
          case 2 -> 0x1000 + 0x400 * random.nextInt(3);
          case 3 -> 0x1700 + 0x100 * random.nextInt(8);
          case 4 -> 0x2000 + 0x100 * random.nextInt(4);
          default -> random.nextInt(length);
        };
    return Math.min(length - 8, block + random.nextInt(0x200));
  }

  private static long value(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextLong();
      case 1 -> random.nextInt(0x3000);
      default -> INTERESTING[random.nextInt(INTERESTING.length)];
    };
  }

  /**
   * @param rendered whether to write the reports, too, which takes most of the time
   */
  private void examine(byte[] content, boolean rendered) {
    ProgramImage image;
    try {
      image = ProgramLoader.parse("mutant", content);
    } catch (BadImageException e) {
      check(e.getMessage().startsWith("mutant") && e.getMessage().indexOf('\n') < 0, "one line");
      refused++;
      return;
    }
    loaded++;
    checkConsistent(image);
    ImageReport report = ImageReport.of(image, null);
    try {
      GoFunctions functions = report.go().functions();
      if (functions != null) {
        checkFunctions(functions);
        report =
            report.withInstructions((code, offset, available, pc) ->
                new Instruction(1, "", code[offset] == 0 ? Status.UNDECODED : Status.EXECUTABLE));
      }
    } catch (BadImageException e) {
      assertThat(e.getMessage()).startsWith("mutant").doesNotContain("\n");
    }
    if (!rendered) {
      return;
    }
    assertThat(TextReport.render(report)).startsWith("mutant\n");
    assertThat(JsonReport.render(report)).startsWith("{\n").endsWith("}\n");
  }

  private static void checkConsistent(ProgramImage image) {
    long end = 0;
    boolean entryInCode = false;
    for (Segment s : image.segments()) {
      check(s.address() >= end && s.end() >= s.address(), "sorted, disjoint");
      check(s.end() <= SegmentMap.ADDRESS_LIMIT, "in the window");
      check(s.fileSize() >= 0 && s.fileSize() <= s.memorySize(), "sizes");
      check(
          s.fileOffset() >= 0 && s.fileOffset() + s.fileSize() <= image.content().length,
          "in the file");
      entryInCode |=
          (s.access() & Access.EXECUTE) != 0
              && image.entry() >= s.address()
              && image.entry() < s.address() + s.fileSize();
      end = s.end();
    }
    check(entryInCode, "entry in code");
    for (Relocation r : image.relocations()) {
      int width = r.kind() == RelocationKind.ADD_SLIDE_32 ? 4 : 8;
      check(inOneSegment(image, r.address(), width), "relocation in a segment");
      check(
          r.kind() == RelocationKind.IMPORT
              ? r.symbol() >= 0 && r.symbol() < image.imports().size()
              : r.symbol() == -1,
          "relocation's symbol");
    }
    for (Import i : image.imports()) {
      check(i.slot() == 0 || inOneSegment(image, i.slot(), 8), "slot in a segment");
    }
  }

  private static boolean inOneSegment(ProgramImage image, long address, int width) {
    for (Segment s : image.segments()) {
      if (address >= s.address() && address <= s.end() - width) {
        return true;
      }
    }
    return false;
  }

  private static void check(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError("not so: " + what);
    }
  }

  private static void checkFunctions(GoFunctions functions) throws BadImageException {
    for (int i = 0; i < functions.size(); i++) {
      check(functions.entry(i) <= functions.end(i), "functions sorted");
      int found = functions.indexOf(functions.entry(i));
      check(found < 0 || functions.entry(found) == functions.entry(i), "function found");
    }
    for (int i = 0; i < Math.min(functions.size(), 8); i++) {
      GoFunction f = functions.get(i);
      check(f.name().length() < 1 << 17, "name");
      long codeEnd = f.codeEnd();
      check(codeEnd >= f.entry() && codeEnd <= f.end(), "code end");
      for (long pc = f.entry(); pc < Math.min(codeEnd, f.entry() + 40); pc += 5) {
        check(!f.frames(pc).isEmpty(), "frames");
        check(f.nextBoundary(pc) > pc, "boundary");
      }
      f.declaration();
    }
  }
}
