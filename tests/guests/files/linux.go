//go:build linux

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
	"unsafe"

	"burrow/tests/guests/internal/guest"
)

func init() {
	maps.Copy(cases, map[string]func(){
		"access-times":     accessTimes,
		"at":               atCalls,
		"bad-pointers":     badPointers,
		"descriptors":      descriptors,
		"devices":          devices,
		"errors":           errorNumbers,
		"fallocate":        fallocate,
		"proc":             proc,
		"record-locks":     recordLocks,
		"sendfile":         sendfile,
		"statfs":           statfs,
		"unlink-directory": unlinkDirectory,
		"vectors":          vectors,
	})
}

func errorNumbers() {
	write("file", "x")
	guest.Must(os.Mkdir("dir", 0o755))
	_, err := os.Open("missing")
	guest.Errno("open", err)
	fmt.Println(errors.Is(err, fs.ErrNotExist), os.IsNotExist(err))
	_, err = os.Open("file/below")
	guest.Errno("below a file", err)
	_, err = os.OpenFile("dir", os.O_WRONLY, 0)
	guest.Errno("write a directory", err)
	_, err = os.OpenFile("file", os.O_CREATE|os.O_EXCL, 0o644)
	guest.Errno("exclusive", err)
	fmt.Println(errors.Is(err, fs.ErrExist))
	_, err = syscall.Read(99, make([]byte, 1))
	guest.Errno("bad descriptor", err)
	_, err = syscall.Write(0x7fffffff, []byte("x"))
	guest.Errno("huge descriptor", err)
	guest.Errno("close", syscall.Close(77))
	_, err = syscall.Seek(1000, 0, 0)
	guest.Errno("seek", err)
	r, w, _ := os.Pipe()
	_, err = syscall.Seek(int(r.Fd()), 0, 0)
	guest.Errno("seek a pipe", err)
	_, err = syscall.Pread(int(r.Fd()), make([]byte, 1), 0)
	guest.Errno("pread a pipe", err)
	_, err = syscall.Read(int(w.Fd()), make([]byte, 1))
	guest.Errno("read the writing end", err)
	_, err = os.Open(strings.Repeat("d/", 3000))
	guest.Errno("long path", err)
	_, err = os.Open("null\x00byte")
	fmt.Println(err)
	_, _, errno := syscall.Syscall(12345, 1, 2, 3)
	fmt.Println("unknown system call:", errno)
	_, err = syscall.Getdents(int(guest.Got(os.Open("file")).Fd()), make([]byte, 1000))
	guest.Errno("getdents of a file", err)
	_, err = syscall.Getdents(int(guest.Got(os.Open("dir")).Fd()), make([]byte, 5))
	guest.Errno("getdents into little", err)
	_, err = syscall.Seek(int(guest.Got(os.Open("file")).Fd()), 0, 9)
	guest.Errno("bad whence", err)
	guest.Errno("ftruncate of a pipe", syscall.Ftruncate(int(w.Fd()), 1))
	guest.Errno("fsync of a pipe", syscall.Fsync(int(w.Fd())))
	guest.Errno("chdir", syscall.Chdir("file"))
	guest.Errno("fchdir", syscall.Fchdir(int(guest.Got(os.Open("file")).Fd())))
}

