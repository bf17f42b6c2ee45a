//go:build darwin

// Guest cases about macOS itself. No reference runs here, so each checks itself: it prints what is
// wrong, or "ok".
package main

import (
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"

	"burrow/tests/guests/internal/guest"
)

func main() {
	guest.Main(map[string]func(){
		"kqueue":        kqueue,
		"path-of-file":  pathOfFile,
		"pipes":         pipes,
		"raw-calls":     rawCalls,
		"signal-storm":  signalStorm,
		"signals":       signals,
		"stat":          stat,
		"sysctl":        sysctl,
		"thread-kills":  threadKills,
		"user-events":   userEvents,
		"vnodes":        vnodes,
		"working-files": workingFiles,
	})
}

// mixed keeps many integers and floats alive across its loop, with no call in it.
//
//go:noinline
func mixed(n int, seed uint64) (uint64, float64) {
	a, b, c, d, e, f := seed, seed+1, seed+2, seed+3, seed+4, seed+5
	u, v, w, x := 1.0, 0.5, 0.25, 3.0
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
	}
	return a ^ b ^ c ^ d ^ e ^ f, u + v + w + x
}

// signalStorm sends SIGURG to the process 10,000 times while threads compute.
func signalStorm() {
	var check guest.Check
	wantInt, wantFloat := mixed(2000, 42)
	var stop atomic.Bool
	var wrong atomic.Int32
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			for !stop.Load() {
				if gotInt, gotFloat := mixed(2000, 42); gotInt != wantInt || gotFloat != wantFloat {
					wrong.Add(1)
				}
			}
		})
	}
	for range 10_000 {
		guest.Must(syscall.Kill(os.Getpid(), syscall.SIGURG))
	}
	stop.Store(true)
	group.Wait()
	check.That(wrong.Load() == 0, "%d results", wrong.Load())
	check.Done()
}

// threadKills makes the runtime send pthread_kill: each stop of the world interrupts loops that
// call nothing.
func threadKills() {
	var check guest.Check
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	wantInt, wantFloat := mixed(2000, 7)
	var stop atomic.Bool
	var wrong atomic.Int32
	var group sync.WaitGroup
	group.Go(func() {
		for !stop.Load() {
			if gotInt, gotFloat := mixed(2000, 7); gotInt != wantInt || gotFloat != wantFloat {
				wrong.Add(1)
			}
		}
	})
	var stats runtime.MemStats
	for range 2_000 {
		runtime.ReadMemStats(&stats)
	}
	stop.Store(true)
	group.Wait()
	check.That(wrong.Load() == 0, "%d results", wrong.Load())
	check.Done()
}

// signals raises each signal that may have a handler.
func signals() {
	var check guest.Check
	c := make(chan os.Signal, 100)
	signal.Notify(c)
	for s := syscall.Signal(1); s < 32; s++ {
		switch s {
		case syscall.SIGKILL, syscall.SIGSTOP, syscall.SIGPROF, syscall.SIGURG, syscall.SIGSEGV, syscall.SIGBUS,
			syscall.SIGFPE, syscall.SIGILL, syscall.SIGTRAP, syscall.SIGABRT, syscall.SIGSYS,
			syscall.SIGPIPE: // which the runtime ignores on macOS (golang.org/issue/33384)
			continue
		}
		guest.Must(syscall.Kill(os.Getpid(), s))
		for got := os.Signal(nil); got != s; {
			select {
			case got = <-c:
			case <-time.After(10 * time.Second):
				check.That(false, "lost %v", s)
				got = s
			}
		}
	}
	check.Done()
}

func sysctl() {
	var check guest.Check
	host := guest.Got(syscall.Sysctl("kern.hostname"))
	check.That(host == guest.Got(os.Hostname()), "host name %q", host)
	check.That(guest.Got(syscall.Sysctl("kern.ostype")) == "Darwin", "ostype %q", guest.Got(syscall.Sysctl("kern.ostype")))
	release := guest.Got(syscall.Sysctl("kern.osrelease"))
	check.That(strings.Count(release, ".") == 2, "osrelease %q", release)
	processors := guest.Got(syscall.SysctlUint32("hw.ncpu"))
	check.That(int(processors) == runtime.NumCPU(), "%d processors", processors)
	page := os.Getpagesize()
	check.That(page == map[string]int{"amd64": 4096, "arm64": 16384}[runtime.GOARCH], "page size %d", page)
	_, err := syscall.Sysctl("no.such.name")
	check.That(err == syscall.ENOENT, "no such name: %v", err)
	check.Done()
}

