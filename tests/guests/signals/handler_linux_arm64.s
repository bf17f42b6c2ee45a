#include "textflag.h"

// The handler is called as C calls: it notes its stack pointer, and returns to the kernel's code.
TEXT ·handler(SB), NOSPLIT|NOFRAME, $0-0
	MOVD RSP, R9
	MOVD R9, ·handlerSP(SB)
	RET

// func handlerPC() uintptr
TEXT ·handlerPC(SB), NOSPLIT, $0-8
	MOVD $·handler(SB), R9
	MOVD R9, ret+0(FP)
	RET

// func restorerPC() uintptr
TEXT ·restorerPC(SB), NOSPLIT, $0-8
	MOVD ZR, ret+0(FP)
	RET