func descriptors() {
	f := guest.Got(os.Create("a"))
	fd := int(f.Fd())
	guest.Must(syscall.Dup3(fd, 50, syscall.O_CLOEXEC))
	guest.Got(syscall.Write(50, []byte("through 50")))
	guest.Got(f.Seek(0, io.SeekCurrent))
	position, _ := syscall.Seek(fd, 0, io.SeekCurrent)
	fmt.Println("shared position:", position)
	flags, _, _ := syscall.Syscall(syscall.SYS_FCNTL, 50, syscall.F_GETFD, 0)
	fmt.Println("close on exec:", flags)
	copied, _, errno := syscall.Syscall(syscall.SYS_FCNTL, uintptr(fd), syscall.F_DUPFD_CLOEXEC, 70)
	fmt.Println(copied >= 70, errno)
	guest.Errno("dup onto itself", syscall.Dup3(fd, fd, 0))
	_, err := syscall.Dup(99)
	guest.Errno("dup of nothing", err)
	guest.Must(syscall.Close(50))
	guest.Errno("closed", syscall.Fsync(50))
	lowest := guest.Got(syscall.Open("a", syscall.O_RDONLY, 0))
	guest.Must(syscall.Close(lowest))
	fmt.Println(guest.Got(syscall.Open("a", syscall.O_RDONLY, 0)) == lowest)
	guest.Must(syscall.SetNonblock(fd, true))
	status, _, _ := syscall.Syscall(syscall.SYS_FCNTL, uintptr(fd), syscall.F_GETFL, 0)
	fmt.Println("non-blocking:", status&syscall.O_NONBLOCK != 0)
	var pipe [2]int
	guest.Must(syscall.Pipe2(pipe[:], syscall.O_NONBLOCK|syscall.O_CLOEXEC))
	_, err = syscall.Read(pipe[0], make([]byte, 1))
	guest.Errno("empty pipe", err)
	guest.Must(syscall.Close(pipe[1]))
	n, err := syscall.Read(pipe[0], make([]byte, 1))
	fmt.Println(n, err)
	appending := guest.Got(os.OpenFile("log", os.O_APPEND|os.O_CREATE|os.O_RDWR, 0o644))
	status, _, errno = syscall.Syscall(syscall.SYS_FCNTL, appending.Fd(), syscall.F_GETFL, 0)
	fmt.Println(status&syscall.O_APPEND != 0, status&syscall.O_ACCMODE == syscall.O_RDWR, errno)
	event, _, errno := syscall.Syscall(syscall.SYS_EVENTFD2, 3, syscall.O_NONBLOCK|syscall.O_CLOEXEC, 0)
	counter := make([]byte, 8)
	fmt.Println(guest.Got(syscall.Read(int(event), counter)), counter, errno)
	_, err = syscall.Read(int(event), counter)
	guest.Errno("empty counter", err)
	copy(counter, []byte{9})
	guest.Got(syscall.Write(int(event), counter))
	guest.Got(syscall.Write(int(event), counter))
	guest.Got(syscall.Read(int(event), counter))
	fmt.Println(counter)
	epoll := guest.Got(syscall.EpollCreate1(0))
	guest.Errno("poll a file", syscall.EpollCtl(epoll, syscall.EPOLL_CTL_ADD, fd, &syscall.EpollEvent{Events: syscall.EPOLLIN}))
	guest.Must(syscall.EpollCtl(epoll, syscall.EPOLL_CTL_ADD, int(event), &syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: 77}))
	guest.Errno("twice", syscall.EpollCtl(epoll, syscall.EPOLL_CTL_ADD, int(event), &syscall.EpollEvent{}))
	events := make([]syscall.EpollEvent, 4)
	fmt.Println(guest.Got(syscall.EpollWait(epoll, events, 0)))
	guest.Got(syscall.Write(int(event), counter))
	fmt.Println(guest.Got(syscall.EpollWait(epoll, events, 1000)), events[0].Fd, events[0].Events)
	guest.Must(syscall.EpollCtl(epoll, syscall.EPOLL_CTL_DEL, int(event), nil))
	fmt.Println(guest.Got(syscall.EpollWait(epoll, events, 1)))
}

func devices() {
	null := guest.Got(os.OpenFile("/dev/null", os.O_RDWR, 0))
	n, err := null.Read(make([]byte, 5))
	fmt.Println(n, err)
	n, err = null.Write(make([]byte, 5000))
	fmt.Println(n, err)
	zero := guest.Got(os.Open("/dev/zero"))
	buffer := bytes.Repeat([]byte{7}, 100)
	fmt.Println(guest.Got(io.ReadFull(zero, buffer)), bytes.Count(buffer, []byte{0}))
	full := guest.Got(os.OpenFile("/dev/full", os.O_WRONLY, 0))
	_, err = full.Write([]byte("x"))
	guest.Errno("full", err)
	urandom := guest.Got(os.Open("/dev/urandom"))
	fmt.Println(guest.Got(io.ReadFull(urandom, buffer)), bytes.Count(buffer, []byte{0}) < 50)
	_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, null.Fd(), syscall.TCGETS, uintptr(unsafe.Pointer(&[100]byte{})))
	fmt.Println("no terminal:", errno)
}

