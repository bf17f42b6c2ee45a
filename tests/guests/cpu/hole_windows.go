package main

import (
	"syscall"
	"unsafe"
)

// pageBeforeHole is 4096 bytes with nothing committed behind them.
func pageBeforeHole() []byte {
	allocate := syscall.NewLazyDLL("kernel32.dll").NewProc("VirtualAlloc")
	const reserve, commit, readWrite = 0x2000, 0x1000, 4
	address, _, err := allocate.Call(0, 8192, reserve, readWrite)
	if address == 0 {
		panic(err)
	}
	if page, _, err := allocate.Call(address, 4096, commit, readWrite); page != address {
		panic(err)
	}
	return unsafe.Slice(*(**byte)(unsafe.Pointer(&address)), 4096)
}
