//go:build windows

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"burrow/tests/guests/internal/guest"
)

func write(name, text string) { guest.Must(os.WriteFile(name, []byte(text), 0o644)) }

func read(name string) string {
	data, err := os.ReadFile(name)
	if err != nil {
		return err.Error()
	}
	return string(data)
}

// paths are drives, separators of both kinds, and names that mean devices.
func paths() {
	var check guest.Check
	directory := guest.Got(os.Getwd())
	volume := filepath.VolumeName(directory)
	check.That(len(volume) == 2 && volume[1] == ':', "the working directory is %s", directory)
	check.That(!strings.Contains(directory, "/"), "slashes in %s", directory)
	guest.Must(os.MkdirAll(`d\e`, 0o755))
	write(`d\e\f.txt`, "found")
	absolute := filepath.Join(directory, "d", "e", "f.txt")
	withoutVolume := strings.TrimPrefix(absolute, volume)
	for _, name := range []string{`d/e/f.txt`, `d\e/f.txt`, `.\d\.\e\f.txt`, `d\x\..\e\f.txt`, absolute, withoutVolume,
		`\\?\` + absolute, filepath.ToSlash(absolute), volume + `d\e\f.txt`, `d\e\f.txt.`} {
		check.That(read(name) == "found", "%s: %s", name, read(name))
	}
	check.That(guest.Got(filepath.Abs(`d\..\g`)) == filepath.Join(directory, "g"), "Abs: %s", guest.Got(filepath.Abs(`d\..\g`)))
	full := guest.Got(syscall.FullPath(`d\.\x\..\e`))
	check.That(full == filepath.Join(directory, "d", "e"), "FullPath: %s", full)
	null := guest.Got(os.OpenFile("NUL", os.O_RDWR, 0))
	n, err := null.Write([]byte("gone"))
	check.That(n == 4 && err == nil, "NUL takes %d, %v", n, err)
	guest.Must(null.Close())
	for _, bad := range []string{"a?b", "a*b", `a"b`, "a<b", "a|b"} {
		_, err := os.Create(bad)
		check.That(errors.Is(err, syscall.Errno(123)), "%s: %v", bad, err) // ERROR_INVALID_NAME
	}
	guest.Must(os.Chdir(`d`))
	check.That(read(`e\f.txt`) == "found" && read(`..\d\e\f.txt`) == "found", "after Chdir")
	executable := guest.Got(os.Executable())
	check.That(filepath.IsAbs(executable) && strings.HasSuffix(executable, ".exe"), "executable %s", executable)
	check.Done()
}

func longPaths() {
	var check guest.Check
	name := guest.Got(os.Getwd())
	for range 12 {
		name = filepath.Join(name, strings.Repeat("long", 10))
	}
	guest.Must(os.MkdirAll(name, 0o755))
	file := filepath.Join(name, "file")
	write(file, "deep")
	check.That(len(file) > 400 && read(file) == "deep", "%d characters: %s", len(file), read(file))
	entries := guest.Got(os.ReadDir(name))
	check.That(len(entries) == 1, "%d entries", len(entries))
	check.Done()
}

