//go:build unix

package main

import (
	"os"
	"syscall"

	"burrow/tests/guests/internal/guest"
)

// pageBeforeHole is 4096 bytes with nothing accessible behind them.
func pageBeforeHole() []byte {
	page := os.Getpagesize()
	two := guest.Got(syscall.Mmap(-1, 0, 2*page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE))
	guest.Must(syscall.Mprotect(two[page:], syscall.PROT_NONE))
	return two[page-4096 : page]
}
