#include "textflag.h"

// The handler is called as C calls: it notes its stack pointer, and returns to the kernel's code.
TEXT ·handler(SB), NOSPLIT|NOFRAME, $0-0
	MOV X2, ·handlerSP(SB)
	RET

// func handlerPC() uintptr
TEXT ·handlerPC(SB), NOSPLIT, $0-8
	MOV $·handler(SB), T0
	MOV T0, ret+0(FP)
	RET

// func restorerPC() uintptr
TEXT ·restorerPC(SB), NOSPLIT, $0-8
	MOV X0, ret+0(FP)
	RET
