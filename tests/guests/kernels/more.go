package main

import (
	"strconv"
	"strings"
)

// pseudorandom fills a slice with the same numbers every time.
func pseudorandom(n int) []uint32 {
	numbers := make([]uint32, n)
	x := uint32(1)
	for i := range numbers {
		x = x*1664525 + 1013904223
		numbers[i] = x
	}
	return numbers
}

var unsorted = pseudorandom(8_000)
var scratch = make([]uint32, len(unsorted))

func heapsort() uint64 {
	a := scratch
	copy(a, unsorted)
	for i := len(a)/2 - 1; i >= 0; i-- {
		siftDown(a, i)
	}
	for end := len(a) - 1; end > 0; end-- {
		a[0], a[end] = a[end], a[0]
		siftDown(a[:end], 0)
	}
	return uint64(a[len(a)/2])
}

func siftDown(a []uint32, root int) {
	for {
		child := 2*root + 1
		if child >= len(a) {
			return
		}
		if child+1 < len(a) && a[child] < a[child+1] {
			child++
		}
		if a[root] >= a[child] {
			return
		}
		a[root], a[child] = a[child], a[root]
		root = child
	}
}

func quicksort() uint64 {
	a := scratch
	copy(a, unsorted)
	partition(a)
	return uint64(a[len(a)/2])
}

func partition(a []uint32) {
	if len(a) < 2 {
		return
	}
	pivot := a[len(a)/2]
	i, j := 0, len(a)-1
	for i <= j {
		for a[i] < pivot {
			i++
		}
		for a[j] > pivot {
			j--
		}
		if i <= j {
			a[i], a[j] = a[j], a[i]
			i++
			j--
		}
	}
	partition(a[:j+1])
	partition(a[i:])
}

type node struct {
	next  *node
	value uint64
	_     [6]uint64
}

var chain = func() *node {
	nodes := make([]node, 4_096)
	at := 0
	for range nodes {
		next := (at + 1_237) % len(nodes)
		nodes[at].next, nodes[at].value = &nodes[next], uint64(at)
		at = next
	}
	return &nodes[0]
}()

func chase() uint64 {
	sum := uint64(0)
	p := chain
	for range 100_000 {
		sum += p.value
		p = p.next
	}
	return sum
}

//go:noinline
func callee(a, b uint64) uint64 { return a ^ b>>3 }

//go:noinline
func caller(a, b uint64) uint64 { return callee(a, b) + callee(b, a) }

func calls() uint64 {
	x := uint64(1)
	for i := range uint64(50_000) {
		x += caller(x, i)
	}
	return x
}

// The program of the virtual machine: counts down from its argument, summing squares.
var program = []byte{opDup, opDup, opMul, opAddTo, opDec, opJumpNonzero, 0, opHalt}

const (
	opHalt = iota
	opDup
	opMul
	opAddTo
	opDec
	opJumpNonzero
	opSwap
	opNop
	opNegate
)

func machine() uint64 {
	var stack [16]uint64
	stack[0] = 20_000
	top, pc, sum := 0, 0, uint64(0)
	for {
		op := program[pc]
		pc++
		switch op {
		case opDup:
			stack[top+1] = stack[top]
			top++
		case opMul:
			stack[top-1] *= stack[top]
			top--
		case opAddTo:
			sum += stack[top]
			top--
		case opDec:
			stack[top]--
		case opJumpNonzero:
			if stack[top] != 0 {
				pc = int(program[pc])
			} else {
				pc++
			}
		case opSwap:
			stack[top], stack[top-1] = stack[top-1], stack[top]
		case opNop:
		case opNegate:
			stack[top] = -stack[top]
		default:
			return sum
		}
	}
}

func buildStrings() uint64 {
	var b strings.Builder
	for i := range 2_000 {
		b.WriteString("item ")
		b.WriteString(strconv.Itoa(i * 7_919))
		b.WriteByte(',')
	}
	s := b.String()
	return uint64(len(s) + strings.Count(s, "9") + len(strings.Split(s, ",")))
}

func mapInserts() uint64 {
	m := map[uint64]uint64{}
	x := uint64(1)
	for range 5_000 {
		x = x*6364136223846793005 + 1442695040888963407
		m[x>>48] += x >> 60
	}
	return uint64(len(m))
}

type shape interface{ area() uint64 }
type square struct{ side uint64 }
type rectangle struct{ a, b uint64 }
type triangle struct{ base, height uint64 }

func (s *square) area() uint64    { return s.side * s.side }
func (r *rectangle) area() uint64 { return r.a * r.b }
func (t *triangle) area() uint64  { return t.base * t.height / 2 }

var shapes = func() []shape {
	all := make([]shape, 999)
	for i := range all {
		n := uint64(i)
		all[i] = []shape{&square{n}, &rectangle{n, n + 1}, &triangle{n, n + 2}}[i*7%3]
	}
	return all
}()

func interfaces() uint64 {
	sum := uint64(0)
	for range 50 {
		for _, s := range shapes {
			sum += s.area()
		}
	}
	return sum
}

var from, to [64 << 10]byte

func moves() uint64 {
	sum := uint64(0)
	for _, size := range []int{1, 7, 16, 33, 100, 256, 1_000, 4_096, 60_000} {
		for i := range 100 {
			from[i] = byte(i + size)
			copy(to[i:i+size], from[i/2:])
			sum += uint64(to[i+size-1])
		}
	}
	return sum
}
