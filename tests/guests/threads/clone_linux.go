package main

import (
	"fmt"
	"os"
	"runtime"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"

	"burrow/tests/guests/internal/guest"
)

func init() { cases["clone"] = clones }

// A newborn is what a thread without Go tells of itself; clone's assembler knows its layout.
type newborn struct {
	told    uint32 // 1 once the rest is: a futex
	thread  int32
	process int32
	number  int32 // what the new thread saw where the kernel puts its number
	stack   uintptr
}

// clone makes a thread that fills in child and ends by exit. It runs no Go, so no signal may reach
// it. The result is clone's: a thread's number or a negative error number.
func clone(flags, stack uintptr, parentNumber, childNumber *int32, child *newborn) (result int)

const (
	cloneVM          = 0x100
	cloneFS          = 0x200
	cloneFiles       = 0x400
	cloneSignals     = 0x800
	clonePidfd       = 0x1000
	cloneThread      = 0x10000
	cloneSemaphores  = 0x40000
	cloneParentSets  = 0x100000
	cloneChildClears = 0x200000
	cloneChildSets   = 0x1000000

	olderThreads = cloneVM | cloneFS | cloneFiles | cloneSignals | cloneThread
	goThreads    = olderThreads | cloneSemaphores
)

// clones makes threads by the sets of flags that Go and others use, and by ones that contradict
// themselves.
func clones() {
	for _, set := range []struct {
		name  string
		flags uintptr
	}{
		{"as Go has them", goThreads},
		{"without CLONE_SYSVSEM", olderThreads},
		{"with its number in memory", goThreads | cloneParentSets | cloneChildSets},
		{"with its number in memory until it ends", olderThreads | cloneParentSets | cloneChildSets | cloneChildClears},
		{"that shares neither descriptors nor directory", cloneVM | cloneSignals | cloneThread},
		{"CLONE_SIGHAND without CLONE_VM", cloneFS | cloneFiles | cloneSignals},
		{"CLONE_THREAD without CLONE_SIGHAND", olderThreads &^ cloneSignals},
		{"CLONE_THREAD without CLONE_VM", olderThreads &^ cloneVM},
		{"CLONE_PIDFD with CLONE_PARENT_SETTID", goThreads | clonePidfd | cloneParentSets},
	} {
		fmt.Println(set.name + ":")
		bear(set.flags)
	}
}

// bear makes a thread, waits for it, and prints what became of it.
func bear(flags uintptr) {
	stack := guest.Got(syscall.Mmap(-1, 0, 1<<14, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE))
	top := uintptr(unsafe.Pointer(&stack[0])) + uintptr(len(stack))
	child := new(newborn)
	parentNumber, childNumber := new(int32), new(int32)
	*parentNumber, *childNumber = -1, -1

	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	mask := setSignalMask(^uint64(0)) // which the new thread inherits
	result := clone(flags, top, parentNumber, childNumber, child)
	setSignalMask(mask)
	if result < 0 {
		fmt.Println("  error:", syscall.Errno(-result))
		return
	}
	for atomic.LoadUint32(&child.told) == 0 {
		futexCall(&child.told, futexWait|futexPrivate, 0, nil, 0)
	}
	fmt.Println("  number:", child.thread == int32(result) && result != os.Getpid(), "process:", child.process == int32(os.Getpid()),
		"stack:", child.stack == top)
	fmt.Println("  number in memory, for the parent:", number(*parentNumber, result), "for itself:", number(child.number, result))
	if flags&cloneChildClears != 0 {
		// The kernel clears and wakes as for a shared futex: pthread_join waits for it.
		word := (*uint32)(unsafe.Pointer(childNumber))
		for atomic.LoadUint32(word) != 0 {
			futexCall(word, futexWait, result, nil, 0)
		}
		fmt.Println("  cleared at the end")
	}
	for syscall.Tgkill(os.Getpid(), result, 0) != syscall.ESRCH {
		time.Sleep(100 * time.Microsecond)
	}
	fmt.Println("  ended, without the process")
	guest.Must(syscall.Munmap(stack))
}

// number tells a thread's number from a place that was left as it was.
func number(n int32, thread int) string {
	switch n {
	case int32(thread):
		return "yes"
	case -1:
		return "no"
	}
	return fmt.Sprint("wrong: ", n)
}

// setSignalMask blocks these signals in this thread, and returns those that were.
func setSignalMask(mask uint64) (old uint64) {
	const setMask = 2 // SIG_SETMASK
	_, _, errno := syscall.RawSyscall6(syscall.SYS_RT_SIGPROCMASK, setMask, uintptr(unsafe.Pointer(&mask)),
		uintptr(unsafe.Pointer(&old)), 8, 0, 0)
	if errno != 0 {
		panic(errno)
	}
	return old
}
