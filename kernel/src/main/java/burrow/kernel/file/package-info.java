/** Files, directories and descriptors. */
@NullMarked
package burrow.kernel.file;

import org.jspecify.annotations.NullMarked;
