package burrow.windows;

import burrow.kernel.file.FileMode;
import burrow.kernel.file.OpenFile;
import burrow.kernel.object.KernelObject;
import burrow.kernel.process.GuestThread;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** An open file, directory, pipe or console as handles refer to it. */
class FileObject extends KernelObject {
  private final OpenFile file;
  private final int type;
  private final boolean overlapped;
  private final char drive;
  private final ShareModes.@Nullable Use use;
  private @Nullable Runnable deletion;
  private @Nullable DirectoryListing listing;
  private final List<PendingTransfer> pending = new CopyOnWriteArrayList<>();
  private final List<BlockedTransfer> blocked = new CopyOnWriteArrayList<>();
  private @Nullable PortBinding port;
  private int completionModes;

  /**
   * Where completions of operations go.
   *
   * @param key what the packets carry
   */
  record PortBinding(CompletionPort port, long key) {}

  /**
   * @param file one reference
   * @param overlapped whether operations name their own offset and may complete later
   */
  FileObject(OpenFile file, boolean overlapped) {
    this(file, overlapped, (char) 0, null);
  }

  /**
   * @param drive letter of the drive it is on, 0 for none
   * @param use what others must respect while it is open; ended here
   */
  FileObject(OpenFile file, boolean overlapped, char drive, ShareModes.@Nullable Use use) {
    this.drive = drive;
    this.use = use;
    this.file = file;
    this.type = file.status().mode() & FileMode.TYPE_MASK;
    this.overlapped = overlapped;
  }

  final OpenFile file() {
    return file;
  }

  final boolean overlapped() {
    return overlapped;
  }

  /** Letter of the drive it is on, 0 for none. */
  final char drive() {
    return drive;
  }

  /** Where the enumeration of a directory stands, or null before it has begun. */
  final synchronized @Nullable DirectoryListing listing() {
    return listing;
  }

  final synchronized void setListing(@Nullable DirectoryListing next) {
    listing = next;
  }

  /** What deletes the file when its last handle is closed; null keeps it. */
  final synchronized void setDeletion(@Nullable Runnable action) {
    deletion = action;
  }

  final synchronized @Nullable Runnable deletion() {
    return deletion;
  }

  final boolean isConsole() {
    return file.terminal() != null;
  }

  final boolean isDirectory() {
    return type == FileMode.DIRECTORY;
  }

  /** Whether it is a pipe or socket: the end of the data is an error there. */
  final boolean isPipe() {
    return type == FileMode.FIFO || type == FileMode.SOCKET;
  }

  /** Whether it has a position. */
  final boolean isSeekable() {
    return type == FileMode.REGULAR
        || type == FileMode.BLOCK_DEVICE
        || type == FileMode.SYMLINK
        || isDirectory();
  }

  final synchronized @Nullable PortBinding port() {
    return port;
  }

  /** Returns false if it is bound already. */
  final synchronized boolean bind(PortBinding binding) {
    if (port != null) {
      return false;
    }
    port = binding;
    return true;
  }

  /** FILE_SKIP_* bits. */
  final synchronized int completionModes() {
    return completionModes;
  }

  final synchronized void setCompletionModes(int modes) {
    completionModes = modes;
  }

  /** Operations that have not completed. */
  final List<PendingTransfer> pending() {
    return pending;
  }

  /** Operations that a thread waits for. */
  final List<BlockedTransfer> blocked() {
    return blocked;
  }

  /** An operation without an event has completed: waiting for the handle ends. */
  final void operationDone() {
    announce();
  }

  @Override
  protected void close() {
    if (use != null) {
      use.end();
    }
    Runnable d = deletion();
    if (d != null) {
      d.run();
    }
    file.release();
    PortBinding p = port();
    if (p != null) {
      p.port().release();
    }
  }

  @Override
  protected boolean isSignaled(GuestThread waiter) {
    return pending.isEmpty();
  }
}
