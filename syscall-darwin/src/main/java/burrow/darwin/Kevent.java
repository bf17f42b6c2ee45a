package burrow.darwin;

import burrow.machine.AddressSpace;

/**
 * struct kevent (sys/event.h): ident 0, filter 8 (2), flags 10 (2), fflags 12 (4), data 16, udata
 * 24; 32 bytes.
 *
 * @param flags EV_*
 * @param filterFlags NOTE_*
 */
record Kevent(long ident, int filter, int flags, int filterFlags, long data, long userData) {
  static final int BYTES = 32;

  static final int EV_ADD = 0x1;
  static final int EV_DELETE = 0x2;
  static final int EV_ENABLE = 0x4;
  static final int EV_DISABLE = 0x8;
  static final int EV_ONESHOT = 0x10;
  static final int EV_CLEAR = 0x20;
  static final int EV_RECEIPT = 0x40;
  static final int EV_DISPATCH = 0x80;
  static final int EV_ERROR = 0x4000;
  static final int EV_EOF = 0x8000;

  static final int EVFILT_READ = -1;
  static final int EVFILT_WRITE = -2;
  static final int EVFILT_VNODE = -4;
  static final int EVFILT_PROC = -5;
  static final int EVFILT_SIGNAL = -6;
  static final int EVFILT_TIMER = -7;
  static final int EVFILT_USER = -10;

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  static Kevent read(AddressSpace m, long at) {
    return new Kevent(
        m.readLong(at),
        m.readShort(at + 8),
        m.readShort(at + 10) & 0xffff,
        m.readInt(at + 12),
        m.readLong(at + 16),
        m.readLong(at + 24));
  }

  void write(AddressSpace m, long at) {
    m.writeLong(at, ident);
    m.writeShort(at + 8, filter);
    m.writeShort(at + 10, flags);
    m.writeInt(at + 12, filterFlags);
    m.writeLong(at + 16, data);
    m.writeLong(at + 24, userData);
  }

  /** What is reported of a change: its outcome. */
  Kevent receipt(int errno) {
    return new Kevent(ident, filter, flags | EV_ERROR, filterFlags, errno, userData);
  }
}
