//go:build !wasm

package main

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"burrow/tests/guests/internal/guest"
)

func init() {
	maps.Copy(cases, map[string]func(){
		"busy-loop":      busyLoop,
		"pipes":          pipes,
		"short-sleeps":   shortSleeps,
		"stop-the-world": stopTheWorld,
	})
}

func pipes() {
	r, w, err := os.Pipe()
	guest.Must(err)
	go func() {
		for i := range 200 {
			fmt.Fprintln(w, strings.Repeat(string(rune('a'+i%26)), i*7))
		}
		w.Close()
	}()
	data := guest.Got(io.ReadAll(r))
	fmt.Println(len(data), guest.Sum(data))
	guest.Must(r.Close())
	_, err = r.Read(make([]byte, 1))
	fmt.Println(err)

	r, w, err = os.Pipe()
	guest.Must(err)
	r.Close()
	_, err = w.Write([]byte("x"))
	guest.Errno("write to a pipe that nobody reads", err)
}

// busyLoop needs the only processor taken from a loop that calls nothing.
func busyLoop() {
	runtime.GOMAXPROCS(1)
	var turns [3]uint64
	for i := range turns {
		go func() {
			for {
				turns[i]++
			}
		}()
	}
	go func() {
		for {
		}
	}()
	for i := range 30 {
		time.Sleep(time.Millisecond)
		if i%10 == 9 {
			fmt.Println("main ran", i+1)
		}
	}
	runtime.GC()
	fmt.Println("collected while they loop")
}

// shortSleeps needs clocks finer than the 15.6 ms of old Windows. The shortest counts, since others may
// need the processor meanwhile.
func shortSleeps() {
	shortest := time.Hour
	for range 50 {
		start := time.Now()
		time.Sleep(time.Millisecond)
		shortest = min(shortest, time.Since(start))
	}
	fmt.Println(shortest >= time.Millisecond, shortest < 2*time.Millisecond)
}

func stopTheWorld() {
	var group sync.WaitGroup
	stop := make(chan struct{})
	for range 3 {
		group.Go(func() {
			for x := 1; ; x = x*31 + 7 {
				if x%1_000_000 == 3 {
					runtime.Gosched()
				}
				select {
				case <-stop:
					return
				default:
				}
			}
		})
	}
	buffer := make([]byte, 1<<16)
	for i := range 15 {
		runtime.GOMAXPROCS(1 + i%3)
		if i%5 == 0 {
			runtime.GC()
		}
		n := runtime.Stack(buffer, true)
		if !bytes.Contains(buffer[:n], []byte("goroutine ")) {
			fmt.Println("no goroutines?")
		}
	}
	close(stop)
	group.Wait()
	debug.SetGCPercent(100)
	names := []string{}
	for range runtime.NumGoroutine() {
		names = append(names, "g")
	}
	fmt.Println(slices.Max(names))
}
