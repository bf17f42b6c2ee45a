// Guest cases about files, directories, links and descriptors. They work in the current directory,
// which is empty at the start. What is in this file is the same on every system.
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

	"burrow/tests/guests/internal/guest"
)

var cases = map[string]func(){
	"append":      appending,
	"copy":        copying,
	"directories": directories,
	"error-kinds": errorKinds,
	"random":      random,
	"read-write":  readWrite,
	"rename":      renaming,
	"root":        rooted,
	"sparse":      sparseFile,
	"stat":        stat,
	"temp":        temporary,
	"times":       times,
	"truncate":    truncate,
	"walk":        walk,
}

func main() { guest.Main(cases) }

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
	guest.Must(big.Close())
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
	guest.Must(f.Close())
}

func truncate() {
	write("a", "0123456789")
	guest.Must(os.Truncate("a", 4))
	fmt.Printf("%q\n", content("a"))
	guest.Must(os.Truncate("a", 6))
	fmt.Printf("%q\n", content("a"))
	f := guest.Got(os.OpenFile("a", os.O_RDWR, 0))
	guest.Must(f.Truncate(0))
	fmt.Println(len(content("a")))
	guest.Must(f.Truncate(100_000))
	fmt.Println(strings.Count(content("a"), "\x00"))
	guest.Must(f.Close())
}

func sparseFile() {
	f := guest.Got(os.Create("sparse"))
	guest.Got(f.WriteAt([]byte("end"), 5<<30))
	fmt.Println(guest.Got(f.Stat()).Size())
	buffer := make([]byte, 4)
	guest.Got(f.ReadAt(buffer, 5<<30-1))
	fmt.Printf("%q\n", buffer)
	guest.Must(f.Truncate(0))
	guest.Must(f.Close())
}

func directories() {
	guest.Must(os.Mkdir("d", 0o755))
	guest.Errno("again", os.Mkdir("d", 0o755))
	guest.Errno("below nothing", os.Mkdir("x/y", 0o755))
	guest.Must(os.MkdirAll("d/e/f/g", 0o700))
	write("d/file", "x")
	// Windows has one number for this and for a path that is not there.
	fmt.Println("below a file:", errors.Is(os.MkdirAll("d/file/z", 0o755), syscall.ENOTDIR))
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
	guest.Must(f.Close())
	_, err := os.ReadDir("d/file")
	fmt.Println("a file has no entries:", err != nil)
	guest.Errno("remove a full one", os.Remove("d"))
	guest.Errno("remove nothing", os.Remove("nothing"))
	guest.Must(os.RemoveAll("d/e"))
	guest.Must(os.Remove("d/file"))
	guest.Must(os.Remove("d"))
	fmt.Println(len(guest.Got(os.ReadDir("."))))
}

func renaming() {
	write("a", "A")
	write("b", "B")
	guest.Must(os.Rename("a", "c"))
	guest.Must(os.Rename("c", "b"))
	fmt.Println(content("b"))
	guest.Must(os.MkdirAll("d/sub", 0o755))
	guest.Must(os.Rename("b", "d/b"))
	guest.Errno("absent", os.Rename("a", "z"))
	guest.Must(os.Rename("d", "e"))
	fmt.Println(content("e/b"))
	fmt.Println(len(guest.Got(os.ReadDir("."))))
}

func stat() {
	write("a", "12345")
	guest.Must(os.Mkdir("d", 0o711))
	info := guest.Got(os.Stat("a"))
	fmt.Println(info.Name(), info.Size(), info.Mode().IsRegular(), info.IsDir())
	fmt.Println(time.Since(info.ModTime()) < time.Minute, time.Since(info.ModTime()) > -time.Minute)
	directory := guest.Got(os.Stat("d"))
	fmt.Println(directory.Name(), directory.Mode().Type(), directory.IsDir(), guest.Got(os.Stat("d/")).IsDir())
	_, err := os.Stat("b")
	guest.Errno("absent", err)
	_, err = os.Stat("b/c")
	guest.Errno("below nothing", err)
	f := guest.Got(os.Open("a"))
	fmt.Println(guest.Got(f.Stat()).Size(), os.SameFile(info, guest.Got(f.Stat())), os.SameFile(info, directory))
	guest.Must(f.Close())
}

