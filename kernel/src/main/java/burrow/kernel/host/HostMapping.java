package burrow.kernel.host;

import burrow.kernel.file.FileStatus;
import burrow.kernel.file.OpenFlags;
import burrow.kernel.memory.MappedFile;
import java.nio.ByteBuffer;

/** A file of the host under a memory mapping: keeps the open file description alive. */
final class HostMapping implements MappedFile {
  private final HostFile file;
  private final String path;
  private final long device;
  private final long inode;

  HostMapping(HostFile file) {
    this.file = file;
    this.path = file.path();
    FileStatus s = file.status();
    this.device = (long) s.deviceMajor() << 32 | s.deviceMinor() & 0xffff_ffffL;
    this.inode = s.inode();
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public long device() {
    return device;
  }

  @Override
  public long inode() {
    return inode;
  }

  @Override
  public long size() {
    return file.status().size();
  }

  @Override
  public int hostDescriptor(boolean writable) {
    return !writable || file.has(OpenFlags.WRITE) ? file.fd : -1;
  }

  @Override
  public void read(long offset, ByteBuffer into) {
    long at = offset;
    while (into.hasRemaining()) {
      long n = file.readAt(into, at);
      if (n <= 0) {
        return;
      }
      at += n;
    }
  }

  @Override
  public void write(long offset, ByteBuffer from) {
    long room = size() - offset;
    if (room < from.remaining()) {
      from.limit(from.position() + (int) Math.max(0, room));
    }
    long at = offset;
    while (from.hasRemaining()) {
      at += file.writeAt(from, at);
    }
  }

  @Override
  public void retain() {
    file.retain();
  }

  @Override
  public void release() {
    file.release();
  }
}
