#include "textflag.h"

// func clone(flags, stack uintptr, parentNumber, childNumber *int32, child *newborn) (result int)
//
// Both threads come back from the call; the new one keeps what it needs in registers, since its
// stack holds none of these arguments.
TEXT ·clone(SB), NOSPLIT, $0-48
	MOV   flags+0(FP), A0
	MOV   stack+8(FP), A1
	MOV   parentNumber+16(FP), A2
	MOV   X0, A3
	MOV   childNumber+24(FP), A4
	MOV   child+32(FP), S2
	MOV   A4, S3
	MOV   $220, A7           // clone
	ECALL
	BEQZ  A0, born
	MOV   A0, result+40(FP)
	RET

born:
	MOV   X2, 16(S2)
	MOVW  (S3), T0
	MOVW  T0, 12(S2)
	MOV   $172, A7           // getpid
	ECALL
	MOVW  A0, 8(S2)
	MOV   $178, A7           // gettid
	ECALL
	MOVW  A0, 4(S2)
	MOV   $1, T0
	FENCE
	MOVW  T0, (S2)
	MOV   S2, A0
	MOV   $129, A1           // FUTEX_WAKE_PRIVATE
	MOV   $1, A2
	MOV   $98, A7            // futex
	ECALL
	MOV   X0, A0
	MOV   $93, A7            // exit
	ECALL
	UNDEF
