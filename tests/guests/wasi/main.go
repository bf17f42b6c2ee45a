//go:build wasip1

// Guest cases about WASI preview 1. They check themselves: each prints what is wrong, or "ok".
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
	"unsafe"

	"burrow/tests/guests/internal/guest"
)

func main() {
	guest.Main(map[string]func(){
		"clocks":      clocks,
		"directories": directories,
		"links":       links,
		"poll":        poll,
		"poll-errors": pollErrors,
		"preopens":    preopens,
		"random":      random,
		"root":        rooted,
		"seek":        seek,
		"stat":        stat,
	})
}

//go:wasmimport wasi_snapshot_preview1 poll_oneoff
func pollOneoff(in, out unsafe.Pointer, n uint32, events unsafe.Pointer) uint32

//go:wasmimport wasi_snapshot_preview1 clock_time_get
func clockTimeGet(id uint32, precision uint64, time unsafe.Pointer) uint32

//go:wasmimport wasi_snapshot_preview1 random_get
func randomGet(buffer unsafe.Pointer, size uint32) uint32

//go:wasmimport wasi_snapshot_preview1 fd_prestat_get
func prestatGet(fd uint32, prestat unsafe.Pointer) uint32

const (
	subscribeClock, subscribeRead, subscribeWrite = 0, 1, 2

	errnoBadDescriptor, errnoInvalid = 8, 28
)

// subscription is 48 bytes: user data, tag, and a union that begins with a clock or a descriptor.
type subscription struct {
	user      uint64
	tag       uint8
	_         [7]byte
	id        uint32
	timeout   uint64
	precision uint64
	flags     uint16
}

type event struct {
	user  uint64
	errno uint16
	kind  uint8
	bytes uint64
	flags uint16
}

func wait(subscriptions []subscription) ([]event, uint32) {
	events := make([]event, len(subscriptions)+1)
	var n uint32
	errno := pollOneoff(unsafe.Pointer(unsafe.SliceData(subscriptions)), unsafe.Pointer(unsafe.SliceData(events)),
		uint32(len(subscriptions)), unsafe.Pointer(&n))
	return events[:n], errno
}

func clock(user uint64, timeout time.Duration) subscription {
	return subscription{user: user, tag: subscribeClock, id: 1, timeout: uint64(timeout)}
}

// poll waits for clocks, and for files, which are always ready.
func poll() {
	var check guest.Check
	start := time.Now()
	events, errno := wait([]subscription{clock(7, 5*time.Millisecond), clock(8, time.Hour)})
	check.That(errno == 0 && len(events) == 1 && events[0].user == 7 && events[0].kind == subscribeClock && events[0].errno == 0,
		"two clocks: %+v, %d", events, errno)
	check.That(time.Since(start) >= 5*time.Millisecond, "early: %v", time.Since(start))
	f := guest.Got(os.Create("file"))
	g := guest.Got(os.Create("other"))
	events, errno = wait([]subscription{
		clock(1, time.Hour),
		{user: 2, tag: subscribeWrite, id: uint32(f.Fd())},
		{user: 3, tag: subscribeRead, id: uint32(g.Fd())},
	})
	seen := map[uint64]bool{}
	for _, e := range events {
		seen[e.user] = e.errno == 0
	}
	check.That(errno == 0 && seen[2] && seen[3] && !seen[1], "files: %+v, %d", events, errno)
	check.Done()
}

// pollErrors is wrong in one of its subscriptions, which tells of it and leaves the others alone.
func pollErrors() {
	var check guest.Check
	events, errno := wait([]subscription{
		clock(1, time.Hour),
		{user: 2, tag: subscribeRead, id: 12345},
	})
	check.That(errno == 0 && len(events) == 1 && events[0].user == 2 && events[0].errno == errnoBadDescriptor,
		"a bad descriptor: %+v, %d", events, errno)
	_, errno = wait(nil)
	check.That(errno == errnoInvalid, "nothing to wait for: %d", errno)
	check.Done()
}

func clocks() {
	var check guest.Check
	var wall, first, second uint64
	check.That(clockTimeGet(0, 1, unsafe.Pointer(&wall)) == 0, "the wall clock")
	difference := time.Since(time.Unix(0, int64(wall)))
	check.That(difference > -time.Minute && difference < time.Minute, "clocks differ by %v", difference)
	check.That(clockTimeGet(1, 1, unsafe.Pointer(&first)) == 0, "the monotonic clock")
	time.Sleep(3 * time.Millisecond)
	check.That(clockTimeGet(1, 1, unsafe.Pointer(&second)) == 0 && second-first >= 3_000_000, "slept %d ns", second-first)
	check.That(clockTimeGet(99, 1, unsafe.Pointer(&first)) == errnoInvalid, "no such clock")
	check.Done()
}

func random() {
	var check guest.Check
	seen := map[[16]byte]bool{}
	for range 500 {
		var b [16]byte
		check.That(randomGet(unsafe.Pointer(&b), 16) == 0, "random_get")
		seen[b] = true
	}
	check.That(len(seen) == 500, "%d different", len(seen))
	check.Done()
}

