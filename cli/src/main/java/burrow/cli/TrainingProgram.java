package burrow.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A Linux program for amd64 that makes each of the file system calls that most programs make, so
 * that training meets them: what of Burrow is not in its AOT cache costs a start half a millisecond
 * each. Its samples do not work with files. What the calls return is nobody's concern.
 */
final class TrainingProgram {
  private static final long BASE = 0x40_0000;
  private static final int HEADER_BYTES = 64;
  private static final int SEGMENT_BYTES = 56;
  private static final int TEXT_BYTES = 0x4000;

  /** Where the program may write, behind its text. */
  private static final long BUFFER = BASE + TEXT_BYTES;

  private static final int BUFFER_BYTES = 0x1000;

  /** First bytes of MOV RDI, RSI, RDX, R10, R8 and R9 of a number (64 bits). */
  private static final short[] MOVES = {0x48bf, 0x48be, 0x48ba, 0x49ba, 0x49b8, 0x49b9};

  // Of open(2), mmap(2) and their like, as asm-generic and x86 have them.
  private static final int AT_FDCWD = -100;
  private static final int AT_REMOVEDIR = 0x200;
  private static final int O_RDWR_CREAT = 0x42;
  private static final int O_DIRECTORY = 0x10000;
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_SHARED = 1;
  private static final int F_GETFD = 1;
  private static final int F_SETFD = 2;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int EPOLL_CTL_ADD = 1;

  private final ByteBuffer file =
      ByteBuffer.allocate(TEXT_BYTES + BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  /** End of the strings, which grow towards the code. */
  private int strings = TEXT_BYTES;

  private TrainingProgram() {}

  /**
   * Writes the program.
   *
   * @param directory where it is put, and its files while it runs
   */
  static Path write(Path directory) throws IOException {
    Path program = directory.resolve("calls");
    Files.write(program, new TrainingProgram().bytes(directory.resolve("files").toString()));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return program;
  }

  private byte[] bytes(String place) {
    file.position(HEADER_BYTES + SEGMENT_BYTES);
    long directory = string(place);
    call(258, AT_FDCWD, directory, 0700); // mkdirat
    call(80, directory); // chdir
    long name = string("file");
    call(257, AT_FDCWD, name, O_RDWR_CREAT, 0600); // openat: 3, the lowest that is free
    callsOnDescriptor(3);
    callsOnNames(name);
    callsOnDirectory(3);
    callsOnPipe(3, 4, 5);
    call(263, AT_FDCWD, directory, AT_REMOVEDIR); // unlinkat
    call(231, 0); // exit_group
    header();
    return file.array();
  }

  private void callsOnDescriptor(int fd) {
    call(1, fd, BASE, 100); // write
    call(18, fd, BASE, 100, 50); // pwrite64
    call(8, fd, 0, 0); // lseek
    call(0, fd, BUFFER, 100); // read
    call(17, fd, BUFFER, 100, 10); // pread64
    call(5, fd, BUFFER); // fstat
    call(138, fd, BUFFER); // fstatfs
    call(72, fd, F_GETFD); // fcntl
    call(72, fd, F_SETFD, 1);
    call(72, fd, F_GETFL);
    call(72, fd, F_SETFL, 0);
    call(72, fd, F_DUPFD_CLOEXEC, fd); // to the next number
    call(3, fd + 1); // close
    call(77, fd, 8192); // ftruncate
    call(74, fd); // fsync
    call(91, fd, 0640); // fchmod
    call(9, BASE << 1, 4096, PROT_READ_WRITE, MAP_SHARED, fd, 0); // mmap
    call(11, BASE << 1, 4096); // munmap
    call(33, fd, fd + 1); // dup2
    call(3, fd + 1); // close
    call(3, fd);
  }

  private void callsOnNames(long name) {
    long other = string("other");
    long missing = string("missing");
    call(262, AT_FDCWD, name, BUFFER, 0); // newfstatat
    call(262, AT_FDCWD, name, BUFFER, AT_SYMLINK_NOFOLLOW);
    call(262, AT_FDCWD, missing, BUFFER, 0);
    call(257, AT_FDCWD, missing, 0, 0); // openat
    call(269, AT_FDCWD, name, 0); // faccessat
    call(280, AT_FDCWD, name, 0, 0); // utimensat
    call(268, AT_FDCWD, name, 0600); // fchmodat
    call(264, AT_FDCWD, name, AT_FDCWD, other); // renameat
    call(266, other, AT_FDCWD, name); // symlinkat
    call(267, AT_FDCWD, name, BUFFER, 100); // readlinkat
    call(79, BUFFER, 1000); // getcwd
    call(95, 022); // umask
  }

  private void callsOnDirectory(int fd) {
    call(257, AT_FDCWD, string("."), O_DIRECTORY, 0); // openat
    call(217, fd, BUFFER, 1000); // getdents64
    call(217, fd, BUFFER, 1000);
    call(3, fd); // close
    call(263, AT_FDCWD, string("file"), 0); // unlinkat
    call(263, AT_FDCWD, string("other"), 0);
  }

  private void callsOnPipe(int in, int out, int epoll) {
    call(293, BUFFER, 0); // pipe2
    call(291, 0); // epoll_create1
    call(233, epoll, EPOLL_CTL_ADD, in, BUFFER); // epoll_ctl
    call(1, out, BASE, 10); // write
    call(232, epoll, BUFFER, 10, 0); // epoll_wait
    call(0, in, BUFFER, 10); // read
    call(3, in); // close
    call(3, out);
    call(3, epoll);
  }

  /** A system call by its number for x86-64, arguments not in RCX but in R10. */
  private void call(int number, long... arguments) {
    for (int i = 0; i < arguments.length; i++) {
      file.put((byte) (MOVES[i] >> 8)).put((byte) MOVES[i]).putLong(arguments[i]);
    }
    file.put((byte) 0xb8).putInt(number); // MOV EAX
    file.put((byte) 0x0f).put((byte) 0x05); // SYSCALL
  }

  /** The guest address of a string. */
  private long string(String text) {
    byte[] bytes = (text + "\0").getBytes(StandardCharsets.UTF_8);
    strings -= bytes.length;
    file.put(strings, bytes);
    return BASE + strings;
  }

  /** An ELF header and one segment that is the whole file (System V ABI, chapters 4 and 5). */
  private void header() {
    if (file.position() > strings) {
      throw new AssertionError("the code reaches into the strings");
    }
    int length = file.capacity();
    file.position(0);
    file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).putLong(0);
    file.putShort((short) 2).putShort((short) 62).putInt(1); // an executable for x86-64
    file.putLong(BASE + HEADER_BYTES + SEGMENT_BYTES).putLong(HEADER_BYTES).putLong(0).putInt(0);
    file.putShort((short) HEADER_BYTES).putShort((short) SEGMENT_BYTES).putShort((short) 1);
    file.putShort((short) 0).putShort((short) 0).putShort((short) 0);
    file.putInt(1).putInt(7).putLong(0).putLong(BASE).putLong(BASE); // PT_LOAD, all permissions
    file.putLong(length).putLong(length).putLong(4096);
  }
}