func proc() {
	executable := guest.Got(os.Readlink("/proc/self/exe"))
	fmt.Println(executable == guest.Got(os.Executable()))
	line := strings.Split(content("/proc/self/cmdline"), "\x00")
	fmt.Println(len(line), filepath.Base(line[0]) == filepath.Base(os.Args[0]), line[1])
	maps := content("/proc/self/maps")
	fmt.Println(strings.Contains(maps, filepath.Base(executable)), strings.Contains(maps, "[stack]"), strings.Contains(maps, "r-xp"))
	fmt.Println(strings.Contains(content("/proc/self/status"), "Pid:"))
	descriptors := guest.Got(os.ReadDir("/proc/self/fd"))
	fmt.Println(len(descriptors) >= 3)
	write("a", "x")
	f := guest.Got(os.Open("a"))
	target := guest.Got(os.Readlink(fmt.Sprint("/proc/self/fd/", f.Fd())))
	fmt.Println(filepath.Base(target))
	_, err := os.ReadFile("/proc/self/auxv")
	fmt.Println(err)
	fmt.Println(guest.Got(os.Readlink("/proc/self/cwd")) == guest.Got(os.Getwd()))
}

func statfs() {
	var s syscall.Statfs_t
	guest.Must(syscall.Statfs(".", &s))
	fmt.Println(s.Bsize > 0, s.Blocks > 0, s.Bfree <= s.Blocks, s.Namelen >= 100)
	guest.Errno("absent", syscall.Statfs("absent", &s))
}

// accessTimes sets and asks for both times of a file to the nanosecond.
func accessTimes() {
	write("a", "x")
	past := time.Date(2001, 2, 3, 4, 5, 6, 789_000_000, time.UTC)
	guest.Must(os.Chtimes("a", past.Add(time.Hour), past))
	info := guest.Got(os.Stat("a"))
	raw := info.Sys().(*syscall.Stat_t)
	fmt.Println(info.ModTime().UTC(), time.Unix(raw.Atim.Unix()).UTC())
	guest.Must(os.Chtimes("a", time.Time{}, past.Add(24*time.Hour))) // leaves the access time alone
	info = guest.Got(os.Stat("a"))
	raw = info.Sys().(*syscall.Stat_t)
	fmt.Println(info.ModTime().UTC(), time.Unix(raw.Atim.Unix()).UTC())
	early := time.Date(1965, 1, 1, 0, 0, 0, 0, time.UTC)
	guest.Must(os.Chtimes("a", early, early))
	fmt.Println(guest.Got(os.Stat("a")).ModTime().UTC())
	guest.Errno("absent", os.Chtimes("b", past, past))
	write("a", "y")
	fmt.Println(time.Since(guest.Got(os.Stat("a")).ModTime()) < time.Minute)
}

// fallocate makes a file longer, and nothing makes it shorter than empty.
func fallocate() {
	f := guest.Got(os.Create("a"))
	fmt.Println(syscall.Fallocate(int(f.Fd()), 0, 0, 1000), len(content("a")))
	guest.Errno("negative", f.Truncate(-1))
	guest.Errno("negative", os.Truncate("a", -1))
}

// recordLocks locks parts of files.
func recordLocks() {
	a := guest.Got(os.Create("lock"))
	record := syscall.Flock_t{Type: syscall.F_WRLCK, Start: 10, Len: 20}
	guest.Must(syscall.FcntlFlock(a.Fd(), syscall.F_SETLK, &record))
	record = syscall.Flock_t{Type: syscall.F_RDLCK, Start: 0, Len: 0}
	guest.Must(syscall.FcntlFlock(a.Fd(), syscall.F_GETLK, &record)) // own locks are no obstacle
	fmt.Println(record.Type == syscall.F_UNLCK)
	record = syscall.Flock_t{Type: syscall.F_UNLCK}
	guest.Must(syscall.FcntlFlock(a.Fd(), syscall.F_SETLK, &record))
	// Locks of an open file description (F_OFD_SETLK) are obstacles to another one.
	c := guest.Got(os.OpenFile("lock", os.O_RDWR, 0))
	record = syscall.Flock_t{Type: syscall.F_WRLCK, Start: 5, Len: 5}
	guest.Must(syscall.FcntlFlock(a.Fd(), 37, &record))
	record = syscall.Flock_t{Type: syscall.F_WRLCK, Start: 9, Len: 5}
	guest.Errno("overlaps", syscall.FcntlFlock(c.Fd(), 37, &record))
	record = syscall.Flock_t{Type: syscall.F_WRLCK, Start: 10, Len: 5}
	guest.Must(syscall.FcntlFlock(c.Fd(), 37, &record))
}

