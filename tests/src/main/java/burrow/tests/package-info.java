@NullMarked
package burrow.tests;

import org.jspecify.annotations.NullMarked;
