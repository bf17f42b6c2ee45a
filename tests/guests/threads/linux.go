//go:build linux

package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"

	"burrow/tests/guests/internal/guest"
)

func init() {
	maps.Copy(cases, map[string]func(){
		"futex":        futex,
		"many-threads": manyThreads,
		"thread-ids":   threadIDs,
	})
}

// manyThreads blocks goroutines in system calls, so that each needs a thread.
func manyThreads() {
	const count = 40
	r, w, err := os.Pipe()
	guest.Must(err)
	descriptor := int(r.Fd()) // Fd makes it blocking
	var group sync.WaitGroup
	var total atomic.Int32
	for range count {
		group.Go(func() {
			var b [1]byte
			n, err := syscall.Read(descriptor, b[:])
			guest.Must(err)
			total.Add(int32(n))
		})
	}
	for len(guest.Got(os.ReadDir("/proc/self/task"))) <= count {
		time.Sleep(time.Millisecond) // until each reader has its thread
	}
	w.Write(bytes.Repeat([]byte{1}, count))
	group.Wait()
	fmt.Println(total.Load())
}

func threadIDs() {
	const count = 10
	var mutex sync.Mutex
	ids := map[int]bool{}
	var group sync.WaitGroup
	barrier := make(chan bool)
	for range count {
		group.Go(func() {
			runtime.LockOSThread() // and never unlock: the thread ends with the goroutine
			mutex.Lock()
			ids[syscall.Gettid()] = true
			mutex.Unlock()
			<-barrier
		})
	}
	for {
		mutex.Lock()
		n := len(ids)
		mutex.Unlock()
		if n == count {
			break
		}
		time.Sleep(time.Millisecond)
	}
	close(barrier)
	group.Wait()
	fmt.Println(len(ids))
}

const (
	futexWait    = 0
	futexWake    = 1
	futexBitset  = 9
	futexPrivate = 128
	clockReal    = 256
)

func futexCall(word *uint32, operation, value int, timeout *syscall.Timespec, mask uint32) (uintptr, syscall.Errno) {
	for {
		n, _, errno := syscall.Syscall6(syscall.SYS_FUTEX, uintptr(unsafe.Pointer(word)), uintptr(operation), uintptr(value),
			uintptr(unsafe.Pointer(timeout)), 0, uintptr(mask))
		// A wait with a timeout is not restarted after a signal, such as that of a preemption.
		if errno != syscall.EINTR {
			return n, errno
		}
	}
}

// futex asks for each timeout form and error that the Go runtime and libraries meet.
func futex() {
	var word uint32 = 5
	_, errno := futexCall(&word, futexWait|futexPrivate, 4, nil, 0)
	fmt.Println("another value:", errno)
	short := syscall.NsecToTimespec(int64(3 * time.Millisecond))
	start := time.Now()
	_, errno = futexCall(&word, futexWait|futexPrivate, 5, &short, 0)
	fmt.Println("relative:", errno, time.Since(start) >= 3*time.Millisecond)
	_, errno = futexCall(&word, futexWait, 5, &short, 0)
	fmt.Println("shared:", errno)
	past := syscall.NsecToTimespec(time.Now().Add(-time.Second).UnixNano())
	_, errno = futexCall(&word, futexBitset|futexPrivate|clockReal, 5, &past, ^uint32(0))
	fmt.Println("absolute, past:", errno)
	end := time.Now().Add(3 * time.Millisecond)
	soon := syscall.NsecToTimespec(end.UnixNano())
	_, errno = futexCall(&word, futexBitset|futexPrivate|clockReal, 5, &soon, ^uint32(0))
	fmt.Println("absolute:", errno, time.Until(end) < time.Millisecond)
	_, errno = futexCall(&word, futexBitset|futexPrivate, 5, &soon, 0)
	fmt.Println("no bits:", errno)
	bad := syscall.Timespec{Nsec: 2_000_000_000}
	_, errno = futexCall(&word, futexWait|futexPrivate, 5, &bad, 0)
	fmt.Println("bad time:", errno)
	_, errno = futexCall(&word, 77, 5, nil, 0)
	fmt.Println("unknown operation:", errno)
	_, _, errno = syscall.Syscall6(syscall.SYS_FUTEX, uintptr(unsafe.Pointer(&word))+1, futexWait, 5, 0, 0, 0)
	fmt.Println("unaligned:", errno)
	_, _, errno = syscall.Syscall6(syscall.SYS_FUTEX, 4096, futexWait, 5, 0, 0, 0)
	fmt.Println("unmapped:", errno)
	n, errno := futexCall(&word, futexWake|futexPrivate, 10, nil, 0)
	fmt.Println("nobody waits:", n, errno)

	const waiters = 3
	done := make(chan syscall.Errno)
	for range waiters {
		go func() {
			runtime.LockOSThread()
			_, errno := futexCall(&word, futexWait|futexPrivate, 5, nil, 0)
			done <- errno
		}()
	}
	woken := 0
	for woken < waiters {
		n, _ := futexCall(&word, futexWake|futexPrivate, 2, nil, 0)
		woken += int(n)
		time.Sleep(time.Millisecond)
	}
	for range waiters {
		fmt.Println("woken:", <-done)
	}
}
