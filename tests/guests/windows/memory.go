//go:build windows

package main

import (
	"errors"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"unsafe"

	"burrow/tests/guests/internal/guest"
)

// region is a MEMORY_BASIC_INFORMATION.
type region struct {
	base, allocationBase uintptr
	allocationProtect    uint32
	partition            uint16
	size                 uintptr
	state, protect, kind uint32
}

func query(address uintptr) region {
	var r region
	virtualQuery.Call(address, uintptr(unsafe.Pointer(&r)), unsafe.Sizeof(r))
	return r
}

func virtualMemory() {
	var check guest.Check
	base, _, err := virtualAlloc.Call(0, 1<<20, memReserve, pageReadWrite)
	check.That(base != 0 && base%0x10000 == 0, "reserved at %#x: %v", base, err)
	r := query(base)
	check.That(r.base == base && r.size == 1<<20 && r.state == memReserve, "reserved region %+v", r)
	page, _, err := virtualAlloc.Call(base+0x3000, 0x2000, memCommit, pageReadWrite)
	check.That(page == base+0x3000, "committed at %#x: %v", page, err)
	*(*byte)(at(page + 5)) = 7
	r = query(page + 1)
	check.That(r.base == page && r.size == 0x2000 && r.state == memCommit && r.protect == pageReadWrite &&
		r.allocationBase == base, "committed region %+v", r)
	ok, _, err := virtualFree.Call(page, 0x1000, memDecommit)
	check.That(ok != 0, "decommit: %v", err)
	page, _, err = virtualAlloc.Call(base+0x3000, 0x1000, memCommit, pageReadWrite)
	check.That(page != 0 && *(*byte)(at(page + 5)) == 0, "recommitted memory is not zero: %v", err)
	var old uint32
	ok, _, err = virtualProtect.Call(page, 0x1000, pageReadOnly, uintptr(unsafe.Pointer(&old)))
	check.That(ok != 0 && old == pageReadWrite, "protect: %v, was %#x", err, old)
	check.That(query(page).protect == pageReadOnly, "protected region %+v", query(page))
	ok, _, err = virtualFree.Call(base, 0, memRelease)
	check.That(ok != 0, "release: %v", err)
	check.That(query(base).state == 0x10000, "free region %+v", query(base)) // MEM_FREE
	address, _, err := virtualAlloc.Call(base, 0x1000, memCommit, pageReadWrite)
	check.That(address == 0 && err == syscall.Errno(487), "commit of nothing: %#x, %v", address, err) // ERROR_INVALID_ADDRESS
	check.Done()
}

// fault runs f, which is to fault, and returns the panic.
func fault(f func()) (text string, address uintptr) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		r := recover()
		if r == nil {
			return
		}
		text = r.(error).Error()
		var located interface{ Addr() uintptr }
		if errors.As(r.(error), &located) {
			address = located.Addr()
		}
	}()
	f()
	return "no fault", 0
}

// exceptions become panics with the address; the goroutine goes on, a thousand times.
func exceptions() {
	var check guest.Check
	base, _, _ := virtualAlloc.Call(0, 0x3000, memReserve|memCommit, pageReadWrite)
	var old uint32
	virtualProtect.Call(base+0x1000, 0x1000, pageReadOnly, uintptr(unsafe.Pointer(&old)))
	virtualProtect.Call(base+0x2000, 0x1000, pageNoAccess, uintptr(unsafe.Pointer(&old)))
	readOnly, none := (*uint64)(at(base+0x1008)), (*uint64)(at(base+0x2010))
	var sum uint64
	for range 300 {
		text, address := fault(func() { *readOnly = 1 })
		check.That(address == base+0x1008, "store to a read-only page: %s at %#x", text, address-base)
		text, address = fault(func() { sum += *none })
		check.That(address == base+0x2010, "load from a page without access: %s at %#x", text, address-base)
		zero := len(os.Args) - len(os.Args)
		text, _ = fault(func() { sum += uint64(1 / zero) })
		check.That(strings.HasSuffix(text, "integer divide by zero"), "division: %s", text)
		text, _ = fault(func() { var p *[9]uint64; sum += p[len(os.Args)] })
		check.That(strings.Contains(text, "nil pointer dereference"), "nil: %s", text)
		sum += *readOnly
	}
	runtime.KeepAlive(sum)
	check.Done()
}

// fileMapping needs a view of a file to be the file.
func fileMapping() {
	var check guest.Check
	guest.Must(os.WriteFile("mapped", make([]byte, 10_000), 0o644))
	f := guest.Got(os.OpenFile("mapped", os.O_RDWR, 0))
	mapping := guest.Got(syscall.CreateFileMapping(syscall.Handle(f.Fd()), nil, pageReadWrite, 0, 0, nil))
	address := guest.Got(syscall.MapViewOfFile(mapping, syscall.FILE_MAP_WRITE|syscall.FILE_MAP_READ, 0, 0, 0))
	view := unsafe.Slice((*byte)(at(address)), 10_000)
	view[5000] = 42
	b := make([]byte, 1)
	guest.Got(f.ReadAt(b, 5000))
	check.That(b[0] == 42, "written through the view, read %d", b[0])
	guest.Got(f.WriteAt([]byte{43}, 9999))
	check.That(view[9999] == 43, "written to the file, seen %d", view[9999])
	guest.Must(syscall.FlushViewOfFile(address, 10_000))
	guest.Must(syscall.UnmapViewOfFile(address))
	guest.Must(syscall.CloseHandle(mapping))
	guest.Must(f.Close())
	check.Done()
}
