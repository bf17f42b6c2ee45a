/** Runs Go programs for js/wasm and wasip1/wasm. */
@NullMarked
package burrow.wasm;

import org.jspecify.annotations.NullMarked;
