/** WASI preview 1 as Go programs for wasip1 use it, on the kernel. */
@NullMarked
package burrow.wasm.wasi;

import org.jspecify.annotations.NullMarked;
