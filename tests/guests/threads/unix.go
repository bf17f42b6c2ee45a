//go:build unix

package main

import (
	"fmt"
	"maps"
	"os"
	"time"

	"burrow/tests/guests/internal/guest"
)

func init() {
	maps.Copy(cases, map[string]func(){
		"pipe-close":    pipeClose,
		"read-deadline": readDeadline,
	})
}

// pipeClose closes a pipe while a reader waits for it, which wakes the reader.
func pipeClose() {
	r, w, err := os.Pipe()
	guest.Must(err)
	done := make(chan error)
	go func() {
		_, err := r.Read(make([]byte, 1))
		done <- err
	}()
	time.Sleep(2 * time.Millisecond)
	r.Close()
	fmt.Println(<-done)
	w.Close()
}

func readDeadline() {
	r, w, err := os.Pipe()
	guest.Must(err)
	guest.Must(r.SetReadDeadline(time.Now().Add(3 * time.Millisecond)))
	_, err = r.Read(make([]byte, 1))
	fmt.Println(err, os.IsTimeout(err))
	guest.Must(r.SetReadDeadline(time.Time{}))
	w.Write([]byte("now"))
	buffer := make([]byte, 10)
	n, err := r.Read(buffer)
	fmt.Println(string(buffer[:n]), err)
	// Fill the pipe until a write times out.
	written := 0
	for err = nil; err == nil; written += n {
		guest.Must(w.SetWriteDeadline(time.Now().Add(300 * time.Millisecond)))
		n, err = w.Write(make([]byte, 4096))
	}
	fmt.Println(written > 0, os.IsTimeout(err))
}
