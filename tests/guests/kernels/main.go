// Small loops that ./bench times: kernels NAME warms one up, runs it for half a second of processor
// time and prints the nanoseconds of one round, its name, and a result that shows it computed the
// same. kernels all does so with each of them in turn.
package main

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"
)

var kernels = map[string]func() uint64{
	"calls":      calls,
	"chase":      chase,
	"fib":        func() uint64 { return fibonacci(22) },
	"heapsort":   heapsort,
	"interfaces": interfaces,
	"intloop":    intLoop,
	"maps":       mapInserts,
	"matmul":     matrixProduct,
	"memmove":    moves,
	"quicksort":  quicksort,
	"sha256":     digest,
	"sieve":      sieve,
	"sort":       sorting,
	"strings":    buildStrings,
	"vm":         machine,
}

// roundsFor repeats the kernel for a time and returns the nanoseconds of one round, and its result.
func roundsFor(nanoseconds int64, kernel func() uint64) (int64, uint64) {
	var result uint64
	rounds, start := int64(0), processorTime()
	for {
		result = kernel()
		rounds++
		if took := processorTime() - start; took > nanoseconds {
			return took / rounds, result
		}
	}
}

// measure waits until the kernel has not become faster for 3 seconds, since an emulator that
// compiles does so while it runs, and then times it.
func measure(name string) {
	const slice, patience, most = 100_000_000, 30, 300
	kernel := kernels[name]
	best, warm := roundsFor(slice, kernel)
	for i, since := 0, 0; since < patience && i < most; i++ {
		took, _ := roundsFor(slice, kernel)
		since++
		if took < best-best/32 {
			best, since = took, 0
		}
	}
	took, result := roundsFor(5*slice, kernel)
	if result != warm {
		panic("another result")
	}
	fmt.Println(took, name, result)
}

func main() {
	names := slices.Sorted(maps.Keys(kernels))
	if len(os.Args) != 2 || os.Args[1] != "all" && kernels[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: kernels all|"+strings.Join(names, "|"))
		os.Exit(64)
	}
	runtime.LockOSThread()
	if os.Args[1] != "all" {
		names = os.Args[1:]
	}
	for _, name := range names {
		measure(name)
	}
}

func fibonacci(n int) uint64 {
	if n < 2 {
		return uint64(n)
	}
	return fibonacci(n-1) + fibonacci(n-2)
}

func intLoop() uint64 {
	x := uint64(1)
	for i := range uint64(300_000) {
		x = x*6364136223846793005 + i
		x ^= x >> 17
	}
	return x
}

func matrixProduct() uint64 {
	const n = 48
	var a, b, c [n][n]float64
	for i := range n {
		for j := range n {
			a[i][j], b[i][j] = float64(i+j), float64(i-j)
		}
	}
	for i := range n {
		for j := range n {
			sum := 0.0
			for k := range n {
				sum += a[i][k] * b[k][j]
			}
			c[i][j] = sum
		}
	}
	return uint64(int64(c[7][11]))
}

var block [16 << 10]byte

func digest() uint64 {
	sum := sha256.Sum256(block[:])
	return uint64(sum[0])<<8 | uint64(sum[1])
}

func sieve() uint64 {
	var composite [60_000]bool
	count := uint64(0)
	for i := 2; i < len(composite); i++ {
		if !composite[i] {
			count++
			for j := 2 * i; j < len(composite); j += i {
				composite[j] = true
			}
		}
	}
	return count
}

func sorting() uint64 {
	numbers := pseudorandom(8_000)
	slices.Sort(numbers)
	return uint64(numbers[len(numbers)/2])
}
