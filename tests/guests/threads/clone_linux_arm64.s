#include "textflag.h"

// func clone(flags, stack uintptr, parentNumber, childNumber *int32, child *newborn) (result int)
//
// Both threads come back from the call; the new one keeps what it needs in registers, since its
// stack holds none of these arguments.
TEXT ·clone(SB), NOSPLIT, $0-48
	MOVD  flags+0(FP), R0
	MOVD  stack+8(FP), R1
	MOVD  parentNumber+16(FP), R2
	MOVD  ZR, R3
	MOVD  childNumber+24(FP), R4
	MOVD  child+32(FP), R9
	MOVD  R4, R10
	MOVD  $220, R8           // clone
	SVC
	CBZ   R0, born
	MOVD  R0, result+40(FP)
	RET

born:
	MOVD  RSP, R11
	MOVD  R11, 16(R9)
	MOVW  (R10), R11
	MOVW  R11, 12(R9)
	MOVD  $172, R8           // getpid
	SVC
	MOVW  R0, 8(R9)
	MOVD  $178, R8           // gettid
	SVC
	MOVW  R0, 4(R9)
	MOVD  $1, R11
	STLRW R11, (R9)
	MOVD  R9, R0
	MOVD  $129, R1           // FUTEX_WAKE_PRIVATE
	MOVD  $1, R2
	MOVD  $98, R8            // futex
	SVC
	MOVD  ZR, R0
	MOVD  $93, R8            // exit
	SVC
	UNDEF
