package burrow.windows;

import static burrow.windows.WindowsFormats.FLAGS;
import static burrow.windows.WindowsFormats.HANDLE;
import static burrow.windows.WindowsFormats.INT;
import static burrow.windows.WindowsFormats.NARROW;
import static burrow.windows.WindowsFormats.POINTER;
import static burrow.windows.WindowsFormats.WIDE;

import burrow.kernel.call.HostFunction;
import burrow.machine.AddressSpace;
import java.util.List;

/**
 * What of Winsock programs call before they have a socket. There are no sockets yet: making one
 * fails as on a machine whose network is down.
 */
final class NetworkFunctions {
  private static final String WS2_32 = "ws2_32.dll";

  private static final int WSAENETDOWN = 10050;
  private static final int WSAENOBUFS = 10055;
  private static final int WSAHOST_NOT_FOUND = 11001;
  private static final int WSATYPE_NOT_FOUND = 10109;

  // WSADATA for 64 bits.
  static final int WSADATA_BYTES = 408;
  private static final int VERSION = 0x202;

  // WSAPROTOCOL_INFOW.
  static final int PROTOCOL_INFO_BYTES = 628;

  /** Guaranteed order and delivery, graceful close, expedited data, IFS handles. */
  private static final int TCP_SERVICE_FLAGS = 0x20066;

  private static final int AF_INET = 2;
  private static final int SOCK_STREAM = 1;
  private static final int IPPROTO_TCP = 6;

  private NetworkFunctions() {}

  static List<HostFunction<Call>> table() {
    String none = "fails with WSAENETDOWN: sockets are not in this version";
    return List.of(
        Row.of(WS2_32, "WSAStartup", NetworkFunctions::startup, FLAGS, POINTER),
        Row.of(WS2_32, "WSACleanup", c -> 0),
        Row.of(WS2_32, "WSAGetLastError", c -> c.thread().block().lastError()),
        Row.of(
                WS2_32,
                "WSAEnumProtocolsW",
                Returns.onFailure(-1, NetworkFunctions::protocols),
                POINTER,
                POINTER,
                POINTER)
            .partial("TCP"),
        Row.of(
                WS2_32,
                "WSASocketW",
                Returns.onFailure(-1, c -> down()),
                INT,
                INT,
                INT,
                POINTER,
                INT,
                FLAGS)
            .unsupported(none),
        Row.of(WS2_32, "socket", Returns.onFailure(-1, c -> down()), INT, INT, INT)
            .unsupported(none),
        Row.of(WS2_32, "GetAddrInfoW", c -> WSAHOST_NOT_FOUND, WIDE, WIDE, POINTER, POINTER)
            .unsupported("finds no host"),
        Row.of(WS2_32, "FreeAddrInfoW", c -> 0, POINTER),
        Row.of(WS2_32, "getprotobyname", c -> notFound(c), NARROW).unsupported("finds no protocol"),
        Row.of(WS2_32, "getservbyname", c -> notFound(c), NARROW, NARROW)
            .unsupported("finds no service"),
        Row.of(WS2_32, "GetHostNameW", NetworkFunctions::hostName, POINTER, INT),
        Row.of(
                "iphlpapi.dll",
                "GetAdaptersAddresses",
                c -> {
                  c.memory().writeInt(c.argument(4), 0);
                  return 0;
                },
                INT,
                FLAGS,
                POINTER,
                POINTER,
                POINTER)
            .unsupported("there are no adapters"),
        Row.of(WS2_32, "ntohs", c -> (Short.reverseBytes((short) c.intArgument(0)) & 0xffffL), INT),
        Row.of(WS2_32, "htons", c -> (Short.reverseBytes((short) c.intArgument(0)) & 0xffffL), INT),
        Row.of(
            WS2_32,
            "WSAGetOverlappedResult",
            c -> TransferFunctions.overlappedResult(c, c.intArgument(3) == 0 ? 0 : -1),
            HANDLE,
            POINTER,
            POINTER,
            INT,
            POINTER));
  }

  private static long down() {
    throw new Win32Exception(WSAENETDOWN, "sockets");
  }

  private static long notFound(Call c) {
    c.setLastError(WSATYPE_NOT_FOUND);
    return 0;
  }

  private static long startup(Call c) {
    AddressSpace m = c.memory();
    long at = c.argument(1);
    m.write(at, new byte[WSADATA_BYTES]);
    m.writeShort(at, c.intArgument(0) & 0xffff);
    m.writeShort(at + 2, VERSION);
    return 0;
  }

  private static long protocols(Call c) {
    AddressSpace m = c.memory();
    long sizeAt = c.argument(2);
    long at = c.argument(1);
    long size = m.readInt(sizeAt) & 0xffff_ffffL;
    m.writeInt(sizeAt, PROTOCOL_INFO_BYTES);
    if (at == 0 || size < PROTOCOL_INFO_BYTES) {
      throw new Win32Exception(WSAENOBUFS);
    }
    m.write(at, new byte[PROTOCOL_INFO_BYTES]);
    m.writeInt(at, TCP_SERVICE_FLAGS);
    m.writeInt(at + 40, 1); // a base protocol
    m.writeInt(at + 72, 2);
    m.writeInt(at + 76, AF_INET);
    m.writeInt(at + 80, 16);
    m.writeInt(at + 84, 16);
    m.writeInt(at + 88, SOCK_STREAM);
    m.writeInt(at + 92, IPPROTO_TCP);
    Wide.write(m, at + 116, "MSAFD Tcpip [TCP/IP]");
    return 1;
  }

  private static long hostName(Call c) {
    Wide.write(c.memory(), c.argument(0), c.process().files().hostName());
    return 0;
  }
}