func times() {
	write("a", "x")
	past := time.Date(2001, 2, 3, 4, 5, 6, 789_000_000, time.UTC)
	guest.Must(os.Chtimes("a", past.Add(time.Hour), past))
	fmt.Println(guest.Got(os.Stat("a")).ModTime().UTC().Truncate(time.Second))
	guest.Must(os.Chtimes("a", past.Add(time.Hour), past.Add(24*time.Hour)))
	fmt.Println(guest.Got(os.Stat("a")).ModTime().UTC().Truncate(time.Second))
	guest.Errno("absent", os.Chtimes("b", past, past))
	write("a", "y")
	fmt.Println(time.Since(guest.Got(os.Stat("a")).ModTime()) < time.Minute)
}

// errorKinds asks for the errors that every system tells apart.
func errorKinds() {
	write("file", "x")
	guest.Must(os.Mkdir("dir", 0o755))
	_, err := os.Open("missing")
	guest.Errno("open", err)
	fmt.Println(errors.Is(err, fs.ErrNotExist), os.IsNotExist(err))
	_, err = os.OpenFile("file", os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	guest.Errno("exclusive", err)
	fmt.Println(errors.Is(err, fs.ErrExist))
	_, err = os.OpenFile("dir", os.O_WRONLY, 0)
	fmt.Println("write a directory:", err != nil)
	_, err = os.Open("null\x00byte")
	fmt.Println("a NUL in a name:", err != nil)
	f := guest.Got(os.Open("file"))
	_, err = f.Write([]byte("y"))
	fmt.Println("write a file that is open for reading:", err != nil)
	guest.Must(f.Close())
	_, err = f.Read(make([]byte, 1))
	fmt.Println(err, errors.Is(err, fs.ErrClosed))
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
	guest.Must(from.Close())
	guest.Must(to.Close())
	guest.Must(os.MkdirAll("branch/leaf", 0o755))
	write("branch/leaf/f", "copied")
	guest.Must(os.CopyFS("tree", os.DirFS("branch")))
	fmt.Println(content("tree/leaf/f"))
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

func temporary() {
	directory := guest.Got(os.MkdirTemp("", "guest-*"))
	defer os.RemoveAll(directory)
	fmt.Println(filepath.Dir(directory) == filepath.Clean(os.TempDir()))
	f := guest.Got(os.CreateTemp(directory, "x-*.txt"))
	fmt.Println(strings.HasSuffix(f.Name(), ".txt"), guest.Got(f.Stat()).Mode().IsRegular())
	other := guest.Got(os.CreateTemp(directory, "x-*.txt"))
	fmt.Println(f.Name() != other.Name())
	guest.Must(f.Close())
	guest.Must(other.Close())
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
		fmt.Println(filepath.ToSlash(path), d.Type(), err)
		return nil
	}))
	for _, found := range guest.Got(filepath.Glob("a/*/fi*")) {
		fmt.Println(filepath.ToSlash(found))
	}
	fmt.Println(fs.Glob(os.DirFS("a"), "*"))
}

// rooted uses os.Root, which opens each path element by itself.
func rooted() {
	guest.Must(os.MkdirAll("inside/sub", 0o755))
	write("outside", "secret")
	write("inside/sub/f", "fine")
	guest.Must(os.Symlink("../outside", "inside/escape"))
	guest.Must(os.Symlink("sub/f", "inside/stay"))
	root := guest.Got(os.OpenRoot("inside"))
	fmt.Println(string(guest.Got(root.ReadFile("sub/f"))), string(guest.Got(root.ReadFile("stay"))))
	for _, name := range []string{"escape", "../outside", "sub/../../outside"} {
		_, err := root.ReadFile(name)
		fmt.Println(name, strings.Contains(fmt.Sprint(err), "escapes"))
	}
	guest.Must(root.MkdirAll("x/y", 0o755))
	guest.Must(root.WriteFile("x/y/z", []byte("z"), 0o600))
	guest.Must(root.Rename("x/y/z", "z"))
	guest.Errno("remove a full directory", root.Remove("x"))
	fmt.Println(guest.Got(root.Stat("z")).Size())
	guest.Must(root.RemoveAll("x"))
	guest.Must(root.Close())
}
