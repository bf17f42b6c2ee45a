//go:build unix

package main

import (
	"fmt"
	"maps"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"
	"unsafe"

	"burrow/tests/guests/internal/guest"
)

func init() {
	maps.Copy(cases, map[string]func(){
		"default-ignored": defaultIgnored,
		"fault-address":   faultAddress,
		"ignore":          ignore,
		"kill-self":       func() { die(syscall.SIGKILL) },
		"notify":          notify,
		"quit":            func() { die(syscall.SIGQUIT) },
		"segv-sent":       func() { die(syscall.SIGSEGV) },
		"term":            func() { die(syscall.SIGTERM) },
	})
}

func die(s syscall.Signal) {
	guest.Must(syscall.Kill(os.Getpid(), s))
	time.Sleep(200 * time.Millisecond)
	fmt.Println("survived", s)
}

func receive(c chan os.Signal) os.Signal {
	select {
	case s := <-c:
		return s
	case <-time.After(10 * time.Second):
		return nil
	}
}

func notify() {
	c := make(chan os.Signal, 10)
	signal.Notify(c, syscall.SIGUSR1, syscall.SIGHUP, syscall.SIGINT, syscall.SIGTERM)
	for _, s := range []syscall.Signal{syscall.SIGUSR1, syscall.SIGHUP, syscall.SIGINT, syscall.SIGTERM, syscall.SIGUSR1} {
		guest.Must(syscall.Kill(os.Getpid(), s))
		fmt.Println(receive(c))
	}
	signal.Stop(c)
	signal.Ignore(syscall.SIGHUP)
	guest.Must(syscall.Kill(os.Getpid(), syscall.SIGHUP))
	guest.Errno("no such process", syscall.Kill(1<<22+12345, 0))
	guest.Errno("no such signal", syscall.Kill(os.Getpid(), 99))
	fmt.Println(syscall.Kill(os.Getpid(), 0))
}

func ignore() {
	signal.Ignore(syscall.SIGTERM, syscall.SIGINT, syscall.SIGPIPE)
	guest.Must(syscall.Kill(os.Getpid(), syscall.SIGTERM))
	guest.Must(syscall.Kill(os.Getpid(), syscall.SIGINT))
	fmt.Println("alive", signal.Ignored(syscall.SIGTERM))
	signal.Reset(syscall.SIGTERM)
	die(syscall.SIGTERM)
}

// defaultIgnored raises the signals whose default action is to do nothing.
func defaultIgnored() {
	for _, s := range []syscall.Signal{syscall.SIGCHLD, syscall.SIGWINCH, syscall.SIGURG, syscall.SIGCONT} {
		guest.Must(syscall.Kill(os.Getpid(), s))
	}
	time.Sleep(2 * time.Millisecond)
	fmt.Println("alive")
}

// faultAddress asks for the address of each fault.
func faultAddress() {
	debug.SetPanicOnFault(true)
	memory := guest.Got(syscall.Mmap(-1, 0, 4096, syscall.PROT_READ, syscall.MAP_ANON|syscall.MAP_PRIVATE))
	for i := range 200 {
		func() {
			defer func() {
				fault := recover().(interface {
					error
					Addr() uintptr
				})
				if fault.Addr() != uintptr(unsafe.Pointer(&memory[i*8])) {
					fmt.Println("wrong address")
				}
			}()
			memory[i*8] = 1
		}()
	}
	fmt.Println("all seen")
}
