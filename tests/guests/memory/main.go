// Guest cases about memory: the allocator and collector, and mappings made by system calls.
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
	"unsafe"
	"weak"

	"burrow/tests/guests/internal/guest"
)

func main() {
	guest.Main(map[string]func(){
		"anonymous":     anonymous,
		"collector":     collector,
		"file-private":  filePrivate,
		"file-shared":   fileShared,
		"finalizers":    finalizers,
		"large":         largeAllocations,
		"limit":         memoryLimit,
		"maps":          maps,
		"past-end":      pastEndOfFile,
		"pools":         pools,
		"protect":       protect,
		"remap":         remap,
		"slices":        growingSlices,
		"sparse":        sparse,
		"stack-scan":    stackScan,
		"wild-pointers": wildPointers,
	})
}

const (
	readWrite = syscall.PROT_READ | syscall.PROT_WRITE
	private   = syscall.MAP_ANON | syscall.MAP_PRIVATE
)

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

// collector lets goroutines allocate and drop trees while the collector runs all the time.
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

func maps() {
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

func anonymous() {
	memory := guest.Got(syscall.Mmap(-1, 0, 1<<20, readWrite, private))
	for i := 0; i < len(memory); i += 4096 {
		if memory[i] != 0 {
			panic("not zero")
		}
		memory[i] = byte(i >> 12)
	}
	fmt.Println(memory[255<<12], uintptr(unsafe.Pointer(&memory[0]))%4096)
	guest.Must(syscall.Madvise(memory[:8192], syscall.MADV_DONTNEED))
	fmt.Println(memory[4096], memory[8192])
	guest.Must(syscall.Munmap(memory))
	_, err := syscall.Mmap(-1, 0, 0, readWrite, private)
	guest.Errno("mmap of nothing", err)
	_, err = syscall.Mmap(-1, 0, 4096, readWrite, syscall.MAP_ANON)
	guest.Errno("neither shared nor private", err)
	_, err = syscall.Mmap(99, 0, 4096, readWrite, syscall.MAP_PRIVATE)
	guest.Errno("bad descriptor", err)
	guest.Errno("madvise", syscall.Madvise(make([]byte, 8192)[:4096:4096], 12345))
	shared := guest.Got(syscall.Mmap(-1, 0, 4096, readWrite, syscall.MAP_ANON|syscall.MAP_SHARED))
	shared[7] = 7
	fmt.Println(shared[7])
	// Hints are honoured where there is room.
	const hint = 0x5_0000_0000
	address, _, errno := syscall.Syscall6(syscall.SYS_MMAP, hint, 8192, readWrite, private, ^uintptr(0), 0)
	fmt.Printf("hint %#x errno %d\n", address, errno)
	address, _, errno = syscall.Syscall6(syscall.SYS_MMAP, hint, 4096, readWrite, private|0x100000, ^uintptr(0), 0) // MAP_FIXED_NOREPLACE
	fmt.Println("no replace:", errno)
	address, _, errno = syscall.Syscall6(syscall.SYS_MMAP, hint+4096, 4096, syscall.PROT_READ, private|syscall.MAP_FIXED, ^uintptr(0), 0)
	fmt.Printf("fixed %#x errno %d\n", address, errno)
	_, _, errno = syscall.Syscall(syscall.SYS_MUNMAP, hint, 8192, 0)
	fmt.Println("munmap", errno)
	_, _, errno = syscall.Syscall(syscall.SYS_MUNMAP, hint+1, 8192, 0)
	fmt.Println("munmap unaligned:", errno)
	residents := make([]byte, 2)
	_, _, errno = syscall.Syscall(syscall.SYS_MINCORE, hint, 8192, uintptr(unsafe.Pointer(&residents[0])))
	fmt.Println("mincore of nothing:", errno)
}

// sparse reserves far more than there is, as the Go heap does.
func sparse() {
	reserved := guest.Got(syscall.Mmap(-1, 0, 64<<30, syscall.PROT_NONE, private|syscall.MAP_NORESERVE))
	middle := reserved[40<<30 : 40<<30+1<<20]
	guest.Must(syscall.Mprotect(middle, readWrite))
	middle[5] = 5
	fmt.Println(len(reserved), middle[5], middle[6])
	guest.Must(syscall.Mprotect(middle, syscall.PROT_NONE))
	fmt.Println(touch(&middle[5]))
	guest.Must(syscall.Munmap(reserved))
}

func remap() {
	const mremap = 1 // MREMAP_MAYMOVE
	address, _, errno := syscall.Syscall6(syscall.SYS_MMAP, 0, 3*4096, readWrite, private, ^uintptr(0), 0)
	fmt.Println(errno)
	*(*byte)(at(address)) = 42
	moved, _, errno := syscall.Syscall6(syscall.SYS_MREMAP, address, 3*4096, 300*4096, mremap, 0, 0)
	fmt.Println(errno, *(*byte)(at(moved)), *(*byte)(at(moved + 299*4096)))
	shrunk, _, errno := syscall.Syscall6(syscall.SYS_MREMAP, moved, 300*4096, 4096, 0, 0, 0)
	fmt.Println(errno, shrunk == moved, *(*byte)(at(shrunk)))
}

// at makes a pointer from an address that a system call returned.
func at(address uintptr) unsafe.Pointer {
	return *(*unsafe.Pointer)(unsafe.Pointer(&address))
}

// touch reads a byte and reports the fault, if it is one.
func touch(p *byte) (result string) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			fault := r.(interface{ Addr() uintptr })
			result = fmt.Sprint(r, ", at the address: ", fault.Addr() == uintptr(unsafe.Pointer(p)))
		}
	}()
	return fmt.Sprint("read ", *p)
}

