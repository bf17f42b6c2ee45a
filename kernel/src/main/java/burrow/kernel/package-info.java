@NullMarked
package burrow.kernel;

import org.jspecify.annotations.NullMarked;
