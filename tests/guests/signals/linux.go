//go:build linux

package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"

	"burrow/tests/guests/internal/guest"
)

func init() {
	maps.Copy(cases, map[string]func(){
		"actions":         actions,
		"all":             allSignals,
		"notify-thread":   notifyThread,
		"preempt-storm":   preemptStorm,
		"restart":         restart,
		"restart-not":     restartNot,
		"stack":           alternateStack,
		"timer-storm":     timerStorm,
		"usr1":            func() { die(syscall.SIGUSR1) },
		"write-to-closed": writeToClosed,
	})
}

// actions asks the kernel for the action of each signal, also of those that no Go program may set,
// and sets it as it was.
func actions() {
	call := func(signal int, set, get *action, size uintptr) syscall.Errno {
		_, _, errno := syscall.RawSyscall6(syscall.SYS_RT_SIGACTION, uintptr(signal), uintptr(unsafe.Pointer(set)),
			uintptr(unsafe.Pointer(get)), size, 0, 0)
		return errno
	}
	const maskSize = 8
	outcomes := map[string][]int{}
	for s := range 67 {
		var old action
		name := fmt.Sprintf("get: %v, set: %v", call(s, nil, &old, maskSize), call(s, &old, nil, maskSize))
		outcomes[name] = append(outcomes[name], s)
	}
	for _, name := range slices.Sorted(maps.Keys(outcomes)) {
		fmt.Println(name, outcomes[name])
	}
	fmt.Println("another size of mask:", call(64, nil, new(action), 16))
	kept := 0
	for s := 34; s <= 64; s++ {
		var got action
		want := newAction(ignoreSignal, restartCall, ^uint64(0))
		if call(s, &want, nil, maskSize) == 0 && call(s, nil, &got, maskSize) == 0 &&
			got == newAction(ignoreSignal, restartCall, ^uint64(1<<(syscall.SIGKILL-1)|1<<(syscall.SIGSTOP-1))) {
			kept++
		}
	}
	fmt.Println("kept, but for what cannot be blocked:", kept)
}

// allSignals installs a handler for each of 1 to 64 that may have one, and raises most of them.
func allSignals() {
	c := make(chan os.Signal, 100)
	signal.Notify(c)
	received := map[os.Signal]bool{}
	for s := syscall.Signal(1); s <= 64; s++ {
		switch s {
		case syscall.SIGKILL, syscall.SIGSTOP, syscall.SIGPROF, syscall.SIGURG:
			continue
		case syscall.SIGSEGV, syscall.SIGBUS, syscall.SIGFPE, syscall.SIGILL, syscall.SIGTRAP, syscall.SIGABRT, syscall.SIGSYS, 16, 32, 33, 34:
			continue // faults, and those that the C library keeps for itself
		}
		guest.Must(syscall.Kill(os.Getpid(), s))
		for !received[s] {
			got := receive(c)
			if got == nil {
				fmt.Println("lost", s)
				break
			}
			received[got] = true
		}
	}
	delete(received, syscall.SIGURG)
	fmt.Println(len(received))
}

// notifyThread sends a signal to one thread.
func notifyThread() {
	c := make(chan os.Signal, 10)
	signal.Notify(c, syscall.SIGHUP)
	runtime.LockOSThread()
	guest.Must(syscall.Tgkill(os.Getpid(), syscall.Gettid(), syscall.SIGHUP))
	fmt.Println("to the thread:", receive(c))
}

func writeToClosed() {
	r, w, err := os.Pipe()
	guest.Must(err)
	r.Close()
	_, err = w.Write([]byte("x"))
	fmt.Println(err) // SIGPIPE is only fatal on descriptors 1 and 2
	guest.Must(syscall.Dup3(int(w.Fd()), 1, 0))
	fmt.Println("the end")
	println("not reached")
}

// preemptStorm sends SIGURG to a computing thread as fast as it can, and checks what it computes;
// memmove and the hashes keep vectors alive.
func preemptStorm() {
	const wanted = 10_000
	wantInt, wantFloat := mixed(2000, 42)
	source := make([]byte, 3000)
	for i := range source {
		source[i] = byte(i*i + 1)
	}
	tid := make(chan int)
	var stop atomic.Bool
	result := make(chan string)
	go func() {
		runtime.LockOSThread()
		tid <- syscall.Gettid()
		wrong, target := 0, make([]byte, len(source)+64)
		for i := 0; !stop.Load(); i++ {
			gotInt, gotFloat := mixed(2000, 42)
			copy(target[i%64:], source)
			if gotInt != wantInt || gotFloat != wantFloat || !bytes.Equal(target[i%64:i%64+len(source)], source) {
				wrong++
			}
		}
		result <- fmt.Sprint("wrong: ", wrong)
	}()
	runtime.LockOSThread()
	interrupt(<-tid, wanted)
	stop.Store(true)
	fmt.Println(<-result, "after", wanted, "signals")
}

// interrupt sends a thread of this process so many signals, most of them at once.
func interrupt(thread, times int) {
	pid := os.Getpid()
	for i := range times {
		guest.Must(syscall.Tgkill(pid, thread, syscall.SIGURG))
		if i%100 == 0 {
			time.Sleep(20 * time.Microsecond)
		}
	}
}

