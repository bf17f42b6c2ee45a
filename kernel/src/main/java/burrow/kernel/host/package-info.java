/**
 * The doors to the host: what a guest may touch there, randomness, and the one adapter that calls
 * the host's C library for files.
 */
@NullMarked
package burrow.kernel.host;

import org.jspecify.annotations.NullMarked;
