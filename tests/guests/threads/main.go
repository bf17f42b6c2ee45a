// Guest cases about threads: goroutines, the scheduler, timers, memory ordering.
package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"burrow/tests/guests/internal/guest"
)

var cases = map[string]func(){
	"channels":        channels,
	"condition":       condition,
	"context":         contexts,
	"deadlock-locked": func() { var m sync.Mutex; m.Lock(); m.Lock() },
	"goroutines":      manyGoroutines,
	"hammer":          hammer,
	"litmus":          litmusRounds,
	"mutex":           mutexes,
	"once":            once,
	"ring":            ring,
	"select":          selects,
	"store-load":      storeLoad,
	"timers":          timers,
}

func main() { guest.Main(cases) }

func channels() {
	for _, capacity := range []int{0, 1, 100} {
		numbers := make(chan int, capacity)
		back := make(chan int, capacity)
		go func() {
			for n := range numbers {
				back <- n * 2
			}
			close(back)
		}()
		go func() {
			for i := range 2000 {
				numbers <- i
			}
			close(numbers)
		}()
		sum := 0
		for n := range back {
			sum += n
		}
		value, open := <-back
		fmt.Println(capacity, sum, value, open)
	}
}

// ring passes a token through a ring of goroutines, half of them on threads of their own.
func ring() {
	const members, rounds = 20, 50
	first := make(chan int)
	previous := first
	for i := range members {
		next := make(chan int)
		go func(from <-chan int, to chan<- int) {
			if i%2 == 0 {
				runtime.LockOSThread()
			}
			for n := range from {
				to <- n + 1
			}
			close(to)
		}(previous, next)
		previous = next
	}
	token := 0
	for range rounds {
		first <- token
		token = <-previous
	}
	close(first)
	_, open := <-previous
	fmt.Println(token, open)
}

func selects() {
	a, b, quit := make(chan int), make(chan string), make(chan bool)
	var group sync.WaitGroup
	group.Go(func() {
		for i := range 500 {
			a <- i
		}
	})
	group.Go(func() {
		for range 500 {
			b <- "x"
		}
	})
	go func() { group.Wait(); close(quit) }()
	sum, length := 0, 0
	for running := true; running; {
		select {
		case n := <-a:
			sum += n
		case s := <-b:
			length += len(s)
		case <-quit:
			running = false
		}
	}
	select {
	case <-a:
		fmt.Println("a value from nowhere")
	default:
		fmt.Println(sum, length)
	}
	var never chan int
	select {
	case <-never:
	case <-time.After(2 * time.Millisecond):
		fmt.Println("timed out")
	}
}

func mutexes() {
	var plain sync.Mutex
	var shared sync.RWMutex
	counter, versions := 0, map[int]int{}
	var group sync.WaitGroup
	for g := range 8 {
		group.Go(func() {
			for i := range 1000 {
				plain.Lock()
				counter++
				if i%100 == 0 {
					runtime.Gosched()
				}
				plain.Unlock()
				if i%10 == 0 {
					shared.Lock()
					versions[g]++
					shared.Unlock()
				} else {
					shared.RLock()
					_ = versions[g]
					shared.RUnlock()
				}
			}
		})
	}
	group.Wait()
	fmt.Println(counter, versions, plain.TryLock(), plain.TryLock())
	defer func() { fmt.Println("not reached") }()
	var unlocked sync.Mutex
	unlocked.Unlock()
}

func condition() {
	var mutex sync.Mutex
	ready := sync.NewCond(&mutex)
	queue, consumed := []int{}, 0
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for {
				mutex.Lock()
				for len(queue) == 0 {
					ready.Wait()
				}
				n := queue[0]
				queue = queue[1:]
				mutex.Unlock()
				if n < 0 {
					return
				}
				mutex.Lock()
				consumed += n
				mutex.Unlock()
			}
		})
	}
	for i := range 1000 {
		mutex.Lock()
		queue = append(queue, i)
		mutex.Unlock()
		ready.Signal()
	}
	mutex.Lock()
	queue = append(queue, -1, -1, -1, -1)
	mutex.Unlock()
	ready.Broadcast()
	group.Wait()
	fmt.Println(consumed)
}

func once() {
	var initialize sync.Once
	var calls, finished atomic.Int32
	var group sync.WaitGroup
	value := sync.OnceValue(func() int { calls.Add(10); return 5 })
	for range 50 {
		group.Go(func() {
			initialize.Do(func() { time.Sleep(time.Millisecond); calls.Add(1) })
			finished.Add(int32(value()))
		})
	}
	group.Wait()
	fmt.Println(calls.Load(), finished.Load())
}

