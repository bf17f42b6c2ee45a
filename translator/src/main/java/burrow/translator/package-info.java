@NullMarked
package burrow.translator;

import org.jspecify.annotations.NullMarked;
