package main

import (
	"fmt"
	"math/bits"
	"os"
	"strings"
	"sync"
	"sync/atomic"

	"burrow/tests/guests/internal/guest"
)

type integer interface {
	int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64
}

// arithmetic is instantiated for every width and sign.
func arithmetic[T integer](name string) {
	d := guest.NewDigest(name)
	for _, x := range integers64 {
		for _, y := range integers64 {
			a, b := T(x), T(y)
			d.Add(uint64(a+b), uint64(a-b), uint64(a*b), uint64(a&b), uint64(a|b), uint64(a^b),
				uint64(a&^b), uint64(-a), uint64(^a), truth(a < b), truth(a <= b), truth(a == b))
			if b != 0 {
				d.Add(uint64(a/b), uint64(a%b))
			}
			d.Add(uint64(a/3), uint64(a%10), uint64(a/8), uint64(a*7), uint64(a/127))
			d.Add(uint64(int8(a)), uint64(int16(a)), uint64(int32(a)), uint64(uint8(a)), uint64(uint16(a)), uint64(uint32(a)))
		}
	}
	d.Print()
}

func truth(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

func integers() {
	arithmetic[int8]("int8")
	arithmetic[int16]("int16")
	arithmetic[int32]("int32")
	arithmetic[int64]("int64")
	arithmetic[uint8]("uint8")
	arithmetic[uint16]("uint16")
	arithmetic[uint32]("uint32")
	arithmetic[uint64]("uint64")
}

func shift[T integer](name string) {
	d := guest.NewDigest(name)
	for _, x := range integers64 {
		a := T(x)
		for count := range uint(70) {
			d.Add(uint64(a<<count), uint64(a>>count), uint64(a<<(count&7)), uint64(a>>(count&31)))
		}
		d.Add(uint64(a<<1), uint64(a>>3), uint64(a<<5>>4))
	}
	d.Print()
}

func shifts() {
	shift[int8]("int8")
	shift[int16]("int16")
	shift[int32]("int32")
	shift[int64]("int64")
	shift[uint8]("uint8")
	shift[uint16]("uint16")
	shift[uint32]("uint32")
	shift[uint64]("uint64")
	defer func() { fmt.Println(recover()) }()
	count := -len(os.Args)
	fmt.Println(1 << count)
}

func bitOperations() {
	counts := guest.NewDigest("count, reverse, rotate")
	for _, x := range integers64 {
		counts.Add(uint64(bits.LeadingZeros64(x)), uint64(bits.TrailingZeros64(x)), uint64(bits.OnesCount64(x)),
			uint64(bits.LeadingZeros32(uint32(x))), uint64(bits.TrailingZeros32(uint32(x))), uint64(bits.OnesCount32(uint32(x))),
			uint64(bits.LeadingZeros16(uint16(x))), uint64(bits.TrailingZeros16(uint16(x))), uint64(bits.OnesCount16(uint16(x))),
			uint64(bits.LeadingZeros8(uint8(x))), uint64(bits.TrailingZeros8(uint8(x))), uint64(bits.Len64(x)), uint64(bits.Len32(uint32(x))),
			bits.Reverse64(x), uint64(bits.Reverse32(uint32(x))), bits.ReverseBytes64(x), uint64(bits.ReverseBytes32(uint32(x))),
			uint64(bits.ReverseBytes16(uint16(x))))
		for k := -65; k <= 65; k += 5 {
			counts.Add(bits.RotateLeft64(x, k), uint64(bits.RotateLeft32(uint32(x), k)), uint64(bits.RotateLeft16(uint16(x), k)),
				uint64(bits.RotateLeft8(uint8(x), k)))
		}
		for k := range uint64(64) {
			counts.Add(x|1<<k, x&^(1<<k), x^1<<k, truth(x>>k&1 == 1))
		}
	}
	counts.Print()
	wide := guest.NewDigest("wide arithmetic")
	for _, x := range integers64 {
		for _, y := range integers64 {
			high, low := bits.Mul64(x, y)
			sum, carry := bits.Add64(x, y, x&1)
			difference, borrow := bits.Sub64(x, y, y&1)
			wide.Add(high, low, sum, carry, difference, borrow)
			if y > x {
				quotient, remainder := bits.Div64(x, y^x, y)
				wide.Add(quotient, remainder)
			}
		}
	}
	wide.Print()
}

func divisions() {
	zero := len(os.Args) - 2
	report := func(name string, f func() any) {
		defer func() {
			if r := recover(); r != nil {
				fmt.Println(name, r)
			}
		}()
		fmt.Println(name, f())
	}
	for _, n := range []int64{5, -5, -1 << 63} {
		report("int64", func() any { return n / int64(zero) })
		report("int64 %", func() any { return n % int64(zero) })
		report("int32", func() any { return int32(n) / int32(zero) })
		report("uint64", func() any { return uint64(n) / uint64(zero) })
		report("uint32 %", func() any { return uint32(n) % uint32(zero) })
		report("int8", func() any { return int8(n) / int8(zero) })
		report("uint16", func() any { return uint16(n) % uint16(zero) })
		report("int64 by -1", func() any { return n / int64(zero-1) })
		report("int64 % -1", func() any { return n % int64(zero-1) })
	}
	report("int32 min by -1", func() any { return int32(-1<<31) / int32(zero-1) })
	report("int8 min by -1", func() any { return int8(-1<<7) / int8(zero-1) })
	report("float", func() any { return 1 / float64(zero) })
	report("bits.Div64", func() any { q, _ := bits.Div64(5, 0, 5); return q })
	report("bits.Div64 by 0", func() any { q, _ := bits.Div64(5, 0, uint64(zero)); return q })
}

func indexErrors() {
	data := make([]int, 5, 8)
	array := [4]byte{1, 2, 3, 4}
	text := "text"
	n := len(os.Args) + 8
	cases := []func() any{
		func() any { return data[n] },
		func() any { return data[-n+3] },
		func() any { return data[5:n] },
		func() any { return data[n:] },
		func() any { return data[n-4 : n-8] },
		func() any { return data[:n:20] },
		func() any { return data[1:2:n] },
		func() any { return array[n] },
		func() any { return text[n] },
		func() any { return text[n:] },
		func() any { return [20]int(data) },
		func() any { return make([]int, -n) },
		func() any { var x any = text; return x.(int) },
		func() any { var x any; return x.(fmt.Stringer) },
		func() any { m := map[any]int{}; m[data] = 1; return m },
		func() any { var f func(); f(); return 0 },
		func() any { var s fmt.Stringer; return s.String() },
		func() any { return strings.Repeat("x", -1) },
	}
	for i, f := range cases {
		func() {
			defer func() { fmt.Println(i, recover()) }()
			fmt.Println(f())
		}()
	}
}

func atomics() {
	var i32 atomic.Int32
	var u32 atomic.Uint32
	var i64 atomic.Int64
	var u64 atomic.Uint64
	var flag atomic.Bool
	var pointer atomic.Pointer[int]
	d := guest.NewDigest("single thread")
	for _, x := range integers64 {
		for _, y := range integers64 {
			i32.Store(int32(x))
			u32.Store(uint32(x))
			i64.Store(int64(x))
			u64.Store(x)
			d.Add(uint64(i32.Add(int32(y))), uint64(u32.Add(uint32(y))), uint64(i64.Add(int64(y))), u64.Add(y))
			d.Add(uint64(i32.Swap(int32(y))), uint64(u32.Swap(uint32(y))), uint64(i64.Swap(int64(y))), u64.Swap(y))
			d.Add(uint64(i32.And(int32(x))), uint64(u32.Or(uint32(x))), uint64(i64.And(int64(x))), u64.Or(x))
			d.Add(truth(i32.CompareAndSwap(int32(y), 5)), truth(u32.CompareAndSwap(uint32(x), 5)),
				truth(i64.CompareAndSwap(int64(y), 5)), truth(u64.CompareAndSwap(x|y, 5)))
			d.Add(uint64(i32.Load()), uint64(u32.Load()), uint64(i64.Load()), u64.Load())
			d.Add(truth(flag.Swap(x < y)), truth(flag.CompareAndSwap(true, false)))
		}
	}
	d.Print()
	n := 5
	pointer.Store(&n)
	fmt.Println(*pointer.Load(), pointer.CompareAndSwap(&n, nil), pointer.Load())

	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for i := range 10_000 {
				i64.Add(1)
				u32.Add(3)
				for {
					old := u64.Load()
					if u64.CompareAndSwap(old, old+uint64(i)) {
						break
					}
				}
				i32.Or(1 << (i % 31))
				pointer.Swap(&n)
			}
		})
	}
	i64.Store(0)
	group.Wait()
	fmt.Println(i32.Load() == 1<<31-1 || i32.Load() < 0, *pointer.Load())
}

