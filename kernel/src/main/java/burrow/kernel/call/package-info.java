/**
 * The tables by which personalities describe what they offer, and the gates through which guests
 * call functions that Burrow implements.
 */
@NullMarked
package burrow.kernel.call;

import org.jspecify.annotations.NullMarked;
