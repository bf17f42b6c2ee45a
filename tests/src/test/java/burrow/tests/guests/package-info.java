/** Guest programs: built, run natively or under qemu-user, and under Burrow, and compared. */
@NullMarked
package burrow.tests.guests;

import org.jspecify.annotations.NullMarked;
