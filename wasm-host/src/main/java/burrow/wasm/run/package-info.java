/** Runs compiled WebAssembly: memory, table, traps, interrupts. */
@NullMarked
package burrow.wasm.run;

import org.jspecify.annotations.NullMarked;
