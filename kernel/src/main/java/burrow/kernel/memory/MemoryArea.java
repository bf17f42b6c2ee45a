package burrow.kernel.memory;

import org.jspecify.annotations.Nullable;

/**
 * A run of pages mapped from one thing with one set of permissions.
 *
 * @param start first address, page-aligned
 * @param end address behind the last, page-aligned
 * @param access bits of {@link burrow.machine.Access}
 * @param maximum the permissions that may ever be given (a read-only file mapped shared)
 * @param shared whether stores reach the file or other processes
 * @param file what the pages come from, or null for anonymous memory
 * @param offset of {@code start} in the file, in bytes
 * @param name what the list of mappings shows for anonymous memory: "[stack]", or empty
 * @param populated whether its pages are in the permission table; memory that never had access is
 *     not
 */
public record MemoryArea(
    long start,
    long end,
    int access,
    int maximum,
    boolean shared,
    @Nullable MappedFile file,
    long offset,
    String name,
    boolean populated) {

  public long length() {
    return end - start;
  }

  /** The part of this area in a range that lies inside it. */
  MemoryArea part(long from, long to) {
    return new MemoryArea(
        from,
        to,
        access,
        maximum,
        shared,
        file,
        file == null ? 0 : offset + from - start,
        name,
        populated);
  }

  /** The same area with other permissions, in the permission table from now on. */
  MemoryArea withAccess(int newAccess) {
    return new MemoryArea(start, end, newAccess, maximum, shared, file, offset, name, true);
  }

  /** Whether the next area continues this one so that both can be one. */
  boolean joins(MemoryArea next) {
    return end == next.start
        && access == next.access
        && maximum == next.maximum
        && shared == next.shared
        && populated == next.populated
        && file == next.file
        && (file == null || offset + length() == next.offset)
        && name.equals(next.name);
  }
}
