package burrow.kernel.file;

/** Extended attributes of one file. Names include their namespace ({@code user.…}). */
public interface ExtendedAttributes {
  byte[] get(String name);

  /** All names, each followed by a NUL. */
  byte[] list();

  /** {@code flags}: 1 must not exist yet, 2 must exist. */
  void set(String name, byte[] value, int flags);

  void remove(String name);
}