// sendfile copies between files.
func sendfile() {
	random := guest.Random(22)
	data := random.Bytes(300_000)
	guest.Must(os.WriteFile("from", data, 0o644))
	from := guest.Got(os.Open("from"))
	offset := int64(5)
	out := guest.Got(os.Create("sent"))
	n, err := syscall.Sendfile(int(out.Fd()), int(from.Fd()), &offset, 50)
	fmt.Println(n, err, offset, content("sent") == string(data[5:55]))
}

// badPointers passes addresses that are not mapped.
func badPointers() {
	write("a", "12345")
	f := guest.Got(os.Open("a"))
	guest.Errno("bad pointer", func() error {
		_, _, errno := syscall.Syscall6(syscall.SYS_OPENAT, ^uintptr(99), 4096, 0, 0, 0, 0)
		return errno
	}())
	n, _, errno := syscall.Syscall(syscall.SYS_READ, f.Fd(), 4096, 5)
	fmt.Println(int(n), errno)
}

// unlinkDirectory asks for the error that systems disagree on.
func unlinkDirectory() {
	guest.Must(os.Mkdir("d", 0o755))
	guest.Errno("unlink a directory", syscall.Unlink("d"))
}

func vectors() {
	f := guest.Got(os.Create("v"))
	parts := [][]byte{[]byte("one "), nil, []byte("two "), []byte("three")}
	vector := make([]syscall.Iovec, len(parts))
	for i, p := range parts {
		if len(p) > 0 {
			vector[i].Base = &p[0]
			vector[i].SetLen(len(p))
		}
	}
	n, _, errno := syscall.Syscall(syscall.SYS_WRITEV, f.Fd(), uintptr(unsafe.Pointer(&vector[0])), uintptr(len(vector)))
	fmt.Println(n, errno, content("v"))
	back := make([]byte, 20)
	vector[0].Base, vector[2].Base, vector[3].Base = &back[0], &back[6], &back[12]
	n, _, errno = syscall.Syscall6(syscall.SYS_PREADV, f.Fd(), uintptr(unsafe.Pointer(&vector[0])), uintptr(len(vector)), 0, 0, 0)
	fmt.Printf("%d %v %q\n", n, errno, back)
	_, _, errno = syscall.Syscall(syscall.SYS_WRITEV, f.Fd(), uintptr(unsafe.Pointer(&vector[0])), 5000)
	fmt.Println(errno)
	// A write whose buffer ends in unmapped memory.
	memory := guest.Got(syscall.Mmap(-1, 0, 8192, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE))
	guest.Must(syscall.Mprotect(memory[4096:], syscall.PROT_NONE))
	_, _, errno = syscall.Syscall(syscall.SYS_WRITE, f.Fd(), uintptr(unsafe.Pointer(&memory[4096])), 10)
	fmt.Println(errno)
}

func atCalls() {
	guest.Must(os.MkdirAll("d/e", 0o755))
	write("d/file", "at")
	directory := guest.Got(syscall.Open("d", syscall.O_RDONLY|syscall.O_DIRECTORY, 0))
	fd := guest.Got(syscall.Openat(directory, "file", syscall.O_RDONLY, 0))
	buffer := make([]byte, 5)
	n := guest.Got(syscall.Read(fd, buffer))
	fmt.Println(string(buffer[:n]))
	guest.Must(syscall.Mkdirat(directory, "new", 0o755))
	guest.Must(syscall.Renameat(directory, "new", directory, "e/moved"))
	guest.Must(syscall.Unlinkat(directory, "file"))
	_, err := syscall.Openat(fd, "x", syscall.O_RDONLY, 0)
	guest.Errno("below a file", err)
	_, err = syscall.Openat(98, "x", syscall.O_RDONLY, 0)
	guest.Errno("bad directory", err)
	absolute := guest.Got(syscall.Openat(98, "/dev/null", syscall.O_RDONLY, 0))
	fmt.Println(absolute > 2)
	fmt.Println(syscall.Faccessat(directory, "e/moved", 0, 0))
	guest.Errno("faccessat", syscall.Faccessat(directory, "file", 0, 0))
}