// kqueue watches a pipe: edge-triggered, and the end of file.
func kqueue() {
	var check guest.Check
	queue := guest.Got(syscall.Kqueue())
	var pipe [2]int
	guest.Must(syscall.Pipe(pipe[:]))
	changes := make([]syscall.Kevent_t, 1)
	syscall.SetKevent(&changes[0], pipe[0], syscall.EVFILT_READ, syscall.EV_ADD|syscall.EV_CLEAR)
	events := make([]syscall.Kevent_t, 4)
	soon := syscall.NsecToTimespec(int64(2 * time.Millisecond))
	n := guest.Got(syscall.Kevent(queue, changes, events, &soon))
	check.That(n == 0, "%d events of an empty pipe", n)
	guest.Got(syscall.Write(pipe[1], []byte("abc")))
	n = guest.Got(syscall.Kevent(queue, nil, events, nil))
	check.That(n == 1 && events[0].Ident == uint64(pipe[0]) && events[0].Data == 3, "%d events, %+v", n, events[0])
	n = guest.Got(syscall.Kevent(queue, nil, events, &soon))
	check.That(n == 0, "%d events without news", n)
	guest.Must(syscall.Close(pipe[1]))
	n = guest.Got(syscall.Kevent(queue, nil, events, nil))
	check.That(n == 1 && events[0].Flags&syscall.EV_EOF != 0, "the end: %d events, %+v", n, events[0])
	syscall.SetKevent(&changes[0], 99, syscall.EVFILT_READ, syscall.EV_ADD)
	_, err := syscall.Kevent(queue, changes, nil, nil)
	check.That(err == syscall.EBADF, "a bad descriptor: %v", err)
	check.Done()
}

// vnodes watches a file by EVFILT_VNODE, and waits for a pipe by select.
func vnodes() {
	const noteDelete, noteWrite = 0x1, 0x2
	var check guest.Check
	name := os.TempDir() + "/burrow-vnodes-" + strconv.Itoa(os.Getpid())
	guest.Must(os.WriteFile(name, []byte("a"), 0o600))
	fd := guest.Got(syscall.Open(name, syscall.O_RDONLY, 0))
	queue := guest.Got(syscall.Kqueue())
	changes := make([]syscall.Kevent_t, 1)
	syscall.SetKevent(&changes[0], fd, syscall.EVFILT_VNODE, syscall.EV_ADD|syscall.EV_CLEAR)
	changes[0].Fflags = noteDelete | noteWrite
	guest.Got(syscall.Kevent(queue, changes, nil, nil))
	guest.Must(os.WriteFile(name, []byte("bc"), 0o600))
	events := make([]syscall.Kevent_t, 4)
	n := guest.Got(syscall.Kevent(queue, nil, events, nil))
	check.That(n == 1 && events[0].Fflags&noteWrite != 0, "written: %d events, %+v", n, events[0])
	guest.Must(syscall.Close(fd))
	guest.Must(os.Remove(name))

	var pipe [2]int
	guest.Must(syscall.Pipe(pipe[:]))
	var set syscall.FdSet
	set.Bits[pipe[0]/32] |= 1 << (pipe[0] % 32)
	none := syscall.Timeval{}
	guest.Must(syscall.Select(pipe[0]+1, &set, nil, nil, &none))
	check.That(set.Bits[pipe[0]/32] == 0, "an empty pipe is ready: %x", set.Bits)
	guest.Got(syscall.Write(pipe[1], []byte("x")))
	set.Bits[pipe[0]/32] |= 1 << (pipe[0] % 32)
	guest.Must(syscall.Select(pipe[0]+1, &set, nil, nil, nil))
	check.That(set.Bits[pipe[0]/32] != 0, "a full pipe is not ready")
	check.Done()
}

// userEvents wakes a waiting kevent by EVFILT_USER, as the runtime does.
func userEvents() {
	const filterUser, noteTrigger = -10, 0x01000000
	var check guest.Check
	queue := guest.Got(syscall.Kqueue())
	add := []syscall.Kevent_t{{Ident: 77, Filter: filterUser, Flags: syscall.EV_ADD | syscall.EV_CLEAR}}
	guest.Got(syscall.Kevent(queue, add, nil, nil))
	go func() {
		time.Sleep(3 * time.Millisecond)
		wake := []syscall.Kevent_t{{Ident: 77, Filter: filterUser, Fflags: noteTrigger}}
		syscall.Kevent(queue, wake, nil, nil)
	}()
	events := make([]syscall.Kevent_t, 4)
	n := guest.Got(syscall.Kevent(queue, nil, events, nil))
	check.That(n == 1 && events[0].Ident == 77 && events[0].Filter == filterUser, "%d events, %+v", n, events[0])
	none := syscall.Timespec{}
	n = guest.Got(syscall.Kevent(queue, nil, events, &none))
	check.That(n == 0, "%d events after it", n)
	check.Done()
}

