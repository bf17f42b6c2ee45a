package burrow.windows;

import static burrow.windows.WindowsFormats.FLAGS;
import static burrow.windows.WindowsFormats.HANDLE;
import static burrow.windows.WindowsFormats.INT;
import static burrow.windows.WindowsFormats.POINTER;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.call.HostFunction;
import burrow.kernel.file.BlockingIo;
import burrow.kernel.file.Terminal;
import burrow.machine.AddressSpace;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Consoles: terminals of the host. Text is UTF-16 here and UTF-8 there; what a program writes goes
 * through as it is, escape sequences included.
 */
final class ConsoleFunctions {
  private static final String KERNEL32 = "kernel32.dll";
  private static final int UTF8 = 65001;

  /** ENABLE_PROCESSED_INPUT, LINE_INPUT, ECHO_INPUT. */
  private static final int INPUT_MODE = 7;

  /** ENABLE_PROCESSED_OUTPUT, WRAP_AT_EOL_OUTPUT, VIRTUAL_TERMINAL_PROCESSING. */
  private static final int OUTPUT_MODE = 7;

  static final int SCREEN_BUFFER_INFO_BYTES = 22;
  private static final int LIGHT_GRAY_ON_BLACK = 7;

  private ConsoleFunctions() {}

  static List<HostFunction<Call>> table() {
    return List.of(
        Row.of(KERNEL32, "GetStdHandle", ConsoleFunctions::standard, INT),
        Row.of(KERNEL32, "SetStdHandle", ConsoleFunctions::setStandard, INT, HANDLE),
        Row.of(KERNEL32, "GetConsoleMode", ConsoleFunctions::mode, HANDLE, POINTER),
        Row.of(KERNEL32, "SetConsoleMode", ConsoleFunctions::setMode, HANDLE, FLAGS)
            .partial("checks the handle; the terminal keeps its mode"),
        Row.of(
            KERNEL32,
            "WriteConsoleW",
            ConsoleFunctions::write,
            HANDLE,
            POINTER,
            INT,
            POINTER,
            POINTER),
        Row.of(
                KERNEL32,
                "ReadConsoleW",
                ConsoleFunctions::read,
                HANDLE,
                POINTER,
                INT,
                POINTER,
                POINTER)
            .partial("no wake-up mask"),
        Row.of(KERNEL32, "GetConsoleCP", c -> UTF8),
        Row.of(KERNEL32, "GetConsoleOutputCP", c -> UTF8),
        Row.of(KERNEL32, "SetConsoleCP", c -> c.intArgument(0) == UTF8 ? 1 : 0, INT)
            .partial("UTF-8 only"),
        Row.of(KERNEL32, "SetConsoleOutputCP", c -> c.intArgument(0) == UTF8 ? 1 : 0, INT)
            .partial("UTF-8 only"),
        Row.of(
                KERNEL32,
                "GetConsoleScreenBufferInfo",
                ConsoleFunctions::screenBuffer,
                HANDLE,
                POINTER)
            .partial("the cursor is said to be in the corner"),
        Row.of(KERNEL32, "SetConsoleTextAttribute", ConsoleFunctions::attribute, HANDLE, INT),
        Row.of(KERNEL32, "SetConsoleCtrlHandler", ConsoleFunctions::handler, POINTER, INT),
        Row.of(KERNEL32, "GenerateConsoleCtrlEvent", ConsoleFunctions::generate, INT, INT)
            .partial("reaches the process itself only"),
        Row.of(KERNEL32, "GetConsoleWindow", c -> 0));
  }

  private static long standard(Call c) {
    return c.process().standard().get(c.intArgument(0));
  }

  private static long setStandard(Call c) {
    c.process().standard().set(c.intArgument(0), c.argument(1));
    return 1;
  }

  private static FileObject console(Call c) {
    FileObject f = c.object(0, FileObject.class);
    if (!f.isConsole()) {
      throw new KernelException(Errno.EBADF);
    }
    return f;
  }

