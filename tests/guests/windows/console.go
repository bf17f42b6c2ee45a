//go:build windows

package main

import (
	"os"
	"os/signal"
	"syscall"
	"time"

	"burrow/tests/guests/internal/guest"
)

// controlEvents sends itself Ctrl-C and Ctrl-Break, and asks who is asked about them in which order.
func controlEvents() {
	var check guest.Check
	generate := kernel32.NewProc("GenerateConsoleCtrlEvent")
	setHandler := kernel32.NewProc("SetConsoleCtrlHandler")
	const ctrlC, ctrlBreak = 0, 1
	received := make(chan os.Signal, 1)
	signal.Notify(received, os.Interrupt)
	comes := func(event uintptr) {
		ok, _, err := generate.Call(event, 0)
		check.That(ok == 1, "event %d is not sent: %v", event, err)
		select {
		case s := <-received:
			check.That(s == os.Interrupt, "event %d is %v", event, s)
		case <-time.After(20 * time.Second):
			check.That(false, "event %d does not arrive", event)
		}
	}
	comes(ctrlC)
	comes(ctrlBreak)

	// The last handler is asked first; what it takes, nobody else sees.
	asked := make(chan uintptr, 1)
	takes := uintptr(1)
	handler := syscall.NewCallback(func(event uintptr) uintptr {
		asked <- event
		return takes
	})
	setHandler.Call(handler, 1)
	generate.Call(ctrlBreak, 0)
	check.That(<-asked == ctrlBreak, "another event than Ctrl-Break")
	check.That(len(received) == 0, "Go's handler sees what another one has taken")
	takes = 0
	comes(ctrlBreak)
	<-asked
	ok, _, _ := setHandler.Call(handler, 0)
	check.That(ok == 1, "the handler cannot be removed")
	ok, _, err := setHandler.Call(handler, 0)
	check.That(ok == 0 && err == syscall.Errno(87), "a handler is removed twice: %v", err)

	// Ctrl-C can be ignored as a whole.
	setHandler.Call(0, 1)
	generate.Call(ctrlC, 0)
	time.Sleep(10 * time.Millisecond)
	check.That(len(received) == 0, "Ctrl-C comes although it is ignored")
	setHandler.Call(0, 0)
	comes(ctrlC)
	ok, _, err = generate.Call(7, 0)
	check.That(ok == 0 && err == syscall.Errno(87), "event 7: %v", err)
	check.Done()
}
