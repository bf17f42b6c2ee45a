package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
)

// big spans offsets below and above the 4096 bytes that need no explicit nil check.
type large struct {
	first  int64
	narrow [4]uint8
	small  int16
	single float32
	double float64
	text   string
	any    any
	pad    [4000]byte
	beyond [8]int64
	more   [1 << 16]byte
	last   uint32
}

//go:noinline
func nilLarge() *large { return nil }

var sink any

// nilDereferences faults through every kind of access and addressing, and asks for the line.
func nilDereferences() {
	i := len(os.Args) + 1
	cases := []struct {
		name string
		f    func()
	}{
		{"load int64", func() { sink = nilLarge().first }},
		{"load byte", func() { sink = nilLarge().narrow[i] }},
		{"load int16", func() { sink = int(nilLarge().small) }},
		{"load float32", func() { sink = float64(nilLarge().single) + 1 }},
		{"load float64", func() { sink = nilLarge().double * 2 }},
		{"load string", func() { sink = nilLarge().text }},
		{"load interface", func() { sink = nilLarge().any }},
		{"load indexed", func() { sink = nilLarge().beyond[i] }},
		{"load beyond", func() { sink = nilLarge().last }},
		{"store int64", func() { nilLarge().first = int64(i) }},
		{"store byte", func() { nilLarge().narrow[i] = 7 }},
		{"store float32", func() { nilLarge().single = float32(i) }},
		{"store float64", func() { nilLarge().double = float64(i) }},
		{"store string", func() { nilLarge().text = os.Args[0] }},
		{"store constant", func() { nilLarge().small = 3 }},
		{"store indexed", func() { nilLarge().beyond[i] = 1 }},
		{"store beyond", func() { nilLarge().last = 1 }},
		{"add in place", func() { nilLarge().first += int64(i) }},
		{"increment", func() { nilLarge().narrow[1]++ }},
		{"compare", func() { sink = nilLarge().first > int64(i) }},
		{"compare memory", func() { sink = nilLarge().narrow == [4]uint8{1, 2, 3, 4} }},
		{"copy struct", func() { x := *nilLarge(); sink = x.first }},
		{"clear struct", func() { *nilLarge() = large{} }},
		{"copy array", func() { a := nilLarge().beyond; sink = a[i] }},
		{"atomic load", func() { sink = atomic.LoadInt64(&nilLarge().first) }},
		{"atomic add", func() { sink = atomic.AddInt64(&nilLarge().first, 1) }},
		{"atomic swap", func() { sink = atomic.SwapInt64(&nilLarge().first, 1) }},
		{"atomic compare", func() { sink = atomic.CompareAndSwapInt64(&nilLarge().first, 0, 1) }},
		{"nil function", func() { var f func(int) int; sink = f(i) }},
		{"nil interface", func() { var e error; sink = e.Error() }},
		{"nil method value", func() { var l *large; f := l.method; f() }},
		{"slice of nil array", func() { var a *[10]int; sink = a[i:] }},
		{"range nil array", func() {
			var a *[10]int
			for _, x := range a {
				sink = x
			}
		}},
	}
	for _, c := range cases {
		report(c.name, c.f)
	}
}

func (l *large) method() { l.first++ }

// report prints the panic of f, and the line in this file where it arose.
func report(name string, f func()) {
	defer func() {
		r := recover()
		callers := make([]uintptr, 20)
		frames := runtime.CallersFrames(callers[:runtime.Callers(1, callers)])
		for {
			frame, more := frames.Next()
			if strings.Contains(frame.Function, "nilDereferences") || strings.Contains(frame.Function, "method") {
				fmt.Printf("%-18s %v, line %d\n", name, r, frame.Line)
				return
			}
			if !more {
				fmt.Printf("%-18s %v, from nowhere\n", name, r)
				return
			}
		}
	}()
	f()
	fmt.Println(name, "did not panic")
}