// timerStorm interrupts with SIGALRM from an interval timer while computing.
func timerStorm() {
	c := make(chan os.Signal, 100)
	signal.Notify(c, syscall.SIGALRM)
	interval := struct{ interval, value syscall.Timeval }{syscall.Timeval{Usec: 1000}, syscall.Timeval{Usec: 1000}}
	_, _, errno := syscall.Syscall(syscall.SYS_SETITIMER, 0, uintptr(unsafe.Pointer(&interval)), 0)
	fmt.Println("setitimer", errno)
	wantInt, _ := mixed(500, 9)
	wrong := 0
	for n := 0; n < 20; {
		if got, _ := mixed(500, 9); got != wantInt {
			wrong++
		}
		select {
		case <-c:
			n++
		default:
		}
	}
	fmt.Println("wrong:", wrong)
}

// restart reads from a pipe on a thread that signals interrupt all the time: SA_RESTART.
func restart() {
	c := make(chan os.Signal, 1000)
	signal.Notify(c, syscall.SIGUSR2)
	var descriptors [2]int
	guest.Must(syscall.Pipe2(descriptors[:], 0))
	tid := make(chan int)
	done := make(chan string)
	go func() {
		runtime.LockOSThread()
		tid <- syscall.Gettid()
		buffer := make([]byte, 10)
		n, err := syscall.Read(descriptors[0], buffer)
		done <- fmt.Sprintf("%q %v", buffer[:max(n, 0)], err)
	}()
	victim := <-tid
	for range 20 {
		time.Sleep(500 * time.Microsecond)
		guest.Must(syscall.Tgkill(os.Getpid(), victim, syscall.SIGUSR2))
		guest.Must(syscall.Tgkill(os.Getpid(), victim, syscall.SIGURG))
	}
	guest.Got(syscall.Write(descriptors[1], []byte("data")))
	fmt.Println(<-done)
}

// restartNot asks which calls a signal ends, though its handler asks for SA_RESTART.
func restartNot() {
	c := make(chan os.Signal, 1000)
	signal.Notify(c, syscall.SIGUSR2)
	poller := guest.Got(syscall.EpollCreate1(0))
	events := make([]syscall.EpollEvent, 1)
	long := syscall.NsecToTimespec(int64(time.Hour))
	const restarted = "futex without, until it is woken"
	var word uint32
	futex := func(timeout *syscall.Timespec) syscall.Errno {
		_, _, errno := syscall.Syscall6(syscall.SYS_FUTEX, uintptr(unsafe.Pointer(&word)), 128, 0, uintptr(unsafe.Pointer(timeout)), 0, 0)
		return errno
	}
	calls := []struct {
		name string
		call func() syscall.Errno
	}{
		{"epoll_pwait", func() syscall.Errno {
			_, _, errno := syscall.Syscall6(syscall.SYS_EPOLL_PWAIT, uintptr(poller), uintptr(unsafe.Pointer(&events[0])), 1, ^uintptr(0), 0, 8)
			return errno
		}},
		{"nanosleep", func() syscall.Errno {
			_, _, errno := syscall.Syscall(syscall.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&long)), 0, 0)
			return errno
		}},
		{"futex with a timeout", func() syscall.Errno { return futex(&long) }},
		{restarted, func() syscall.Errno { return futex(nil) }},
	}
	for _, call := range calls {
		tid := make(chan int)
		done := make(chan syscall.Errno)
		go func() {
			runtime.LockOSThread()
			tid <- syscall.Gettid()
			done <- call.call()
		}()
		victim := <-tid
		signals := 0
		for ended := false; !ended; signals++ {
			if signals < 20 || call.name != restarted {
				guest.Must(syscall.Tgkill(os.Getpid(), victim, syscall.SIGUSR2))
			} else {
				syscall.Syscall(syscall.SYS_FUTEX, uintptr(unsafe.Pointer(&word)), 129, 1) // FUTEX_WAKE_PRIVATE
			}
			select {
			case errno := <-done:
				fmt.Println(call.name+":", errno)
				ended = true
			case <-time.After(500 * time.Microsecond):
			}
		}
	}
}

// alternateStack shows that each thread has a signal stack of its own, and that a handler runs on it.
func alternateStack() {
	type stack struct {
		sp    uintptr
		flags int32
		size  uintptr
	}
	own := newAction(handlerPC(), onSignalStack|restartCall, ^uint64(0))
	_, _, errno := syscall.RawSyscall6(syscall.SYS_RT_SIGACTION, uintptr(syscall.SIGUSR2), uintptr(unsafe.Pointer(&own)), 0, 8, 0, 0)
	fmt.Println("a handler of our own:", errno)
	var group sync.WaitGroup
	var mutex sync.Mutex
	var bases []uintptr
	meet := make(chan bool)
	for range 3 {
		group.Go(func() {
			runtime.LockOSThread()
			var s, after stack
			mutex.Lock()
			_, _, errno := syscall.RawSyscall(syscall.SYS_SIGALTSTACK, 0, uintptr(unsafe.Pointer(&s)), 0)
			handlerSP = 0
			guest.Must(syscall.Tgkill(os.Getpid(), syscall.Gettid(), syscall.SIGUSR2))
			syscall.RawSyscall(syscall.SYS_SIGALTSTACK, 0, uintptr(unsafe.Pointer(&after)), 0)
			fmt.Println(errno, s.flags, s.size, "handler on it:", s.sp < handlerSP && handlerSP < s.sp+s.size, "and left:", after == s)
			bases = append(bases, s.sp)
			mutex.Unlock()
			<-meet
		})
	}
	for {
		mutex.Lock()
		n := len(bases)
		mutex.Unlock()
		if n == 3 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	close(meet)
	group.Wait()
	slices.Sort(bases)
	fmt.Println("distinct:", len(slices.Compact(bases)))
}
