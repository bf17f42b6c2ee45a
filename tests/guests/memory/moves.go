package main

import (
	"fmt"
	"hash/fnv"
)

// moves compares copy and clear with what a loop that the compiler leaves alone does: all ways that
// ranges overlap, at all alignments, with sizes on all sides of what memmove treats differently.
func moves() {
	sizes := []int{0, 1, 3, 8, 15, 16, 31, 64, 100, 127, 128, 129, 255, 256, 257, 300, 511, 640, 1000, 2047, 2048,
		2049, 4096, 5001, 9000}
	distances := []int{1, 2, 7, 8, 9, 16, 31, 32, 33, 63, 64, 65, 128, 200, 257, 1000, 4096, 10_000}
	hash := fnv.New64a()
	memory := make([]byte, 32<<10)
	expected := make([]byte, len(memory))
	for round, size := range sizes {
		for _, distance := range distances {
			for align := range 9 {
				low, high := 4096+align*3, 4096+align*3+distance
				for _, way := range [][2]int{{low, high}, {high, low}} {
					for i := range memory {
						memory[i] = byte(i*7 + i>>8 + round)
					}
					copy(expected, memory)
					move(expected, way[1], way[0], size)
					copy(memory[way[1]:way[1]+size], memory[way[0]:])
					compare(memory, expected, "copy", size, way)
				}
				zero(expected, low, size)
				clear(memory[low : low+size])
				compare(memory, expected, "clear", size, [2]int{low, low})
				hash.Write(memory[low : low+1])
			}
		}
	}
	large := make([]byte, 3<<20)
	for i := range large {
		large[i] = byte(i ^ i>>11)
	}
	copy(large[5:], large[1<<19:])
	hash.Write(large)
	copy(large[1<<18:], large[3:2<<20])
	hash.Write(large)
	fmt.Printf("%x\n", hash.Sum64())
}

func compare(got, want []byte, what string, size int, way [2]int) {
	if string(got) != string(want) {
		panic(fmt.Sprint(what, " of ", size, " bytes, ", way))
	}
}

//go:noinline
func move(b []byte, to, from, size int) {
	if to <= from {
		for i := 0; i < size; i++ {
			b[to+i] = b[from+i]
		}
		return
	}
	for i := size - 1; i >= 0; i-- {
		b[to+i] = b[from+i]
	}
}

//go:noinline
func zero(b []byte, at, size int) {
	for i := at + size - 1; i >= at; i-- {
		b[i] = 0
	}
}
