//go:build unix

package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"burrow/tests/guests/internal/guest"
)

func init() {
	maps.Copy(cases, map[string]func(){
		"fchdir":          fchdir,
		"identity":        identity,
		"processor-times": processorTimes,
		"rlimit":          rlimit,
	})
}

func identity() {
	fmt.Println(os.Getuid() == os.Geteuid(), os.Getgid() == os.Getegid(), os.Getuid())
	fmt.Println("pid", os.Getpid() > 0, "ppid", os.Getppid() >= 0)
	groups, err := os.Getgroups()
	fmt.Println(len(groups) >= 0, err)
	executable, err := os.Executable()
	fmt.Println(filepath.Base(executable), filepath.IsAbs(executable), err)
	info, err := os.Stat(executable)
	guest.Must(err)
	fmt.Println(info.Size() > 1<<20)
	name, err := os.Hostname()
	fmt.Println(name != "", err)
	fmt.Println(os.Getpagesize() >= 4096)
}

func rlimit() {
	var files, stack syscall.Rlimit
	guest.Must(syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files))
	guest.Must(syscall.Getrlimit(syscall.RLIMIT_STACK, &stack))
	fmt.Println(files.Cur >= 64, files.Cur <= files.Max, stack.Cur > 0)
	files.Cur = 64
	guest.Must(syscall.Setrlimit(syscall.RLIMIT_NOFILE, &files))
	var open []*os.File
	for {
		f, err := os.Open("/dev/null")
		if err != nil {
			guest.Errno("open", err)
			break
		}
		open = append(open, f)
	}
	fmt.Println(len(open) < 64)
	open[0].Close()
	_, err := os.Open("/dev/null")
	fmt.Println(err)
}

// fchdir changes into an open directory.
func fchdir() {
	guest.Must(os.MkdirAll("a/b", 0o755))
	guest.Must(os.WriteFile("a/b/x", nil, 0o644))
	guest.Errno("chdir to a file", os.Chdir("a/b/x"))
	dir := guest.Got(os.Open("a/b"))
	guest.Must(dir.Chdir())
	_, err := os.Stat("x")
	fmt.Println(err)
}

// processorTimes asks what the process used.
func processorTimes() {
	start := time.Now()
	for time.Since(start) < 3*time.Millisecond {
	}
	var process syscall.Rusage
	guest.Must(syscall.Getrusage(syscall.RUSAGE_SELF, &process))
	fmt.Println(process.Maxrss > 0, process.Utime.Nano()+process.Stime.Nano() > 0)
	var tv syscall.Timeval
	guest.Must(syscall.Gettimeofday(&tv))
	fmt.Println(time.Since(time.Unix(tv.Unix())) < time.Minute)
	fmt.Println(time.Date(2024, 7, 1, 12, 0, 0, 0, time.Local).Location())
}
