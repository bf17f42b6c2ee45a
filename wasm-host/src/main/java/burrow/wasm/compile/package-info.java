/** Translates WebAssembly to JVM classes. */
@NullMarked
package burrow.wasm.compile;

import org.jspecify.annotations.NullMarked;
