//go:build windows

package main

import (
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"

	"burrow/tests/guests/internal/guest"
)

// mixed keeps many integers and floats alive across its loop, with no call in it.
//
//go:noinline
func mixed(n int, seed uint64) (uint64, float64) {
	a, b, c, d, e, f := seed, seed+1, seed+2, seed+3, seed+4, seed+5
	u, v, w, x := 1.0, 0.5, 0.25, 3.0
	for i := range n {
		a = a*6364136223846793005 + uint64(i)
		b ^= a >> 7
		c += b<<3 | b>>61
		d -= c ^ a
		e = e*31 + d
		f ^= e + uint64(i)*b
		u = u*0.999 + 0.1
		v += u * 0.0001
		w = w*0.5 + v
		x = x*0.25 + w
	}
	return a ^ b ^ c ^ d ^ e ^ f, u + v + w + x
}

// turned is another loop: machine code is stopped at the end of a round only, which in mixed is one
// place.
//
//go:noinline
func turned(n int, x uint64) uint64 {
	for range n {
		x = (x<<7 | x>>57) * 0x9e3779b97f4a7c15
	}
	return x
}

// suspendStorm suspends a computing thread 10,000 times, each time reads its registers, and writes
// them back as they are every second time. Run with GODEBUG=asyncpreemptoff=1: the thread must not
// be stopped inside the scheduler, whose locks the suspending thread needs.
func suspendStorm() {
	const wanted = 10_000
	debug.SetGCPercent(-1)
	runtime.GOMAXPROCS(2)
	var check guest.Check
	wantInt, wantFloat := mixed(2000, 42)
	wantTurned := turned(4000, 42)
	var stop atomic.Bool
	handles := make(chan syscall.Handle)
	wrong := make(chan int)
	go func() {
		runtime.LockOSThread()
		self := guest.Got(syscall.GetCurrentProcess())
		var thread syscall.Handle
		const current = ^syscall.Handle(1) // GetCurrentThread
		guest.Must(syscall.DuplicateHandle(self, current, self, &thread, 0, false, syscall.DUPLICATE_SAME_ACCESS))
		handles <- thread
		n := 0
		for !stop.Load() {
			if gotInt, gotFloat := mixed(2000, 42); gotInt != wantInt || gotFloat != wantFloat {
				n++
			}
			if turned(4000, 42) != wantTurned {
				n++
			}
		}
		wrong <- n
	}()
	runtime.LockOSThread()
	thread := <-handles
	suspend, resume := kernel32.NewProc("SuspendThread"), kernel32.NewProc("ResumeThread")
	get, set := kernel32.NewProc("GetThreadContext"), kernel32.NewProc("SetThreadContext")
	guest.Must(suspend.Find())
	guest.Must(resume.Find())
	guest.Must(get.Find())
	guest.Must(set.Find())
	time.Sleep(time.Millisecond)
	memory := make([]byte, 2048)
	context := (uintptr(unsafe.Pointer(&memory[0])) + 15) &^ 15
	places := map[uint64]bool{}
	for i := range wanted {
		before, _, err := suspend.Call(uintptr(thread))
		check.That(before == 0, "suspended %d times before: %v", int32(before), err)
		*(*uint32)(at(context + flagsOffset)) = allRegisters
		ok, _, err := get.Call(uintptr(thread), context)
		check.That(ok != 0, "GetThreadContext: %v", err)
		places[*(*uint64)(at(context + pcOffset))] = true
		if i%2 == 0 {
			ok, _, err = set.Call(uintptr(thread), context)
			check.That(ok != 0, "SetThreadContext: %v", err)
		}
		count, _, err := resume.Call(uintptr(thread))
		check.That(count == 1, "resumed from %d: %v", int32(count), err)
	}
	stop.Store(true)
	n := <-wrong
	check.That(n == 0, "%d results", n)
	runtime.KeepAlive(memory)
	// An engine stops a thread where it polls, which may be a few places of so short a loop.
	check.That(len(places) > 1, "stopped at %d places only", len(places))
	check.Done()
}

