package burrow.kernel.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.FileSystemContext;
import burrow.kernel.file.Location;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFlags;
import burrow.kernel.file.PathWalker;
import burrow.kernel.file.PathWalker.Last;
import burrow.kernel.process.Kernel;
import burrow.kernel.time.SystemClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A sandboxed guest has devices, but not those of the host. */
@EnabledOnOs(OS.LINUX)
class DeviceDirectoryTest {
  private final HostFileSystem files =
      HostFileSystem.withDevices(
          new Kernel(new SystemClock(), new SystemRandom(), 1), HostPolicy.OPEN.withSandbox());
  private final FileSystemContext context = files.context("/");

  private OpenFile open(String path, int flags) {
    try (Location l = PathWalker.walk(context, null, path, Last.FOLLOW)) {
      return l.open(flags, 0);
    }
  }

  private Errno errnoOfOpen(String path) {
    KernelException e =
        catchThrowableOfType(KernelException.class, () -> open(path, OpenFlags.READ));
    return e.errno();
  }

  @Test
  void memoryDevices() {
    OpenFile random = open("/dev/urandom", OpenFlags.READ);
    assertThat(random.read(ByteBuffer.allocateDirect(16))).isEqualTo(16);
    random.release();
    OpenFile sink = open("/dev/null", OpenFlags.WRITE | OpenFlags.CREATE);
    assertThat(sink.write(ByteBuffer.allocateDirect(3))).isEqualTo(3);
    sink.release();
  }

  @Test
  void nothingOfTheHost() {
    assertThat(errnoOfOpen("/dev/tty")).isEqualTo(Errno.ENOENT);
    assertThat(errnoOfOpen("/dev/shm")).isEqualTo(Errno.ENOENT);
    assertThat(errnoOfOpen("/proc/version")).isEqualTo(Errno.EACCES);
  }

  @Test
  void whatIsOpenMayBeOpenedAgainForThat(@TempDir Path directory) throws IOException {
    Path path = Files.writeString(directory.resolve("f"), "content");
    int fd = Posix.open(Posix.AT_FDCWD, path.toString(), OpenFlags.READ, 0);
    OpenFile given = HostFiles.wrap(files.tree(), fd, OpenFlags.READ);
    given.reopen(OpenFlags.READ).release();
    KernelException e =
        catchThrowableOfType(KernelException.class, () -> given.reopen(OpenFlags.WRITE));
    assertThat(e.errno()).isEqualTo(Errno.EACCES);
    given.release();
  }
}
