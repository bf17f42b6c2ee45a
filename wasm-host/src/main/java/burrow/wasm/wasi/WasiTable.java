package burrow.wasm.wasi;

import static burrow.kernel.trace.Formats.FD;
import static burrow.kernel.trace.Formats.HEX;
import static burrow.kernel.trace.Formats.INT;
import static burrow.kernel.trace.Formats.LONG;
import static burrow.kernel.trace.Formats.POINTER;
import static burrow.wasm.wasi.WasiFormats.CLOCK;
import static burrow.wasm.wasi.WasiFormats.DESCRIPTOR_FLAGS;
import static burrow.wasm.wasi.WasiFormats.LOOKUP;
import static burrow.wasm.wasi.WasiFormats.OPEN_FLAGS;
import static burrow.wasm.wasi.WasiFormats.PATH;
import static burrow.wasm.wasi.WasiFormats.SIZE_OUT;
import static burrow.wasm.wasi.WasiFormats.TEXT;
import static burrow.wasm.wasi.WasiFormats.TIME_OUT;
import static burrow.wasm.wasi.WasiFormats.VECTORS_IN;
import static burrow.wasm.wasi.WasiFormats.VECTORS_OUT;
import static burrow.wasm.wasi.WasiFormats.WHENCE;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.call.HostFunction;
import burrow.kernel.call.HostFunction.Handler;
import burrow.kernel.trace.ArgumentFormat;
import burrow.wasm.WasmCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions of {@code wasi_snapshot_preview1}: handlers, types, trace formats, support. */
public final class WasiTable {
  private static final List<HostFunction<WasmCall>> ROWS = new ArrayList<>();
  private static final Map<String, HostFunction<WasmCall>> BY_NAME = new HashMap<>();
  private static final Map<String, String> TYPES = new HashMap<>();

  private static final String LINK_ESCAPES =
      "a path may not lead above the directory it starts from by \"..\"; symbolic links may";

  static {
    process();
    descriptors();
    transfers();
    paths();
    sockets();
  }

  private WasiTable() {}

  /** All rows, in no order that matters. */
  public static List<HostFunction<WasmCall>> rows() {
    return List.copyOf(ROWS);
  }

  static @Nullable HostFunction<WasmCall> find(String name) {
    return BY_NAME.get(name);
  }

  /** The type of a function as a JVM descriptor. */
  static String signature(HostFunction<WasmCall> row) {
    return TYPES.getOrDefault(row.name(), "");
  }

  private static HostFunction<WasmCall> row(
      String name, String type, Handler<WasmCall> handler, ArgumentFormat... formats) {
    TYPES.put(name, type);
    return HostFunction.of(WasiHost.MODULE, name, handler, formats);
  }

  /** A function that returns an error number. */
  private static void full(
      String name, String parameters, Handler<WasmCall> handler, ArgumentFormat... formats) {
    put(row(name, "(" + parameters + ")I", handler, formats));
  }

  private static void partial(
      String caveat,
      String name,
      String parameters,
      Handler<WasmCall> handler,
      ArgumentFormat... formats) {
    put(row(name, "(" + parameters + ")I", handler, formats).partial(caveat));
  }

  private static void unsupported(String name, String parameters, Errno errno, String why) {
    ArgumentFormat[] formats = new ArgumentFormat[parameters.length()];
    java.util.Arrays.fill(formats, HEX);
    Handler<WasmCall> fails =
        c -> {
          throw new KernelException(errno, why);
        };
    put(row(name, "(" + parameters + ")I", fails, formats).unsupported(errno + ": " + why));
  }

  private static void put(HostFunction<WasmCall> row) {
    ROWS.add(row);
    BY_NAME.put(row.name(), row);
  }

  private static void process() {
    full("args_get", "II", ProcessCalls::argsGet, POINTER, POINTER);
    full("args_sizes_get", "II", ProcessCalls::argsSizesGet, SIZE_OUT, SIZE_OUT);
    full("environ_get", "II", ProcessCalls::environGet, POINTER, POINTER);
    full("environ_sizes_get", "II", ProcessCalls::environSizesGet, SIZE_OUT, SIZE_OUT);
    full("clock_res_get", "II", ProcessCalls::clockResGet, CLOCK, TIME_OUT);
    full("clock_time_get", "IJI", ProcessCalls::clockTimeGet, CLOCK, LONG, TIME_OUT);
    full("random_get", "II", ProcessCalls::randomGet, POINTER, INT);
    full("sched_yield", "", ProcessCalls::schedYield);
    put(row("proc_exit", "(I)V", ProcessCalls::procExit, INT));
    unsupported("proc_raise", "I", Errno.ENOSYS, "wasip1 has no signals");
    full(
        "poll_oneoff",
        "IIII",
        PollCalls::pollOneoff,
        WasiFormats.SUBSCRIPTIONS,
        POINTER,
        INT,
        SIZE_OUT);
  }

