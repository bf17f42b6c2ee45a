package main

import "runtime"

// handlerSP is the stack pointer that the last run of a handler without Go found.
var handlerSP uintptr

// handlerPC is where that handler begins, restorerPC what it returns to where the kernel wants to be
// told.
func handlerPC() uintptr
func restorerPC() uintptr

// An action is the kernel's struct sigaction: riscv64's has no restorer, and is shorter.
type action [4]uint64

const (
	ignoreSignal  = 1 // SIG_IGN
	restartCall   = 0x1000_0000
	onSignalStack = 0x0800_0000
)

func newAction(handler uintptr, flags, mask uint64) action {
	const restorer = 0x0400_0000 // SA_RESTORER
	switch runtime.GOARCH {
	case "amd64":
		return action{uint64(handler), flags | restorer, uint64(restorerPC()), mask}
	case "arm64":
		return action{uint64(handler), flags, 0, mask}
	default:
		return action{uint64(handler), flags, mask}
	}
}
