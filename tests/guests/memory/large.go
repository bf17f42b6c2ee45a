//go:build !wasm

package main

import (
	"fmt"
	"maps"
	"runtime"
	"runtime/debug"
)

func init() {
	maps.Copy(cases, map[string]func(){
		"large": largeAllocations,
	})
}

// largeAllocations asks for more than a WebAssembly memory should hold.
func largeAllocations() {
	var kept [][]byte
	for i := range 12 {
		b := make([]byte, 1<<(10+i)+i)
		for j := 0; j < len(b); j += 4096 {
			if b[j] != 0 {
				panic("fresh memory is not zero")
			}
			b[j] = byte(i)
		}
		kept = append(kept, b)
	}
	sum := 0
	for _, b := range kept {
		sum += int(b[len(b)/4096*4096])
	}
	fmt.Println(sum)
	huge := make([]byte, 512<<20) // touched sparsely
	huge[300<<20] = 1
	fmt.Println(len(huge), huge[300<<20], huge[299<<20])
	huge = nil
	debug.FreeOSMemory()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	fmt.Println(stats.HeapReleased > 256<<20, stats.HeapInuse < 64<<20)
}
