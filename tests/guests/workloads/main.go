// Whole programs in small, which ./bench times from command to exit: each does what many Go programs
// spend their time with, as much of it as its argument says, and prints a sum of what came out.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"strconv"
	"sync"

	"burrow/tests/guests/internal/guest"
)

func main() {
	guest.Main(map[string]func(){
		"goroutines": goroutines,
		"gzip":       compress,
		"json":       roundTrips,
		"ping-pong":  pingPong,
		"trees":      trees,
	})
}

// size is the argument behind the case.
func size() int {
	if len(os.Args) != 3 {
		panic("how much?")
	}
	return guest.Got(strconv.Atoi(os.Args[2]))
}

// goroutines lets so many goroutines wait for one event at the same time.
func goroutines() {
	n := size()
	var mutex sync.Mutex
	var ready, done sync.WaitGroup
	start := make(chan struct{})
	sum := 0
	ready.Add(n)
	for i := range n {
		done.Go(func() {
			ready.Done()
			<-start
			mutex.Lock()
			sum += i
			mutex.Unlock()
		})
	}
	ready.Wait()
	close(start)
	done.Wait()
	fmt.Println(sum)
}

// compress packs so many kilobytes of half-regular data and unpacks them again.
func compress() {
	data := make([]byte, size()<<10)
	x := uint32(1)
	for i := range data {
		x = x*1664525 + 1013904223
		data[i] = byte(x>>24) & byte(i>>5)
	}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	guest.Got(w.Write(data))
	guest.Must(w.Close())
	length := packed.Len()
	r := guest.Got(gzip.NewReader(&packed))
	again := guest.Got(io.ReadAll(r))
	fmt.Println(length, len(again), crc32.ChecksumIEEE(again) == crc32.ChecksumIEEE(data))
}

type order struct {
	ID     int               `json:"id"`
	Name   string            `json:"name"`
	Price  float64           `json:"price"`
	Tags   []string          `json:"tags"`
	Extras map[string]string `json:"extras,omitempty"`
	Next   *order            `json:"next,omitempty"`
}

// roundTrips encodes and decodes so many records.
func roundTrips() {
	length := 0
	for i := range size() {
		o := order{ID: i, Name: "Größe " + strconv.Itoa(i), Price: float64(i) * 1.25}
		o.Tags = []string{"a", "<b>", strconv.Itoa(i * i)}
		o.Extras = map[string]string{"k": "v", "z": o.Name}
		o.Next = &order{ID: -i}
		text := guest.Got(json.Marshal(o))
		length += len(text)
		var again order
		guest.Must(json.Unmarshal(text, &again))
		if again.Name != o.Name || again.Next.ID != -i {
			panic("lost")
		}
		var free any
		guest.Must(json.Unmarshal(text, &free))
		length += len(free.(map[string]any))
	}
	fmt.Println(length)
}

// pingPong sends a number back and forth so many times between two goroutines.
func pingPong() {
	n := size()
	ping, pong := make(chan int), make(chan int)
	go func() {
		for v := range ping {
			pong <- v + 1
		}
		close(pong)
	}()
	value := 0
	for range n {
		ping <- value
		value = <-pong
	}
	close(ping)
	fmt.Println(value)
}

type tree struct{ left, right *tree }

func grow(depth int) *tree {
	if depth == 0 {
		return &tree{}
	}
	return &tree{grow(depth - 1), grow(depth - 1)}
}

func (t *tree) count() int {
	if t.left == nil {
		return 1
	}
	return 1 + t.left.count() + t.right.count()
}

// trees makes so many trees of 8,191 nodes for the collector, and keeps every eighth for a while.
func trees() {
	var kept [8]*tree
	nodes := 0
	for i := range size() {
		t := grow(12)
		nodes += t.count()
		if i%8 == 0 {
			kept[i/8%len(kept)] = t
		}
	}
	for _, t := range kept {
		if t != nil {
			nodes += t.count()
		}
	}
	fmt.Println(nodes)
}
