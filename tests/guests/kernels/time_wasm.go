package main

import "time"

var start = time.Now()

// processorTime is the time since the start: WebAssembly has one thread and no other clock.
func processorTime() int64 { return int64(time.Since(start)) }
