//go:build !windows

package main

import (
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"burrow/tests/guests/internal/guest"
)

func init() {
	maps.Copy(cases, map[string]func(){
		"directory-errors": directoryErrors,
		"links":            links,
		"rename-errors":    renameErrors,
		"truncate-errors":  truncateErrors,
	})
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
	fmt.Println(content("real/deep/x"))
	resolved := guest.Got(filepath.EvalSymlinks("short/x"))
	fmt.Println(resolved)
	guest.Errno("link of a directory", os.Link("real", "real2"))
	long := strings.Repeat("n", 300)
	guest.Errno("long name", os.WriteFile(long, nil, 0o644))
}

// directoryErrors mixes up files and directories.
func directoryErrors() {
	guest.Must(os.MkdirAll("d/e", 0o700))
	write("d/file", "x")
	f := guest.Got(os.Open("d/e"))
	_, err := f.Read(make([]byte, 1))
	guest.Errno("read", err)
	_, err = os.ReadDir("d/file")
	guest.Errno("readdir of a file", err)
	guest.Errno("remove a full one", syscall.Rmdir("d"))
	guest.Errno("rmdir a file", syscall.Rmdir("d/file"))
	// An entry that is removed keeps its open file alive.
	write("gone", "still here")
	open := guest.Got(os.Open("gone"))
	guest.Must(os.Remove("gone"))
	fmt.Println(string(guest.Got(io.ReadAll(open))))
}

// renameErrors renames what may not be, and over what may.
func renameErrors() {
	guest.Must(os.MkdirAll("d/sub", 0o755))
	write("d/b", "B")
	guest.Must(os.Mkdir("empty", 0o755))
	guest.Errno("file over directory", syscall.Rename("d/b", "empty"))
	guest.Errno("directory over file", syscall.Rename("empty", "d/b"))
	guest.Errno("over a full directory", syscall.Rename("empty", "d"))
	guest.Errno("into itself", syscall.Rename("d", "d/sub/x"))
	guest.Must(syscall.Rename("d/sub", "empty"))
	write("same", "S")
	guest.Must(os.Link("same", "other"))
	guest.Must(os.Rename("same", "other"))
	fmt.Println(len(guest.Got(os.ReadDir("."))))
}

// truncateErrors truncates what cannot be, and allocates without growing.
func truncateErrors() {
	write("a", "x")
	guest.Errno("absent", os.Truncate("b", 1))
	guest.Errno("directory", os.Truncate(".", 1))
	f := guest.Got(os.Open("a"))
	guest.Errno("read-only", f.Truncate(1))
}
