package burrow.kernel.file;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import java.nio.ByteBuffer;

/** An open file with the content that it had when it was opened. */
public final class SyntheticFile extends OpenFile {
  private final byte[] content;
  private final FileStatus status;
  private long position;

  SyntheticFile(String path, int flags, byte[] content, FileStatus status) {
    super(path, flags);
    this.content = content;
    this.status = status;
  }

  @Override
  protected synchronized long doRead(ByteBuffer into) {
    long n = doReadAt(into, position);
    position += n;
    return n;
  }

  @Override
  protected long doReadAt(ByteBuffer into, long offset) {
    if (offset >= content.length) {
      return 0;
    }
    int n = Math.min(into.remaining(), content.length - (int) offset);
    into.put(content, (int) offset, n);
    return n;
  }

  @Override
  public synchronized long seek(long offset, Whence whence) {
    long to =
        switch (whence) {
          case SET -> offset;
          case CURRENT -> position + offset;
          default -> throw new KernelException(Errno.EINVAL);
        };
    if (to < 0) {
      throw new KernelException(Errno.EINVAL);
    }
    position = to;
    return to;
  }

  @Override
  public FileStatus status() {
    return status;
  }

  @Override
  public boolean isPollable() {
    return false;
  }
}
