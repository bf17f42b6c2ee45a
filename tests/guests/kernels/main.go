// Small loops that ./bench times: kernels NAME runs one until half a second of processor time has
// gone by and prints the nanoseconds of one round, and a result that shows it computed the same.
package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"slices"
)

var kernels = map[string]func() uint64{
	"fib":     func() uint64 { return fibonacci(22) },
	"intloop": intLoop,
	"matmul":  matrixProduct,
	"sha256":  digest,
	"sieve":   sieve,
	"sort":    sorting,
}

func main() {
	if len(os.Args) != 2 || kernels[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: kernels fib|intloop|matmul|sha256|sieve|sort")
		os.Exit(64)
	}
	kernel := kernels[os.Args[1]]
	// Warm up: an emulator that compiles needs to see the loop first.
	var result uint64
	for start := processorTime(); processorTime()-start < 2_000_000_000; {
		result = kernel()
	}
	rounds, start := int64(0), processorTime()
	for processorTime()-start < 500_000_000 {
		if kernel() != result {
			panic("another result")
		}
		rounds++
	}
	fmt.Println((processorTime()-start)/rounds, result)
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
	numbers := make([]uint32, 8_000)
	x := uint32(1)
	for i := range numbers {
		x = x*1664525 + 1013904223
		numbers[i] = x
	}
	slices.Sort(numbers)
	return uint64(numbers[len(numbers)/2])
}
