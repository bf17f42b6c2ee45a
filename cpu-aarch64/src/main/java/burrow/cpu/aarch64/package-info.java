@NullMarked
package burrow.cpu.aarch64;

import org.jspecify.annotations.NullMarked;
