package burrow.loader.info;

import burrow.loader.BadImageException;
import burrow.loader.GoFunction;
import burrow.loader.GoFunctions;
import burrow.loader.ImageMemory;
import burrow.loader.info.InstructionDecoder.Instruction;
import burrow.loader.info.InstructionDecoder.Literal;
import burrow.machine.Arch;
import burrow.machine.ProgramImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Walks every function of a Go program through a decoder and counts what it knows. Functions end
 * where their line tables end, so that the padding behind them is not taken for code.
 */
public final class InstructionSurvey {
  /** Bytes that the decoder does not know: {@code function+offset}. */
  public record Undecoded(long pc, String bytes, String function, long offset) {}

  /**
   * An instruction that is decoded but cannot be executed.
   *
   * @param count how often it occurs
   * @param pc where it occurs first
   * @param function in which function that is
   */
  public record WithoutMeaning(String mnemonic, long count, long pc, String function) {
    private WithoutMeaning plusOne() {
      return new WithoutMeaning(mnemonic, count + 1, pc, function);
    }
  }

  /** Longest listing; the counts go on. */
  private static final int MAX_LISTED = 1000;

  private static final int BYTES_SHOWN = 16;

  /**
   * crypto/internal/boring/sig marks amd64 programs with functions that jump over 29 bytes: these
   * and 24 random ones. The latter are no code.
   */
  private static final byte[] SIGNATURE = {
    (byte) 0xeb, 0x1d, (byte) 0xf4, 0x48, (byte) 0xf4, 0x4b, (byte) 0xf4
  };

  /** Constants among the code have sizes that are multiples of this. */
  private static final int LITERAL_WORD = 4;

  private static final int SIGNATURE_JUMP = 2;
  private static final int SIGNATURE_DATA = 0x1d;

  private final ImageMemory memory;
  private final InstructionDecoder decoder;
  private final boolean fixedUnits;
  private final byte padding;
  private final List<Undecoded> undecoded = new ArrayList<>();
  private final Map<String, WithoutMeaning> withoutMeaning = new TreeMap<>();
  private long functionCount;
  private long codeBytes;
  private long instructionCount;
  private long undecodedCount;

  private InstructionSurvey(ProgramImage image, InstructionDecoder decoder) {
    memory = new ImageMemory(image);
    this.decoder = decoder;
    fixedUnits = image.arch() != Arch.AMD64;
    padding = image.arch() == Arch.AMD64 ? (byte) 0xcc : 0; // what Go's linker fills up with
  }

  /** Decodes all functions. */
  public static InstructionSurvey run(
      ProgramImage image, GoFunctions functions, InstructionDecoder decoder)
      throws BadImageException {
    InstructionSurvey survey = new InstructionSurvey(image, decoder);
    for (int i = 0; i < functions.size(); i++) {
      survey.walk(functions.get(i));
    }
    return survey;
  }

  private void walk(GoFunction function) throws BadImageException {
    long entry = function.entry();
    byte[] code = memory.bytes(entry, function.end() - entry, "code of " + function.name());
    int end = (int) (function.codeEnd() - entry);
    if (end == code.length) {
      end = withoutPadding(code);
    }
    functionCount++;
    codeBytes += end;
    Set<Long> literals = new HashSet<>(); // they stand behind the loads
    int at = 0;
    while (at < end) {
      if (literals.contains(entry + at)) {
        at += LITERAL_WORD;
        continue;
      }
      Literal literal = decoder.literal(code, at, entry + at);
      for (int i = 0; literal != null && i < literal.size(); i += LITERAL_WORD) {
        literals.add(literal.address() + i);
      }
      Instruction instruction = decoder.decode(code, at, end - at, entry + at);
      instructionCount++;
      switch (instruction.status()) {
        case EXECUTABLE, UNDEFINED ->
            at += isSignature(code, at) ? SIGNATURE_JUMP + SIGNATURE_DATA : instruction.length();
        case NO_MEANING -> {
          String name = instruction.mnemonic();
          WithoutMeaning known = withoutMeaning.get(name);
          withoutMeaning.put(
              name,
              known == null
                  ? new WithoutMeaning(name, 1, entry + at, function.name())
                  : known.plusOne());
          at += instruction.length();
        }
        case UNDECODED -> {
          report(function, code, at, end);
          at = fixedUnits ? at + instruction.length() : resume(function, at);
        }
      }
    }
  }

  private boolean isSignature(byte[] code, int at) {
    return !fixedUnits
        && code.length - at >= SIGNATURE.length
        && Arrays.equals(code, at, at + SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
  }

  /** How much of the code is left without the filler at its end. */
  private int withoutPadding(byte[] code) {
    int end = code.length;
    while (end > 0 && code[end - 1] == padding) {
      end--;
    }
    // Instructions of four bytes may end in zeros.
    return fixedUnits ? Math.min(code.length, end + 3 & ~3) : end;
  }

  /** Where lengths are unknown, the next line or stack change is at an instruction for certain. */
  private static int resume(GoFunction function, int at) throws BadImageException {
    return (int) (function.nextBoundary(function.entry() + at) - function.entry());
  }

  private void report(GoFunction function, byte[] code, int at, int end) throws BadImageException {
    undecodedCount++;
    if (undecoded.size() < MAX_LISTED) {
      int shown = Math.min(end - at, fixedUnits ? 4 : BYTES_SHOWN);
      String bytes = HexFormat.ofDelimiter(" ").formatHex(Arrays.copyOfRange(code, at, at + shown));
      undecoded.add(new Undecoded(function.entry() + at, bytes, function.name(), at));
    }
  }

  public long functionCount() {
    return functionCount;
  }

  public long codeBytes() {
    return codeBytes;
  }

  /** All instructions, the undecoded ones included. */
  public long instructionCount() {
    return instructionCount;
  }

  public long undecodedCount() {
    return undecodedCount;
  }

  /** The first thousand of them. */
  public List<Undecoded> undecoded() {
    return List.copyOf(undecoded);
  }

  /** What is decoded but cannot be executed, the most frequent first. */
  public List<WithoutMeaning> withoutMeaning() {
    return withoutMeaning.values().stream()
        .sorted(Comparator.comparingLong(WithoutMeaning::count).reversed())
        .toList();
  }

  /** How many instructions are decoded but cannot be executed. */
  public long withoutMeaningCount() {
    return withoutMeaning.values().stream().mapToLong(WithoutMeaning::count).sum();
  }

  /** The last line of the listing. */
  public String summary() {
    return "instructions: " + instructionCount + ", undecoded: " + undecodedCount;
  }
}
