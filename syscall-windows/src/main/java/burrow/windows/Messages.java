package burrow.windows;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The texts of system errors that programs are likely to show. */
final class Messages {
  private static final Map<Integer, String> TEXTS = new HashMap<>();

  /** Number, space, text; one a line. */
  private static final String TABLE =
      """
      0 The operation completed successfully.
      1 Incorrect function.
      2 The system cannot find the file specified.
      3 The system cannot find the path specified.
      4 The system cannot open the file.
      5 Access is denied.
      6 The handle is invalid.
      8 Not enough memory resources are available to process this command.
      11 An attempt was made to load a program with an incorrect format.
      13 The data is invalid.
      14 Not enough memory resources are available to complete this operation.
      15 The system cannot find the drive specified.
      16 The directory cannot be removed.
      17 The system cannot move the file to a different disk drive.
      18 There are no more files.
      19 The media is write protected.
      21 The device is not ready.
      24 The program issued a command but the command length is incorrect.
      31 A device attached to the system is not functioning.
      32 The process cannot access the file because it is being used by another process.
      33 The process cannot access the file because another process has locked a portion of the file.
      38 Reached the end of the file.
      39 The disk is full.
      50 The request is not supported.
      53 The network path was not found.
      54 The network is busy.
      64 The specified network name is no longer available.
      67 The network name cannot be found.
      80 The file exists.
      82 The directory or file cannot be created.
      87 The parameter is incorrect.
      109 The pipe has been ended.
      111 The file name is too long.
      112 There is not enough space on the disk.
      120 This function is not supported on this system.
      121 The semaphore timeout period has expired.
      122 The data area passed to a system call is too small.
      123 The filename, directory name, or volume label syntax is incorrect.
      126 The specified module could not be found.
      127 The specified procedure could not be found.
      128 There are no child processes to wait for.
      131 An attempt was made to move the file pointer before the beginning of the file.
      145 The directory is not empty.
      158 The segment is already unlocked.
      161 The specified path is invalid.
      170 The requested resource is in use.
      183 Cannot create a file when that file already exists.
      193 %1 is not a valid Win32 application.
      203 The system could not find the environment option that was entered.
      206 The filename or extension is too long.
      231 All pipe instances are busy.
      232 The pipe is being closed.
      233 No process is on the other end of the pipe.
      234 More data is available.
      258 The wait operation timed out.
      259 No more data is available.
      267 The directory name is invalid.
      288 Attempt to release mutex not owned by caller.
      298 Too many posts were made to a semaphore.
      317 The system cannot find message text for message number 0x%1 in the message file for %2.
      487 Attempt to access invalid address.
      995 The I/O operation has been aborted because of either a thread exit or an application request.
      996 Overlapped I/O event is not in a signaled state.
      997 Overlapped I/O operation is in progress.
      998 Invalid access to memory location.
      1008 An attempt was made to reference a token that does not exist.
      1117 The request could not be performed because of an I/O device error.
      1142 An attempt was made to create more links on a file than the file system supports.
      1168 Element not found.
      1223 The operation was canceled by the user.
      1225 The remote computer refused the network connection.
      1229 An operation was attempted on a nonexistent network connection.
      1300 Not all privileges or groups referenced are assigned to the caller.
      1314 A required privilege is not held by the client.
      1332 No mapping between account names and security IDs was done.
      1337 The security ID structure is invalid.
      1450 Insufficient system resources exist to complete the requested service.
      1460 This operation returned because the timeout period expired.
      1921 The name of the file cannot be resolved by the system.
      4390 The file or directory is not a reparse point.
      4392 The data present in the reparse point buffer is invalid.
      4395 The object manager encountered a reparse point while retrieving an object.
      10004 A blocking operation was interrupted by a call to WSACancelBlockingCall.
      10022 An invalid argument was supplied.
      10038 An operation was attempted on something that is not a socket.
      10047 An address incompatible with the requested protocol was used.
      10050 A socket operation encountered a dead network.
      10060 A connection attempt failed because the connected party did not properly respond after a period of time, or established connection failed because connected host has failed to respond.
      10061 No connection could be made because the target machine actively refused it.
      11001 No such host is known.
      """;

  static {
    for (String line : TABLE.split("\n")) {
      int space = line.indexOf(' ');
      TEXTS.put(Integer.parseInt(line.substring(0, space)), line.substring(space + 1));
    }
  }

  private Messages() {}

  /** The text of a Win32 or Winsock error, or null. */
  static @Nullable String of(int code) {
    return TEXTS.get(code);
  }
}
