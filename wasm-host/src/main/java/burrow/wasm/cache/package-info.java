/** Keeps compiled modules between runs. */
@NullMarked
package burrow.wasm.cache;

import org.jspecify.annotations.NullMarked;
