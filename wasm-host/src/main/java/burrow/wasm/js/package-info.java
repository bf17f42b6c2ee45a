/** The host side of js/wasm: the objects of JavaScript that Go reaches, and the event loop. */
@NullMarked
package burrow.wasm.js;

import org.jspecify.annotations.NullMarked;
