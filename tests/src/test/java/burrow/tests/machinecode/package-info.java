/** Machine code of the host, and what it has to compute. */
@NullMarked
package burrow.tests.machinecode;

import org.jspecify.annotations.NullMarked;
