package burrow.kernel.posix;

import burrow.machine.AddressSpace;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The main thread's stack at entry (System V ABI, "Initial Stack and Register State"): argc, argv,
 * envp, auxv, and above them the strings they point to.
 */
public final class InitialStack {
  private final AddressSpace memory;
  private long top;

  /**
   * @param top where the stack starts, downwards; the pages below are writable
   */
  public InitialStack(AddressSpace memory, long top) {
    this.memory = memory;
    this.top = top;
  }

  /** Puts bytes on the stack and returns their address. */
  public long push(byte[] bytes) {
    top -= bytes.length;
    memory.write(top, bytes);
    return top;
  }

  /** Puts a string with its final NUL on the stack and returns its address. */
  public long push(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = new byte[utf8.length + 1];
    System.arraycopy(utf8, 0, bytes, 0, utf8.length);
    return push(bytes);
  }

  private long[] pushAll(List<String> strings) {
    long[] addresses = new long[strings.size()];
    for (int i = strings.size() - 1; i >= 0; i--) {
      addresses[i] = push(strings.get(i));
    }
    return addresses;
  }

  /**
   * Completes the stack.
   *
   * @param vector what follows the environment: Linux's auxiliary vector, macOS's apple strings
   * @return the stack pointer at entry, a multiple of 16
   */
  public long finish(List<String> arguments, List<String> environment, byte[] vector) {
    long[] envp = pushAll(environment);
    long[] argv = pushAll(arguments);
    long words = 1 + argv.length + 1 + envp.length + 1;
    long sp = (top - vector.length - 8 * words) & -16;
    long at = sp;
    memory.writeLong(at, argv.length);
    for (long a : argv) {
      memory.writeLong(at += 8, a);
    }
    memory.writeLong(at += 8, 0);
    for (long e : envp) {
      memory.writeLong(at += 8, e);
    }
    memory.writeLong(at += 8, 0);
    memory.write(at + 8, vector);
    return sp;
  }
}
