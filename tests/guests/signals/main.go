// Guest cases about signals: handlers, masks, default actions, preemption, profiling.
package main

import (
	"bytes"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"

	"burrow/tests/guests/internal/guest"
)

func main() {
	guest.Main(map[string]func(){
		"all":             allSignals,
		"default-ignored": defaultIgnored,
		"ignore":          ignore,
		"kill-self":       func() { die(syscall.SIGKILL) },
		"notify":          notify,
		"panic-on-fault":  panicOnFault,
		"preempt":         preempt,
		"preempt-storm":   preemptStorm,
		"profile":         profile,
		"quit":            func() { die(syscall.SIGQUIT) },
		"restart":         restart,
		"segv-sent":       func() { die(syscall.SIGSEGV) },
		"stack":           alternateStack,
		"term":            func() { die(syscall.SIGTERM) },
		"timer-storm":     timerStorm,
		"usr1":            func() { die(syscall.SIGUSR1) },
		"write-to-closed": writeToClosed,
	})
}

func die(s syscall.Signal) {
	guest.Must(syscall.Kill(os.Getpid(), s))
	time.Sleep(200 * time.Millisecond)
	fmt.Println("survived", s)
}

func receive(c chan os.Signal) os.Signal {
	select {
	case s := <-c:
		return s
	case <-time.After(10 * time.Second):
		return nil
	}
}

func notify() {
	c := make(chan os.Signal, 10)
	signal.Notify(c, syscall.SIGUSR1, syscall.SIGHUP, syscall.SIGINT, syscall.SIGTERM)
	for _, s := range []syscall.Signal{syscall.SIGUSR1, syscall.SIGHUP, syscall.SIGINT, syscall.SIGTERM, syscall.SIGUSR1} {
		guest.Must(syscall.Kill(os.Getpid(), s))
		fmt.Println(receive(c))
	}
	runtime.LockOSThread()
	guest.Must(syscall.Tgkill(os.Getpid(), syscall.Gettid(), syscall.SIGHUP))
	fmt.Println("to the thread:", receive(c))
	signal.Stop(c)
	signal.Ignore(syscall.SIGHUP)
	guest.Must(syscall.Kill(os.Getpid(), syscall.SIGHUP))
	guest.Errno("no such process", syscall.Kill(1<<22+12345, 0))
	guest.Errno("no such signal", syscall.Kill(os.Getpid(), 99))
	fmt.Println(syscall.Kill(os.Getpid(), 0))
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

func ignore() {
	signal.Ignore(syscall.SIGTERM, syscall.SIGINT, syscall.SIGPIPE)
	guest.Must(syscall.Kill(os.Getpid(), syscall.SIGTERM))
	guest.Must(syscall.Kill(os.Getpid(), syscall.SIGINT))
	fmt.Println("alive", signal.Ignored(syscall.SIGTERM))
	signal.Reset(syscall.SIGTERM)
	die(syscall.SIGTERM)
}

// defaultIgnored raises the signals whose default action is to do nothing.
func defaultIgnored() {
	for _, s := range []syscall.Signal{syscall.SIGCHLD, syscall.SIGWINCH, syscall.SIGURG, syscall.SIGCONT} {
		guest.Must(syscall.Kill(os.Getpid(), s))
	}
	time.Sleep(2 * time.Millisecond)
	fmt.Println("alive")
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

func panicOnFault() {
	debug.SetPanicOnFault(true)
	memory := guest.Got(syscall.Mmap(-1, 0, 4096, syscall.PROT_READ, syscall.MAP_ANON|syscall.MAP_PRIVATE))
	for i := range 200 {
		func() {
			defer func() {
				fault := recover().(interface {
					error
					Addr() uintptr
				})
				if fault.Addr() != uintptr(unsafe.Pointer(&memory[i*8])) {
					fmt.Println("wrong address")
				}
			}()
			memory[i*8] = 1
		}()
	}
	var group sync.WaitGroup
	var recovered atomic.Int32
	for range 4 {
		group.Go(func() {
			for range 200 {
				func() {
					defer func() {
						if recover() != nil {
							recovered.Add(1)
						}
					}()
					var p *[100]int
					p[50]++
				}()
			}
		})
	}
	group.Wait()
	fmt.Println(recovered.Load())
}

// mixed keeps many integers and floats alive across its loop, with no call in it, so that a
// preemption stops it with all of them in registers.
//
//go:noinline
func mixed(n int, seed uint64) (uint64, float64) {
	a, b, c, d, e, f := seed, seed+1, seed+2, seed+3, seed+4, seed+5
	u, v, w, x, y, z := 1.0, 0.5, 0.25, 3.0, 1.5, 0.75
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
		y += x * 0.001
		z = z*0.9 + y*0.1
	}
	return a ^ b ^ c ^ d ^ e ^ f, u + v + w + x + y + z
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
	victim, pid := <-tid, os.Getpid()
	for i := range wanted {
		guest.Must(syscall.Tgkill(pid, victim, syscall.SIGURG))
		if i%100 == 0 {
			time.Sleep(20 * time.Microsecond)
		}
	}
	stop.Store(true)
	fmt.Println(<-result, "after", wanted, "signals")
}

// preempt lets Go's own monitor preempt two loops on one processor.
func preempt() {
	runtime.GOMAXPROCS(1)
	wantInt, wantFloat := mixed(1000, 7)
	var switches, wrong atomic.Int32
	last := atomic.Int32{}
	var group sync.WaitGroup
	for g := range int32(2) {
		group.Go(func() {
			for switches.Load() < 40 {
				gotInt, gotFloat := mixed(1000, 7)
				if gotInt != wantInt || gotFloat != wantFloat {
					wrong.Add(1)
				}
				if last.Swap(g) != g {
					switches.Add(1)
				}
			}
		})
	}
	group.Wait()
	fmt.Println("switched, wrong:", wrong.Load())
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

// alternateStack shows that handlers run on the thread's own signal stack.
func alternateStack() {
	type stack struct {
		sp    uintptr
		flags int32
		size  uintptr
	}
	var group sync.WaitGroup
	var mutex sync.Mutex
	var bases []uintptr
	meet := make(chan bool)
	for range 3 {
		group.Go(func() {
			runtime.LockOSThread()
			var s stack
			_, _, errno := syscall.RawSyscall(syscall.SYS_SIGALTSTACK, 0, uintptr(unsafe.Pointer(&s)), 0)
			mutex.Lock()
			fmt.Println(errno, s.flags, s.size)
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

// profile needs SIGPROF to arrive at the busy thread.
func profile() {
	var out bytes.Buffer
	guest.Must(pprof.StartCPUProfile(&out))
	var sum uint64
	for start := time.Now(); time.Since(start) < 300*time.Millisecond; {
		n, _ := mixed(20_000, 1)
		sum += n
	}
	pprof.StopCPUProfile()
	fmt.Println("samples:", out.Len() > 200, sum != 0)
}