  private static long mode(Call c) {
    FileObject f = console(c);
    boolean input =
        f.file().has(burrow.kernel.file.OpenFlags.READ)
            && c.argument(0) == c.process().standard().get(-10);
    c.memory().writeInt(c.argument(1), input ? INPUT_MODE : OUTPUT_MODE);
    return 1;
  }

  private static long setMode(Call c) {
    console(c);
    return 1;
  }

  private static long write(Call c) {
    FileObject f = console(c);
    int count = c.intArgument(2);
    if (count < 0) {
      throw new KernelException(Errno.EINVAL);
    }
    String text = Wide.read(c.memory(), c.argument(1), 0, count);
    ByteBuffer bytes = ByteBuffer.wrap(Wide.utf8(text));
    while (bytes.hasRemaining()) {
      BlockingIo.write(f.file(), bytes, c.thread()::awaitOrThrow);
    }
    if (c.argument(3) != 0) {
      c.memory().writeInt(c.argument(3), count);
    }
    return 1;
  }

  private static long read(Call c) {
    FileObject f = console(c);
    int most = c.intArgument(2);
    if (most < 0) {
      throw new KernelException(Errno.EINVAL);
    }
    String text = c.process().consoleInput().read(f.file(), c.thread(), most);
    c.memory().write(c.argument(1), Wide.bytes(text));
    c.memory().writeInt(c.argument(3), text.length());
    return 1;
  }

  private static long screenBuffer(Call c) {
    Terminal t = console(c).file().terminal();
    if (t == null) {
      throw new KernelException(Errno.EBADF);
    }
    ByteBuffer size = ByteBuffer.wrap(t.windowSize()).order(ByteOrder.LITTLE_ENDIAN);
    int rows = Math.max(size.getShort(0), 1);
    int columns = Math.max(size.getShort(2), 1);
    AddressSpace m = c.memory();
    long at = c.argument(1);
    m.write(at, new byte[SCREEN_BUFFER_INFO_BYTES]);
    m.writeShort(at, columns);
    m.writeShort(at + 2, rows);
    m.writeShort(at + 8, LIGHT_GRAY_ON_BLACK);
    m.writeShort(at + 14, columns - 1);
    m.writeShort(at + 16, rows - 1);
    m.writeShort(at + 18, columns);
    m.writeShort(at + 20, rows);
    return 1;
  }

  private static final String[] COLORS = {"0", "4", "2", "6", "1", "5", "3", "7"};

  /** Colours as the terminal's escape sequences say them. */
  private static long attribute(Call c) {
    FileObject f = console(c);
    int a = c.intArgument(1);
    StringBuilder s = new StringBuilder("\u001b[0");
    if ((a & 0xff) != LIGHT_GRAY_ON_BLACK) {
      s.append((a & 8) != 0 ? ";9" : ";3").append(COLORS[a & 7]);
      if ((a & 0xf0) != 0) {
        s.append((a & 0x80) != 0 ? ";10" : ";4").append(COLORS[a >> 4 & 7]);
      }
    }
    ByteBuffer bytes = ByteBuffer.wrap(Wide.utf8(s.append('m').toString()));
    while (bytes.hasRemaining()) {
      BlockingIo.write(f.file(), bytes, c.thread()::awaitOrThrow);
    }
    return 1;
  }

  private static long handler(Call c) {
    ControlEvents events = c.process().controlEvents();
    boolean add = c.intArgument(1) != 0;
    if (c.argument(0) == 0) {
      events.ignoreControlC(add);
    } else if (add) {
      events.add(c.argument(0));
    } else if (!events.remove(c.argument(0))) {
      throw new KernelException(Errno.EINVAL);
    }
    return 1;
  }

  private static long generate(Call c) {
    int event = c.intArgument(0);
    int group = c.intArgument(1);
    boolean known = event == ControlEvents.CTRL_C || event == ControlEvents.CTRL_BREAK;
    if (!known || group != 0 && group != c.process().id()) {
      throw new KernelException(Errno.EINVAL);
    }
    // Ctrl-C cannot be sent to one group: the call succeeds and nothing happens.
    if (group == 0 || event == ControlEvents.CTRL_BREAK) {
      c.process().controlEvents().raise(event);
    }
    return 1;
  }
}
