/**
 * The ground floor: guest memory, the CPU state contract, faults, the program image and the engine
 * contract. Nothing here knows an instruction set, an operating system or a file format.
 */
@NullMarked
package burrow.machine;

import org.jspecify.annotations.NullMarked;
