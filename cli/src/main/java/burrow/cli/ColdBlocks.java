package burrow.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of a program that ran too seldom to become machine code, which each later run would lift
 * and interpret again: some thousands in large programs. The run that met them leaves a list of
 * their addresses. The next start takes it and has another Burrow, in the background and at the
 * lowest priority, compile them instead of running the program. A program that is run only once
 * costs no more than the list.
 */
final class ColdBlocks {
  /** System property with the path of the list to compile, from the launcher. */
  static final String PROPERTY = "burrow.compile";

  /** Name of the list in the program's entry, until a start takes it. */
  static final String FILE = "cold";

  private ColdBlocks() {}

  /** Fills an empty file: an address is eight bytes. */
  static void write(Path to, long[] addresses) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8 * addresses.length);
    bytes.asLongBuffer().put(addresses);
    Files.write(to, bytes.array());
  }

  /** What is to be compiled in this process; null if it is to run the program. */
  static long @Nullable [] toCompile() throws Failure {
    @Nullable String list = System.getProperty(PROPERTY);
    if (list == null) {
      return null;
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(Path.of(list)));
      long[] addresses = new long[bytes.remaining() / 8];
      bytes.asLongBuffer().get(addresses);
      return addresses;
    } catch (IOException e) {
      throw new Failure(Status.BURROW_FAILED, "-D" + PROPERTY + ": " + e);
    }
  }
}