  private static void descriptors() {
    full("fd_advise", "IJJI", DescriptorCalls::advise, FD, LONG, LONG, INT);
    full("fd_allocate", "IJJ", DescriptorCalls::allocate, FD, LONG, LONG);
    full("fd_close", "I", DescriptorCalls::close, FD);
    full("fd_datasync", "I", DescriptorCalls::datasync, FD);
    partial(
        "every descriptor has all rights",
        "fd_fdstat_get",
        "II",
        DescriptorCalls::fdstatGet,
        FD,
        POINTER);
    full("fd_fdstat_set_flags", "II", DescriptorCalls::fdstatSetFlags, FD, DESCRIPTOR_FLAGS);
    partial(
        "rights are not taken away",
        "fd_fdstat_set_rights",
        "IJJ",
        DescriptorCalls::fdstatSetRights,
        FD,
        HEX,
        HEX);
    full("fd_filestat_get", "II", DescriptorCalls::filestatGet, FD, POINTER);
    full("fd_filestat_set_size", "IJ", DescriptorCalls::filestatSetSize, FD, LONG);
    full("fd_filestat_set_times", "IJJI", DescriptorCalls::filestatSetTimes, FD, LONG, LONG, HEX);
    full("fd_prestat_get", "II", DescriptorCalls::prestatGet, FD, POINTER);
    full("fd_prestat_dir_name", "III", DescriptorCalls::prestatDirName, FD, POINTER, INT);
    full("fd_renumber", "II", DescriptorCalls::renumber, FD, FD);
    full("fd_seek", "IJII", DescriptorCalls::seek, FD, LONG, WHENCE, TIME_OUT);
    full("fd_sync", "I", DescriptorCalls::sync, FD);
    full("fd_tell", "II", DescriptorCalls::tell, FD, TIME_OUT);
  }

  private static void transfers() {
    full("fd_read", "IIII", TransferCalls::read, FD, VECTORS_OUT, INT, SIZE_OUT);
    full("fd_pread", "IIIJI", TransferCalls::pread, FD, VECTORS_OUT, INT, LONG, SIZE_OUT);
    full("fd_write", "IIII", TransferCalls::write, FD, VECTORS_IN, INT, SIZE_OUT);
    full("fd_pwrite", "IIIJI", TransferCalls::pwrite, FD, VECTORS_IN, INT, LONG, SIZE_OUT);
    full("fd_readdir", "IIIJI", DirectoryCalls::readdir, FD, POINTER, INT, LONG, SIZE_OUT);
  }

  private static void paths() {
    partial(
        LINK_ESCAPES,
        "path_open",
        "IIIIIJJII",
        PathCalls::open,
        FD,
        LOOKUP,
        PATH,
        INT,
        OPEN_FLAGS,
        HEX,
        HEX,
        DESCRIPTOR_FLAGS,
        SIZE_OUT);
    full("path_create_directory", "III", PathCalls::createDirectory, FD, PATH, INT);
    full("path_filestat_get", "IIIII", PathCalls::filestatGet, FD, LOOKUP, PATH, INT, POINTER);
    full(
        "path_filestat_set_times",
        "IIIIJJI",
        PathCalls::filestatSetTimes,
        FD,
        LOOKUP,
        PATH,
        INT,
        LONG,
        LONG,
        HEX);
    full("path_link", "IIIIIII", PathCalls::link, FD, LOOKUP, PATH, INT, FD, PATH, INT);
    full("path_readlink", "IIIIII", PathCalls::readlink, FD, PATH, INT, TEXT, INT, SIZE_OUT);
    full("path_remove_directory", "III", PathCalls::removeDirectory, FD, PATH, INT);
    full("path_rename", "IIIIII", PathCalls::rename, FD, PATH, INT, FD, PATH, INT);
    full("path_symlink", "IIIII", PathCalls::symlink, PATH, INT, FD, PATH, INT);
    full("path_unlink_file", "III", PathCalls::unlinkFile, FD, PATH, INT);
  }

  private static void sockets() {
    String why = "no socket is handed to a guest at its start";
    unsupported("sock_accept", "III", Errno.ENOTSOCK, why);
    unsupported("sock_recv", "IIIIII", Errno.ENOTSOCK, why);
    unsupported("sock_send", "IIIII", Errno.ENOTSOCK, why);
    unsupported("sock_shutdown", "II", Errno.ENOTSOCK, why);
  }
}
