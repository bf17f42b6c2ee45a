//go:build !wasm

// Guest cases about what interrupts a thread: signals, preemption, faults, profiling.
package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/pprof"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"burrow/tests/guests/internal/guest"
)

var cases = map[string]func(){
	"endless":        endless,
	"from-outside":   fromOutside,
	"panic-on-fault": panicOnFault,
	"preempt":        preempt,
	"profile":        profile,
	"stop-storm":     stopStorm,
}

func main() { guest.Main(cases) }

// fromOutside says which signals come, until its input ends; "deaf" as an argument leaves them alone.
func fromOutside() {
	signals := make(chan os.Signal, 10)
	if len(os.Args) < 3 {
		signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	}
	end := make(chan bool)
	go func() {
		guest.Got(io.Copy(io.Discard, os.Stdin))
		close(end)
	}()
	fmt.Println("ready")
	for {
		select {
		case s := <-signals:
			fmt.Println(s)
		case <-end:
			return
		}
	}
}

// panicOnFault recovers from faults in several threads at once.
func panicOnFault() {
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

// stopStorm stops the world as fast as it can while two threads compute without a call, and
// checks what they compute: each stop interrupts them at any instruction, by SIGURG or
// SuspendThread; memmove keeps vectors alive.
func stopStorm() {
	const wanted = 10_000
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(3))
	wantInt, wantFloat := mixed(2000, 42)
	source := make([]byte, 3000)
	for i := range source {
		source[i] = byte(i*i + 1)
	}
	var stop atomic.Bool
	var wrong atomic.Int32
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			target := make([]byte, len(source)+64)
			for i := 0; !stop.Load(); i++ {
				gotInt, gotFloat := mixed(2000, 42)
				copy(target[i%64:], source)
				if gotInt != wantInt || gotFloat != wantFloat || !bytes.Equal(target[i%64:i%64+len(source)], source) {
					wrong.Add(1)
				}
			}
		})
	}
	var stats runtime.MemStats
	for range wanted {
		runtime.ReadMemStats(&stats)
	}
	stop.Store(true)
	group.Wait()
	fmt.Println("wrong:", wrong.Load(), "after", wanted, "stops")
}

// endless has a loop without end next to tickers: on one processor only Go's monitor can take it
// away from the loop, for each tick; on two, each stop of the world by another thread's request does.
func endless() {
	const ticks, stops = 100, 10_000
	runtime.GOMAXPROCS(1)
	go func() {
		for {
		}
	}()
	first, second := time.NewTicker(time.Millisecond), time.NewTicker(3*time.Millisecond)
	for range ticks {
		select {
		case <-first.C:
		case <-second.C:
		}
	}
	fmt.Println("ticked", ticks, "times")
	runtime.GOMAXPROCS(2)
	var stats runtime.MemStats
	for range stops {
		runtime.ReadMemStats(&stats)
	}
	<-first.C
	fmt.Println("stopped", stops, "times")
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

// profile needs SIGPROF to arrive at the busy thread: a profile without samples names no function.
func profile() {
	var out bytes.Buffer
	guest.Must(pprof.StartCPUProfile(&out))
	var sum uint64
	for start := time.Now(); time.Since(start) < 300*time.Millisecond; {
		n, _ := mixed(20_000, 1)
		sum += n
	}
	pprof.StopCPUProfile()
	raw := guest.Got(io.ReadAll(guest.Got(gzip.NewReader(&out))))
	fmt.Println("sampled:", bytes.Contains(raw, []byte("main.mixed")), sum != 0)
}