func poke(p *byte) (result string) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			result = fmt.Sprint(r)
		}
	}()
	*p = 9
	return "written"
}

func protect() {
	memory := guest.Got(syscall.Mmap(-1, 0, 4*4096, readWrite, private))
	memory[4096] = 1
	guest.Must(syscall.Mprotect(memory[4096:8192], syscall.PROT_READ))
	fmt.Println(touch(&memory[4096]), poke(&memory[4096]))
	guest.Must(syscall.Mprotect(memory[4096:8192], syscall.PROT_NONE))
	fmt.Println(touch(&memory[4096]), poke(&memory[4096]))
	fmt.Println(touch(&memory[4095]), poke(&memory[8192]))
	guest.Must(syscall.Mprotect(memory[4096:8192], readWrite))
	fmt.Println(touch(&memory[4096]), poke(&memory[4096]))
	// A store across the border of a page that may not be written changes nothing.
	guest.Must(syscall.Mprotect(memory[8192:], syscall.PROT_READ))
	func() {
		defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
		defer func() { fmt.Println(recover() != nil) }()
		*(*uint64)(unsafe.Pointer(&memory[8188])) = ^uint64(0)
	}()
	fmt.Println(memory[8186:8192])
	guest.Errno("unaligned", syscall.Mprotect(memory[1:4096], readWrite))
	last := &memory[0]
	guest.Must(syscall.Munmap(memory))
	fmt.Println(touch(last))
}

func wildPointers() {
	for _, address := range []uintptr{1, 4095, 4096, 0x12345, 0x7fff_ffff_f000, 0x8000_0000_0000, 0xdead_beef_dead_beef, 1<<63 + 8, ^uintptr(0)} {
		p := (*byte)(at(address))
		func() {
			defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
			defer func() { fmt.Printf("%#x: %v\n", address, recover()) }()
			*p = 1
			fmt.Println("written?")
		}()
	}
}

func newFile(size int) *os.File {
	f := guest.Got(os.Create("mapped"))
	data := make([]byte, size)
	for i := range data {
		data[i] = byte(i * 3)
	}
	guest.Got(f.Write(data))
	return f
}

// fileShared needs mapping and file to be one: databases such as bbolt rely on it.
func fileShared() {
	f := newFile(3*4096 + 100)
	memory := guest.Got(syscall.Mmap(int(f.Fd()), 0, 4*4096, readWrite, syscall.MAP_SHARED))
	fmt.Println(memory[5], memory[3*4096+99], memory[3*4096+100])
	memory[5] = 200
	buffer := make([]byte, 2)
	guest.Got(f.ReadAt(buffer, 4))
	fmt.Println("written through the mapping, read from the file:", buffer)
	guest.Got(f.WriteAt([]byte{77, 78}, 4096))
	fmt.Println("written to the file, read through the mapping:", memory[4096:4098])
	second := guest.Got(syscall.Mmap(int(f.Fd()), 4096, 4096, syscall.PROT_READ, syscall.MAP_SHARED))
	memory[4099] = 55
	fmt.Println("through another mapping:", second[:4])
	fmt.Println("read-only:", poke(&second[0]))
	_, _, errno := syscall.Syscall(syscall.SYS_MSYNC, uintptr(unsafe.Pointer(&memory[0])), 4096, syscall.MS_SYNC)
	fmt.Println("msync", errno)
	guest.Must(f.Close())
	memory[6] = 201
	guest.Must(syscall.Munmap(memory))
	fmt.Println(guest.Got(os.ReadFile("mapped"))[4:8], second[1])

	readOnly := guest.Got(os.Open("mapped"))
	_, err := syscall.Mmap(int(readOnly.Fd()), 0, 4096, readWrite, syscall.MAP_SHARED)
	guest.Errno("shared and writable on a read-only descriptor", err)
	_, err = syscall.Mmap(int(readOnly.Fd()), 100, 4096, syscall.PROT_READ, syscall.MAP_SHARED)
	guest.Errno("offset within a page", err)
	directory := guest.Got(os.Open("."))
	_, err = syscall.Mmap(int(directory.Fd()), 0, 4096, syscall.PROT_READ, syscall.MAP_PRIVATE)
	guest.Errno("directory", err)
}

func filePrivate() {
	f := newFile(8192)
	memory := guest.Got(syscall.Mmap(int(f.Fd()), 4096, 4096, readWrite, syscall.MAP_PRIVATE))
	memory[1] = 99
	buffer := make([]byte, 3)
	guest.Got(f.ReadAt(buffer, 4096))
	fmt.Println(buffer, memory[:3])
	code := guest.Got(syscall.Mmap(int(f.Fd()), 0, 4096, syscall.PROT_READ|syscall.PROT_EXEC, syscall.MAP_PRIVATE))
	fmt.Println(code[:3])
	guest.Must(syscall.Munmap(memory))
}

// pastEndOfFile touches a mapped page that the file does not reach: SIGBUS.
func pastEndOfFile() {
	f := newFile(4096 + 10)
	memory := guest.Got(syscall.Mmap(int(f.Fd()), 0, 4*4096, readWrite, syscall.MAP_SHARED))
	fmt.Println(memory[4096+9], memory[4096+10], memory[8191])
	fmt.Println(touch(&memory[8192]))
	guest.Must(f.Truncate(3 * 4096))
	fmt.Println(touch(&memory[8192]), poke(&memory[8193]))
	guest.Must(f.Truncate(4096))
	fmt.Println(touch(&memory[4096]))
	fmt.Println(touch(&memory[4095]))
}
