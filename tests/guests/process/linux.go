//go:build linux

package main

import (
	"fmt"
	"maps"
	"runtime"
	"syscall"

	"burrow/tests/guests/internal/guest"
)

func init() {
	maps.Copy(cases, map[string]func(){
		"system":       system,
		"thread-times": threadTimes,
	})
}

func system() {
	fmt.Println(runtime.GOOS, runtime.GOARCH, runtime.Compiler)
	fmt.Println("processors", runtime.NumCPU(), runtime.GOMAXPROCS(0))
	var uts syscall.Utsname
	guest.Must(syscall.Uname(&uts))
	fmt.Println(text(uts.Sysname[:]), len(text(uts.Release[:])) > 0)
	var info syscall.Sysinfo_t
	guest.Must(syscall.Sysinfo(&info))
	fmt.Println("memory", uint64(info.Totalram)*uint64(info.Unit) > 1<<20, info.Uptime > 0, info.Procs > 0)
}

// text reads a C string; its characters are signed on some architectures.
func text[T int8 | uint8](raw []T) string {
	var b []byte
	for _, c := range raw {
		if c == 0 {
			break
		}
		b = append(b, byte(c))
	}
	return string(b)
}

// threadTimes asks what the thread used (RUSAGE_THREAD).
func threadTimes() {
	var thread syscall.Rusage
	guest.Must(syscall.Getrusage(1, &thread))
	fmt.Println(thread.Utime.Nano() >= 0)
}
