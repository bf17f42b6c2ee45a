package burrow.windows;

import burrow.kernel.object.KernelObject;
import burrow.kernel.process.GuestThread;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The registry: a small tree in memory with what programs ask of a system. What they change lasts
 * as long as they run.
 */
final class Registry {
  static final int REG_SZ = 1;
  static final int REG_DWORD = 4;

  private static final String CURRENT_VERSION = "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";

  private final Node classes = new Node();
  private final Node user = new Node();
  private final Node machine = new Node();
  private final Node users = new Node();
  private final Node config = new Node();

  /** A value: its REG_* type and its bytes. */
  @SuppressWarnings("ArrayRecordComponent") // never changed
  record Value(int type, byte[] data) {
    static Value text(String s) {
      return new Value(REG_SZ, Wide.bytes(s + '\0'));
    }

    static Value number(int n) {
      return new Value(
          REG_DWORD, new byte[] {(byte) n, (byte) (n >> 8), (byte) (n >> 16), (byte) (n >> 24)});
    }
  }

  /** A key with its values; names are equal whatever their case. */
  static final class Node {
    final TreeMap<String, Node> keys = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    final TreeMap<String, Value> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /** The key at a path below, or null. */
    @Nullable Node find(String path) {
      Node n = this;
      for (String name : path.split("\\\\")) {
        if (!name.isEmpty()) {
          n = n.keys.get(name);
          if (n == null) {
            return null;
          }
        }
      }
      return n;
    }

    /** The key at a path below, made if need be. */
    Node make(String path) {
      Node n = this;
      for (String name : path.split("\\\\")) {
        if (!name.isEmpty()) {
          n = n.keys.computeIfAbsent(name, k -> new Node());
        }
      }
      return n;
    }
  }

  /** An open key as handles refer to it. */
  static final class Key extends KernelObject {
    final Node node;

    Key(Node node) {
      this.node = node;
    }

    @Override
    public boolean isWaitable() {
      return false;
    }

    @Override
    protected boolean isSignaled(GuestThread waiter) {
      return false;
    }
  }

  Registry() {
    Node version = machine.make(CURRENT_VERSION);
    version.values.put("ProductName", Value.text("Windows 10 Pro"));
    version.values.put("CurrentVersion", Value.text("6.3"));
    version.values.put("CurrentBuild", Value.text(Integer.toString(Version.BUILD)));
    version.values.put("CurrentBuildNumber", Value.text(Integer.toString(Version.BUILD)));
    version.values.put("CurrentMajorVersionNumber", Value.number(Version.MAJOR));
    version.values.put("CurrentMinorVersionNumber", Value.number(Version.MINOR));
    version.values.put("SystemRoot", Value.text(SystemFunctions.WINDOWS_DIRECTORY));
    version.make("Time Zones");
    machine.make("SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters");
    user.make("Environment");
    user.make("Software");
  }

  /** One of the keys that need no opening, HKEY_*; null if it is none. */
  @Nullable Node predefined(long handle) {
    return switch ((int) handle) {
      case 0x8000_0000 -> classes;
      case 0x8000_0001 -> user;
      case 0x8000_0002 -> machine;
      case 0x8000_0003 -> users;
      case 0x8000_0005 -> config;
      default -> null;
    };
  }
}
