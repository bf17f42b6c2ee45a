//go:build unix

package main

import (
	"runtime"
	"syscall"
)

// processorTime is that of this thread, or where that cannot be had of this process, user and
// system, in nanoseconds.
func processorTime() int64 {
	who := syscall.RUSAGE_SELF
	if runtime.GOOS == "linux" {
		who = 1 // RUSAGE_THREAD
	}
	var usage syscall.Rusage
	if err := syscall.Getrusage(who, &usage); err != nil {
		panic(err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}
