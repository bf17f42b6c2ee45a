//go:build linux

package main

import (
	"fmt"
	"maps"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"unsafe"

	"burrow/tests/guests/internal/guest"
)

func init() {
	maps.Copy(cases, map[string]func(){
		"anonymous":       anonymous,
		"file-executable": fileExecutable,
		"huge-pages":      hugePages,
		"remap":           remap,
		"sparse":          sparse,
		"wild-pointers":   wildPointers,
	})
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
	_, _, errno = syscall.Syscall(syscall.SYS_MINCORE, 1, 1, uintptr(unsafe.Pointer(&residents[0])))
	fmt.Println("mincore unaligned:", errno)
	// The runtime packs addresses into 48 bits beside counters, wherever it asks for memory.
	high := uintptr(0)
	for _, hint := range []uintptr{0, 0xc0_0000_0000, 0x3fff_ffff_0000, 0x7eee_eeee_0000} {
		address, _, errno := syscall.Syscall6(syscall.SYS_MMAP, hint, 64<<20, syscall.PROT_NONE, private, ^uintptr(0), 0)
		if errno != 0 {
			fmt.Printf("hint %#x: %v\n", hint, errno)
			continue
		}
		high = max(high, address+64<<20)
	}
	fmt.Println("below 2^47:", high <= 1<<47)
}

// hugePages asks as the runtime does, at its start and for its heap; a kernel may have none.
func hugePages() {
	size, err := os.ReadFile("/sys/kernel/mm/transparent_hugepage/hpage_pmd_size")
	n, _ := strconv.Atoi(strings.TrimSpace(string(size)))
	fmt.Println("size:", os.IsNotExist(err) || n > 4096 && n&(n-1) == 0)
	memory := guest.Got(syscall.Mmap(-1, 0, 8<<20, readWrite, private))
	memory[4<<20] = 4
	for _, advice := range []int{syscall.MADV_HUGEPAGE, syscall.MADV_NOHUGEPAGE} {
		err := syscall.Madvise(memory, advice)
		fmt.Println("advice:", err == nil || err == syscall.EINVAL)
	}
	fmt.Println("content:", memory[4<<20], memory[4<<20+1])
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

// fileExecutable maps code of a file, which macOS allows signed files only.
func fileExecutable() {
	f := newFile(4096)
	code := guest.Got(syscall.Mmap(int(f.Fd()), 0, 4096, syscall.PROT_READ|syscall.PROT_EXEC, syscall.MAP_PRIVATE))
	fmt.Println(code[:3])
}
