/** The ways to functions of the host's C library and to code of our own. */
@NullMarked
package burrow.machine.hostcall;

import org.jspecify.annotations.NullMarked;
