@NullMarked
package burrow.oracle;

import org.jspecify.annotations.NullMarked;
