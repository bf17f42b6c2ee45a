#include "textflag.h"

// func clone(flags, stack uintptr, parentNumber, childNumber *int32, child *newborn) (result int)
//
// Both threads come back from the call; the new one keeps what it needs in registers, since its
// stack holds none of these arguments.
TEXT ·clone(SB), NOSPLIT, $0-48
	MOVQ flags+0(FP), DI
	MOVQ stack+8(FP), SI
	MOVQ parentNumber+16(FP), DX
	MOVQ childNumber+24(FP), R10
	MOVQ child+32(FP), R12
	MOVQ R10, R13
	XORL R8, R8
	MOVL $56, AX             // clone
	SYSCALL
	TESTQ AX, AX
	JEQ  born
	MOVQ AX, result+40(FP)
	RET

born:
	MOVQ SP, 16(R12)
	MOVL (R13), AX
	MOVL AX, 12(R12)
	MOVL $39, AX             // getpid
	SYSCALL
	MOVL AX, 8(R12)
	MOVL $186, AX            // gettid
	SYSCALL
	MOVL AX, 4(R12)
	MOVL $1, AX
	XCHGL AX, (R12)
	MOVQ R12, DI
	MOVL $129, SI            // FUTEX_WAKE_PRIVATE
	MOVL $1, DX
	MOVL $202, AX            // futex
	SYSCALL
	XORL DI, DI
	MOVL $60, AX             // exit
	SYSCALL
	UNDEF
