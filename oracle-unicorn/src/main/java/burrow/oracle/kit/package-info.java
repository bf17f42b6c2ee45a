/**
 * The kit for instruction tests: runs the same bytes with the same registers and memory on an
 * engine of ours and on Unicorn, and says in one message where they differ. {@link
 * burrow.oracle.kit.Comparison} is the core, {@link burrow.oracle.kit.InstructionTest} the one-line
 * tests, {@link burrow.oracle.kit.Fuzzer} the random ones.
 */
@NullMarked
package burrow.oracle.kit;

import org.jspecify.annotations.NullMarked;
