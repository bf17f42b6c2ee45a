package burrow.darwin;

import static burrow.kernel.trace.Formats.FD;
import static burrow.kernel.trace.Formats.HEX;
import static burrow.kernel.trace.Formats.INT;
import static burrow.kernel.trace.Formats.LONG;
import static burrow.kernel.trace.Formats.input;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.BlockingIo;
import burrow.kernel.file.OpenFile;
import burrow.machine.Access;
import java.util.List;

final class DescriptorFunctions {
  static final List<DarwinFunction> ROWS =
      List.of(
          DarwinFunction.of("write", DescriptorFunctions::write, FD, input(2), LONG).bsd(4),
          DarwinFunction.of("fcntl", DescriptorFunctions::fcntl, FD, INT, HEX).variadicFrom(2));

  private static long write(Call c) {
    OpenFile f = c.thread().descriptors().acquire(c.intArgument(0));
    try {
      return BlockingIo.write(
          f,
          c.memory().view(c.argument(1), (int) c.argument(2), Access.READ),
          c.thread()::awaitOrThrow);
    } finally {
      f.release();
    }
  }

  private static long fcntl(Call c) {
    int fd = c.intArgument(0);
    if (c.intArgument(1) == 1) {
      return c.thread().descriptors().closesOnExec(fd) ? 1 : 0;
    }
    throw new KernelException(Errno.EINVAL);
  }
}
