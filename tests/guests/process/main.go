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
	"syscall"
	"time"

	"burrow/tests/guests/internal/guest"
)

func main() {
	guest.Main(map[string]func(){
		"args":               args,
		"buildinfo":          buildinfo,
		"deadlock":           func() { select {} },
		"env":                env,
		"exit":               exit,
		"exit-goroutine":     exitFromGoroutine,
		"fatal-map":          func() { var m map[string]int; m["a"] = 1 },
		"identity":           identity,
		"panic":              func() { panic(errors.New("an error nobody recovers")) },
		"panic-deferred":     panicWithDeferred,
		"panic-goroutine":    panicInGoroutine,
		"panic-nil":          func() { var p *struct{ a, b int }; fmt.Println(p.b) },
		"panic-custom":       func() { panic(fmt.Sprint("with", 1, "value")) },
		"panic-stack":        func() { debug.SetMaxStack(1 << 20); fmt.Println(endless(1)) },
		"preempt-exit":       preemptedExit,
		"rlimit":             rlimit,
		"stdin":              stdin,
		"stdout-large":       stdoutLarge,
		"system":             system,
		"throw-closed-chan":  func() { c := make(chan int); close(c); close(c) },
		"workingdirectory":   workingDirectory,
		"goexit-main":        func() { runtime.Goexit() },
		"clocks":             clocks,
		"nested-environment": nestedEnvironment,
	})
}

func args() {
	fmt.Println(len(os.Args), filepath.Base(os.Args[0]))
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

// exitFromGoroutine ends the process while other threads block in the kernel and in futexes.
func exitFromGoroutine() {
	r, _, err := os.Pipe()
	guest.Must(err)
	for range 4 {
		go func() {
			runtime.LockOSThread()
			var b [1]byte
			syscall.Read(int(r.Fd()), b[:])
		}()
		go func() {
			runtime.LockOSThread()
			select {}
		}()
		go func() {
			for {
				time.Sleep(time.Millisecond)
			}
		}()
	}
	go func() {
		time.Sleep(5 * time.Millisecond)
		fmt.Println("leaving")
		os.Exit(7)
	}()
	select {}
}

// preemptedExit ends the process while goroutines compute.
func preemptedExit() {
	for range 3 {
		go func() {
			for x := uint64(1); ; x = x*6364136223846793005 + 1 {
				if x == 0 {
					println("zero")
				}
			}
		}()
	}
	time.Sleep(5 * time.Millisecond)
	fmt.Println("leaving")
	os.Exit(9)
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

func endless(n int) int { return endless(n+1) + n }

func buildinfo() {
	info, ok := debug.ReadBuildInfo()
	fmt.Println(ok, info.Path, info.GoVersion == runtime.Version())
	for _, s := range info.Settings {
		if s.Key == "GOARCH" || s.Key == "GOOS" || s.Key == "CGO_ENABLED" {
			fmt.Println(s.Key, s.Value)
		}
	}
}

func identity() {
	fmt.Println(os.Getuid() == os.Geteuid(), os.Getgid() == os.Getegid(), os.Getuid())
	fmt.Println("pid", os.Getpid() > 0, "ppid", os.Getppid() >= 0)
	groups, err := os.Getgroups()
	fmt.Println(len(groups) >= 0, err)
	executable, err := os.Executable()
	fmt.Println(filepath.Base(executable), filepath.IsAbs(executable), err)
	info, err := os.Stat(executable)
	guest.Must(err)
	fmt.Println(info.Size() > 1<<20)
	name, err := os.Hostname()
	fmt.Println(name != "", err)
	fmt.Println(os.Getpagesize())
}

func system() {
	fmt.Println(runtime.GOOS, runtime.GOARCH, runtime.Compiler)
	fmt.Println("processors", runtime.NumCPU(), runtime.GOMAXPROCS(0))
	var uts syscall.Utsname
	guest.Must(syscall.Uname(&uts))
	fmt.Println(text(uts.Sysname[:]), len(text(uts.Release[:])) > 0)
	var info syscall.Sysinfo_t
	guest.Must(syscall.Sysinfo(&info))
	fmt.Println("memory", uint64(info.Totalram)*uint64(info.Unit) > 1<<20, info.Uptime > 0, info.Procs > 0)
}

// text reads a C string; its characters are signed on some architectures.
func text[T int8 | uint8](raw []T) string {
	var b []byte
	for _, c := range raw {
		if c == 0 {
			break
		}
		b = append(b, byte(c))
	}
	return string(b)
}

func rlimit() {
	var files, stack syscall.Rlimit
	guest.Must(syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files))
	guest.Must(syscall.Getrlimit(syscall.RLIMIT_STACK, &stack))
	fmt.Println(files.Cur >= 64, files.Cur <= files.Max, stack.Cur > 0)
	files.Cur = 64
	guest.Must(syscall.Setrlimit(syscall.RLIMIT_NOFILE, &files))
	var open []*os.File
	for {
		f, err := os.Open("/dev/null")
		if err != nil {
			guest.Errno("open", err)
			break
		}
		open = append(open, f)
	}
	fmt.Println(len(open) < 64)
	open[0].Close()
	_, err := os.Open("/dev/null")
	fmt.Println(err)
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
	fmt.Println(strings.TrimPrefix(guest.Got(os.Getwd()), start))
	guest.Must(os.WriteFile("x", []byte("in a/b"), 0o644))
	guest.Must(os.Chdir(".."))
	fmt.Println(string(guest.Got(os.ReadFile("b/x"))))
	guest.Errno("chdir to nothing", os.Chdir("nothing"))
	guest.Errno("chdir to a file", os.Chdir("b/x"))
	dir := guest.Got(os.Open("b"))
	guest.Must(dir.Chdir())
	_, err := os.Stat("x")
	fmt.Println(err)
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
	var process, thread syscall.Rusage
	guest.Must(syscall.Getrusage(syscall.RUSAGE_SELF, &process))
	guest.Must(syscall.Getrusage(1, &thread)) // RUSAGE_THREAD
	fmt.Println(process.Maxrss > 0, process.Utime.Nano()+process.Stime.Nano() > 0)
	var tv syscall.Timeval
	guest.Must(syscall.Gettimeofday(&tv))
	fmt.Println(time.Since(time.Unix(tv.Unix())) < time.Minute)
	berlin := guest.Got(time.LoadLocation("Europe/Berlin"))
	fmt.Println(time.Date(2024, 7, 1, 12, 0, 0, 0, berlin), time.Date(2024, 1, 1, 12, 0, 0, 0, berlin).UTC())
	fmt.Println(time.Date(2024, 7, 1, 12, 0, 0, 0, time.Local).Location())
}
