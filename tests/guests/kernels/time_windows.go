package main

import "syscall"

// processorTime is that of this process, user and system, in nanoseconds.
func processorTime() int64 {
	self, _ := syscall.GetCurrentProcess()
	var created, exited, kernel, user syscall.Filetime
	if err := syscall.GetProcessTimes(self, &created, &exited, &kernel, &user); err != nil {
		panic(err)
	}
	return 100 * (ticks(kernel) + ticks(user))
}

// ticks is a duration in units of 100 ns.
func ticks(t syscall.Filetime) int64 {
	return int64(t.HighDateTime)<<32 | int64(t.LowDateTime)
}
