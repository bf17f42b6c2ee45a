/**
 * Wait objects: queues that threads block on, deadlines, futexes, and how interrupted calls go on.
 */
@NullMarked
package burrow.kernel.wait;

import org.jspecify.annotations.NullMarked;
