package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
)

// A litmus test: threads that each do a few atomic operations on the words of one round and note
// what they saw, and an outcome that sequential consistency, which Go's atomics have, forbids.
type litmus struct {
	name      string
	threads   []func(words *[2]atomic.Int64, seen *[4]int64)
	forbidden func(seen [4]int64) bool
}

var litmusTests = []litmus{
	{
		"store buffering",
		[]func(*[2]atomic.Int64, *[4]int64){
			func(w *[2]atomic.Int64, s *[4]int64) { w[0].Store(1); s[0] = w[1].Load() },
			func(w *[2]atomic.Int64, s *[4]int64) { w[1].Store(1); s[1] = w[0].Load() },
		},
		func(s [4]int64) bool { return s[0] == 0 && s[1] == 0 },
	},
	{
		"message passing",
		[]func(*[2]atomic.Int64, *[4]int64){
			func(w *[2]atomic.Int64, _ *[4]int64) { w[0].Store(1); w[1].Store(1) },
			func(w *[2]atomic.Int64, s *[4]int64) { s[0] = w[1].Load(); s[1] = w[0].Load() },
		},
		func(s [4]int64) bool { return s[0] == 1 && s[1] == 0 },
	},
	{
		"load buffering",
		[]func(*[2]atomic.Int64, *[4]int64){
			func(w *[2]atomic.Int64, s *[4]int64) { s[0] = w[0].Load(); w[1].Store(1) },
			func(w *[2]atomic.Int64, s *[4]int64) { s[1] = w[1].Load(); w[0].Store(1) },
		},
		func(s [4]int64) bool { return s[0] == 1 && s[1] == 1 },
	},
	{
		"independent reads of independent writes",
		[]func(*[2]atomic.Int64, *[4]int64){
			func(w *[2]atomic.Int64, _ *[4]int64) { w[0].Store(1) },
			func(w *[2]atomic.Int64, _ *[4]int64) { w[1].Store(1) },
			func(w *[2]atomic.Int64, s *[4]int64) { s[0] = w[0].Load(); s[1] = w[1].Load() },
			func(w *[2]atomic.Int64, s *[4]int64) { s[2] = w[1].Load(); s[3] = w[0].Load() },
		},
		func(s [4]int64) bool { return s == [4]int64{1, 0, 1, 0} },
	},
}

// litmusRounds runs each test for the rounds that the second argument says, a thousand at a time:
// threads that wait for each other before every single round seldom meet in one.
func litmusRounds() {
	rounds, err := strconv.Atoi(os.Args[2])
	if err != nil {
		panic(err)
	}
	for _, test := range litmusTests {
		forbidden := 0
		for done := 0; done < rounds; done += 1000 {
			forbidden += test.batch()
		}
		fmt.Println(test.name+":", forbidden, "forbidden")
	}
}

func (test *litmus) batch() int {
	var words [1000][2]atomic.Int64
	var seen [1000][4]int64
	var arrived atomic.Int32
	var group sync.WaitGroup
	for _, operations := range test.threads {
		group.Go(func() {
			arrived.Add(1)
			for int(arrived.Load()) < len(test.threads) {
				runtime.Gosched()
			}
			for i := range words {
				operations(&words[i], &seen[i])
			}
		})
	}
	group.Wait()
	forbidden := 0
	for _, s := range seen {
		if test.forbidden(s) {
			forbidden++
		}
	}
	return forbidden
}
