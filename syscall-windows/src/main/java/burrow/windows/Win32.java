package burrow.windows;

/** Numbers of the Windows headers that several topics use, by their documented names. */
final class Win32 {
  private Win32() {}

  // winerror.h
  static final int ERROR_SUCCESS = 0;
  static final int ERROR_INVALID_FUNCTION = 1;
  static final int ERROR_FILE_NOT_FOUND = 2;
  static final int ERROR_PATH_NOT_FOUND = 3;
  static final int ERROR_TOO_MANY_OPEN_FILES = 4;
  static final int ERROR_ACCESS_DENIED = 5;
  static final int ERROR_INVALID_HANDLE = 6;
  static final int ERROR_NOT_ENOUGH_MEMORY = 8;
  static final int ERROR_NOT_SAME_DEVICE = 17;
  static final int ERROR_NO_MORE_FILES = 18;
  static final int ERROR_WRITE_PROTECT = 19;
  static final int ERROR_GEN_FAILURE = 31;
  static final int ERROR_SHARING_VIOLATION = 32;
  static final int ERROR_LOCK_VIOLATION = 33;
  static final int ERROR_HANDLE_EOF = 38;
  static final int ERROR_NOT_SUPPORTED = 50;
  static final int ERROR_FILE_EXISTS = 80;
  static final int ERROR_INVALID_PARAMETER = 87;
  static final int ERROR_BROKEN_PIPE = 109;
  static final int ERROR_DISK_FULL = 112;
  static final int ERROR_CALL_NOT_IMPLEMENTED = 120;
  static final int ERROR_INSUFFICIENT_BUFFER = 122;
  static final int ERROR_INVALID_NAME = 123;
  static final int ERROR_MOD_NOT_FOUND = 126;
  static final int ERROR_PROC_NOT_FOUND = 127;
  static final int ERROR_NEGATIVE_SEEK = 131;
  static final int ERROR_DIR_NOT_EMPTY = 145;
  static final int ERROR_NOT_LOCKED = 158;
  static final int ERROR_BUSY = 170;
  static final int ERROR_ALREADY_EXISTS = 183;
  static final int ERROR_ENVVAR_NOT_FOUND = 203;
  static final int ERROR_FILENAME_EXCED_RANGE = 206;
  static final int ERROR_PIPE_BUSY = 231;
  static final int ERROR_NO_DATA = 232;
  static final int ERROR_PIPE_NOT_CONNECTED = 233;
  static final int ERROR_MORE_DATA = 234;
  static final int WAIT_TIMEOUT = 258;
  static final int ERROR_NO_MORE_ITEMS = 259;
  static final int ERROR_DIRECTORY = 267;
  static final int ERROR_NOT_OWNER = 288;
  static final int ERROR_TOO_MANY_POSTS = 298;
  static final int ERROR_INVALID_ADDRESS = 487;
  static final int ERROR_OPERATION_ABORTED = 995;
  static final int ERROR_IO_INCOMPLETE = 996;
  static final int ERROR_IO_PENDING = 997;
  static final int ERROR_NOACCESS = 998;
  static final int ERROR_NO_TOKEN = 1008;
  static final int ERROR_IO_DEVICE = 1117;
  static final int ERROR_TOO_MANY_LINKS = 1142;
  static final int ERROR_NOT_FOUND = 1168;
  static final int ERROR_NONE_MAPPED = 1332;
  static final int ERROR_NO_SYSTEM_RESOURCES = 1450;
  static final int ERROR_TIMEOUT = 1460;
  static final int ERROR_CANT_RESOLVE_FILENAME = 1921;
  static final int ERROR_NOT_A_REPARSE_POINT = 4390;
  static final int ERROR_INVALID_REPARSE_DATA = 4392;

  // winbase.h, winnt.h
  static final long INVALID_HANDLE = -1;
  static final long CURRENT_PROCESS = -1;
  static final long CURRENT_THREAD = -2;
  static final int INFINITE = -1;

  // ntstatus.h
  static final int STATUS_SUCCESS = 0;
  static final int STATUS_ACCESS_VIOLATION = 0xC000_0005;
  static final int STATUS_IN_PAGE_ERROR = 0xC000_0006;
  static final int STATUS_ILLEGAL_INSTRUCTION = 0xC000_001D;
  static final int STATUS_INTEGER_DIVIDE_BY_ZERO = 0xC000_0094;
  static final int STATUS_PRIVILEGED_INSTRUCTION = 0xC000_0096;
  static final int STATUS_STACK_OVERFLOW = 0xC000_00FD;
  static final int STATUS_CONTROL_C_EXIT = 0xC000_013A;
  static final int STATUS_BREAKPOINT = 0x8000_0003;
  static final int STATUS_DATATYPE_MISALIGNMENT = 0x8000_0002;
}
