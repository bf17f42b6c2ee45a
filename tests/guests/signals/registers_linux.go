package main

import (
	"fmt"
	"os"
	"runtime"
	"sync/atomic"
	"syscall"
	"time"

	"burrow/tests/guests/internal/guest"
)

func init() { cases["registers"] = registers }

func hold(rounds int) (wrong int)

// registers sends SIGURG as fast as it can to a thread that holds values in every vector register,
// in the flags, and a rounding mode of its own.
func registers() {
	const wanted = 3_000
	tid := make(chan int)
	result := make(chan int)
	var stop atomic.Bool
	go func() {
		runtime.LockOSThread()
		tid <- syscall.Gettid()
		wrong := 0
		for !stop.Load() {
			wrong += hold(500)
		}
		result <- wrong
	}()
	runtime.LockOSThread()
	victim, pid := <-tid, os.Getpid()
	for i := range wanted {
		guest.Must(syscall.Tgkill(pid, victim, syscall.SIGURG))
		if i%100 == 0 {
			time.Sleep(20 * time.Microsecond)
		}
	}
	stop.Store(true)
	fmt.Println("wrong:", <-result, "after", wanted, "signals")
}
