/**
 * macOS: libSystem and its kin as functions behind gates, the raw BSD system calls of old programs
 * under their numbers, signals, pthreads and kqueue, on the objects of the kernel module.
 */
@NullMarked
package burrow.darwin;

import org.jspecify.annotations.NullMarked;
