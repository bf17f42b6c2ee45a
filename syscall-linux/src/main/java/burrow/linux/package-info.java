@NullMarked
package burrow.linux;

import org.jspecify.annotations.NullMarked;
