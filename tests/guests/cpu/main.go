// Guest cases about the processor: what instructions compute, and which faults become panics.
package main

import "burrow/tests/guests/internal/guest"

func main() {
	guest.Main(map[string]func(){
		"atomics":     atomics,
		"big":         bigNumbers,
		"bits":        bitOperations,
		"bytes":       byteOperations,
		"checksums":   checksums,
		"ciphers":     ciphers,
		"complex":     complexNumbers,
		"compress":    compression,
		"conversions": conversions,
		"divide":      divisions,
		"floats":      floats,
		"fma":         fusedMultiplyAdd,
		"index":       indexErrors,
		"integers":    integers,
		"math":        mathFunctions,
		"memmove":     memmove,
		"nil":         nilDereferences,
		"recursion":   recursion,
		"shifts":      shifts,
		"signatures":  signatures,
		"strconv":     floatText,
		"switch":      switches,
	})
}

// integers64 are operands at which carries, signs and widths show.
var integers64 = []uint64{
	0, 1, 2, 3, 7, 0x7f, 0x80, 0x81, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000,
	0x7fffffff, 0x80000000, 0x80000001, 0xffffffff, 0x100000000, 0x123456789abcdef,
	0x5555555555555555, 0xaaaaaaaaaaaaaaaa, 0x7fffffffffffffff, 0x8000000000000000,
	0x8000000000000001, 0xfedcba9876543210, 0xfffffffffffffffe, 0xffffffffffffffff,
}
