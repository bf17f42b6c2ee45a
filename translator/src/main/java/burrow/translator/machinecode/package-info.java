/**
 * The middle tier on x86-64 hosts: warm blocks as machine code of the host. It costs a hundredth of
 * what HotSpot asks for the same code as bytecode, and is there at once.
 */
@NullMarked
package burrow.translator.machinecode;

import org.jspecify.annotations.NullMarked;
