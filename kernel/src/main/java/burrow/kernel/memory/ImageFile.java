package burrow.kernel.memory;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.machine.ProgramImage;
import java.nio.ByteBuffer;

/** The program file as the pages of its segments are mapped from it. */
final class ImageFile implements MappedFile {
  private final String path;
  private final byte[] content;

  /**
   * @param path what the list of mappings shows
   */
  ImageFile(String path, ProgramImage image) {
    this.path = path;
    this.content = image.content();
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public long device() {
    return 0;
  }

  @Override
  public long inode() {
    return 0;
  }

  @Override
  public long size() {
    return content.length;
  }

  @Override
  public int hostDescriptor(boolean writable) {
    return -1;
  }

  @Override
  public void read(long offset, ByteBuffer into) {
    int n = (int) Math.min(into.remaining(), content.length - offset);
    if (n > 0) {
      into.put(content, (int) offset, n);
    }
  }

  @Override
  public void write(long offset, ByteBuffer from) {
    throw new KernelException(Errno.EACCES);
  }

  @Override
  public void retain() {
    // the bytes live as long as anything refers to them
  }

  @Override
  public void release() {
    // see retain
  }
}
