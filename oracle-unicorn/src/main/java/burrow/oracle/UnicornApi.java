package burrow.oracle;

import com.sun.jna.Callback;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.ptr.LongByReference;

/**
 * libunicorn's C interface, version 2: {@code unicorn/unicorn.h}. Handles, pointers and sizes are
 * {@code long}: 64-bit hosts only. Functions with a fixed number of arguments are mapped directly,
 * which is several times faster than through an interface.
 */
final class UnicornApi {
  static final int OK = 0;
  static final int ERROR_INVALID_INSTRUCTION = 10;

  static final int ARCH_ARM64 = 2;
  static final int ARCH_X86 = 4;
  static final int ARCH_RISCV = 8;
  static final int MODE_LITTLE_ENDIAN = 0;
  static final int MODE_64 = 8;

  static final int HOOK_INTERRUPT = 1;
  static final int HOOK_INSTRUCTION = 2;
  static final int HOOK_MEMORY_INVALID = 1008;

  static final int MEMORY_WRITE_UNMAPPED = 20;
  static final int MEMORY_FETCH_UNMAPPED = 21;
  static final int MEMORY_WRITE_PROTECTED = 22;
  static final int MEMORY_FETCH_PROTECTED = 24;

  // The UC_CTL macro: type | arguments << 26 | direction << 30; direction 1 is write.
  static final int CONTROL_CPU_MODEL = 7 | 1 << 26 | 1 << 30;
  static final int CONTROL_REMOVE_CACHE = 9 | 2 << 26 | 1 << 30;

  static {
    NativeLibrary library = NativeLibraries.UNICORN.load();
    Native.register(UnicornApi.class, library);
    VARIADIC = Native.load(library.getFile().getPath(), Variadic.class);
  }

  /** The functions that take {@code ...}: some ABIs pass those arguments in another way. */
  static final Variadic VARIADIC;

  interface Variadic extends Library {
    int uc_ctl(long engine, int control, Object... arguments);

    int uc_hook_add(
        long engine,
        LongByReference hook,
        int type,
        Callback callback,
        long user,
        long begin,
        long end,
        Object... arguments);
  }

  /** {@code uc_cb_hookintr_t}, also {@code uc_cb_insn_syscall_t} with a meaningless number. */
  interface InterruptHook extends Callback {
    void invoke(long engine, int number, long user);
  }

  /** {@code uc_cb_eventmem_t}; returns 0 for "not handled". */
  interface MemoryHook extends Callback {
    byte invoke(long engine, int type, long address, int size, long value, long user);
  }

  private UnicornApi() {}

  static native int uc_open(int arch, int mode, LongByReference engine);

  static native int uc_close(long engine);

  static native String uc_strerror(int error);

  static native int uc_mem_map(long engine, long address, long size, int permissions);

  static native int uc_mem_protect(long engine, long address, long size, int permissions);

  static native int uc_mem_write(long engine, long address, byte[] bytes, long size);

  static native int uc_mem_read(long engine, long address, byte[] bytes, long size);

  static native int uc_reg_read(long engine, int register, LongByReference value);

  static native int uc_reg_write(long engine, int register, LongByReference value);

  static native int uc_reg_read_batch(long engine, long registers, long values, int count);

  static native int uc_reg_write_batch(long engine, long registers, long values, int count);

  static native int uc_emu_start(long engine, long begin, long until, long timeout, long count);

  static native int uc_emu_stop(long engine);

  static native int uc_context_alloc(long engine, LongByReference context);

  static native int uc_context_save(long engine, long context);

  static native int uc_context_restore(long engine, long context);

  static native int uc_context_free(long context);
}
