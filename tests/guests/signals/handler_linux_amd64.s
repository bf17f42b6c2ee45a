#include "textflag.h"

// The handler is called as C calls: it notes its stack pointer, and returns to the restorer.
TEXT ·handler(SB), NOSPLIT|NOFRAME, $0-0
	MOVQ SP, ·handlerSP(SB)
	RET

TEXT ·restorer(SB), NOSPLIT|NOFRAME, $0-0
	MOVL $15, AX // rt_sigreturn
	SYSCALL
	UNDEF

// func handlerPC() uintptr
TEXT ·handlerPC(SB), NOSPLIT, $0-8
	MOVQ $·handler(SB), AX
	MOVQ AX, ret+0(FP)
	RET

// func restorerPC() uintptr
TEXT ·restorerPC(SB), NOSPLIT, $0-8
	MOVQ $·restorer(SB), AX
	MOVQ AX, ret+0(FP)
	RET
