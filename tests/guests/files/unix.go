//go:build unix

package main

import (
	"fmt"
	"io"
	"maps"
	"os"
	"syscall"
	"time"

	"burrow/tests/guests/internal/guest"
)

func init() {
	maps.Copy(cases, map[string]func(){
		"fifo":        fifo,
		"flock":       flocks,
		"link-parent": linkParent,
		"open-flags":  openFlags,
		"permissions": permissions,
		"stat-unix":   statUnix,
	})
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

// flocks locks whole files.
func flocks() {
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
}

// linkParent goes through a link and up again: the parent of where it leads.
func linkParent() {
	guest.Must(os.MkdirAll("real/deep", 0o755))
	guest.Must(os.Symlink("real/deep", "short"))
	write("short/x", "through a link")
	fmt.Println(content("short/../deep/x"))
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

// statUnix asks for modes, inodes and kinds of files.
func statUnix() {
	write("a", "12345")
	guest.Must(os.Mkdir("d", 0o711))
	info := guest.Got(os.Stat("a"))
	raw := info.Sys().(*syscall.Stat_t)
	fmt.Println(info.Name(), info.Size(), info.Mode(), info.IsDir(), raw.Nlink, raw.Blksize > 0, raw.Blocks > 0, raw.Ino > 0, int(raw.Uid) == os.Getuid())
	fmt.Println(time.Since(info.ModTime()) < time.Minute, time.Since(info.ModTime()) > -time.Minute)
	directory := guest.Got(os.Stat("d"))
	fmt.Println(directory.Mode(), directory.IsDir())
	for _, name := range []string{"/dev/null", "/dev/zero", "/", "/etc/passwd"} {
		fmt.Println(name, guest.Got(os.Stat(name)).Mode().Type())
	}
	var s syscall.Stat_t
	guest.Errno("empty name", syscall.Stat("", &s))
	guest.Errno("trailing slash", syscall.Stat("a/", &s))
	fmt.Println(syscall.Stat("d/", &s))
	in, out, err := os.Pipe()
	guest.Must(err)
	fmt.Println(guest.Got(in.Stat()).Mode().Type(), guest.Got(out.Stat()).Mode().Type())
}
