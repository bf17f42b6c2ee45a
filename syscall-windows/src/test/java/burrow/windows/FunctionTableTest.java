package burrow.windows;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.kernel.call.HostFunction;
import burrow.kernel.call.Support;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FunctionTableTest {
  /** What the runtime of Go 1.19 to 1.26 imports, and what it looks up before main. */
  private static final String RUNTIME =
      """
      AddVectoredContinueHandler AddVectoredExceptionHandler CloseHandle CreateEventA
      CreateIoCompletionPort CreateThread CreateWaitableTimerExW CreateWaitableTimerA
      DuplicateHandle ExitProcess FreeEnvironmentStringsW GetConsoleMode GetCurrentThreadId
      GetEnvironmentStringsW GetErrorMode GetProcAddress GetProcessAffinityMask
      GetQueuedCompletionStatusEx GetStdHandle GetSystemDirectoryA GetSystemInfo GetThreadContext
      LoadLibraryExW LoadLibraryA LoadLibraryW PostQueuedCompletionStatus RaiseFailFastException
      ResumeThread RtlLookupFunctionEntry RtlVirtualUnwind SetConsoleCtrlHandler SetErrorMode
      SetEvent SetProcessPriorityBoost SetThreadContext SetThreadPriority
      SetUnhandledExceptionFilter SetWaitableTimer SuspendThread SwitchToThread TlsAlloc
      VirtualAlloc VirtualFree VirtualQuery WaitForMultipleObjects WaitForSingleObject WerGetFlags
      WerSetFlags WriteConsoleW WriteFile QueryPerformanceCounter QueryPerformanceFrequency
      """;

  @Test
  void theRuntimeFindsAllItImports() {
    for (String name : RUNTIME.trim().split("\\s+")) {
      assertThat(FunctionTable.find("kernel32.dll", name)).as(name).isNotNull();
    }
    assertThat(FunctionTable.find("BCryptPrimitives", "ProcessPrng")).isNotNull();
    assertThat(FunctionTable.find("ntdll.dll", "RtlGetVersion")).isNotNull();
    // Without it Go does without the wait packets of completion ports.
    assertThat(FunctionTable.find("ntdll.dll", "NtCreateWaitCompletionPacket")).isNull();
  }

  @Test
  void rowsAreUniqueAndEveryGapIsExplained() {
    Set<String> seen = new HashSet<>();
    for (HostFunction<Call> f : FunctionTable.rows()) {
      String name = f.library() + "!" + f.name();
      assertThat(seen.add(name)).as(name).isTrue();
      assertThat(f.caveat().isEmpty()).as(name).isEqualTo(f.support() == Support.FULL);
      assertThat(f.arguments().size()).as(name).isLessThanOrEqualTo(Call.MOST_ARGUMENTS);
      assertThat(FunctionTable.canonical(f.library())).isEqualTo(f.library());
      assertThat(MissingFunctions.contains(f.library(), f.name())).as(name).isFalse();
    }
  }

  @Test
  void exitCodesBecomeStatuses() {
    assertThat(UnixStatus.of(0).shellStatus()).isZero();
    assertThat(UnixStatus.of(2).shellStatus()).isEqualTo(2);
    assertThat(UnixStatus.of(256).shellStatus()).isEqualTo(255);
    assertThat(UnixStatus.of(Win32.STATUS_ACCESS_VIOLATION).shellStatus()).isEqualTo(139);
    assertThat(UnixStatus.of(Win32.STATUS_CONTROL_C_EXIT).shellStatus()).isEqualTo(130);
    assertThat(UnixStatus.of(0xC000_0409).shellStatus()).isEqualTo(134);
  }
}
