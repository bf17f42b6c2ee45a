// Guest cases about files, directories, links and descriptors. They work in the current directory,
// which is empty at the start.
package main

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
	"unsafe"

	"burrow/tests/guests/internal/guest"
)

func main() {
	guest.Main(map[string]func(){
		"append":      appending,
		"at":          atCalls,
		"copy":        copying,
		"descriptors": descriptors,
		"devices":     devices,
		"directories": directories,
		"errors":      errorNumbers,
		"fifo":        fifo,
		"links":       links,
		"locks":       locks,
		"open-flags":  openFlags,
		"permissions": permissions,
		"proc":        proc,
		"random":      random,
		"read-write":  readWrite,
		"rename":      renaming,
		"root":        rooted,
		"stat":        stat,
		"sparse":      sparseFile,
		"statfs":      statfs,
		"temp":        temporary,
		"times":       times,
		"truncate":    truncate,
		"vectors":     vectors,
		"walk":        walk,
	})
}

func content(name string) string { return string(guest.Got(os.ReadFile(name))) }

func write(name, text string) { guest.Must(os.WriteFile(name, []byte(text), 0o644)) }

func readWrite() {
	f := guest.Got(os.Create("a"))
	n, err := f.WriteString("hello, world")
	fmt.Println(n, err, guest.Got(f.Seek(-5, io.SeekCurrent)), guest.Got(f.Seek(0, io.SeekEnd)))
	n, err = f.WriteAt([]byte("HE"), 0)
	fmt.Println(n, err, guest.Got(f.Seek(0, io.SeekStart)))
	buffer := make([]byte, 5)
	for {
		n, err := f.Read(buffer)
		fmt.Printf("%d %q %v\n", n, buffer[:n], err)
		if err != nil {
			break
		}
	}
	n, err = f.ReadAt(buffer, 10)
	fmt.Printf("%d %q %v\n", n, buffer[:n], err)
	_, err = f.Seek(-1, io.SeekStart)
	guest.Errno("seek before the start", err)
	fmt.Println(guest.Got(f.Seek(100, io.SeekStart)))
	guest.Got(f.WriteString("!"))
	fmt.Println(len(content("a")), strings.Count(content("a"), "\x00"))
	guest.Must(f.Sync())
	guest.Must(f.Close())
	_, err = f.Write([]byte("x"))
	fmt.Println(err)
	fmt.Println(f.Close())

	random := guest.Random(21)
	data := random.Bytes(3<<20 + 17)
	guest.Must(os.WriteFile("big", data, 0o600))
	fmt.Println(bytes.Equal(data, []byte(content("big"))))
	big := guest.Got(os.Open("big"))
	scanner := bufio.NewScanner(big)
	lines := 0
	for scanner.Scan() {
		lines++
	}
	fmt.Println(lines, scanner.Err())
	read, err := syscall.Read(int(big.Fd()), nil)
	fmt.Println(read, err)
}

func openFlags() {
	write("present", "12345")
	for i, flags := range []int{os.O_RDONLY, os.O_WRONLY, os.O_RDWR, os.O_RDWR | os.O_CREATE, os.O_RDWR | os.O_CREATE | os.O_EXCL,
		os.O_WRONLY | os.O_TRUNC, os.O_RDONLY | syscall.O_DIRECTORY, os.O_RDWR | os.O_APPEND} {
		for _, name := range []string{"present", "absent", ".", "present/below", "", "link"} {
			if name == "link" {
				os.Symlink("absent", "link")
				flags |= syscall.O_NOFOLLOW
			}
			f, err := os.OpenFile(name, flags, 0o640)
			if err != nil {
				fmt.Printf("%d %q: %v\n", i, name, err)
				continue
			}
			_, readErr := f.Read(make([]byte, 1))
			_, writeErr := f.Write([]byte("x"))
			fmt.Printf("%d %q: read %v, write %v\n", i, name, readErr, writeErr)
			f.Close()
			if name == "absent" {
				os.Remove(name)
			}
		}
		write("present", "12345")
	}
}

