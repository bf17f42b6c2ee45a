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
	"time"
	"unsafe"

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
	share := guest.Got(syscall.FullPath(`//server/share/../a/.\b\`))
	check.That(share == `\\server\share\a\b\`, "FullPath: %s", share)
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
	directory := guest.Got(os.Getwd())
	absolute := filepath.Join(directory, `real\deep\f`)
	volume := filepath.VolumeName(directory)
	withoutVolume := strings.TrimPrefix(absolute, volume)
	for _, target := range []string{absolute, withoutVolume, `..\` + filepath.Base(directory) + `\real\deep\f`} {
		guest.Must(os.Remove("file"))
		guest.Must(os.Symlink(target, "file"))
		check.That(guest.Got(os.Readlink("file")) == target, "Readlink: %s, not %s", guest.Got(os.Readlink("file")), target)
		check.That(read("file") == "found", "through %s: %s", target, read("file"))
	}
	guest.Must(os.Symlink(volume+`real\deep`, "of-drive"))
	check.That(guest.Got(os.Readlink("of-drive")) == filepath.Dir(absolute), "relative to a drive: %s", guest.Got(os.Readlink("of-drive")))
	guest.Must(os.Remove("dangling"))
	guest.Must(os.Symlink(`later\`, "dangling"))
	check.That(guest.Got(os.Readlink("dangling")) == `later\`, "Readlink: %s", guest.Got(os.Readlink("dangling")))
	guest.Must(os.Mkdir("later", 0o755))
	check.That(!isDirectory("dangling"), "a link to a file became one to a directory")
	_, err = os.Open(`real\deep\f\`)
	check.That(errors.Is(err, syscall.Errno(123)), "a separator behind a file: %v", err) // ERROR_INVALID_NAME
	var entries []fs.FileInfo
	for _, e := range guest.Got(os.ReadDir(`real\deep`)) {
		entries = append(entries, guest.Got(e.Info()))
	}
	here := guest.Got(os.Stat("hard"))
	check.That(os.SameFile(entries[0], here) && !os.SameFile(entries[0], guest.Got(os.Stat("real"))), "ReadDir tells another file")
	check.Done()
}

// isDirectory asks a file itself, links not followed.
func isDirectory(name string) bool {
	return guest.Got(syscall.GetFileAttributes(utf16(name)))&syscall.FILE_ATTRIBUTE_DIRECTORY != 0
}

// junctions makes one by its reparse data, as mklink /J does.
func junctions() {
	var check guest.Check
	directory := guest.Got(os.Getwd())
	target := filepath.Join(directory, "real")
	guest.Must(os.Mkdir("real", 0o755))
	write(`real\f`, "found")
	guest.Must(os.Mkdir("junction", 0o755))
	handle := guest.Got(syscall.CreateFile(utf16("junction"), syscall.GENERIC_WRITE, 0, nil, syscall.OPEN_EXISTING,
		syscall.FILE_FLAG_OPEN_REPARSE_POINT|syscall.FILE_FLAG_BACKUP_SEMANTICS, 0))
	name := append(guest.Got(syscall.UTF16FromString(`\??\`+target)), 0)
	length := uint16(2 * (len(name) - 2))
	// Tag IO_REPARSE_TAG_MOUNT_POINT, length, offsets and lengths of the two names, the names.
	data := []uint16{3, 0xa000, 8 + uint16(2*len(name)), 0, 0, length, length + 2, 0}
	data = append(data, name...)
	var n uint32
	const setReparsePoint = 0x900a4
	guest.Must(syscall.DeviceIoControl(handle, setReparsePoint, (*byte)(unsafe.Pointer(&data[0])), uint32(2*len(data)), nil, 0, &n, nil))
	guest.Must(syscall.CloseHandle(handle))
	check.That(read(`junction\f`) == "found", "through the junction: %s", read(`junction\f`))
	got := guest.Got(os.Readlink("junction"))
	check.That(got == target, "Readlink: %s", got)
	mode := guest.Got(os.Lstat("junction")).Mode()
	check.That(mode.Type() == fs.ModeIrregular, "Lstat: %v", mode)
	check.That(guest.Got(os.ReadDir("."))[0].Type() == fs.ModeIrregular, "ReadDir: %v", guest.Got(os.ReadDir("."))[0])
	guest.Must(os.Remove("junction"))
	check.That(read(`real\f`) == "found", "removing the junction removed its target")
	check.Done()
}

// shareModes finds files in use: nobody deletes or renames what is open without FILE_SHARE_DELETE.
func shareModes() {
	var check guest.Check
	const sharingViolation, accessDenied = syscall.Errno(32), syscall.Errno(5)
	fails := func(what string, got error, want error) {
		check.That(errors.Is(got, want), "%s: %v", what, got)
	}
	open := func(name string, access, share uint32) (syscall.Handle, error) {
		return syscall.CreateFile(utf16(name), access, share, nil, syscall.OPEN_EXISTING, syscall.FILE_FLAG_BACKUP_SEMANTICS, 0)
	}
	guest.Must(os.Mkdir("d", 0o755))
	write(`d\f`, "1")
	write("other", "2")
	f := guest.Got(os.Open(`d\f`))
	fails("Remove", os.Remove(`d\f`), sharingViolation)
	fails("Rename", os.Rename(`d\f`, "g"), sharingViolation)
	fails("Rename to it", os.Rename("other", `d\f`), accessDenied)
	fails("Rename of its directory", os.Rename("d", "e"), accessDenied)
	fails("RemoveAll", os.RemoveAll("d"), sharingViolation)
	check.That(read(`d\f`) == "1", "an open file cannot be read again: %s", read(`d\f`))
	guest.Must(f.Close())
	guest.Must(os.Rename(`d\f`, `d\g`))

	alone := guest.Got(open(`d\g`, syscall.GENERIC_READ, 0))
	_, err := os.ReadFile(`d\g`)
	fails("reading what is not shared", err, sharingViolation)
	_, err = os.Stat(`d\g`)
	check.That(err == nil, "Stat of what is not shared: %v", err)
	guest.Must(syscall.CloseHandle(alone))

	const all, forDelete = 7, 0x10000
	generous := guest.Got(open(`d\g`, syscall.GENERIC_READ, all))
	_, err = open(`d\g`, forDelete, syscall.FILE_SHARE_READ)
	check.That(err == nil, "DELETE beside a reader that shares it: %v", err)
	guest.Must(syscall.CloseHandle(generous))

	guest.Must(os.Mkdir("here", 0o755))
	guest.Must(os.Chdir("here"))
	fails("the current directory", os.Remove(`..\here`), sharingViolation)
	guest.Must(os.Chdir(".."))
	guest.Must(os.Remove("here"))
	check.Done()
}

func pipe() (r, w *os.File) {
	r, w, err := os.Pipe()
	guest.Must(err)
	return r, w
}

// cancelled closes the ends of pipes while a read and a write wait.
func cancelled() {
	var check guest.Check
	for _, reading := range []bool{true, false} {
		r, w := pipe()
		end := r
		if !reading {
			end = w
		}
		done := make(chan error)
		go func() {
			buffer := make([]byte, 1<<20)
			var err error
			for err == nil {
				if reading {
					_, err = end.Read(buffer)
				} else {
					_, err = end.Write(buffer)
				}
			}
			done <- err
		}()
		time.Sleep(20 * time.Millisecond)
		guest.Must(end.Close())
		err := <-done
		check.That(errors.Is(err, os.ErrClosed), "reading %v: %v", reading, err)
	}
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
