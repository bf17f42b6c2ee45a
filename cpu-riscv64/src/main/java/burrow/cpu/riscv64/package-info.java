@NullMarked
package burrow.cpu.riscv64;

import org.jspecify.annotations.NullMarked;
