/** Clocks and timers. */
@NullMarked
package burrow.kernel.time;

import org.jspecify.annotations.NullMarked;
