package burrow.windows;

import burrow.kernel.Errno;
import java.util.Map;

/** The three ways Windows numbers failures: Win32 codes, NTSTATUS, and what the kernel says. */
final class Errors {
  private Errors() {}

  /** The Win32 error that says what a kernel error does. */
  static int win32(Errno errno) {
    return switch (errno) {
      case ENOENT -> Win32.ERROR_FILE_NOT_FOUND;
      case ENOTDIR -> Win32.ERROR_PATH_NOT_FOUND;
      case EMFILE, ENFILE -> Win32.ERROR_TOO_MANY_OPEN_FILES;
      case EACCES, EPERM, EISDIR, ETXTBSY -> Win32.ERROR_ACCESS_DENIED;
      case EROFS -> Win32.ERROR_WRITE_PROTECT;
      case EBADF -> Win32.ERROR_INVALID_HANDLE;
      case ENOMEM -> Win32.ERROR_NOT_ENOUGH_MEMORY;
      case EAGAIN -> Win32.ERROR_NO_SYSTEM_RESOURCES;
      case EXDEV -> Win32.ERROR_NOT_SAME_DEVICE;
      case EBUSY -> Win32.ERROR_BUSY;
      case EEXIST -> Win32.ERROR_ALREADY_EXISTS;
      case EINVAL -> Win32.ERROR_INVALID_PARAMETER;
      case EPIPE -> Win32.ERROR_NO_DATA;
      case ENOSPC, EDQUOT, EFBIG -> Win32.ERROR_DISK_FULL;
      case ENOSYS -> Win32.ERROR_CALL_NOT_IMPLEMENTED;
      case EOPNOTSUPP, ENOTTY -> Win32.ERROR_NOT_SUPPORTED;
      case ENAMETOOLONG -> Win32.ERROR_FILENAME_EXCED_RANGE;
      case ENOTEMPTY -> Win32.ERROR_DIR_NOT_EMPTY;
      case ELOOP -> Win32.ERROR_CANT_RESOLVE_FILENAME;
      case EMLINK -> Win32.ERROR_TOO_MANY_LINKS;
      case EFAULT -> Win32.ERROR_NOACCESS;
      case ESPIPE -> Win32.ERROR_INVALID_FUNCTION;
      case EIO -> Win32.ERROR_IO_DEVICE;
      case ECANCELED -> Win32.ERROR_OPERATION_ABORTED;
      case ETIMEDOUT -> Win32.ERROR_TIMEOUT;
      default -> Win32.ERROR_GEN_FAILURE;
    };
  }

  /** NTSTATUS values and the Win32 errors they become. */
  private static final Map<Integer, Integer> STATUS =
      Map.ofEntries(
          Map.entry(0xC000_0034, Win32.ERROR_FILE_NOT_FOUND),
          Map.entry(0xC000_003A, Win32.ERROR_PATH_NOT_FOUND),
          Map.entry(0xC000_0103, Win32.ERROR_DIRECTORY),
          Map.entry(0xC000_00BA, Win32.ERROR_ACCESS_DENIED),
          Map.entry(0xC000_0035, Win32.ERROR_ALREADY_EXISTS),
          Map.entry(0xC000_0022, Win32.ERROR_ACCESS_DENIED),
          Map.entry(0xC000_0008, Win32.ERROR_INVALID_HANDLE),
          Map.entry(0xC000_000D, Win32.ERROR_INVALID_PARAMETER),
          Map.entry(0xC000_0002, Win32.ERROR_INVALID_FUNCTION),
          Map.entry(0xC000_0003, Win32.ERROR_INVALID_PARAMETER),
          Map.entry(0xC000_0005, Win32.ERROR_NOACCESS),
          Map.entry(0xC000_0010, Win32.ERROR_INVALID_FUNCTION),
          Map.entry(0xC000_0017, Win32.ERROR_NOT_ENOUGH_MEMORY),
          Map.entry(0xC000_0033, Win32.ERROR_INVALID_NAME),
          Map.entry(0xC000_0043, Win32.ERROR_SHARING_VIOLATION),
          Map.entry(0xC000_0056, Win32.ERROR_ACCESS_DENIED),
          Map.entry(0xC000_007F, Win32.ERROR_DISK_FULL),
          Map.entry(0xC000_00A2, Win32.ERROR_WRITE_PROTECT),
          Map.entry(0xC000_00BB, Win32.ERROR_NOT_SUPPORTED),
          Map.entry(0xC000_00D4, Win32.ERROR_NOT_SAME_DEVICE),
          Map.entry(0xC000_0101, Win32.ERROR_DIR_NOT_EMPTY),
          Map.entry(0xC000_0106, Win32.ERROR_FILENAME_EXCED_RANGE),
          Map.entry(0xC000_011F, Win32.ERROR_TOO_MANY_OPEN_FILES),
          Map.entry(0xC000_0120, Win32.ERROR_OPERATION_ABORTED),
          Map.entry(0xC000_0121, Win32.ERROR_ACCESS_DENIED),
          Map.entry(0xC000_0225, Win32.ERROR_NOT_FOUND),
          Map.entry(0xC000_0275, Win32.ERROR_NOT_A_REPARSE_POINT),
          Map.entry(0xC000_0278, Win32.ERROR_INVALID_REPARSE_DATA),
          Map.entry(0xC000_0280, Win32.ERROR_CANT_RESOLVE_FILENAME),
          Map.entry(0xC000_050B, 4395 /* ERROR_REPARSE_POINT_ENCOUNTERED */),
          Map.entry(0xC000_0011, Win32.ERROR_HANDLE_EOF),
          Map.entry(0xC000_014B, Win32.ERROR_BROKEN_PIPE),
          Map.entry(0x8000_0005, Win32.ERROR_MORE_DATA),
          Map.entry(0x8000_0006, Win32.ERROR_NO_MORE_FILES),
          Map.entry(0x0000_0103, Win32.ERROR_IO_PENDING),
          Map.entry(0xC000_0001, Win32.ERROR_GEN_FAILURE),
          Map.entry(0xC000_0004, 24 /* ERROR_BAD_LENGTH */),
          Map.entry(0xC000_0023, Win32.ERROR_INSUFFICIENT_BUFFER));

  /** ERROR_MR_MID_NOT_FOUND: there is no Win32 error for a status. */
  private static final int NO_SUCH_MESSAGE = 317;

  private static final int STATUS_UNSUCCESSFUL = 0xC000_0001;

  /** As RtlNtStatusToDosErrorNoTeb. */
  static int win32OfStatus(int status) {
    if (status == 0) {
      return 0;
    }
    return STATUS.getOrDefault(status, NO_SUCH_MESSAGE);
  }

  /** The NTSTATUS whose Win32 error a failure is. */
  static int statusOf(int win32) {
    return switch (win32) {
      case 0 -> 0;
      case Win32.ERROR_ACCESS_DENIED -> 0xC000_0022;
      case Win32.ERROR_NOT_ENOUGH_MEMORY -> 0xC000_0017;
      case Win32.ERROR_FILE_EXISTS -> 0xC000_0035;
      case Win32.ERROR_INVALID_FUNCTION -> 0xC000_0010;
      case Win32.ERROR_INVALID_PARAMETER -> 0xC000_000D;
      case Win32.ERROR_NO_DATA -> 0xC000_00B1;
      default ->
          STATUS.entrySet().stream()
              .filter(e -> e.getValue() == win32)
              .mapToInt(Map.Entry::getKey)
              .min()
              .orElse(STATUS_UNSUCCESSFUL);
    };
  }
}