// rawCalls passes by libSystem, as Go before 1.12 did.
func rawCalls() {
	var check guest.Check
	pid, _, errno := syscall.RawSyscall(syscall.SYS_GETPID, 0, 0, 0)
	check.That(errno == 0 && int(pid) == os.Getpid(), "getpid %d, %v", pid, errno)
	name := append([]byte("raw"), 0)
	fd, _, errno := syscall.Syscall(syscall.SYS_OPEN, uintptr(unsafe.Pointer(&name[0])), syscall.O_CREAT|syscall.O_RDWR, 0o644)
	check.That(errno == 0, "open: %v", errno)
	text := []byte("written raw")
	n, _, errno := syscall.Syscall(syscall.SYS_WRITE, fd, uintptr(unsafe.Pointer(&text[0])), uintptr(len(text)))
	check.That(errno == 0 && int(n) == len(text), "write %d, %v", n, errno)
	_, _, errno = syscall.Syscall(syscall.SYS_CLOSE, fd, 0, 0)
	check.That(errno == 0, "close: %v", errno)
	data := guest.Got(os.ReadFile("raw"))
	check.That(string(data) == string(text), "%q", data)
	_, _, errno = syscall.Syscall(syscall.SYS_CLOSE, fd, 0, 0)
	check.That(errno == syscall.EBADF, "close again: %v", errno)
	check.Done()
}

// pathOfFile asks for a descriptor's path (F_GETPATH).
func pathOfFile() {
	const getPath = 50
	var check guest.Check
	guest.Must(os.WriteFile("named", nil, 0o644))
	f := guest.Got(os.Open("named"))
	buffer := make([]byte, 1024)
	_, _, errno := syscall.Syscall(syscall.SYS_FCNTL, f.Fd(), getPath, uintptr(unsafe.Pointer(&buffer[0])))
	path, _, _ := strings.Cut(string(buffer), "\x00")
	check.That(errno == 0 && strings.HasSuffix(path, "/named"), "%q, %v", path, errno)
	check.Done()
}

func stat() {
	var check guest.Check
	guest.Must(os.WriteFile("a", []byte("12345"), 0o640))
	guest.Must(os.Link("a", "b"))
	past := time.Date(2001, 2, 3, 4, 5, 6, 789_000_000, time.UTC)
	guest.Must(os.Chtimes("a", past.Add(time.Hour), past))
	var s syscall.Stat_t
	guest.Must(syscall.Stat("a", &s))
	check.That(s.Size == 5 && s.Nlink == 2 && s.Mode == syscall.S_IFREG|0o640, "%+v", s)
	check.That(time.Unix(s.Mtimespec.Unix()).Equal(past), "mtime %v", time.Unix(s.Mtimespec.Unix()))
	check.That(time.Unix(s.Atimespec.Unix()).Equal(past.Add(time.Hour)), "atime %v", time.Unix(s.Atimespec.Unix()))
	check.That(s.Blksize > 0 && s.Ino > 0 && s.Birthtimespec.Sec > 0, "%+v", s)
	var fs syscall.Statfs_t
	guest.Must(syscall.Statfs(".", &fs))
	check.That(fs.Bsize > 0 && fs.Blocks > 0 && fs.Bfree <= fs.Blocks, "%+v", fs)
	check.Done()
}

// pipes waits for readers and writers through the runtime's poller.
func pipes() {
	var check guest.Check
	var group sync.WaitGroup
	for range 10 {
		group.Go(func() {
			r, w, err := os.Pipe()
			guest.Must(err)
			go func() {
				time.Sleep(time.Millisecond)
				w.Write(make([]byte, 200_000))
				w.Close()
			}()
			buffer, total := make([]byte, 3000), 0
			for {
				n, err := r.Read(buffer)
				total += n
				if err != nil {
					break
				}
			}
			check.That(total == 200_000, "%d bytes", total)
		})
	}
	group.Wait()
	check.Done()
}

// workingFiles opens, lists and removes as tools do that work in a directory.
func workingFiles() {
	var check guest.Check
	guest.Must(os.MkdirAll("d/e", 0o755))
	for _, name := range []string{"d/ä", "d/b", "d/e/c"} {
		guest.Must(os.WriteFile(name, []byte(name), 0o644))
	}
	entries := guest.Got(os.ReadDir("d"))
	check.That(len(entries) == 3 && entries[1].IsDir(), "%v", entries)
	start := guest.Got(os.Getwd())
	guest.Must(os.Chdir("d/e"))
	check.That(guest.Got(os.Getwd()) == start+"/d/e", "in %s", guest.Got(os.Getwd()))
	guest.Must(os.Chdir(start))
	guest.Must(os.RemoveAll("d"))
	_, err := os.Stat("d")
	check.That(os.IsNotExist(err), "%v", err)
	check.Done()
}
