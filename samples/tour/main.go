// The tour shows a newcomer what runs: each line exercises a part of the Go runtime that an
// emulator can get wrong, and prints what it found. It uses no fmt, so that the binary stays small,
// and prints nothing that differs from run to run, so that two runs can be compared; TOUR_TIMES=1
// adds the times it measured.
//
// With an argument exit=N it ends with status N. Standard input is read unless it is a terminal.
package main

import (
	"bufio"
	"errors"
	"io"
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

var showTimes = os.Getenv("TOUR_TIMES") != ""

func main() {
	status := 0
	for _, argument := range os.Args[1:] {
		if text, found := strings.CutPrefix(argument, "exit="); found {
			status, _ = strconv.Atoi(text)
		}
	}

	say("target", runtime.GOOS, "/", runtime.GOARCH, ", ", runtime.Version())
	say("goroutines", goroutines())
	say("timers", timers())
	say("collector", collector())
	say("maps", maps())
	say("floats", floats())
	say("text", text("Grüße, 世界 – naïve café"))
	say("recovered", recovered(nilDereference))
	say("recovered", recovered(divisionByZero))
	say("recovered", recovered(indexOutOfRange))
	say("arguments", strconv.Itoa(len(os.Args)-1), " ", strings.Join(os.Args[1:], " "))
	say("environment", "TOUR=", strconv.Quote(os.Getenv("TOUR")))
	say("stdin", stdin())
	say("exit status", strconv.Itoa(status))
	os.Exit(status)
}

// say prints one line of the tour.
func say(topic string, words ...string) {
	const column = 13
	os.Stdout.WriteString(topic + strings.Repeat(" ", column-len(topic)) + strings.Join(words, "") + "\n")
}

// timed adds a measured time to a result, for those who asked.
func timed(result string, elapsed time.Duration) string {
	if showTimes {
		result += " (" + elapsed.String() + ")"
	}
	return result
}

// goroutines sends the first primes through a chain of filters, one goroutine for each prime.
func goroutines() string {
	const count = 50
	start := time.Now()
	numbers := make(chan int)
	stop := make(chan struct{})
	var running sync.WaitGroup
	running.Go(func() {
		for n := 2; ; n++ {
			select {
			case numbers <- n:
			case <-stop:
				return
			}
		}
	})
	source, prime := numbers, 0
	for range count {
		prime = <-source
		from, to, divisor := source, make(chan int), prime
		running.Go(func() {
			for {
				var n int
				select {
				case n = <-from:
				case <-stop:
					return
				}
				if n%divisor == 0 {
					continue
				}
				select {
				case to <- n:
				case <-stop:
					return
				}
			}
		})
		source = to
	}
	close(stop)
	running.Wait()
	return timed("prime number "+strconv.Itoa(count)+" is "+strconv.Itoa(prime)+
		", sieved by a chain of "+strconv.Itoa(count+1)+" goroutines", time.Since(start))
}

// timers starts three timers and a ticker and checks that none fires before its time.
func timers() string {
	start := time.Now()
	fired := make(chan bool)
	for _, milliseconds := range []time.Duration{15, 5, 10} {
		time.AfterFunc(milliseconds*time.Millisecond, func() {
			fired <- time.Since(start) >= milliseconds*time.Millisecond
		})
	}
	early := 0
	for range 3 {
		if !<-fired {
			early++
		}
	}
	ticker := time.NewTicker(time.Millisecond)
	defer ticker.Stop()
	for range 5 {
		<-ticker.C
	}
	return timed("3 timers and 5 ticks, "+strconv.Itoa(early)+" of them early", time.Since(start))
}

type node struct {
	left, right *node
	payload     [4]int
}

func tree(depth int) *node {
	if depth == 0 {
		return &node{payload: [4]int{1}}
	}
	return &node{left: tree(depth - 1), right: tree(depth - 1), payload: [4]int{1}}
}

func (n *node) size() int {
	if n == nil {
		return 0
	}
	return n.payload[0] + n.left.size() + n.right.size()
}

// collector keeps a tree through a garbage collection and drops another.
func collector() string {
	kept := tree(12)
	tree(12)
	var before, after debug.GCStats
	debug.ReadGCStats(&before)
	runtime.GC()
	debug.ReadGCStats(&after)
	pause := "under 1 s"
	if longest := slices.Max(after.Pause); longest >= time.Second {
		pause = "of " + longest.String()
	}
	return timed("a cycle ran: "+strconv.FormatBool(after.NumGC > before.NumGC)+", pause "+pause+
		", "+strconv.Itoa(kept.size())+" nodes survived", after.Pause[0])
}

// maps counts the bytes of a text in a map and adds up a large one.
func maps() string {
	counts := map[rune]int{}
	for _, r := range "the quick brown fox jumps over the lazy dog" {
		counts[r]++
	}
	squares := map[int]int{}
	for i := range 10_000 {
		squares[i] = i * i
	}
	sum := 0
	for key, square := range squares {
		if key%3 == 0 {
			delete(squares, key)
		}
		sum += square
	}
	return strconv.Itoa(counts['o']) + " times o, " + strconv.Itoa(len(squares)) +
		" of 10000 entries left, squares add up to " + strconv.Itoa(sum)
}

// floats prints values whose last digit shows how the processor rounds.
func floats() string {
	harmonic := 0.0
	for i := 1; i <= 1000; i++ {
		harmonic += 1 / float64(i)
	}
	zero, tenth := 0.0, 0.1
	values := []float64{math.Sqrt(2), harmonic, tenth + 0.2, -1 / zero, zero / zero, 5e-324}
	var words []string
	for _, value := range values {
		words = append(words, strconv.FormatFloat(value, 'g', -1, 64))
	}
	return strings.Join(words, " ")
}

// text takes UTF-8 apart and puts it together again.
func text(greeting string) string {
	letters := 0
	for _, r := range greeting {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	return strconv.Itoa(len(greeting)) + " bytes, " + strconv.Itoa(utf8.RuneCountInString(greeting)) +
		" runes, " + strconv.Itoa(letters) + " letters: " + strings.ToUpper(greeting)
}

// recovered reports the runtime error that f panics with, and the line it names as its origin.
func recovered(f func()) (report string) {
	defer func() {
		fault := recover()
		var problem runtime.Error
		if err, ok := fault.(error); !ok || !errors.As(err, &problem) {
			report = "no runtime error"
			return
		}
		// Frames: this function, the runtime's panic functions, and then the culprit.
		callers := make([]uintptr, 16)
		frames := runtime.CallersFrames(callers[:runtime.Callers(1, callers)])
		for {
			frame, more := frames.Next()
			if name, found := strings.CutPrefix(frame.Function, "main."); found && !strings.HasPrefix(name, "recovered") {
				report = problem.Error() + ", in " + name + ", line " + strconv.Itoa(frame.Line)
				return
			}
			if !more {
				report = problem.Error() + ", from nowhere"
				return
			}
		}
	}()
	f()
	return "nothing happened"
}

//go:noinline
func nilDereference() {
	var missing *node
	missing.payload[2] = 1
}

//go:noinline
func divisionByZero() {
	println(1 / (len(os.Args) - len(os.Args)))
}

//go:noinline
func indexOutOfRange() {
	println(os.Args[len(os.Args)+2])
}

// stdin counts what is piped in; a terminal is left alone.
func stdin() string {
	info, err := os.Stdin.Stat()
	if err != nil {
		return "closed"
	}
	if info.Mode()&os.ModeCharDevice != 0 {
		return "not read: a terminal or a device"
	}
	lines, bytes := 0, 0
	reader := bufio.NewReader(os.Stdin)
	for {
		line, err := reader.ReadString('\n')
		bytes += len(line)
		if len(line) > 0 {
			lines++
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return err.Error()
		}
	}
	return strconv.Itoa(lines) + " lines, " + strconv.Itoa(bytes) + " bytes"
}
