@NullMarked
package burrow.cli;

import org.jspecify.annotations.NullMarked;
