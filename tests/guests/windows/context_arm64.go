//go:build windows

package main

// CONTEXT, winnt.h.
const (
	flagsOffset  = 0
	pcOffset     = 264
	allRegisters = 0x400007 // CONTROL, INTEGER, FLOATING_POINT
)