func appending() {
	var group sync.WaitGroup
	for g := range 4 {
		group.Go(func() {
			f := guest.Got(os.OpenFile("log", os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644))
			defer f.Close()
			for i := range 50 {
				fmt.Fprintf(f, "writer %d line %d\n", g, i)
			}
		})
	}
	group.Wait()
	lines := strings.Split(strings.TrimSpace(content("log")), "\n")
	slices.Sort(lines)
	fmt.Println(len(lines), guest.Sum([]byte(strings.Join(lines, "\n"))))
	f := guest.Got(os.OpenFile("log", os.O_APPEND|os.O_RDWR, 0))
	guest.Got(f.Seek(0, io.SeekStart))
	guest.Got(f.WriteString("at the end"))
	fmt.Println(strings.HasSuffix(content("log"), "at the end"))
	flags, _, errno := syscall.Syscall(syscall.SYS_FCNTL, f.Fd(), syscall.F_GETFL, 0)
	fmt.Println(flags&syscall.O_APPEND != 0, flags&syscall.O_ACCMODE == syscall.O_RDWR, errno)
}

func truncate() {
	write("a", "0123456789")
	guest.Must(os.Truncate("a", 4))
	fmt.Printf("%q\n", content("a"))
	guest.Must(os.Truncate("a", 6))
	fmt.Printf("%q\n", content("a"))
	guest.Errno("negative", os.Truncate("a", -1))
	guest.Errno("absent", os.Truncate("b", 1))
	guest.Errno("directory", os.Truncate(".", 1))
	f := guest.Got(os.Open("a"))
	guest.Errno("read-only", f.Truncate(1))
	f = guest.Got(os.OpenFile("a", os.O_RDWR, 0))
	guest.Must(f.Truncate(0))
	fmt.Println(len(content("a")))
	fmt.Println(syscall.Fallocate(int(f.Fd()), 0, 0, 1000), len(content("a")))
}

func sparseFile() {
	f := guest.Got(os.Create("sparse"))
	guest.Got(f.WriteAt([]byte("end"), 5<<30))
	fmt.Println(guest.Got(f.Stat()).Size())
	buffer := make([]byte, 4)
	guest.Got(f.ReadAt(buffer, 5<<30-1))
	fmt.Printf("%q\n", buffer)
	guest.Must(f.Truncate(0))
}

func directories() {
	guest.Must(os.Mkdir("d", 0o755))
	guest.Errno("again", os.Mkdir("d", 0o755))
	guest.Errno("below nothing", os.Mkdir("x/y", 0o755))
	guest.Must(os.MkdirAll("d/e/f/g", 0o700))
	write("d/file", "x")
	guest.Errno("below a file", os.MkdirAll("d/file/z", 0o755))
	for i := range 300 {
		write(fmt.Sprintf("d/e/entry-%03d", i), "")
	}
	entries := guest.Got(os.ReadDir("d/e"))
	fmt.Println(len(entries), entries[0].Name(), entries[300].Name(), entries[300].IsDir())
	f := guest.Got(os.Open("d/e"))
	count := 0
	for {
		names, err := f.Readdirnames(64)
		count += len(names)
		if err != nil {
			fmt.Println(count, err)
			break
		}
	}
	guest.Got(f.Seek(0, io.SeekStart))
	fmt.Println(len(guest.Got(f.Readdirnames(-1))))
	_, err := f.Read(make([]byte, 1))
	guest.Errno("read", err)
	_, err = os.ReadDir("d/file")
	guest.Errno("readdir of a file", err)
	guest.Errno("remove a full one", syscall.Rmdir("d"))
	guest.Errno("rmdir a file", syscall.Rmdir("d/file"))
	guest.Errno("unlink a directory", syscall.Unlink("d"))
	guest.Errno("remove nothing", os.Remove("nothing"))
	guest.Must(os.RemoveAll("d/e"))
	guest.Must(os.Remove("d/file"))
	guest.Must(os.Remove("d"))
	fmt.Println(len(guest.Got(os.ReadDir("."))))
	// An entry that is removed keeps its open file alive.
	write("gone", "still here")
	open := guest.Got(os.Open("gone"))
	guest.Must(os.Remove("gone"))
	fmt.Println(string(guest.Got(io.ReadAll(open))))
}

