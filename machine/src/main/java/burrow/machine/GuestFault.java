package burrow.machine;

/**
 * An access that the guest's page permissions forbid. Engines turn it into a {@link Trap#FAULT}
 * with exact pc and registers; the kernel turns it into EFAULT. It never reaches the user as an
 * exception. It has no stack trace: it is control flow, thrown on hot paths.
 */
public final class GuestFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why the access failed. */
  public enum Kind {
    /** No page is mapped at the address (SEGV_MAPERR where the page is in no mapping). */
    UNMAPPED,
    /** The page is there but forbids the access (SEGV_ACCERR), or was reserved with no access. */
    PROTECTED,
    /** The address is outside what the architecture can address (x86 non-canonical). */
    NON_CANONICAL,
    /** A mapped page past the end of its file (SIGBUS, BUS_ADRERR). */
    PAST_END_OF_FILE,
    /** An access whose alignment the instruction demands (SIGBUS BUS_ADRALN; #GP on x86). */
    MISALIGNED
  }

  private final long address;
  private final int access;
  private final Kind kind;

  /**
   * @param address the first guest address that could not be accessed
   * @param access one of {@link Access#READ}, {@link Access#WRITE}, {@link Access#EXECUTE}
   * @param kind why
   */
  public GuestFault(long address, int access, Kind kind) {
    super(null, null, false, false);
    this.address = address;
    this.access = access;
    this.kind = kind;
  }

  public long address() {
    return address;
  }

  public int access() {
    return access;
  }

  public Kind kind() {
    return kind;
  }

  @Override
  public String getMessage() {
    return kind + " " + Access.toString(access) + " at 0x" + Long.toHexString(address);
  }
}
