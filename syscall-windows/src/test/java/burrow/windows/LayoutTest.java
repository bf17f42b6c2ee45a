package burrow.windows;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Sizes and offsets are what unsafe.Sizeof and unsafe.Offsetof print for the types of Go's syscall
 * and internal/runtime/syscall/windows on windows/amd64 and windows/arm64 alike. CONTEXT has a test
 * of its own.
 */
class LayoutTest {
  /** The constants of a structure, in the order of the test's row. */
  private static int[] constants(String structure) {
    return switch (structure) {
      case "EXCEPTION_RECORD" ->
          new int[] {
            ExceptionDispatch.RECORD_BYTES,
            ExceptionDispatch.RECORD_FLAGS,
            ExceptionDispatch.RECORD_ADDRESS,
            ExceptionDispatch.RECORD_PARAMETERS,
            ExceptionDispatch.RECORD_INFORMATION
          };
      case "OVERLAPPED" ->
          new int[] {
            Overlapped.BYTES, Overlapped.INTERNAL_HIGH, Overlapped.OFFSET, Overlapped.EVENT
          };
      case "WIN32_FIND_DATAW" ->
          new int[] {DirectoryFunctions.FIND_DATA_BYTES, DirectoryFunctions.FIND_NAME};
      case "BY_HANDLE_FILE_INFORMATION" -> new int[] {FileHandleFunctions.INFORMATION_BYTES};
      case "WIN32_FILE_ATTRIBUTE_DATA" -> new int[] {FileFunctions.ATTRIBUTE_DATA_BYTES};
      case "STARTUPINFOW" ->
          new int[] {
            ProcessFunctions.STARTUP_INFO_BYTES,
            ProcessFunctions.STARTUP_FLAGS,
            ProcessFunctions.STARTUP_HANDLES
          };
      case "TIME_ZONE_INFORMATION" ->
          new int[] {
            TimeZoneFunctions.BYTES,
            TimeZoneFunctions.STANDARD_NAME,
            TimeZoneFunctions.STANDARD_DATE,
            TimeZoneFunctions.STANDARD_BIAS,
            TimeZoneFunctions.DAYLIGHT_NAME,
            TimeZoneFunctions.DAYLIGHT_DATE,
            TimeZoneFunctions.DAYLIGHT_BIAS
          };
      case "OBJECT_ATTRIBUTES" ->
          new int[] {
            NtFileFunctions.OBJECT_ATTRIBUTES_BYTES,
            NtFileFunctions.ROOT_DIRECTORY,
            NtFileFunctions.OBJECT_NAME,
            NtFileFunctions.ATTRIBUTES
          };
      case "PROCESSENTRY32W" -> new int[] {SnapshotFunctions.PROCESS_ENTRY_BYTES};
      case "MODULEENTRY32W" -> new int[] {SnapshotFunctions.MODULE_ENTRY_BYTES};
      case "WSADATA" -> new int[] {NetworkFunctions.WSADATA_BYTES};
      case "WSAPROTOCOL_INFOW" -> new int[] {NetworkFunctions.PROTOCOL_INFO_BYTES};
      case "MEMORY_BASIC_INFORMATION" -> new int[] {MemoryFunctions.BASIC_INFORMATION_BYTES};
      case "SYSTEM_INFO" -> new int[] {SystemFunctions.SYSTEM_INFO_BYTES};
      default -> throw new IllegalArgumentException(structure);
    };
  }

  @ParameterizedTest
  @CsvSource({
    "EXCEPTION_RECORD, 152 4 16 24 32",
    "OVERLAPPED, 32 8 16 24",
    // Go's internal win32finddata1: the exported type is shorter by mistake.
    "WIN32_FIND_DATAW, 592 44",
    "BY_HANDLE_FILE_INFORMATION, 52",
    "WIN32_FILE_ATTRIBUTE_DATA, 36",
    "STARTUPINFOW, 104 60 80",
    "TIME_ZONE_INFORMATION, 172 4 68 84 88 152 168",
    "OBJECT_ATTRIBUTES, 48 8 16 24",
    "PROCESSENTRY32W, 568",
    "MODULEENTRY32W, 1080",
    "WSADATA, 408",
    "WSAPROTOCOL_INFOW, 628",
    "MEMORY_BASIC_INFORMATION, 48",
    "SYSTEM_INFO, 48",
  })
  void asGoStates(String structure, String numbers) {
    int[] stated =
        java.util.Arrays.stream(numbers.split(" ")).mapToInt(Integer::parseInt).toArray();
    assertThat(constants(structure)).isEqualTo(stated);
  }
}