func renaming() {
	write("a", "A")
	write("b", "B")
	guest.Must(os.Rename("a", "c"))
	guest.Must(os.Rename("c", "b"))
	fmt.Println(content("b"))
	guest.Must(os.MkdirAll("d/sub", 0o755))
	guest.Must(os.Mkdir("empty", 0o755))
	guest.Must(os.Rename("b", "d/b"))
	guest.Errno("absent", os.Rename("a", "z"))
	guest.Errno("file over directory", syscall.Rename("d/b", "empty"))
	guest.Errno("directory over file", syscall.Rename("empty", "d/b"))
	guest.Errno("over a full directory", syscall.Rename("empty", "d"))
	guest.Errno("into itself", syscall.Rename("d", "d/sub/x"))
	guest.Must(syscall.Rename("d/sub", "empty"))
	guest.Must(os.Rename("d", "e"))
	fmt.Println(content("e/b"))
	write("same", "S")
	guest.Must(os.Link("same", "other"))
	guest.Must(os.Rename("same", "other"))
	fmt.Println(len(guest.Got(os.ReadDir("."))))
}

func links() {
	write("a", "content")
	guest.Must(os.Symlink("a", "s"))
	guest.Must(os.Symlink("nowhere", "dangling"))
	guest.Must(os.Symlink("loop", "loop"))
	guest.Must(os.Link("a", "h"))
	fmt.Println(guest.Got(os.Readlink("s")), content("s"), content("h"))
	guest.Errno("exists", os.Symlink("a", "s"))
	guest.Errno("link exists", os.Link("a", "h"))
	_, err := os.Readlink("a")
	guest.Errno("not a link", err)
	_, err = os.Stat("dangling")
	guest.Errno("dangling", err)
	_, err = os.Open("loop")
	guest.Errno("loop", err)
	fmt.Println(guest.Got(os.Lstat("dangling")).Mode().Type(), guest.Got(os.Lstat("s")).Size())
	a, s, h := guest.Got(os.Stat("a")), guest.Got(os.Stat("s")), guest.Got(os.Stat("h"))
	fmt.Println(os.SameFile(a, s), os.SameFile(a, h), a.Sys().(*syscall.Stat_t).Nlink)
	guest.Must(os.Remove("a"))
	fmt.Println(content("h"), guest.Got(os.Stat("h")).Sys().(*syscall.Stat_t).Nlink)
	guest.Must(os.MkdirAll("real/deep", 0o755))
	guest.Must(os.Symlink("real/deep", "short"))
	write("short/x", "through a link")
	fmt.Println(content("real/deep/x"), content("short/../deep/x"))
	resolved := guest.Got(filepath.EvalSymlinks("short/x"))
	fmt.Println(resolved)
	guest.Errno("link of a directory", os.Link("real", "real2"))
	long := strings.Repeat("n", 300)
	guest.Errno("long name", os.WriteFile(long, nil, 0o644))
}

func stat() {
	write("a", "12345")
	guest.Must(os.Mkdir("d", 0o711))
	info := guest.Got(os.Stat("a"))
	raw := info.Sys().(*syscall.Stat_t)
	fmt.Println(info.Name(), info.Size(), info.Mode(), info.IsDir(), raw.Nlink, raw.Blksize > 0, raw.Blocks > 0, raw.Ino > 0, int(raw.Uid) == os.Getuid())
	fmt.Println(time.Since(info.ModTime()) < time.Minute, time.Since(info.ModTime()) > -time.Minute)
	directory := guest.Got(os.Stat("d"))
	fmt.Println(directory.Mode(), directory.IsDir())
	for _, name := range []string{"/dev/null", "/dev/zero", "/", "/proc/self/exe", "/etc/passwd", "/tmp"} {
		fmt.Println(name, guest.Got(os.Stat(name)).Mode().Type())
	}
	var s syscall.Stat_t
	guest.Errno("empty name", syscall.Stat("", &s))
	guest.Errno("trailing slash", syscall.Stat("a/", &s))
	fmt.Println(syscall.Stat("d/", &s))
	guest.Errno("bad pointer", func() error {
		_, _, errno := syscall.Syscall6(syscall.SYS_OPENAT, ^uintptr(99), 4096, 0, 0, 0, 0)
		return errno
	}())
	f := guest.Got(os.Open("a"))
	fmt.Println(guest.Got(f.Stat()).Size())
	n, _, errno := syscall.Syscall(syscall.SYS_READ, f.Fd(), 4096, 5)
	fmt.Println(int(n), errno)
	in, out, err := os.Pipe()
	guest.Must(err)
	fmt.Println(guest.Got(in.Stat()).Mode().Type(), guest.Got(out.Stat()).Mode().Type())
}

