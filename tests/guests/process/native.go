//go:build !wasm

package main

import (
	"fmt"
	"maps"
	"os"
	"runtime"
	"time"

	"burrow/tests/guests/internal/guest"
)

func init() {
	maps.Copy(cases, map[string]func(){
		"exit-goroutine": exitFromGoroutine,
		"preempt-exit":   preemptedExit,
	})
}

// exitFromGoroutine ends the process while other threads block in the kernel and in futexes.
func exitFromGoroutine() {
	r, _, err := os.Pipe()
	guest.Must(err)
	r.Fd() // makes it blocking
	for range 4 {
		go func() {
			runtime.LockOSThread()
			var b [1]byte
			r.Read(b[:])
		}()
		go func() {
			runtime.LockOSThread()
			select {}
		}()
		go func() {
			for {
				time.Sleep(time.Millisecond)
			}
		}()
	}
	go func() {
		time.Sleep(5 * time.Millisecond)
		fmt.Println("leaving")
		os.Exit(7)
	}()
	select {}
}

// preemptedExit ends the process while goroutines compute.
func preemptedExit() {
	for range 3 {
		go func() {
			for x := uint64(1); ; x = x*6364136223846793005 + 1 {
				if x == 0 {
					println("zero")
				}
			}
		}()
	}
	time.Sleep(5 * time.Millisecond)
	fmt.Println("leaving")
	os.Exit(9)
}
