// Guest cases about memory: the allocator and collector, and mappings made by system calls.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"
	"weak"

	"burrow/tests/guests/internal/guest"
)

var cases = map[string]func(){
	"collector":  collector,
	"finalizers": finalizers,
	"limit":      memoryLimit,
	"maps":       mapsOfMany,
	"moves":      moves,
	"pools":      pools,
	"slices":     growingSlices,
	"stack-scan": stackScan,
}

func main() { guest.Main(cases) }

type tree struct {
	left, right *tree
	value       int
	label       string
}

func grow(depth, value int) *tree {
	if depth == 0 {
		return nil
	}
	return &tree{grow(depth-1, value*2), grow(depth-1, value*2+1), value, fmt.Sprint("n", value)}
}

func (t *tree) check() int {
	if t == nil {
		return 0
	}
	if t.label != fmt.Sprint("n", t.value) {
		panic("corrupt node " + t.label)
	}
	return 1 + t.left.check() + t.right.check()
}

// collector lets goroutines allocate and drop trees while the collector runs, four times at least.
func collector() {
	debug.SetGCPercent(20)
	var group sync.WaitGroup
	counts := make([]int, 4)
	for i := range counts {
		group.Go(func() {
			kept := grow(9, 1)
			for range 8 {
				grow(8, 1)
				counts[i] += kept.check()
			}
		})
	}
	// However fast the trees grow, or slowly the pacer comes to it.
	group.Go(func() {
		for range 4 {
			runtime.GC()
		}
	})
	group.Wait()
	fmt.Println(counts)
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	fmt.Println(stats.NumGC > 3, stats.HeapAlloc < 64<<20, stats.PauseTotalNs > 0)
}

func finalizers() {
	const count = 100
	done := make(chan int, 2*count)
	for i := range count {
		node := &tree{value: i}
		runtime.SetFinalizer(node, func(n *tree) { done <- n.value })
		other := &tree{value: i}
		runtime.AddCleanup(other, func(n int) { done <- n }, i)
	}
	sum := 0
	for n := 0; n < 2*count; {
		select {
		case value := <-done:
			sum += value
			n++
		case <-time.After(10 * time.Millisecond):
			runtime.GC()
		}
	}
	fmt.Println("finalized", sum)
	kept := &tree{value: 5}
	strong, gone := weak.Make(kept), weak.Make(&tree{value: 6})
	for gone.Value() != nil {
		runtime.GC()
	}
	fmt.Println(strong.Value().value, gone.Value())
	runtime.KeepAlive(kept)
}

func pools() {
	pool := sync.Pool{New: func() any { return new([512]byte) }}
	var group sync.WaitGroup
	for g := range 4 {
		group.Go(func() {
			for range 2000 {
				b := pool.Get().(*[512]byte)
				b[g] = byte(g)
				pool.Put(b)
			}
		})
	}
	group.Wait()
	runtime.GC()
	fmt.Println(len(pool.Get().(*[512]byte)))
}

func memoryLimit() {
	debug.SetMemoryLimit(32 << 20)
	debug.SetGCPercent(-1)
	total := 0
	for i := range 400 {
		b := make([]byte, 256<<10)
		b[i] = 1
		total += len(b)
	}
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	fmt.Println(total, stats.NumGC > 0)
}

func mapsOfMany() {
	m := map[string][]int{}
	for i := range 20_000 {
		key := fmt.Sprint("key", i%5000)
		m[key] = append(m[key], i)
	}
	for i := 0; i < 5000; i += 2 {
		delete(m, fmt.Sprint("key", i))
	}
	sum := 0
	for key, values := range m {
		sum += len(key) * values[len(values)-1]
	}
	fmt.Println(len(m), sum)
	type pair struct {
		a int32
		b string
	}
	structs := map[pair]float64{}
	for i := range 3000 {
		structs[pair{int32(i % 700), fmt.Sprint(i % 11)}] += float64(i)
	}
	keys := make([]pair, 0, len(structs))
	for k := range structs {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(x, y pair) int { return int(x.a-y.a)*100 + strings.Compare(x.b, y.b) })
	fmt.Println(len(structs), keys[:3], structs[keys[5]])
	var concurrent sync.Map
	var group sync.WaitGroup
	for g := range 4 {
		group.Go(func() {
			for i := range 500 {
				concurrent.LoadOrStore(i, g)
				concurrent.CompareAndSwap(i, g, -1)
			}
		})
	}
	group.Wait()
	n := 0
	concurrent.Range(func(k, v any) bool { n++; return v == -1 })
	fmt.Println(n)
}

func growingSlices() {
	var ints []int
	var capacities []int
	for i := range 100_000 {
		ints = append(ints, i)
		if c := cap(ints); len(capacities) == 0 || capacities[len(capacities)-1] != c {
			capacities = append(capacities, c)
		}
	}
	fmt.Println(capacities)
	ints = slices.Insert(ints, 500, 1, 2, 3)
	ints = slices.Delete(ints, 10, 20)
	slices.Reverse(ints)
	fmt.Println(len(ints), ints[:3], slices.Index(ints, 777))
	var text strings.Builder
	for i := range 10_000 {
		text.WriteByte(byte('a' + i%26))
	}
	fmt.Println(text.Len(), guest.Sum([]byte(text.String())))
}

// stackScan moves stacks that hold pointers to themselves and to the heap.
func stackScan() {
	var walk func(depth int, previous *int) int
	walk = func(depth int, previous *int) int {
		local := depth
		boxed := new(int)
		*boxed = depth
		if depth%500 == 0 {
			runtime.GC()
		}
		if depth == 0 {
			return *previous
		}
		result := walk(depth-1, &local)
		if local != depth || *boxed != depth {
			panic("a stack variable changed")
		}
		return result + *previous - local
	}
	start := 3000
	fmt.Println(walk(3000, &start))
}