func contexts() {
	parent, cancel := context.WithCancelCause(context.Background())
	child, stop := context.WithTimeout(parent, time.Hour)
	defer stop()
	var group sync.WaitGroup
	for range 10 {
		group.Go(func() { <-child.Done() })
	}
	cancel(io.ErrUnexpectedEOF)
	group.Wait()
	fmt.Println(child.Err(), context.Cause(child))
	short, stop := context.WithTimeout(context.Background(), 3*time.Millisecond)
	defer stop()
	<-short.Done()
	fmt.Println(short.Err())
}

func manyGoroutines() {
	const count = 10_000
	var group sync.WaitGroup
	start := make(chan struct{})
	var sum atomic.Int64
	for i := range count {
		group.Go(func() {
			<-start
			sum.Add(int64(i))
			runtime.Gosched()
		})
	}
	fmt.Println(runtime.NumGoroutine() > count)
	close(start)
	group.Wait()
	fmt.Println(sum.Load())
}

func timers() {
	start := time.Now()
	var order []int
	fired := make(chan int, 10)
	for _, n := range []int{5, 1, 4, 2, 3} {
		time.AfterFunc(time.Duration(n)*6*time.Millisecond, func() { fired <- n })
	}
	stopped := time.AfterFunc(time.Hour, func() { fired <- 99 })
	fmt.Println(stopped.Stop(), stopped.Stop())
	for range 5 {
		order = append(order, <-fired)
	}
	slices.Sort(order) // each fires in a goroutine of its own
	fmt.Println(order, time.Since(start) >= 30*time.Millisecond)
	ticker := time.NewTicker(time.Millisecond)
	for range 10 {
		<-ticker.C
	}
	ticker.Reset(2 * time.Millisecond)
	<-ticker.C
	ticker.Stop()
	timer := time.NewTimer(time.Hour)
	fmt.Println(timer.Reset(time.Millisecond))
	<-timer.C
	var group sync.WaitGroup
	var early atomic.Int32
	for i := range 500 {
		group.Go(func() {
			wait, begin := time.Duration(i%7)*time.Millisecond, time.Now()
			time.Sleep(wait)
			if time.Since(begin) < wait {
				early.Add(1)
			}
		})
	}
	group.Wait()
	fmt.Println("early:", early.Load())
}

// hammer lets threads contend for words with every atomic operation and checks that none is lost.
func hammer() {
	const workers, rounds = 4, 5000
	var add32 atomic.Uint32
	var add64 atomic.Int64
	var bits atomic.Uint64
	var swaps, compared atomic.Uint64
	var spin atomic.Int32
	plain, taken := 0, atomic.Uint64{}
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for i := range rounds {
				add32.Add(uint32(w + 1))
				add64.Add(int64(i))
				bits.Or(1 << ((i + w) % 64))
				bits.And(^uint64(0) ^ 1<<63)
				taken.Add(swaps.Swap(1))
				for old := compared.Load(); !compared.CompareAndSwap(old, old+3); old = compared.Load() {
				}
				if i%10 == 0 {
					for !spin.CompareAndSwap(0, 1) {
						runtime.Gosched()
					}
					plain++
					spin.Store(0)
				}
			}
		})
	}
	group.Wait()
	fmt.Println(add32.Load(), add64.Load(), bits.Load()|1<<63 == ^uint64(0), taken.Load()+swaps.Load() > 0, compared.Load(), plain)
}

// storeLoad is Dekker's test: with sequential consistency two threads that each store and then
// load the other's word cannot both see the old value.
func storeLoad() {
	const rounds = 3000
	var words [2]atomic.Int32
	var seen [2]int32
	var arrived atomic.Int32
	both := 0
	meet := func(meeting int32) {
		arrived.Add(1)
		for n := 0; arrived.Load() < 2*meeting; n++ {
			if n > 200 {
				runtime.Gosched()
			}
		}
	}
	var group sync.WaitGroup
	for me := range words {
		group.Go(func() {
			for round := int32(1); round <= rounds; round++ {
				meet(2*round - 1)
				words[me].Store(round)
				seen[me] = words[1-me].Load()
				meet(2 * round)
				if me == 0 && seen[0] < round && seen[1] < round {
					both++
				}
			}
		})
	}
	group.Wait()
	fmt.Println("both missed:", both)
}
