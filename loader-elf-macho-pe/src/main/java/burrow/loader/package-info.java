@NullMarked
package burrow.loader;

import org.jspecify.annotations.NullMarked;
