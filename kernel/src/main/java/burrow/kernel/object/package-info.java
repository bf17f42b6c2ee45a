/**
 * Objects that guests refer to by handles and wait for: events, semaphores, mutexes, timers,
 * threads, completion ports. Handles, and waiting for any or all of several objects.
 */
@NullMarked
package burrow.kernel.object;

import org.jspecify.annotations.NullMarked;
