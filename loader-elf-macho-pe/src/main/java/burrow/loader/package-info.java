/**
 * Readers of executable files: {@link burrow.loader.ProgramLoader} turns an ELF, PE or Mach-O file
 * into a {@link burrow.machine.ProgramImage}. Every offset and count in a file is checked against
 * the file before use; whatever is wrong ends in a {@link burrow.loader.BadImageException}.
 */
@NullMarked
package burrow.loader;

import org.jspecify.annotations.NullMarked;
