// Package guest is the frame of the guest programs: each is a table of cases, and runs the one that
// its first argument names. What a case prints must not depend on time, addresses or scheduling,
// because it is compared with another run: that of the same program on Linux, whatever the target.
package guest

import (
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"os"
	"slices"
	"syscall"
)

// Main runs the case that the first argument names; "list" prints their names, "every-case" runs
// one after the other, which only programs stand whose cases leave nothing behind.
func Main(cases map[string]func()) {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "which case?")
		os.Exit(64)
	}
	name := os.Args[1]
	if name == "list" {
		for _, n := range slices.Sorted(maps.Keys(cases)) {
			fmt.Println(n)
		}
		return
	}
	if name == "every-case" {
		for _, n := range slices.Sorted(maps.Keys(cases)) {
			fmt.Println(n + ":")
			cases[n]()
		}
		return
	}
	run, found := cases[name]
	if !found {
		fmt.Fprintln(os.Stderr, "no case", name)
		os.Exit(64)
	}
	run()
}

// Must ends the guest loudly when something failed that the case does not mean to fail.
func Must(err error) {
	if err != nil {
		panic(fmt.Sprintf("%T: %v", err, err))
	}
}

// Got is Must for a call with a result.
func Got[T any](value T, err error) T {
	Must(err)
	return value
}

// Errno prints the error number in err by its name, which systems share while their numbers differ.
// One without a name here is printed as it is.
func Errno(what string, err error) {
	var errno syscall.Errno
	if !errors.As(err, &errno) {
		fmt.Printf("%s: %v\n", what, err)
		return
	}
	name, known := errorNames[errno]
	if !known {
		name = fmt.Sprintf("errno %d (%v)", int(errno), errno)
	}
	fmt.Printf("%s: %s\n", what, name)
}

// errorNames are those of the numbers that every target defines.
var errorNames = map[syscall.Errno]string{
	0:                    "no error",
	syscall.EACCES:       "EACCES",
	syscall.EAGAIN:       "EAGAIN",
	syscall.EBADF:        "EBADF",
	syscall.EBUSY:        "EBUSY",
	syscall.EEXIST:       "EEXIST",
	syscall.EFAULT:       "EFAULT",
	syscall.EINTR:        "EINTR",
	syscall.EINVAL:       "EINVAL",
	syscall.EIO:          "EIO",
	syscall.EISDIR:       "EISDIR",
	syscall.ELOOP:        "ELOOP",
	syscall.EMFILE:       "EMFILE",
	syscall.ENAMETOOLONG: "ENAMETOOLONG",
	syscall.ENODEV:       "ENODEV",
	syscall.ENOENT:       "ENOENT",
	syscall.ENOMEM:       "ENOMEM",
	syscall.ENOSPC:       "ENOSPC",
	syscall.ENOSYS:       "ENOSYS",
	syscall.ENOTDIR:      "ENOTDIR",
	syscall.ENOTEMPTY:    "ENOTEMPTY",
	syscall.ENOTTY:       "ENOTTY",
	syscall.EPERM:        "EPERM",
	syscall.EPIPE:        "EPIPE",
	syscall.EROFS:        "EROFS",
	syscall.ESPIPE:       "ESPIPE",
	syscall.ESRCH:        "ESRCH",
	syscall.ETIMEDOUT:    "ETIMEDOUT",
	syscall.EXDEV:        "EXDEV",
}

// Check collects what a self-checking case finds wrong; its zero value has found nothing.
type Check struct {
	wrong int
}

// That reports a failed expectation.
func (c *Check) That(holds bool, format string, values ...any) {
	if !holds {
		c.wrong++
		fmt.Printf("wrong: "+format+"\n", values...)
	}
}

// Done prints "ok" if nothing was wrong, and ends with status 1 otherwise.
func (c *Check) Done() {
	if c.wrong > 0 {
		os.Exit(1)
	}
	fmt.Println("ok")
}

// Digest sums up a long series of values that would be tedious to print.
type Digest struct {
	name string
	sum  uint64
	n    int
}

// NewDigest starts an empty series.
func NewDigest(name string) *Digest {
	return &Digest{name: name, sum: 14695981039346656037}
}

// Add appends a value.
func (d *Digest) Add(values ...uint64) {
	for _, v := range values {
		d.sum = (d.sum ^ v) * 1099511628211
		d.sum ^= d.sum >> 29
		d.n++
	}
}

// Print prints name, length and digest.
func (d *Digest) Print() {
	fmt.Printf("%-24s %6d values, digest %016x\n", d.name, d.n, d.sum)
}

// Sum digests bytes.
func Sum(data []byte) string {
	h := fnv.New64a()
	h.Write(data)
	return fmt.Sprintf("%016x", h.Sum64())
}

// Random is a small generator whose sequence never changes.
type Random uint64

// Next returns the next 64 bits (xorshift64*).
func (r *Random) Next() uint64 {
	x := uint64(*r)
	if x == 0 {
		x = 88172645463325252
	}
	x ^= x >> 12
	x ^= x << 25
	x ^= x >> 27
	*r = Random(x)
	return x * 2685821657736338717
}

// Bytes returns n bytes that compress about as well as text.
func (r *Random) Bytes(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = "etaoin shrdlu,.\n"[r.Next()>>60]
	}
	return b
}
