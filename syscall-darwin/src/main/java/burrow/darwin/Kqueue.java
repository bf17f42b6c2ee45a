package burrow.darwin;

import static burrow.darwin.Kevent.EVFILT_PROC;
import static burrow.darwin.Kevent.EVFILT_READ;
import static burrow.darwin.Kevent.EVFILT_SIGNAL;
import static burrow.darwin.Kevent.EVFILT_TIMER;
import static burrow.darwin.Kevent.EVFILT_USER;
import static burrow.darwin.Kevent.EVFILT_VNODE;
import static burrow.darwin.Kevent.EVFILT_WRITE;
import static burrow.darwin.Kevent.EV_ADD;
import static burrow.darwin.Kevent.EV_CLEAR;
import static burrow.darwin.Kevent.EV_DELETE;
import static burrow.darwin.Kevent.EV_DISABLE;
import static burrow.darwin.Kevent.EV_DISPATCH;
import static burrow.darwin.Kevent.EV_ENABLE;
import static burrow.darwin.Kevent.EV_EOF;
import static burrow.darwin.Kevent.EV_ONESHOT;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.OpenFile;
import burrow.kernel.poll.InterestSet;
import burrow.kernel.poll.Readiness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A kqueue: events ("knotes") by ident and filter, over the kernel's set of watched files. Filters
 * that watch no descriptor have a file of their own there, an {@link EventCount}.
 */
final class Kqueue extends InterestSet {
  private static final int NOTE_TRIGGER = 0x0100_0000;
  private static final int NOTE_FLAGS = 0x00ff_ffff;
  private static final int NOTE_OPERATION = 0xc000_0000;
  private static final int NOTE_AND = 0x4000_0000;
  private static final int NOTE_OR = 0x8000_0000;
  private static final int NOTE_COPY = 0xc000_0000;
  private static final int NOTE_EXIT = 0x8000_0000;

  private record Key(long ident, int filter) {}

  private static final class Knote {
    final Key key;
    final OpenFile source;
    final int number;
    int flags;
    int filterFlags;
    long userData;

    Knote(Key key, OpenFile source, int number) {
      this.key = key;
      this.source = source;
      this.number = number;
    }

    /** The descriptor under which the set of files knows this. */
    int descriptor() {
      return source instanceof EventCount ? number : (int) key.ident;
    }
  }

  private final Map<Key, Knote> knotes = new HashMap<>();
  private final Map<Integer, Knote> byNumber = new HashMap<>();
  private int next;

  // ---- changes ----

  /**
   * Makes one change.
   *
   * @param caller whose descriptors idents are
   * @throws KernelException EBADF, ENOENT, EINVAL, ESRCH
   */
  synchronized void change(DarwinThread caller, Kevent e) {
    Key key = new Key(e.ident(), e.filter());
    Knote old = knotes.get(key);
    if (e.has(EV_ADD)) {
      Knote k = added(caller, key, old, e);
      k.flags = e.flags() & (EV_ONESHOT | EV_CLEAR | EV_DISPATCH) | implied(e.filter());
      k.userData = e.userData();
      if (e.filter() != EVFILT_USER) {
        k.filterFlags = e.filterFlags();
      }
      watch(k, k == old);
      old = k;
    }
    if (old == null) {
      throw new KernelException(Errno.ENOENT);
    }
    if (e.has(EV_DELETE)) {
      delete(old);
      return;
    }
    if (e.filter() == EVFILT_USER) {
      touch(old, e.filterFlags());
    }
    if (e.has(EV_DISABLE)) {
      disable(old.descriptor(), old.source, old.key.filter);
    } else if (e.has(EV_ENABLE)) {
      watch(old, true);
    }
  }

  /** The filters that clear themselves whether asked to or not. */
  private static int implied(int filter) {
    return filter == EVFILT_TIMER || filter == EVFILT_SIGNAL ? EV_CLEAR : 0;
  }

  /** The knote to change: the one there is, unless it watches something that is no more. */
  private Knote added(DarwinThread caller, Key key, @Nullable Knote old, Kevent e) {
    boolean onFile = key.filter == EVFILT_READ || key.filter == EVFILT_WRITE;
    if (!onFile) {
      boolean anew = key.filter == EVFILT_TIMER || key.filter == EVFILT_VNODE;
      return old != null && !anew ? old : replace(old, source(caller, e), key);
    }
    OpenFile file = caller.descriptors().acquire((int) key.ident);
    try {
      return old != null && old.source == file ? old : replace(old, file, key);
    } finally {
      file.release();
    }
  }

  private Knote replace(@Nullable Knote old, OpenFile source, Key key) {
    if (old != null) {
      delete(old);
    }
    Knote k = new Knote(key, source, next++);
    knotes.put(key, k);
    byNumber.put(k.number, k);
    return k;
  }

