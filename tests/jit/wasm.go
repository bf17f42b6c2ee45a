package main

// A small assembler for WebAssembly: only what the modules of this program need.

// Value types and sections, as the binary format numbers them.
const (
	i32 byte = 0x7f
	i64 byte = 0x7e
	f64 byte = 0x7c

	typeSection     = 1
	importSection   = 2
	functionSection = 3
	tableSection    = 4
	memorySection   = 5
	globalSection   = 6
	exportSection   = 7
	elementSection  = 9
	codeSection     = 10
	dataSection     = 11
)

// Instructions that need nothing behind them.
const (
	unreachable byte = 0x00
	end         byte = 0x0b
	els         byte = 0x05
	ret         byte = 0x0f
	drop        byte = 0x1a

	i32Eqz  byte = 0x45
	i32LtS  byte = 0x48
	i32LtU  byte = 0x49
	i64Eqz  byte = 0x50
	i64LtU  byte = 0x54
	i32Add  byte = 0x6a
	i32Sub  byte = 0x6b
	i32DivS byte = 0x6d
	i32RemU byte = 0x70
	i32And  byte = 0x71
	i32Shl  byte = 0x74
	i64Add  byte = 0x7c
	i64Sub  byte = 0x7d
	i64Mul  byte = 0x7e
	i64Xor  byte = 0x85
	i64Rotl byte = 0x89
	i64Pop  byte = 0x7b
	f64Sqrt byte = 0x9f
	f64Add  byte = 0xa0
	f64Mul  byte = 0xa2
	toI32   byte = 0xa7 // i32.wrap_i64
	toI64   byte = 0xad // i64.extend_i32_u
	toF64   byte = 0xba // f64.convert_i64_u
)

// code is a sequence of instructions; each method appends one and returns the whole.
type code []byte

func (c code) op(ops ...byte) code { return append(c, ops...) }

func (c code) get(local byte) code  { return append(c, 0x20, local) }
func (c code) set(local byte) code  { return append(c, 0x21, local) }
func (c code) block() code          { return append(c, 0x02, 0x40) }
func (c code) loop() code           { return append(c, 0x03, 0x40) }
func (c code) when(typ byte) code   { return append(c, 0x04, typ) }
func (c code) br(depth byte) code   { return append(c, 0x0c, depth) }
func (c code) brIf(depth byte) code { return append(c, 0x0d, depth) }
func (c code) call(f byte) code     { return append(c, 0x10, f) }
func (c code) global(g byte) code   { return append(c, 0x23, g) }
func (c code) setGlobal(g byte) code {
	return append(c, 0x24, g)
}

// table branches to the depth that the value names, or to the last.
func (c code) table(depths ...byte) code {
	c = append(c, 0x0e, byte(len(depths)-1))
	return append(c, depths...)
}

// indirect calls the function of that type that the value names.
func (c code) indirect(typ byte) code { return append(c, 0x11, typ, 0x00) }

func (c code) i32(v int32) code { return signed(append(c, 0x41), int64(v)) }
func (c code) i64(v int64) code { return signed(append(c, 0x42), v) }

func (c code) load32() code  { return append(c, 0x28, 2, 0) }
func (c code) load64() code  { return append(c, 0x29, 3, 0) }
func (c code) store32() code { return append(c, 0x36, 2, 0) }
func (c code) store64() code { return append(c, 0x37, 3, 0) }

func (c code) memorySize() code { return append(c, 0x3f, 0) }
func (c code) memoryGrow() code { return append(c, 0x40, 0) }
func (c code) memoryCopy() code { return append(c, 0xfc, 10, 0, 0) }
func (c code) memoryFill() code { return append(c, 0xfc, 11, 0) }

func signed(b []byte, v int64) []byte {
	for {
		low := byte(v & 0x7f)
		v >>= 7
		if v == 0 && low&0x40 == 0 || v == -1 && low&0x40 != 0 {
			return append(b, low)
		}
		b = append(b, low|0x80)
	}
}

func unsigned(b []byte, v int) []byte {
	for ; v >= 0x80; v >>= 7 {
		b = append(b, byte(v)|0x80)
	}
	return append(b, byte(v))
}

// signature is a function type.
type signature struct{ params, results []byte }

// function is one function of a module; it is exported if it has a name.
type function struct {
	name   string
	typ    byte
	locals []byte
	body   code
}

// module is what a binary is made of. Imports come first in the numbering of functions, all of
// them from "env".
type module struct {
	types     []signature
	imports   []function
	functions []function
	pages     [2]byte // of memory: at first, and at most; none if 0
	global    bool    // one mutable i64
	elements  []byte  // the table, as numbers of functions
	data      string  // at address 0
}

func (m module) binary() []byte {
	b := []byte("\x00asm\x01\x00\x00\x00")
	section := func(id byte, entries int, content []byte) {
		if entries > 0 {
			content = append(unsigned(nil, entries), content...)
			b = append(unsigned(append(b, id), len(content)), content...)
		}
	}
	var s []byte
	for _, t := range m.types {
		s = append(s, 0x60)
		s = append(unsigned(s, len(t.params)), t.params...)
		s = append(unsigned(s, len(t.results)), t.results...)
	}
	section(typeSection, len(m.types), s)
	s = nil
	for _, f := range m.imports {
		s = append(name(name(s, "env"), f.name), 0, f.typ)
	}
	section(importSection, len(m.imports), s)
	s = nil
	for _, f := range m.functions {
		s = append(s, f.typ)
	}
	section(functionSection, len(m.functions), s)
	if len(m.elements) > 0 {
		section(tableSection, 1, []byte{0x70, 0, byte(len(m.elements))})
	}
	if m.pages[0] > 0 {
		section(memorySection, 1, []byte{1, m.pages[0], m.pages[1]})
	}
	if m.global {
		section(globalSection, 1, code{i64, 1}.i64(0).op(end))
	}
	s = nil
	exports := 0
	for i, f := range m.functions {
		if f.name != "" {
			s = append(name(s, f.name), 0, byte(len(m.imports)+i))
			exports++
		}
	}
	section(exportSection, exports, s)
	if n := len(m.elements); n > 0 {
		s = append(code{0}.i32(0).op(end), byte(n))
		section(elementSection, 1, append(s, m.elements...))
	}
	s = nil
	for _, f := range m.functions {
		body := unsigned(nil, len(f.locals))
		for _, typ := range f.locals {
			body = append(body, 1, typ)
		}
		body = append(append(body, f.body...), end)
		s = append(unsigned(s, len(body)), body...)
	}
	section(codeSection, len(m.functions), s)
	if m.data != "" {
		section(dataSection, 1, name(code{0}.i32(0).op(end), m.data))
	}
	return b
}

func name(b []byte, s string) []byte { return append(unsigned(b, len(s)), s...) }
