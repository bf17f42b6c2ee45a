@NullMarked
package burrow.cpu.x86_64;

import org.jspecify.annotations.NullMarked;
