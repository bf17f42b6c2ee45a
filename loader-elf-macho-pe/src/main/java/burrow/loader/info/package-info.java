/** What {@code burrow info} tells about a program file, as text and as JSON. */
@NullMarked
package burrow.loader.info;

import org.jspecify.annotations.NullMarked;
