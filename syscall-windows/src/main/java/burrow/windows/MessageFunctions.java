package burrow.windows;

import static burrow.windows.WindowsFormats.FLAGS;
import static burrow.windows.WindowsFormats.INT;
import static burrow.windows.WindowsFormats.POINTER;
import static burrow.windows.WindowsFormats.WIDE;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.call.HostFunction;
import burrow.machine.AddressSpace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Text: error messages, code pages, command lines. */
final class MessageFunctions {
  private static final String KERNEL32 = "kernel32.dll";

  private static final int ALLOCATE_BUFFER = 0x100;
  private static final int FROM_STRING = 0x400;
  private static final int FROM_MODULE = 0x800;
  private static final int MESSAGE_NOT_FOUND = 317;

  private static final int ERROR_NO_UNICODE_TRANSLATION = 1113;
  private static final int ERR_INVALID_CHARS = 8;

  private MessageFunctions() {}

  static List<HostFunction<Call>> table() {
    return List.of(
        Row.of(
                KERNEL32,
                "FormatMessageW",
                MessageFunctions::format,
                FLAGS,
                POINTER,
                FLAGS,
                INT,
                POINTER,
                INT,
                POINTER)
            .partial("common system errors in English, without inserts"),
        Row.of(
                KERNEL32,
                "MultiByteToWideChar",
                MessageFunctions::widen,
                INT,
                FLAGS,
                POINTER,
                INT,
                POINTER,
                INT)
            .partial("every code page is UTF-8"),
        Row.of(
                KERNEL32,
                "WideCharToMultiByte",
                MessageFunctions::narrow,
                INT,
                FLAGS,
                POINTER,
                INT,
                POINTER,
                INT,
                POINTER,
                POINTER)
            .partial("every code page is UTF-8"),
        Row.of("shell32.dll", "CommandLineToArgvW", MessageFunctions::split, WIDE, POINTER));
  }

  private static long format(Call c) {
    int flags = c.intArgument(0);
    int id = c.intArgument(2);
    String text;
    if ((flags & FROM_STRING) != 0) {
      text = c.wide(1);
    } else {
      // The messages of ntdll are those of NTSTATUS values.
      boolean status = (flags & FROM_MODULE) != 0 && (id & 0xc000_0000) != 0;
      text = Messages.of(status ? Errors.win32OfStatus(id) : id);
      if (text == null) {
        throw new Win32Exception(MESSAGE_NOT_FOUND);
      }
      text += "\r\n";
    }
    if ((flags & ALLOCATE_BUFFER) != 0) {
      c.memory().writeLong(c.argument(4), c.process().heap().copy(text));
      return text.length();
    }
    if (c.unsignedArgument(5) <= text.length()) {
      throw new Win32Exception(Win32.ERROR_INSUFFICIENT_BUFFER);
    }
    Wide.write(c.memory(), c.argument(4), text);
    return text.length();
  }

  private static long widen(Call c) {
    int length = c.intArgument(3);
    byte[] bytes;
    if (length < 0) {
      byte[] text = c.memory().readStringBytes(c.argument(2), Integer.MAX_VALUE - 16);
      if (text == null) {
        throw new KernelException(Errno.EINVAL);
      }
      bytes = java.util.Arrays.copyOf(text, text.length + 1);
    } else {
      bytes = c.memory().read(c.argument(2), length);
    }
    String text = Wide.ofUtf8(bytes);
    if ((c.intArgument(1) & ERR_INVALID_CHARS) != 0 && text.indexOf('\ufffd') >= 0) {
      throw new Win32Exception(ERROR_NO_UNICODE_TRANSLATION);
    }
    return store(c, Wide.bytes(text), 4, 5, 2);
  }

  private static long narrow(Call c) {
    int length = c.intArgument(3);
    String text =
        length < 0
            ? c.wideAt(c.argument(2)) + '\0'
            : Wide.read(c.memory(), c.argument(2), 0, length);
    return store(c, text.getBytes(StandardCharsets.UTF_8), 4, 5, 1);
  }

  private static long store(Call c, byte[] bytes, int buffer, int sizeArgument, int unit) {
    long size = c.unsignedArgument(sizeArgument) * unit;
    if (size == 0) {
      return bytes.length / unit;
    }
    if (size < bytes.length) {
      throw new Win32Exception(Win32.ERROR_INSUFFICIENT_BUFFER);
    }
    c.memory().write(c.argument(buffer), bytes);
    return bytes.length / unit;
  }

  private static long split(Call c) {
    List<String> arguments = new ArrayList<>();
    String line = c.wide(0);
    if (line.isEmpty()) {
      arguments.add(c.process().program().path());
    } else {
      CommandLine.split(line, arguments);
    }
    AddressSpace m = c.memory();
    long strings = 8L * (arguments.size() + 1);
    long total = strings + arguments.stream().mapToLong(a -> 2L * a.length() + 2).sum();
    long block = c.process().heap().allocate(total, true);
    long at = block + strings;
    for (int i = 0; i < arguments.size(); i++) {
      m.writeLong(block + 8L * i, at);
      Wide.write(m, at, arguments.get(i));
      at += 2L * arguments.get(i).length() + 2;
    }
    m.writeInt(c.argument(1), arguments.size());
    return block;
  }
}
