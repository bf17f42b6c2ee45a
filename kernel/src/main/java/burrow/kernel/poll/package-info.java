/** Readiness: what epoll, poll and select see, and how a change of it reaches who waits for it. */
@NullMarked
package burrow.kernel.poll;

import org.jspecify.annotations.NullMarked;
