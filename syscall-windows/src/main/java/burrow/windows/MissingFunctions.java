package burrow.windows;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Functions that Windows has and Burrow lacks so far. GetProcAddress finds them, so that a program
 * gets as far as it would, and the first call names what is missing. A name that is neither here
 * nor in the table is not found, which is how programs ask for what only some Windows have.
 */
final class MissingFunctions {
  private static final Map<String, Set<String>> NAMES = new LinkedHashMap<>();

  static {
    add(
        "ws2_32.dll",
        """
        WSAIoctl WSARecv WSARecvFrom WSASend WSASendTo WSADuplicateSocketW bind listen connect
        closesocket shutdown getsockname getpeername getsockopt setsockopt gethostbyname WSARecvMsg
        """);
    add("mswsock.dll", "AcceptEx GetAcceptExSockaddrs TransmitFile");
    add("dnsapi.dll", "DnsQuery_W DnsRecordListFree DnsNameCompare_W");
    add("iphlpapi.dll", "GetAdaptersInfo GetIfEntry");
    add(
        "crypt32.dll",
        """
        CertOpenStore CertCloseStore CertOpenSystemStoreW CertEnumCertificatesInStore
        CertAddCertificateContextToStore CertCreateCertificateContext CertFreeCertificateContext
        CertGetCertificateChain CertFreeCertificateChain CertVerifyCertificateChainPolicy
        """);
    add(
        "kernel32.dll",
        """
        CreateNamedPipeW ReadDirectoryChangesW QueueUserAPC GetConsoleCursorInfo
        """);
    add(
        "advapi32.dll",
        """
        DuplicateTokenEx SetTokenInformation CreateProcessAsUserW OpenSCManagerW OpenServiceW
        QueryServiceStatus
        """);
    add("userenv.dll", "CreateEnvironmentBlock DestroyEnvironmentBlock");
    add("user32.dll", "MessageBoxW GetMessageW DispatchMessageW EnumWindows");
    add("gdi32.dll", "");
    add("ole32.dll", "CoInitializeEx CoUninitialize CoCreateInstance CoTaskMemFree");
    add("oleaut32.dll", "SysAllocString SysFreeString VariantClear");
    add("shlwapi.dll", "");
    add("version.dll", "GetFileVersionInfoSizeW GetFileVersionInfoW VerQueryValueW");
  }

  private MissingFunctions() {}

  private static void add(String library, String names) {
    NAMES
        .computeIfAbsent(library, l -> new HashSet<>())
        .addAll(names.isEmpty() ? Set.of() : Arrays.asList(names.trim().split("\\s+")));
  }

  /** The DLLs that exist if only for what is missing. */
  static Set<String> libraries() {
    return NAMES.keySet();
  }

  static boolean contains(String library, String name) {
    return NAMES.getOrDefault(library, Set.of()).contains(name);
  }
}