// caseInsensitive looks for a file by a name in other letters.
func caseInsensitive() {
	var check guest.Check
	guest.Must(os.Mkdir("Directory", 0o755))
	write(`Directory\Some File.TXT`, "found")
	for _, name := range []string{`directory\some file.txt`, `DIRECTORY\SOME FILE.TXT`} {
		check.That(read(name) == "found", "%s: %s", name, read(name))
	}
	_, err := os.OpenFile(`directory\SOME file.txt`, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	check.That(errors.Is(err, fs.ErrExist), "created beside itself: %v", err)
	check.That(guest.Got(os.ReadDir("directory"))[0].Name() == "Some File.TXT", "the name is not kept")
	check.Done()
}

func attributes() {
	var check guest.Check
	write("a", "x")
	check.That(guest.Got(os.Stat("a")).Mode() == 0o666, "mode %v", guest.Got(os.Stat("a")).Mode())
	guest.Must(os.Chmod("a", 0o444))
	check.That(guest.Got(os.Stat("a")).Mode() == 0o444, "mode %v", guest.Got(os.Stat("a")).Mode())
	_, err := os.OpenFile("a", os.O_WRONLY, 0)
	check.That(errors.Is(err, fs.ErrPermission), "a read-only file opens: %v", err)
	guest.Must(os.Chmod("a", 0o666))
	write("a", "y")
	data := guest.Got(os.Stat("a")).Sys().(*syscall.Win32FileAttributeData)
	check.That(data.FileAttributes&syscall.FILE_ATTRIBUTE_DIRECTORY == 0, "attributes %#x", data.FileAttributes)
	guest.Must(os.Mkdir("d", 0o755))
	data = guest.Got(os.Stat("d")).Sys().(*syscall.Win32FileAttributeData)
	check.That(data.FileAttributes&syscall.FILE_ATTRIBUTE_DIRECTORY != 0, "attributes %#x", data.FileAttributes)
	check.That(data.LastWriteTime.Nanoseconds() > 0 && data.CreationTime.Nanoseconds() > 0, "times %+v", data)
	check.Done()
}

func findFiles() {
	var check guest.Check
	for i := range 20 {
		write(fmt.Sprintf("file%02d.txt", i), strings.Repeat("x", i))
	}
	guest.Must(os.Mkdir("file99.txt", 0o755))
	var data syscall.Win32finddata
	handle := guest.Got(syscall.FindFirstFile(utf16("file*.txt"), &data))
	seen, sizes := 0, 0
	for {
		seen++
		sizes += int(data.FileSizeLow)
		name := syscall.UTF16ToString(data.FileName[:])
		check.That(strings.HasPrefix(name, "file") && strings.HasSuffix(name, ".txt"), "found %s", name)
		if err := syscall.FindNextFile(handle, &data); err != nil {
			check.That(err == syscall.ERROR_NO_MORE_FILES, "at the end: %v", err)
			break
		}
	}
	guest.Must(syscall.FindClose(handle))
	check.That(seen == 21 && sizes >= 190, "%d files of %d bytes", seen, sizes)
	_, err := syscall.FindFirstFile(utf16("nothing*"), &data)
	check.That(err == syscall.ERROR_FILE_NOT_FOUND, "nothing: %v", err)
	check.Done()
}

func handles() {
	var check guest.Check
	for _, which := range []int{syscall.STD_INPUT_HANDLE, syscall.STD_OUTPUT_HANDLE, syscall.STD_ERROR_HANDLE} {
		handle := guest.Got(syscall.GetStdHandle(which))
		kind := guest.Got(syscall.GetFileType(handle))
		check.That(kind >= syscall.FILE_TYPE_DISK && kind <= syscall.FILE_TYPE_PIPE, "handle %d has type %d", which, kind)
	}
	write("a", "0123456789")
	f := guest.Got(os.Open("a"))
	var information syscall.ByHandleFileInformation
	guest.Must(syscall.GetFileInformationByHandle(syscall.Handle(f.Fd()), &information))
	check.That(information.FileSizeLow == 10 && information.NumberOfLinks == 1, "%+v", information)
	var mode uint32
	check.That(syscall.GetConsoleMode(syscall.Handle(f.Fd()), &mode) != nil, "a file is a console")
	guest.Must(f.Close())
	check.That(syscall.CloseHandle(syscall.Handle(0xdead0)) == syscall.Errno(6), "closing what is not open")
	var r, w syscall.Handle
	guest.Must(syscall.CreatePipe(&r, &w, nil, 0))
	guest.Got(syscall.Write(w, []byte("through")))
	guest.Must(syscall.CloseHandle(w))
	buffer := make([]byte, 20)
	n := guest.Got(syscall.Read(r, buffer))
	check.That(string(buffer[:n]) == "through", "%q", buffer[:n])
	n, err := syscall.Read(r, buffer)
	check.That(n == 0 && (err == nil || err == syscall.ERROR_BROKEN_PIPE), "at the end: %d, %v", n, err)
	check.Done()
}

func environment() {
	var check guest.Check
	guest.Must(os.Setenv("Guest_Mixed", "Grüße"))
	check.That(os.Getenv("GUEST_MIXED") == "Grüße", "other letters: %q", os.Getenv("GUEST_MIXED"))
	guest.Must(os.Setenv("guest_mixed", "second"))
	count := 0
	for _, e := range os.Environ() {
		if strings.EqualFold(strings.SplitN(e, "=", 2)[0], "guest_mixed") {
			count++
		}
	}
	check.That(count == 1, "%d variables", count)
	guest.Must(os.Unsetenv("GUEST_mixed"))
	_, found := os.LookupEnv("guest_mixed")
	check.That(!found, "still there")
	check.Done()
}

func symlinks() {
	var check guest.Check
	guest.Must(os.MkdirAll(`real\deep`, 0o755))
	write(`real\deep\f`, "found")
	guest.Must(os.Symlink(`real\deep`, "short"))
	guest.Must(os.Symlink(`real\deep\f`, "file"))
	guest.Must(os.Symlink(`nowhere`, "dangling"))
	check.That(read(`short\f`) == "found" && read("file") == "found", "through links: %s, %s", read(`short\f`), read("file"))
	check.That(guest.Got(os.Readlink("short")) == `real\deep`, "Readlink: %s", guest.Got(os.Readlink("short")))
	info := guest.Got(os.Lstat("file"))
	check.That(info.Mode()&fs.ModeSymlink != 0, "Lstat: %v", info.Mode())
	check.That(guest.Got(os.Stat("short")).IsDir(), "Stat of a link to a directory")
	_, err := os.Stat("dangling")
	check.That(errors.Is(err, fs.ErrNotExist), "dangling: %v", err)
	resolved := guest.Got(filepath.EvalSymlinks(`short\f`))
	check.That(resolved == `real\deep\f`, "EvalSymlinks: %s", resolved)
	guest.Must(os.Link(`real\deep\f`, "hard"))
	check.That(os.SameFile(guest.Got(os.Stat("hard")), guest.Got(os.Stat(`real\deep\f`))), "a hard link is another file")
	guest.Must(os.Remove("short"))
	check.That(read(`real\deep\f`) == "found", "removing a link removed its target")
	check.Done()
}

// rooted uses os.Root, which opens each path element by NtCreateFile.
func rooted() {
	var check guest.Check
	guest.Must(os.MkdirAll(`inside\sub`, 0o755))
	write("outside", "secret")
	write(`inside\sub\f`, "fine")
	root := guest.Got(os.OpenRoot("inside"))
	data, err := root.ReadFile(`sub\f`)
	check.That(string(data) == "fine", "%s, %v", data, err)
	for _, name := range []string{`..\outside`, `sub\..\..\outside`, `C:\`, `\outside`, `NUL`} {
		_, err := root.Open(name)
		check.That(err != nil, "%s opens", name)
	}
	guest.Must(root.MkdirAll(`x\y`, 0o755))
	guest.Must(root.WriteFile(`x\y\z`, []byte("z"), 0o600))
	check.That(root.Remove("x") != nil, "a full directory is removed")
	guest.Must(root.Rename(`x\y\z`, "z"))
	check.That(read(`inside\z`) == "z", "renamed: %s", read(`inside\z`))
	guest.Must(root.RemoveAll("x"))
	_, err = root.Stat("x")
	check.That(errors.Is(err, fs.ErrNotExist), "removed: %v", err)
	guest.Must(root.Close())
	check.Done()
}