  private static OpenFile source(DarwinThread caller, Kevent e) {
    return switch (e.filter()) {
      case EVFILT_USER -> new EventCount(() -> {});
      case EVFILT_TIMER -> EventSources.timer(caller, e);
      case EVFILT_SIGNAL -> EventSources.signals(caller, (int) e.ident());
      case EVFILT_PROC -> EventSources.processEnd(caller, (int) e.ident());
      case EVFILT_VNODE -> vnode(caller, e);
      default -> throw new KernelException(Errno.EINVAL, "kqueue filter " + e.filter());
    };
  }

  private static OpenFile vnode(DarwinThread caller, Kevent e) {
    OpenFile file = caller.descriptors().acquire((int) e.ident());
    try {
      return VnodeWatch.start(caller.fileSystem().root(), file, e.filterFlags());
    } finally {
      file.release();
    }
  }

  private void watch(Knote k, boolean known) {
    Trigger trigger = (k.flags & EV_CLEAR) != 0 ? Trigger.EDGE : Trigger.LEVEL;
    boolean once = (k.flags & (EV_ONESHOT | EV_DISPATCH)) != 0;
    int events =
        k.key.filter == EVFILT_WRITE ? Readiness.OUT : Readiness.IN | Readiness.READ_HANG_UP;
    Interest interest = new Interest(events, trigger, once, k.number);
    if (known) {
      try {
        modify(k.descriptor(), k.source, k.key.filter, interest);
        return;
      } catch (KernelException e) {
        // The file was closed and opened anew: its entry went with it.
      }
    }
    add(k.descriptor(), k.source, k.key.filter, interest);
  }

  private void delete(Knote k) {
    knotes.remove(k.key);
    byNumber.remove(k.number);
    try {
      remove(k.descriptor(), k.source, k.key.filter);
    } catch (KernelException e) {
      // The file was closed: its entry went with it.
    }
    if (k.source instanceof EventCount) {
      k.source.release();
    }
  }

  /** EVFILT_USER: changes the flags, and triggers. */
  private static void touch(Knote k, int change) {
    int value = change & NOTE_FLAGS;
    k.filterFlags =
        switch (change & NOTE_OPERATION) {
          case NOTE_AND -> k.filterFlags & value;
          case NOTE_OR -> k.filterFlags | value;
          case NOTE_COPY -> value;
          default -> k.filterFlags;
        };
    if ((change & NOTE_TRIGGER) != 0 && k.source instanceof EventCount c) {
      c.add(1);
    }
  }

  // ---- reports ----

  /** Takes what has happened, at most {@code most} events. */
  synchronized List<Kevent> take(int most) {
    List<Kevent> taken = new ArrayList<>();
    collect(
        most,
        (events, number) -> {
          Knote k = byNumber.get((int) number);
          if (k != null) {
            taken.add(report(k, events));
          }
        });
    for (Kevent e : taken) {
      Knote k = knotes.get(new Key(e.ident(), e.filter()));
      if (k != null && ((k.flags & EV_ONESHOT) != 0 || k.key.filter == EVFILT_PROC)) {
        delete(k);
      }
    }
    return taken;
  }

  private static Kevent report(Knote k, int events) {
    int flags = k.flags | EV_ADD | EV_ENABLE;
    int filterFlags = k.filterFlags;
    long data = 0;
    if (k.source instanceof EventCount c) {
      data = c.count();
      if ((k.flags & EV_CLEAR) != 0) {
        c.clear();
      }
      if (k.key.filter == EVFILT_USER) {
        data = 0;
      } else if (k.key.filter == EVFILT_VNODE) {
        filterFlags = (int) data;
        data = 0;
      } else if (k.key.filter == EVFILT_PROC) {
        data = EventSources.status(data);
        filterFlags &= NOTE_EXIT;
        flags |= EV_EOF | EV_ONESHOT;
      }
    } else {
      int over =
          k.key.filter == EVFILT_WRITE
              ? Readiness.ALWAYS
              : Readiness.ALWAYS | Readiness.READ_HANG_UP;
      flags |= (events & over) != 0 ? EV_EOF : 0;
      data = k.key.filter == EVFILT_READ ? available(k.source) : ROOM;
    }
    return new Kevent(k.key.ident, k.key.filter, flags, filterFlags, data, k.userData);
  }

  /** What EVFILT_WRITE says about room: at least a page. */
  private static final long ROOM = 4096;

  private static long available(OpenFile f) {
    try {
      return f.available();
    } catch (KernelException e) {
      return 1;
    }
  }

  @Override
  protected void close() {
    synchronized (this) {
      for (Knote k : List.copyOf(knotes.values())) {
        delete(k);
      }
    }
    super.close();
  }
}
