/** Processes and threads: what they share, how they start, block and end. */
@NullMarked
package burrow.kernel.process;

import org.jspecify.annotations.NullMarked;
