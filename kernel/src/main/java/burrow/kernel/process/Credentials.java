package burrow.kernel.process;

/** The user and group that a process runs as, real and effective alike. */
public record Credentials(int uid, int gid) {}
