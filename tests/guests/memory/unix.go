//go:build unix

package main

import (
	"fmt"
	"maps"
	"os"
	"runtime/debug"
	"syscall"
	"unsafe"

	"burrow/tests/guests/internal/guest"
)

func init() {
	maps.Copy(cases, map[string]func(){
		"file-private": filePrivate,
		"file-shared":  fileShared,
		"past-end":     pastEndOfFile,
		"protect":      protect,
	})
}

const (
	readWrite = syscall.PROT_READ | syscall.PROT_WRITE
	private   = syscall.MAP_ANON | syscall.MAP_PRIVATE
)

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
	page := os.Getpagesize()
	memory := guest.Got(syscall.Mmap(-1, 0, 4*page, readWrite, private))
	memory[page] = 1
	guest.Must(syscall.Mprotect(memory[page:2*page], syscall.PROT_READ))
	fmt.Println(touch(&memory[page]), poke(&memory[page]))
	guest.Must(syscall.Mprotect(memory[page:2*page], syscall.PROT_NONE))
	fmt.Println(touch(&memory[page]), poke(&memory[page]))
	fmt.Println(touch(&memory[page-1]), poke(&memory[2*page]))
	guest.Must(syscall.Mprotect(memory[page:2*page], readWrite))
	fmt.Println(touch(&memory[page]), poke(&memory[page]))
	// A store across the border of a page that may not be written changes nothing.
	guest.Must(syscall.Mprotect(memory[2*page:], syscall.PROT_READ))
	func() {
		defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
		defer func() { fmt.Println(recover() != nil) }()
		*(*uint64)(unsafe.Pointer(&memory[2*page-4])) = ^uint64(0)
	}()
	fmt.Println(memory[2*page-6 : 2*page])
	guest.Errno("unaligned", syscall.Mprotect(memory[1:page], readWrite))
	last := &memory[0]
	guest.Must(syscall.Munmap(memory))
	fmt.Println(touch(last))
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
	page := os.Getpagesize()
	f := newFile(3*page + 100)
	memory := guest.Got(syscall.Mmap(int(f.Fd()), 0, 4*page, readWrite, syscall.MAP_SHARED))
	fmt.Println(memory[5], memory[3*page+99], memory[3*page+100])
	memory[5] = 200
	buffer := make([]byte, 2)
	guest.Got(f.ReadAt(buffer, 4))
	fmt.Println("written through the mapping, read from the file:", buffer)
	guest.Got(f.WriteAt([]byte{77, 78}, int64(page)))
	fmt.Println("written to the file, read through the mapping:", memory[page:page+2])
	second := guest.Got(syscall.Mmap(int(f.Fd()), int64(page), page, syscall.PROT_READ, syscall.MAP_SHARED))
	memory[page+3] = 55
	fmt.Println("through another mapping:", second[:4])
	fmt.Println("read-only:", poke(&second[0]))
	_, _, errno := syscall.Syscall(syscall.SYS_MSYNC, uintptr(unsafe.Pointer(&memory[0])), uintptr(page), syscall.MS_SYNC)
	fmt.Println("msync", errno)
	guest.Must(f.Close())
	memory[6] = 201
	guest.Must(syscall.Munmap(memory))
	fmt.Println(guest.Got(os.ReadFile("mapped"))[4:8], second[1])

	readOnly := guest.Got(os.Open("mapped"))
	_, err := syscall.Mmap(int(readOnly.Fd()), 0, page, readWrite, syscall.MAP_SHARED)
	guest.Errno("shared and writable on a read-only descriptor", err)
	_, err = syscall.Mmap(int(readOnly.Fd()), 100, page, syscall.PROT_READ, syscall.MAP_SHARED)
	guest.Errno("offset within a page", err)
	directory := guest.Got(os.Open("."))
	_, err = syscall.Mmap(int(directory.Fd()), 0, page, syscall.PROT_READ, syscall.MAP_PRIVATE)
	guest.Errno("directory", err)
}

func filePrivate() {
	page := os.Getpagesize()
	f := newFile(2 * page)
	memory := guest.Got(syscall.Mmap(int(f.Fd()), int64(page), page, readWrite, syscall.MAP_PRIVATE))
	memory[1] = 99
	buffer := make([]byte, 3)
	guest.Got(f.ReadAt(buffer, int64(page)))
	fmt.Println(buffer, memory[:3])
	guest.Must(syscall.Munmap(memory))
}

// pastEndOfFile touches a mapped page that the file does not reach: SIGBUS.
func pastEndOfFile() {
	page := os.Getpagesize()
	f := newFile(page + 10)
	memory := guest.Got(syscall.Mmap(int(f.Fd()), 0, 4*page, readWrite, syscall.MAP_SHARED))
	fmt.Println(memory[page+9], memory[page+10], memory[2*page-1])
	fmt.Println(touch(&memory[2*page]))
	guest.Must(f.Truncate(3 * int64(page)))
	fmt.Println(touch(&memory[2*page]), poke(&memory[2*page+1]))
	guest.Must(f.Truncate(int64(page)))
	fmt.Println(touch(&memory[page]))
	fmt.Println(touch(&memory[page-1]))
}
