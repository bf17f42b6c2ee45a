/** The one format of system call traces. */
@NullMarked
package burrow.kernel.trace;

import org.jspecify.annotations.NullMarked;
