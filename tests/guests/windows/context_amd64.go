//go:build windows

package main

// CONTEXT, winnt.h.
const (
	flagsOffset  = 48
	pcOffset     = 248
	allRegisters = 0x10000b // CONTROL, INTEGER, FLOATING_POINT
)