func switches() {
	d := guest.NewDigest("jump tables")
	for i := range 64 {
		var v uint64
		switch i {
		case 0:
			v = 17
		case 1, 2, 3:
			v = 5
		case 7:
			v = 1
		case 8:
			v = 2
		case 9:
			v = 4
		case 10:
			v = 8
		case 11:
			v = 16
		case 12:
			v = 32
		case 13:
			v = 64
		case 20:
			v = 77
		case 33:
			v = 78
		default:
			v = 99
		}
		d.Add(v)
	}
	words := strings.Fields("alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi")
	for _, w := range words {
		var v uint64
		switch w {
		case "alpha":
			v = 1
		case "beta":
			v = 2
		case "gamma":
			v = 3
		case "delta":
			v = 4
		case "epsilon":
			v = 5
		case "zeta", "eta":
			v = 6
		case "iota":
			v = 7
		case "kappa":
			v = 8
		case "lambda":
			v = 9
		default:
			v = uint64(len(w))
		}
		d.Add(v)
	}
	for _, x := range []any{1, "s", 2.5, []int{1}, nil, struct{}{}, uint8(3), fmt.Errorf("e"), map[int]int{}} {
		switch v := x.(type) {
		case int:
			d.Add(uint64(v))
		case string:
			d.Add(uint64(len(v)))
		case float64:
			d.Add(uint64(v))
		case error:
			d.Add(uint64(len(v.Error())))
		case nil:
			d.Add(1000)
		case []int:
			d.Add(uint64(v[0]))
		default:
			d.Add(2000)
		}
	}
	d.Print()
}

type frame struct {
	depth int
	pad   [10]uint64
}

//go:noinline
func descend(f frame) int {
	if f.depth == 0 {
		return 0
	}
	f.depth--
	f.pad[f.depth%10]++
	return descend(f) + 1
}

// recursion grows stacks, which copies them, and calls deeply.
func recursion() {
	fmt.Println(descend(frame{depth: 200_000}))
	var group sync.WaitGroup
	results := make([]int, 8)
	for i := range results {
		group.Go(func() { results[i] = descend(frame{depth: 2_000 * (i + 1)}) })
	}
	group.Wait()
	fmt.Println(results)
	var fibonacci func(int) int
	fibonacci = func(n int) int {
		if n < 2 {
			return n
		}
		return fibonacci(n-1) + fibonacci(n-2)
	}
	fmt.Println(fibonacci(24))
	var ackermann func(m, n int) int
	ackermann = func(m, n int) int {
		switch {
		case m == 0:
			return n + 1
		case n == 0:
			return ackermann(m-1, 1)
		}
		return ackermann(m-1, ackermann(m, n-1))
	}
	fmt.Println(ackermann(2, 60))
}