func times() {
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

func permissions() {
	old := syscall.Umask(0o027)
	guest.Must(os.WriteFile("a", nil, 0o666))
	guest.Must(os.Mkdir("d", 0o777))
	fmt.Println(guest.Got(os.Stat("a")).Mode(), guest.Got(os.Stat("d")).Mode(), syscall.Umask(old) == 0o027)
	for _, mode := range []os.FileMode{0, 0o400, 0o777, 0o644 | os.ModeSetuid, 0o1777, 0o755 | os.ModeSticky} {
		guest.Must(os.Chmod("a", mode))
		fmt.Println(guest.Got(os.Stat("a")).Mode())
	}
	guest.Errno("absent", os.Chmod("b", 0o644))
	f := guest.Got(os.OpenFile("a", os.O_RDWR, 0))
	guest.Must(f.Chmod(0o640))
	fmt.Println(guest.Got(f.Stat()).Mode())
	fmt.Println(os.Chown("a", -1, -1), syscall.Access("a", 4), syscall.Access("b", 0))
	fmt.Println(os.Chown("a", os.Getuid(), os.Getgid()))
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

func locks() {
	a := guest.Got(os.Create("lock"))
	b := guest.Got(os.OpenFile("lock", os.O_RDWR, 0))
	guest.Must(syscall.Flock(int(a.Fd()), syscall.LOCK_EX))
	guest.Errno("held", syscall.Flock(int(b.Fd()), syscall.LOCK_EX|syscall.LOCK_NB))
	guest.Must(syscall.Flock(int(a.Fd()), syscall.LOCK_UN))
	guest.Must(syscall.Flock(int(b.Fd()), syscall.LOCK_SH|syscall.LOCK_NB))
	guest.Must(syscall.Flock(int(a.Fd()), syscall.LOCK_SH|syscall.LOCK_NB))
	guest.Errno("shared", syscall.Flock(int(a.Fd()), syscall.LOCK_EX|syscall.LOCK_NB))
	guest.Must(b.Close())
	guest.Must(syscall.Flock(int(a.Fd()), syscall.LOCK_EX|syscall.LOCK_NB))
	guest.Errno("bad operation", syscall.Flock(int(a.Fd()), 16))
	record := syscall.Flock_t{Type: syscall.F_WRLCK, Start: 10, Len: 20}
	guest.Must(syscall.FcntlFlock(a.Fd(), syscall.F_SETLK, &record))
	record = syscall.Flock_t{Type: syscall.F_RDLCK, Start: 0, Len: 0}
	guest.Must(syscall.FcntlFlock(a.Fd(), syscall.F_GETLK, &record)) // own locks are no obstacle
	fmt.Println(record.Type == syscall.F_UNLCK)
	record = syscall.Flock_t{Type: syscall.F_UNLCK}
	guest.Must(syscall.FcntlFlock(a.Fd(), syscall.F_SETLK, &record))
	// Locks of an open file description (F_OFD_SETLK) are obstacles to another one.
	c := guest.Got(os.OpenFile("lock", os.O_RDWR, 0))
	guest.Must(syscall.Flock(int(a.Fd()), syscall.LOCK_UN))
	record = syscall.Flock_t{Type: syscall.F_WRLCK, Start: 5, Len: 5}
	guest.Must(syscall.FcntlFlock(a.Fd(), 37, &record))
	record = syscall.Flock_t{Type: syscall.F_WRLCK, Start: 9, Len: 5}
	guest.Errno("overlaps", syscall.FcntlFlock(c.Fd(), 37, &record))
	record = syscall.Flock_t{Type: syscall.F_WRLCK, Start: 10, Len: 5}
	guest.Must(syscall.FcntlFlock(c.Fd(), 37, &record))
}

func copying() {
	random := guest.Random(22)
	data := random.Bytes(300_000)
	guest.Must(os.WriteFile("from", data, 0o644))
	from, to := guest.Got(os.Open("from")), guest.Got(os.Create("to"))
	fmt.Println(io.Copy(to, from)) // copy_file_range
	fmt.Println(content("to") == string(data))
	guest.Got(from.Seek(100, io.SeekStart))
	fmt.Println(io.Copy(to, io.LimitReader(from, 1000)))
	fmt.Println(guest.Sum([]byte(content("to"))))
	r, w, err := os.Pipe()
	guest.Must(err)
	done := make(chan string)
	go func() {
		got := guest.Got(io.ReadAll(r))
		done <- fmt.Sprint(len(got), guest.Sum(got))
	}()
	guest.Got(from.Seek(0, io.SeekStart))
	fmt.Println(io.Copy(w, from)) // splice or sendfile
	w.Close()
	fmt.Println(<-done)
	offset := int64(5)
	out := guest.Got(os.Create("sent"))
	n, err := syscall.Sendfile(int(out.Fd()), int(from.Fd()), &offset, 50)
	fmt.Println(n, err, offset, content("sent") == string(data[5:55]))
	guest.Must(os.MkdirAll("branch/leaf", 0o755))
	write("branch/leaf/f", "copied")
	guest.Must(os.CopyFS("tree", os.DirFS("branch")))
	fmt.Println(content("tree/leaf/f"))
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

func fifo() {
	guest.Must(syscall.Mkfifo("pipe", 0o644))
	fmt.Println(guest.Got(os.Stat("pipe")).Mode().Type())
	done := make(chan string)
	go func() {
		r := guest.Got(os.Open("pipe"))
		done <- string(guest.Got(io.ReadAll(r)))
	}()
	w := guest.Got(os.OpenFile("pipe", os.O_WRONLY, 0))
	fmt.Fprint(w, "through a fifo")
	w.Close()
	fmt.Println(<-done)
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

func random() {
	seen := map[[16]byte]bool{}
	for range 1000 {
		var b [16]byte
		rand.Read(b[:])
		seen[b] = true
	}
	fmt.Println(len(seen))
	large := make([]byte, 100_000)
	rand.Read(large)
	ones := 0
	for _, b := range large {
		for ; b != 0; b &= b - 1 {
			ones++
		}
	}
	fmt.Println(ones > 395_000, ones < 405_000)
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

func temporary() {
	directory := guest.Got(os.MkdirTemp("", "guest-*"))
	defer os.RemoveAll(directory)
	fmt.Println(filepath.Dir(directory) == filepath.Clean(os.TempDir()))
	f := guest.Got(os.CreateTemp(directory, "x-*.txt"))
	fmt.Println(strings.HasSuffix(f.Name(), ".txt"), guest.Got(f.Stat()).Mode())
	other := guest.Got(os.CreateTemp(directory, "x-*.txt"))
	fmt.Println(f.Name() != other.Name())
}

func walk() {
	for _, d := range []string{"a/b/c", "a/d", "e"} {
		guest.Must(os.MkdirAll(d, 0o755))
		write(d+"/file", d)
	}
	guest.Must(os.Symlink("../e", "a/link"))
	guest.Must(filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if d.Name() == "d" {
			return filepath.SkipDir
		}
		fmt.Println(path, d.Type(), err)
		return nil
	}))
	fmt.Println(filepath.Glob("a/*/fi*"))
	fmt.Println(fs.Glob(os.DirFS("a"), "*"))
}

// rooted uses os.Root, which opens each path element with openat.
func rooted() {
	guest.Must(os.MkdirAll("inside/sub", 0o755))
	write("outside", "secret")
	write("inside/sub/f", "fine")
	guest.Must(os.Symlink("../outside", "inside/escape"))
	guest.Must(os.Symlink("sub/f", "inside/stay"))
	root := guest.Got(os.OpenRoot("inside"))
	fmt.Println(string(guest.Got(root.ReadFile("sub/f"))), string(guest.Got(root.ReadFile("stay"))))
	_, err := root.ReadFile("escape")
	fmt.Println(err)
	_, err = root.ReadFile("../outside")
	fmt.Println(err)
	guest.Must(root.MkdirAll("x/y", 0o755))
	guest.Must(root.WriteFile("x/y/z", []byte("z"), 0o600))
	guest.Must(root.Rename("x/y/z", "z"))
	fmt.Println(root.Remove("x"), guest.Got(root.Stat("z")).Size())
	guest.Must(root.RemoveAll("x"))
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
