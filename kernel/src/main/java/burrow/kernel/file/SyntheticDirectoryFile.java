package burrow.kernel.file;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.SyntheticDirectory.Listed;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A synthetic directory that is open: its listing stays as it was when reading began. */
final class SyntheticDirectoryFile extends OpenFile {
  private final SyntheticDirectory directory;
  private @Nullable List<Listed> listing;
  private int position;

  SyntheticDirectoryFile(SyntheticDirectory directory, int flags) {
    super(directory.path(), flags);
    this.directory = directory;
  }

  @Override
  protected long doRead(ByteBuffer into) {
    throw new KernelException(Errno.EISDIR);
  }

  @Override
  protected long doReadAt(ByteBuffer into, long offset) {
    throw new KernelException(Errno.EISDIR);
  }

  @Override
  public synchronized void readDirectory(int room, EntrySink sink) {
    if (listing == null || position == 0) {
      listing = directory.list();
    }
    while (position < listing.size()) {
      Listed e = listing.get(position);
      if (!sink.entry(e.inode(), position + 1, e.type(), e.name())) {
        return;
      }
      position++;
    }
  }

  @Override
  public synchronized long seek(long offset, Whence whence) {
    long to = whence == Whence.CURRENT ? position + offset : offset;
    if (to < 0 || to > Integer.MAX_VALUE || whence.compareTo(Whence.CURRENT) > 0) {
      throw new KernelException(Errno.EINVAL);
    }
    position = (int) to;
    return to;
  }

  @Override
  public DirectoryNode directory() {
    return directory;
  }

  @Override
  public FileStatus status() {
    return directory.ownStatus();
  }

  @Override
  public FileSystemStatus fileSystem() {
    return directory.fileSystem(".");
  }

  @Override
  public boolean isPollable() {
    return false;
  }

  @Override
  public OpenFile reopen(int newFlags) {
    return directory.open(".", newFlags, 0);
  }
}
