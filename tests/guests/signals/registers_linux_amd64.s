#include "textflag.h"

// func hold(rounds int) (wrong int)
//
// For a number of rounds keeps a pattern in every vector register, a carry, and a rounding mode that
// 1/3 shows; counts what is not there any more.
TEXT ·hold(SB), NOSPLIT, $16-16
	MOVQ    rounds+0(FP), CX
	MOVQ    CX, DX
	XORQ    BX, BX
	XORQ    R8, R8
	STMXCSR old-8(SP)
	MOVL    $0x5f80, new-16(SP)
	LDMXCSR new-16(SP)
	MOVQ    $0x3ff0000000000000, R9
	MOVQ    R9, X14
	MOVQ    $0x4008000000000000, R9
	MOVQ    R9, X15
	MOVQ    $0x3fd5555555555556, R9
	MOVQ    $1, AX
	MOVQ    AX, X0
	PUNPCKLQDQ X0, X0
	MOVQ    $2, AX
	MOVQ    AX, X1
	PUNPCKLQDQ X1, X1
	MOVQ    $3, AX
	MOVQ    AX, X2
	PUNPCKLQDQ X2, X2
	MOVQ    $4, AX
	MOVQ    AX, X3
	PUNPCKLQDQ X3, X3
	MOVQ    $5, AX
	MOVQ    AX, X4
	PUNPCKLQDQ X4, X4
	MOVQ    $6, AX
	MOVQ    AX, X5
	PUNPCKLQDQ X5, X5
	MOVQ    $7, AX
	MOVQ    AX, X6
	PUNPCKLQDQ X6, X6
	MOVQ    $8, AX
	MOVQ    AX, X7
	PUNPCKLQDQ X7, X7
	MOVQ    $9, AX
	MOVQ    AX, X8
	PUNPCKLQDQ X8, X8
	MOVQ    $10, AX
	MOVQ    AX, X9
	PUNPCKLQDQ X9, X9
	MOVQ    $11, AX
	MOVQ    AX, X10
	PUNPCKLQDQ X10, X10
	MOVQ    $12, AX
	MOVQ    AX, X11
	PUNPCKLQDQ X11, X11
	MOVQ    $13, AX
	MOVQ    AX, X12
	PUNPCKLQDQ X12, X12

loop:
	MOVAPS  X14, X13
	DIVSD   X15, X13
	MOVQ    X13, R10
	CMPQ    R10, R9
	JEQ     third
	INCQ    R8

third:
	STC
	NOP
	ADCQ    $0, BX
	DECQ    CX
	JNE     loop
	LDMXCSR old-8(SP)
	CMPQ    BX, DX
	JEQ     carry
	INCQ    R8

carry:
	MOVQ    X0, AX
	PUNPCKHQDQ X0, X0
	MOVQ    X0, BX
	XORQ    $1, AX
	XORQ    $1, BX
	ORQ     BX, AX
	ADDQ    AX, R8
	MOVQ    X1, AX
	PUNPCKHQDQ X1, X1
	MOVQ    X1, BX
	XORQ    $2, AX
	XORQ    $2, BX
	ORQ     BX, AX
	ADDQ    AX, R8
	MOVQ    X2, AX
	PUNPCKHQDQ X2, X2
	MOVQ    X2, BX
	XORQ    $3, AX
	XORQ    $3, BX
	ORQ     BX, AX
	ADDQ    AX, R8
	MOVQ    X3, AX
	PUNPCKHQDQ X3, X3
	MOVQ    X3, BX
	XORQ    $4, AX
	XORQ    $4, BX
	ORQ     BX, AX
	ADDQ    AX, R8
	MOVQ    X4, AX
	PUNPCKHQDQ X4, X4
	MOVQ    X4, BX
	XORQ    $5, AX
	XORQ    $5, BX
	ORQ     BX, AX
	ADDQ    AX, R8
	MOVQ    X5, AX
	PUNPCKHQDQ X5, X5
	MOVQ    X5, BX
	XORQ    $6, AX
	XORQ    $6, BX
	ORQ     BX, AX
	ADDQ    AX, R8
	MOVQ    X6, AX
	PUNPCKHQDQ X6, X6
	MOVQ    X6, BX
	XORQ    $7, AX
	XORQ    $7, BX
	ORQ     BX, AX
	ADDQ    AX, R8
	MOVQ    X7, AX
	PUNPCKHQDQ X7, X7
	MOVQ    X7, BX
	XORQ    $8, AX
	XORQ    $8, BX
	ORQ     BX, AX
	ADDQ    AX, R8
	MOVQ    X8, AX
	PUNPCKHQDQ X8, X8
	MOVQ    X8, BX
	XORQ    $9, AX
	XORQ    $9, BX
	ORQ     BX, AX
	ADDQ    AX, R8
	MOVQ    X9, AX
	PUNPCKHQDQ X9, X9
	MOVQ    X9, BX
	XORQ    $10, AX
	XORQ    $10, BX
	ORQ     BX, AX
	ADDQ    AX, R8
	MOVQ    X10, AX
	PUNPCKHQDQ X10, X10
	MOVQ    X10, BX
	XORQ    $11, AX
	XORQ    $11, BX
	ORQ     BX, AX
	ADDQ    AX, R8
	MOVQ    X11, AX
	PUNPCKHQDQ X11, X11
	MOVQ    X11, BX
	XORQ    $12, AX
	XORQ    $12, BX
	ORQ     BX, AX
	ADDQ    AX, R8
	MOVQ    X12, AX
	PUNPCKHQDQ X12, X12
	MOVQ    X12, BX
	XORQ    $13, AX
	XORQ    $13, BX
	ORQ     BX, AX
	ADDQ    AX, R8
	MOVQ    R8, wrong+8(FP)
	RET
