//go:build windows

// Guest cases about Windows itself. No reference runs here, so each checks itself: it prints what is
// wrong, or "ok".
package main

import (
	"syscall"
	"unsafe"

	"burrow/tests/guests/internal/guest"
)

var cases = map[string]func(){
	"attributes":       attributes,
	"cancelled":        cancelled,
	"case-insensitive": caseInsensitive,
	"clocks":           clocks,
	"control-events":   controlEvents,
	"environment":      environment,
	"events":           events,
	"exceptions":       exceptions,
	"find-files":       findFiles,
	"handles":          handles,
	"iocp":             completionPort,
	"junctions":        junctions,
	"long-paths":       longPaths,
	"mapping":          fileMapping,
	"paths":            paths,
	"root":             rooted,
	"share-modes":      shareModes,
	"suspend-storm":    suspendStorm,
	"symlinks":         symlinks,
	"virtual-memory":   virtualMemory,
}

func main() { guest.Main(cases) }

var (
	kernel32 = syscall.NewLazyDLL("kernel32.dll")

	virtualAlloc   = kernel32.NewProc("VirtualAlloc")
	virtualFree    = kernel32.NewProc("VirtualFree")
	virtualProtect = kernel32.NewProc("VirtualProtect")
	virtualQuery   = kernel32.NewProc("VirtualQuery")
)

const (
	memCommit, memReserve, memDecommit, memRelease = 0x1000, 0x2000, 0x4000, 0x8000
	pageNoAccess, pageReadOnly, pageReadWrite      = 1, 2, 4

	waitTimeout = 258
	infinite    = 0xffffffff
)

// at makes a pointer from an address that the system returned.
func at(address uintptr) unsafe.Pointer {
	return *(*unsafe.Pointer)(unsafe.Pointer(&address))
}

// utf16 is text as the system wants it.
func utf16(text string) *uint16 { return guest.Got(syscall.UTF16PtrFromString(text)) }
