/**
 * The interpreter: IR blocks become arrays of small op objects with field offsets in them, linked
 * to each other. One virtual call per op was the fastest of the designs measured while the JVM is
 * cold.
 */
@NullMarked
package burrow.translator.interpreter;

import org.jspecify.annotations.NullMarked;
