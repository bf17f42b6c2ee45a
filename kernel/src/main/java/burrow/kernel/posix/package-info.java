/**
 * What POSIX systems have in common beyond single kernel objects: how signals reach handlers, when
 * interrupted calls are done again, file operations on names and descriptors. Numbers, structures
 * and frames are the personality's.
 */
@NullMarked
package burrow.kernel.posix;

import org.jspecify.annotations.NullMarked;