func events() {
	var check guest.Check
	create, set, reset := kernel32.NewProc("CreateEventA"), kernel32.NewProc("SetEvent"), kernel32.NewProc("ResetEvent")
	wait, waitMany := kernel32.NewProc("WaitForSingleObject"), kernel32.NewProc("WaitForMultipleObjects")
	auto, _, _ := create.Call(0, 0, 0, 0)
	manual, _, _ := create.Call(0, 1, 1, 0)
	result := func(handle, milliseconds uintptr) uintptr {
		r, _, _ := wait.Call(handle, milliseconds)
		return r
	}
	check.That(result(auto, 0) == waitTimeout, "a fresh automatic event is set")
	start := time.Now()
	check.That(result(auto, 20) == waitTimeout, "no timeout")
	check.That(time.Since(start) >= 15*time.Millisecond, "early: %v", time.Since(start))
	set.Call(auto)
	set.Call(auto)
	check.That(result(auto, 0) == 0, "not set")
	check.That(result(auto, 0) == waitTimeout, "an automatic event stays set")
	check.That(result(manual, 0) == 0 && result(manual, 0) == 0, "a manual event resets itself")
	both := [2]uintptr{auto, manual}
	r, _, _ := waitMany.Call(2, uintptr(unsafe.Pointer(&both)), 0, infinite)
	check.That(r == 1, "the second of two, not %d", r)
	r, _, _ = waitMany.Call(2, uintptr(unsafe.Pointer(&both)), 1, 5)
	check.That(r == waitTimeout, "all of two: %d", r)
	reset.Call(manual)
	go func() {
		time.Sleep(5 * time.Millisecond)
		set.Call(manual)
		set.Call(auto)
	}()
	r, _, _ = waitMany.Call(2, uintptr(unsafe.Pointer(&both)), 1, 5000)
	check.That(r == 0, "all of two, later: %d", r)
	check.That(result(0xdead0, 0) == 0xffffffff, "a wait for a handle that is none")
	check.Done()
}

// completionPort posts packets and takes them, some of them after a wait.
func completionPort() {
	var check guest.Check
	port := guest.Got(syscall.CreateIoCompletionPort(syscall.InvalidHandle, 0, 0, 0))
	type entry struct {
		key        uintptr
		overlapped *syscall.Overlapped
		internal   uintptr
		bytes      uint32
	}
	take := kernel32.NewProc("GetQueuedCompletionStatusEx")
	entries := make([]entry, 4)
	var got uint32
	call := func(milliseconds uintptr) error {
		ok, _, err := take.Call(uintptr(port), uintptr(unsafe.Pointer(&entries[0])), uintptr(len(entries)),
			uintptr(unsafe.Pointer(&got)), milliseconds, 0)
		if ok == 0 {
			return err
		}
		return nil
	}
	check.That(call(3) == syscall.Errno(waitTimeout), "an empty port")
	overlapped := new(syscall.Overlapped)
	for i := range uint32(6) {
		guest.Must(syscall.PostQueuedCompletionStatus(port, i*10, 100+i, overlapped))
	}
	check.That(call(infinite) == nil && got == 4, "%d packets of 4", got)
	check.That(entries[3].key == 103 && entries[3].bytes == 30 && entries[3].overlapped == overlapped, "packet %+v", entries[3])
	check.That(call(0) == nil && got == 2 && entries[1].key == 105, "%d packets of 2", got)
	go func() {
		time.Sleep(3 * time.Millisecond)
		syscall.PostQueuedCompletionStatus(port, 1, 7, nil)
	}()
	check.That(call(5000) == nil && got == 1 && entries[0].key == 7, "a later packet")
	guest.Must(syscall.CloseHandle(port))
	check.Done()
}

// clocks reads the shared page, which must advance by itself.
func clocks() {
	var check guest.Check
	interrupt := func() uint64 { return atomic.LoadUint64((*uint64)(at(0x7ffe0008))) }
	first := interrupt()
	for start := time.Now(); interrupt() == first && time.Since(start) < 10*time.Second; {
	}
	check.That(interrupt() > first, "KUSER_SHARED_DATA stands still")
	var fileTime syscall.Filetime
	syscall.GetSystemTimeAsFileTime(&fileTime)
	difference := time.Since(time.Unix(0, fileTime.Nanoseconds()))
	check.That(difference > -time.Minute && difference < time.Minute, "clocks differ by %v", difference)
	last := time.Now()
	for range 10_000 {
		now := time.Now()
		check.That(!now.Before(last), "the clock went back")
		last = now
	}
	check.Done()
}
