package main

import (
	"fmt"
	"runtime"
	"syscall"
	"time"
	"unsafe"
)

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