// preopens are the directories that paths begin in.
func preopens() {
	var check guest.Check
	var prestat [8]byte
	check.That(prestatGet(3, unsafe.Pointer(&prestat)) == 0 && prestat[0] == 0, "no preopened directory")
	check.That(prestatGet(12345, unsafe.Pointer(&prestat)) == errnoBadDescriptor, "a preopen that is none")
	directory := guest.Got(os.Getwd())
	check.That(filepath.IsAbs(directory), "the working directory is %s", directory)
	guest.Must(os.WriteFile("here", []byte("found"), 0o644))
	data, err := os.ReadFile(filepath.Join(directory, "here"))
	check.That(string(data) == "found", "by its whole path: %q, %v", data, err)
	guest.Must(os.Mkdir("d", 0o755))
	guest.Must(os.Chdir("d"))
	data, err = os.ReadFile("../here")
	check.That(string(data) == "found", "from below: %q, %v", data, err)
	check.Done()
}

func directories() {
	var check guest.Check
	guest.Must(os.MkdirAll("d/e", 0o755))
	for i := range 700 { // more than one buffer of fd_readdir
		guest.Must(os.WriteFile(fmt.Sprintf("d/entry-with-a-long-name-%04d", i), nil, 0o644))
	}
	entries := guest.Got(os.ReadDir("d"))
	check.That(len(entries) == 701 && entries[0].IsDir() && entries[700].Name() == "entry-with-a-long-name-0699", "%d entries", len(entries))
	check.That(errors.Is(os.Remove("d"), syscall.ENOTEMPTY), "removed while full: %v", os.Remove("d"))
	guest.Must(os.RemoveAll("d"))
	_, err := os.ReadDir("d")
	check.That(errors.Is(err, fs.ErrNotExist), "removed: %v", err)
	check.Done()
}

func links() {
	var check guest.Check
	guest.Must(os.WriteFile("a", []byte("found"), 0o644))
	guest.Must(os.Symlink("a", "s"))
	check.That(guest.Got(os.Readlink("s")) == "a" && string(guest.Got(os.ReadFile("s"))) == "found", "through a link")
	check.That(guest.Got(os.Lstat("s")).Mode()&fs.ModeSymlink != 0, "Lstat")
	guest.Must(os.Link("a", "h"))
	check.That(os.SameFile(guest.Got(os.Stat("a")), guest.Got(os.Stat("h"))), "a hard link is another file")
	guest.Must(os.Rename("h", "i"))
	check.That(string(guest.Got(os.ReadFile("i"))) == "found", "renamed")
	check.Done()
}

func rooted() {
	var check guest.Check
	guest.Must(os.MkdirAll("inside/sub", 0o755))
	guest.Must(os.WriteFile("outside", []byte("secret"), 0o644))
	guest.Must(os.WriteFile("inside/sub/f", []byte("fine"), 0o644))
	guest.Must(os.Symlink("../outside", "inside/escape"))
	root := guest.Got(os.OpenRoot("inside"))
	data, err := root.ReadFile("sub/f")
	check.That(string(data) == "fine", "%q, %v", data, err)
	for _, name := range []string{"../outside", "escape", "/outside"} {
		_, err := root.ReadFile(name)
		check.That(err != nil, "%s opens", name)
	}
	guest.Must(root.Mkdir("x", 0o755))
	guest.Must(root.WriteFile("x/z", []byte("z"), 0o600))
	check.That(string(guest.Got(os.ReadFile("inside/x/z"))) == "z", "written")
	check.Done()
}

func seek() {
	var check guest.Check
	f := guest.Got(os.OpenFile("a", os.O_RDWR|os.O_CREATE, 0o644))
	guest.Got(f.WriteString("0123456789"))
	position := guest.Got(f.Seek(-3, 2))
	check.That(position == 7, "position %d", position)
	b := make([]byte, 5)
	n, _ := f.Read(b)
	check.That(string(b[:n]) == "789", "%q", b[:n])
	n, _ = f.ReadAt(b, 2)
	check.That(string(b[:n]) == "23456", "%q", b[:n])
	guest.Got(f.WriteAt([]byte("X"), 0))
	guest.Must(f.Truncate(4))
	check.That(string(guest.Got(os.ReadFile("a"))) == "X123", "%q", guest.Got(os.ReadFile("a")))
	_, err := f.Seek(-1, 0)
	check.That(errors.Is(err, syscall.EINVAL), "before the start: %v", err)
	check.Done()
}

func stat() {
	var check guest.Check
	guest.Must(os.WriteFile("a", []byte("12345"), 0o644))
	past := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
	guest.Must(os.Chtimes("a", past, past))
	info := guest.Got(os.Stat("a"))
	raw := info.Sys().(*syscall.Stat_t)
	check.That(info.Size() == 5 && info.ModTime().Equal(past) && raw.Nlink == 1 && raw.Filetype == 4, "%+v", raw)
	check.That(strings.HasPrefix(guest.Got(os.Stat(".")).Mode().String(), "d"), "the directory is %v", guest.Got(os.Stat(".")).Mode())
	_, err := os.Stat("a/b")
	check.That(err != nil, "below a file")
	_, err = os.Open("missing")
	check.That(errors.Is(err, syscall.ENOENT), "missing: %v", err)
	check.Done()
}
