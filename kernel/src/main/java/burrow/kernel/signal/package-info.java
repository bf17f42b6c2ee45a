/**
 * Signals: dispositions, masks, queues of pending signals. Numbers and default actions are the
 * personality's.
 */
@NullMarked
package burrow.kernel.signal;

import org.jspecify.annotations.NullMarked;
