package burrow.darwin;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.DirectoryNode;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFlags;
import burrow.kernel.host.HostFiles;
import burrow.kernel.host.Posix;
import burrow.kernel.poll.Readiness;
import burrow.kernel.wait.Wakeable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * EVFILT_VNODE over the host's inotify (inotify(7): struct inotify_event has mask 4, length 12,
 * then a name of that length).
 */
final class VnodeWatch implements Wakeable {
  private static final int NOTE_DELETE = 0x01;
  private static final int NOTE_WRITE = 0x02;
  private static final int NOTE_EXTEND = 0x04;
  private static final int NOTE_ATTRIB = 0x08;
  private static final int NOTE_LINK = 0x10;
  private static final int NOTE_RENAME = 0x20;

  private static final int IN_MODIFY = 0x002;
  private static final int IN_ATTRIB = 0x004;
  private static final int IN_ENTRIES = 0x3c0; // moved from, moved to, created, deleted
  private static final int IN_DELETE_SELF = 0x400;
  private static final int IN_MOVE_SELF = 0x800;
  private static final int WATCHED =
      IN_MODIFY | IN_ATTRIB | IN_ENTRIES | IN_DELETE_SELF | IN_MOVE_SELF;

  private static final int HEADER = 16;

  private final OpenFile notifications;
  private final EventCount found = new EventCount(this::stop);
  private final int wanted;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096).order(ByteOrder.LITTLE_ENDIAN);

  private VnodeWatch(OpenFile notifications, int wanted) {
    this.notifications = notifications;
    this.wanted = wanted;
  }

  /**
   * Watches an open file of the host.
   *
   * @param wanted NOTE_* bits
   * @return whose count is the set of what has happened
   * @throws KernelException EINVAL for a file that is Burrow's own
   */
  static EventCount start(DirectoryNode root, OpenFile file, int wanted) {
    if (file.hostDescriptor() < 0) {
      throw new KernelException(Errno.EINVAL, "EVFILT_VNODE on a file of Burrow's own");
    }
    OpenFile notifications = HostFiles.notifications(root, OpenFlags.NON_BLOCK);
    VnodeWatch watch = new VnodeWatch(notifications, wanted);
    notifications.events().queue().add(watch);
    Posix.notifyAdd(
        notifications.hostDescriptor(), Posix.descriptorPath(file.hostDescriptor()), WATCHED);
    notifications.expect(Readiness.IN);
    return watch.found;
  }

  private void stop() {
    notifications.events().queue().remove(this);
    notifications.release();
  }

  /** Takes what the host has to say. */
  @Override
  public synchronized void wake() {
    int notes = 0;
    try {
      while (true) {
        buffer.clear();
        if (notifications.read(buffer) <= 0) {
          break;
        }
        buffer.flip();
        while (buffer.remaining() >= HEADER) {
          int at = buffer.position();
          notes |= notes(buffer.getInt(at + 4));
          buffer.position(Math.min(buffer.limit(), at + HEADER + buffer.getInt(at + 12)));
        }
      }
    } catch (KernelException e) {
      // EAGAIN: that was all
    }
    if ((notes & wanted) != 0) {
      found.merge(notes & wanted);
    }
    notifications.expect(Readiness.IN);
  }

  private static int notes(int mask) {
    return ((mask & IN_MODIFY) != 0 ? NOTE_WRITE | NOTE_EXTEND : 0)
        | ((mask & IN_ENTRIES) != 0 ? NOTE_WRITE | NOTE_LINK : 0)
        | ((mask & IN_ATTRIB) != 0 ? NOTE_ATTRIB : 0)
        | ((mask & IN_DELETE_SELF) != 0 ? NOTE_DELETE : 0)
        | ((mask & IN_MOVE_SELF) != 0 ? NOTE_RENAME : 0);
  }
}
