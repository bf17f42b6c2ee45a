package main

// pageBeforeHole is 4096 bytes: WebAssembly's memory has no holes.
func pageBeforeHole() []byte { return make([]byte, 4096) }
