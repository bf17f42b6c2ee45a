//go:build !wasm

package main

import (
	"fmt"
	"io"
	"maps"
	"os"

	"burrow/tests/guests/internal/guest"
)

func init() {
	maps.Copy(cases, map[string]func(){
		"copy-pipe": copyPipe,
	})
}

// copyPipe copies a file into a pipe, by splice or sendfile where there is one.
func copyPipe() {
	random := guest.Random(22)
	data := random.Bytes(300_000)
	guest.Must(os.WriteFile("from", data, 0o644))
	from := guest.Got(os.Open("from"))
	r, w, err := os.Pipe()
	guest.Must(err)
	done := make(chan string)
	go func() {
		got := guest.Got(io.ReadAll(r))
		done <- fmt.Sprint(len(got), guest.Sum(got))
	}()
	fmt.Println(io.Copy(w, from)) // splice or sendfile
	w.Close()
	fmt.Println(<-done)
}
