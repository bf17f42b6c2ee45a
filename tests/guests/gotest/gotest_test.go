// Package gotest is run by go test -exec burrow.
package gotest

import (
	"os"
	"runtime"
	"testing"
	"time"
)

func TestPlace(t *testing.T) {
	directory, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s %s %q in %s", runtime.GOOS, runtime.GOARCH, os.Getenv("GUEST_VARIABLE"), directory)
	data, err := os.ReadFile("testdata/file.txt")
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("read: %s", data)
}

func TestWish(t *testing.T) {
	switch os.Getenv("GUEST_VARIABLE") {
	case "fail":
		t.Fatal("asked to fail")
	case "hang":
		time.Sleep(time.Hour)
	}
}
