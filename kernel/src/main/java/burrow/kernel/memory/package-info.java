/** Virtual memory areas: what the pages of an address space are mapped from. */
@NullMarked
package burrow.kernel.memory;

import org.jspecify.annotations.NullMarked;
