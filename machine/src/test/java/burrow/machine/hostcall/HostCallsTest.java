package burrow.machine.hostcall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import burrow.machine.HostLibrary;
import burrow.machine.HostMemory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both ways to the host's C library do the same; not on Windows, whose functions are others. */
class HostCallsTest {
  private static final long PAGE = 4096;
  private static final int PROT_ALL = 7;
  private static final int MAP_PRIVATE_ANONYMOUS = HostLibrary.MACOS ? 0x1002 : 0x22;
  private static final int ENOENT = 2;
  private static final int EBADF = 9;

  private static final List<HostCalls> WAYS = new ArrayList<>();

  @TempDir private static Path directory;

  @BeforeAll
  static void load() throws IOException {
    assumeTrue(!HostLibrary.WINDOWS);
    WAYS.add(new ForeignCalls());
    if (NativeLibrary.runsHere()) {
      Path library = directory.resolve("calls.so");
      NativeLibrary.write(library);
      WAYS.add(Objects.requireNonNull(load(library)));
    }
  }

  private static @Nullable HostCalls load(Path library) {
    System.setProperty(NativeCalls.PROPERTY, library.toString());
    try {
      return NativeCalls.ofProperty();
    } finally {
      System.clearProperty(NativeCalls.PROPERTY);
    }
  }

  static Stream<HostCalls> ways() {
    return WAYS.stream();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aFunctionIsFoundByItsName(HostCalls way) {
    assertThat(way.find("getpid")).isNotZero();
    assertThat(way.find("no_such_function_anywhere")).isZero();
    assertThat((int) way.call(way.find("getpid"), 0, 0, 0, 0, 0, 0))
        .isEqualTo((int) ProcessHandle.current().pid());
  }

  /** Three strings and three numbers, in another order than they come. */
  @ParameterizedTest
  @MethodSource("ways")
  void allSixArgumentsArriveAndTheWholeResultReturns(HostCalls way) {
    long out = string(" ".repeat(30));
    long format = string("%s %d %ld %x");
    long word = string("abc");
    long length = way.call(way.find("sprintf"), out, format, word, -5, 0x1234_5678_9abcL, 0xdef0);
    assertThat((int) length).isEqualTo(26);
    assertThat(read(out, 26)).isEqualTo("abc -5 20015998343868 def0");
    long memory = map(way);
    assertThat(memory).isNotEqualTo(-1);
    unmap(way, memory);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void theErrorIsThatOfTheLastCallOfTheThread(HostCalls way) throws InterruptedException {
    long missing = string("/no/such/file");
    assertThat((int) way.call(way.find("open"), missing, 0, 0, 0, 0, 0)).isEqualTo(-1);
    assertThat(way.lastError()).isEqualTo(ENOENT);
    int[] other = new int[1];
    Thread thread =
        new Thread(() -> {
          way.call(way.find("close"), -1, 0, 0, 0, 0, 0);
          other[0] = way.lastError();
        });
    thread.start();
    thread.join();
    assertThat(other[0]).isEqualTo(EBADF);
    assertThat(way.lastError()).isEqualTo(ENOENT);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void codeOfOurOwnGetsItsFourArguments(HostCalls way) {
    assumeTrue(NativeLibrary.runsHere());
    long code = map(way);
    // LEA RAX, [RDI + 2 * RSI]; LEA RDX, [RDX + 4 * RCX]; SHL RAX, 8; ADD RAX, RDX; RET
    byte[] bytes = {
      0x48,
      (byte) 0x8d,
      0x04,
      0x77,
      0x48,
      (byte) 0x8d,
      0x14,
      (byte) 0x8a,
      0x48,
      (byte) 0xc1,
      (byte) 0xe0,
      0x08,
      0x48,
      0x01,
      (byte) 0xd0,
      (byte) 0xc3
    };
    HostMemory.copyFromArray(bytes, 0, code, bytes.length);
    for (int i = 0; i < 20_000; i++) { // also when the call is compiled
      assertThat(way.invoke(code, 1L << 40, 3, i, 5)).isEqualTo(((1L << 40) + 6 << 8) + i + 20);
    }
    unmap(way, code);
  }

  @Test
  void whatIsNoLibraryIsNotUsed() throws IOException {
    Path damaged = directory.resolve("damaged.so");
    Files.write(damaged, new byte[100]);
    assertThat(load(damaged)).isNull();
    assertThat(load(directory.resolve("missing.so"))).isNull();
  }

  private static long map(HostCalls way) {
    return way.call(way.find("mmap"), 0, PAGE, PROT_ALL, MAP_PRIVATE_ANONYMOUS, -1, 0);
  }

  private static void unmap(HostCalls way, long memory) {
    assertThat((int) way.call(way.find("munmap"), memory, PAGE, 0, 0, 0, 0)).isZero();
  }

  /** A copy of the text, for ever. */
  private static long string(String text) {
    byte[] bytes = (text + "\0").getBytes(StandardCharsets.US_ASCII);
    long memory = Arena.global().allocate(bytes.length).address();
    HostMemory.copyFromArray(bytes, 0, memory, bytes.length);
    return memory;
  }

  private static String read(long address, int most) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < most && HostMemory.getByte(address + i) != 0; i++) {
      text.append((char) HostMemory.getByte(address + i));
    }
    return text.toString();
  }
}
