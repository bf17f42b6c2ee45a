package main

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"syscall"
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
	interrupt(<-tid, wanted)
	stop.Store(true)
	fmt.Println("wrong:", <-result, "after", wanted, "signals")
}
