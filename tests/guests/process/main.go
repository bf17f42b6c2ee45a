// Guest cases about a process: what it is started with, how it ends, what it learns of itself.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // Windows and WebAssembly bring no zones

	"burrow/tests/guests/internal/guest"
)

var cases = map[string]func(){
	"args":               args,
	"buildinfo":          buildinfo,
	"clocks":             clocks,
	"deadlock":           func() { select {} },
	"env":                env,
	"exit":               exit,
	"fatal-map":          func() { var m map[string]int; m["a"] = 1 },
	"goexit-main":        func() { runtime.Goexit() },
	"nested-environment": nestedEnvironment,
	"panic":              func() { panic(errors.New("an error nobody recovers")) },
	"panic-custom":       func() { panic(fmt.Sprint("with", 1, "value")) },
	"panic-deferred":     panicWithDeferred,
	"panic-goroutine":    panicInGoroutine,
	"panic-nil":          func() { var p *struct{ a, b int }; fmt.Println(p.b) },
	"panic-stack":        panicStack,
	"stdin":              stdin,
	"stdout-large":       stdoutLarge,
	"throw-closed-chan":  func() { c := make(chan int); close(c); close(c) },
	"working-directory":  workingDirectory,
}

func main() { guest.Main(cases) }

func args() {
	fmt.Println(len(os.Args), strings.TrimSuffix(filepath.Base(os.Args[0]), ".exe"))
	for i, a := range os.Args[1:] {
		fmt.Printf("%d %q\n", i+1, a)
	}
}

func env() {
	list := os.Environ()
	slices.Sort(list)
	for _, e := range list {
		if strings.HasPrefix(e, "GUEST_") {
			fmt.Printf("%q\n", e)
		}
	}
	value, found := os.LookupEnv("GUEST_EMPTY")
	fmt.Printf("empty %q %v\n", value, found)
	_, found = os.LookupEnv("GUEST_NONE")
	fmt.Println("none", found)
	fmt.Println(os.ExpandEnv("$GUEST_A-${GUEST_B}"))
}

func nestedEnvironment() {
	guest.Must(os.Setenv("GUEST_A", "changed"))
	guest.Must(os.Unsetenv("GUEST_B"))
	fmt.Println(os.ExpandEnv("[$GUEST_A] [$GUEST_B]"))
	os.Clearenv()
	fmt.Println(len(os.Environ()))
}

func exit() {
	status, err := strconv.Atoi(os.Args[2])
	guest.Must(err)
	defer fmt.Println("a deferred call that os.Exit skips")
	os.Exit(status)
}

func panicWithDeferred() {
	defer fmt.Println("first deferred runs last")
	defer func() {
		fmt.Println("second deferred panics too")
		panic("second")
	}()
	panic("first")
}

func panicInGoroutine() {
	go panic("in a goroutine")
	select {}
}

// panicStack lets the runtime's own goroutines come to rest first, since all are told of.
func panicStack() {
	time.Sleep(50 * time.Millisecond)
	debug.SetMaxStack(1 << 20)
	fmt.Println(endless(1))
}

func endless(n int) int { return endless(n+1) + n }

func buildinfo() {
	info, ok := debug.ReadBuildInfo()
	fmt.Println(ok, info.Path, info.GoVersion == runtime.Version())
	for _, s := range info.Settings {
		switch s.Key {
		case "GOARCH":
			fmt.Println(s.Key, s.Value == runtime.GOARCH)
		case "GOOS":
			fmt.Println(s.Key, s.Value == runtime.GOOS)
		case "CGO_ENABLED":
			fmt.Println(s.Key, s.Value)
		}
	}
}

func stdin() {
	reader := bufio.NewReader(os.Stdin)
	for n := 1; ; n++ {
		line, err := reader.ReadString('\n')
		if line != "" {
			fmt.Printf("%d %q\n", n, line)
		}
		if err == io.EOF {
			break
		}
		guest.Must(err)
	}
	n, err := os.Stdin.Read(make([]byte, 1))
	fmt.Println(n, err)
}

func stdoutLarge() {
	random := guest.Random(7)
	data := random.Bytes(300_000)
	n, err := os.Stdout.Write(data)
	fmt.Println()
	fmt.Println(n, err)
	w := bufio.NewWriter(os.Stdout)
	for i := range 5000 {
		fmt.Fprintln(w, i, i*i)
	}
	w.Flush()
}

func workingDirectory() {
	start := guest.Got(os.Getwd())
	guest.Must(os.MkdirAll("a/b", 0o755))
	guest.Must(os.Chdir("a/b"))
	fmt.Println(filepath.ToSlash(strings.TrimPrefix(guest.Got(os.Getwd()), start)))
	guest.Must(os.WriteFile("x", []byte("in a/b"), 0o644))
	guest.Must(os.Chdir(".."))
	fmt.Println(string(guest.Got(os.ReadFile("b/x"))))
	guest.Errno("chdir to nothing", os.Chdir("nothing"))
	guest.Must(os.Chdir(start))
	fmt.Println(string(guest.Got(os.ReadFile("a/b/x"))))
}

func clocks() {
	start := time.Now()
	fmt.Println(start.Year() >= 2024, start.Year() < 2200)
	last := start
	for range 1000 {
		now := time.Now()
		if now.Before(last) {
			fmt.Println("the monotonic clock went back")
		}
		last = now
	}
	time.Sleep(3 * time.Millisecond)
	fmt.Println(time.Since(start) >= 3*time.Millisecond)
	berlin := guest.Got(time.LoadLocation("Europe/Berlin"))
	fmt.Println(time.Date(2024, 7, 1, 12, 0, 0, 0, berlin), time.Date(2024, 1, 1, 12, 0, 0, 0, berlin).UTC())
}
