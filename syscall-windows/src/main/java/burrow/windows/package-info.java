/** Windows as its programs see it: the functions of its DLLs, on top of the kernel. */
@NullMarked
package burrow.windows;

import org.jspecify.annotations.NullMarked;
