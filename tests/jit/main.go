// A guest that writes machine code itself: wazero compiles WebAssembly modules that this program
// assembles, maps the code, makes it executable, runs it and unmaps it.
package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

// rounds make a loop hot: Burrow translates after some thousands.
const rounds = 30_000

// unary is the type of most functions here, as their numbers in kernel.types and constant's.
const (
	unary32 = iota
	unary64
	binary32
	floats
	nothing
)

// Numbers of kernel's functions that others of it call.
const (
	hostStep = iota
	fibonacci
	sum
	deep
	double
	square
	flip
)

// kernel has one function for each kind of code that a compiler makes.
var kernel = module{
	types: []signature{
		unary32:  {[]byte{i32}, []byte{i32}},
		unary64:  {[]byte{i64}, []byte{i64}},
		binary32: {[]byte{i32, i32}, []byte{i32}},
		floats:   {[]byte{i64}, []byte{f64}},
		nothing:  {},
	},
	imports:  []function{hostStep: {name: "step", typ: unary64}},
	pages:    [2]byte{1, 64},
	global:   true,
	elements: []byte{double, square, flip, deep},
	data:     "some bytes of the module itself",
	functions: []function{
		fibonacci - 1: {name: "fibonacci", typ: unary32, body: code{}.
			get(0).i32(2).op(i32LtU).when(i32).
			get(0).
			op(els).
			get(0).i32(1).op(i32Sub).call(fibonacci).
			get(0).i32(2).op(i32Sub).call(fibonacci).
			op(i32Add, end)},

		// sum writes n words behind the first 64 bytes and adds them up.
		sum - 1: {name: "sum", typ: unary64, locals: []byte{i64, i64}, body: code{}.
			loop().
			address(1).get(1).get(1).op(i64Mul).store64().
			get(1).i64(1).op(i64Add).set(1).
			get(1).get(0).op(i64LtU).brIf(0).
			op(end).
			i64(0).set(1).
			loop().
			get(2).i64(5).op(i64Rotl).address(1).load64().op(i64Xor).set(2).
			get(1).i64(1).op(i64Add).set(1).
			get(1).get(0).op(i64LtU).brIf(0).
			op(end).
			get(2)},

		deep - 1: {name: "deep", typ: unary32, body: deeper()},

		double - 1: {typ: unary64, body: code{}.get(0).get(0).op(i64Add)},
		square - 1: {typ: unary64, body: code{}.get(0).get(0).op(i64Mul)},
		flip - 1:   {typ: unary64, body: code{}.get(0).i64(-0x123456789).op(i64Xor)},

		// indirect calls one after the other what the table has.
		flip: {name: "indirect", typ: unary64, locals: []byte{i64, i64}, body: code{}.
			loop().
			get(1).i64(1).op(i64Add).get(2).op(i64Xor).
			get(1).op(toI32).i32(3).op(i32RemU).indirect(unary64).set(2).
			get(1).i64(1).op(i64Add).set(1).
			get(1).get(0).op(i64LtU).brIf(0).
			op(end).
			get(2)},

		// lost calls a function of the table that has another type.
		flip + 1: {name: "lost", typ: unary32, body: code{}.
			i64(1).get(0).indirect(unary64).op(toI32)},

		flip + 2: {name: "switch", typ: unary64, locals: []byte{i64, i64}, body: code{}.
			loop().
			block().block().block().block().
			get(1).op(toI32).i32(7).op(i32And).table(0, 1, 2, 1, 0, 3).
			op(end).get(2).i64(11).op(i64Add).set(2).br(2).
			op(end).get(2).i64(3).op(i64Mul).set(2).br(1).
			op(end).get(2).op(i64Pop).get(1).op(i64Add).set(2).
			op(end).
			get(1).i64(1).op(i64Add).set(1).
			get(1).get(0).op(i64LtU).brIf(0).
			op(end).
			get(2)},

		flip + 3: {name: "roots", typ: floats, locals: []byte{i64, f64}, body: code{}.
			loop().
			get(2).get(1).op(toF64, f64Sqrt).get(1).op(toF64, f64Mul, f64Add).set(2).
			get(1).i64(1).op(i64Add).set(1).
			get(1).get(0).op(i64LtU).brIf(0).
			op(end).
			get(2)},

		// host asks the program for each step, which counts them in the global meanwhile.
		flip + 4: {name: "host", typ: unary64, locals: []byte{i64}, body: code{}.
			i64(0).setGlobal(0).
			loop().
			get(1).call(hostStep).set(1).
			global(0).i64(1).op(i64Add).setGlobal(0).
			global(0).get(0).op(i64LtU).brIf(0).
			op(end).
			get(1).global(0).op(i64Add)},

		flip + 5: {name: "grow", typ: unary32, body: code{}.
			get(0).memoryGrow().i32(1000).op(i32Add).memorySize().op(i32Add)},
		flip + 6: {name: "peek", typ: unary32, body: code{}.get(0).load32()},
		flip + 7: {name: "poke", typ: binary32, body: code{}.
			get(0).get(1).store32().get(0).load32()},
		flip + 8: {name: "move", typ: unary32, body: code{}.
			get(0).i32(0).i32(31).memoryCopy().
			get(0).i32(0x41).i32(4).memoryFill().
			get(0).i32(3).op(i32Add).load32()},
		flip + 9:  {name: "divide", typ: binary32, body: code{}.get(0).get(1).op(i32DivS)},
		flip + 10: {name: "stop", typ: nothing, body: code{}.op(unreachable)},
	},
}

// deeper calls itself as often as its argument says, and keeps so much meanwhile that the stack is
// full after some 200,000 calls.
func deeper() code {
	const kept = 24
	c := code{}.get(0).op(i32Eqz).when(i32).i32(0).op(els)
	for i := range int32(kept) {
		c = c.get(0).i32(i + 3).op(i32RemU)
	}
	c = c.get(0).i32(1).op(i32Sub).call(deep)
	for range kept {
		c = c.op(i32Add)
	}
	return c.op(end)
}

// address is that of a word of sum's.
func (c code) address(index byte) code {
	return c.get(index).op(toI32).i32(4096 - 1).op(i32And).i32(3).op(i32Shl).i32(64).op(i32Add)
}

// constant is a module whose code differs from its like in immediate operands only, so that code
// of one that was unmapped, run in place of another's, gives itself away.
func constant(n int64) []byte {
	return module{
		types: []signature{unary32: {}, unary64: {[]byte{i64}, []byte{i64}}},
		functions: []function{{name: "run", typ: unary64, locals: []byte{i64}, body: code{}.
			loop().
			get(1).i64(n).op(i64Add).i64(7).op(i64Rotl).set(1).
			get(0).i64(1).op(i64Sub).set(0).
			get(0).op(i64Eqz, i32Eqz).brIf(0).
			op(end).
			get(1)}},
	}.binary()
}

// constantResult is what the function of constant(n) returns.
func constantResult(n uint64, count int) (x uint64) {
	for range count {
		x += n
		x = x<<7 | x>>57
	}
	return x
}

var ctx = context.Background()

// instance is a module with its code.
type instance struct {
	api.Module
	code wazero.CompiledModule
}

func instantiate(r wazero.Runtime, binary []byte) instance {
	compiled, err := r.CompileModule(ctx, binary)
	check(err)
	m, err := r.InstantiateModule(ctx, compiled, wazero.NewModuleConfig().WithName(""))
	check(err)
	return instance{m, compiled}
}

// close unmaps the code, which wazero does in a finalizer.
func (m *instance) close() {
	check(m.Module.Close(ctx))
	check(m.code.Close(ctx))
	*m = instance{}
	runtime.GC()
	time.Sleep(time.Millisecond)
}

func check(err error) {
	if err != nil {
		fmt.Println("failed:", err)
		os.Exit(1)
	}
}

// show calls a function and prints its result, or the first line of its error.
func show(m instance, name string, args ...uint64) {
	results, err := m.ExportedFunction(name).Call(ctx, args...)
	if err != nil {
		text, _, _ := strings.Cut(err.Error(), "\n")
		fmt.Printf("%s%d: error: %s\n", name, args, text)
	} else {
		fmt.Printf("%s%d = %#x\n", name, args, results)
	}
}

func everyKindOfCode(r wazero.Runtime) {
	m := instantiate(r, kernel.binary())
	for range 2 { // after an error a module goes on as before
		show(m, "fibonacci", 20)
		show(m, "sum", rounds)
		show(m, "indirect", rounds)
		show(m, "switch", rounds)
		show(m, "roots", rounds)
		show(m, "host", rounds/30)
		show(m, "deep", 5000)
		show(m, "move", 100)
		show(m, "stop")
		show(m, "divide", 1_000_000_007, 13)
		show(m, "divide", 1, 0)
		show(m, "divide", 1<<31, 1<<32-1)
		show(m, "poke", 65532, 0xfeedface)
		show(m, "peek", 65533)
		show(m, "peek", 1<<32-2)
		show(m, "lost", 0)
		show(m, "lost", 3)
		show(m, "lost", 4)
	}
	show(m, "grow", 3)
	show(m, "poke", 65533, 0xfeedface)
	show(m, "poke", 4*65536-4, 0xfeedface)
	show(m, "peek", 4*65536-3)
	show(m, "grow", 60)
	show(m, "grow", 1)
	show(m, "sum", rounds)
	show(m, "deep", 1<<31)
	show(m, "fibonacci", 15)
	m.close()
}

// codeMemoryIsReused maps code, runs it hot, and unmaps it, over and over.
func codeMemoryIsReused(r wazero.Runtime) {
	for n := int64(1); n <= 6; n++ {
		m := instantiate(r, constant(n<<40|n))
		show(m, "run", rounds/2)
		m.close()
	}
}

// codeComesAndGoesElsewhere does so on one goroutine while others run hot code of their own.
func codeComesAndGoesElsewhere(r wazero.Runtime) {
	var all sync.WaitGroup
	wrong := make(chan string, 100)
	for worker := range int64(3) {
		all.Go(func() {
			n := 1000 + worker
			m := instantiate(r, constant(n))
			for round := range 6 {
				count := 5000 + round
				results, err := m.ExportedFunction("run").Call(ctx, uint64(count))
				if want := constantResult(uint64(n), count); err != nil || results[0] != want {
					wrong <- fmt.Sprintf("%d, round %d: %x, %v instead of %x", n, round, results, err, want)
				}
				if worker == 0 {
					m.close()
					n += 10
					m = instantiate(r, constant(n))
				}
			}
		})
	}
	all.Wait()
	close(wrong)
	for text := range wrong {
		fmt.Println("wrong:", text)
	}
	fmt.Println("three goroutines are through")
}

func newRuntime() wazero.Runtime {
	// Not NewRuntimeConfig, which falls back to an interpreter where the compiler does not work.
	r := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigCompiler())
	_, err := r.NewHostModuleBuilder("env").
		NewFunctionBuilder().
		WithFunc(func(x uint64) uint64 { return x*6364136223846793005 + 1442695040888963407 }).
		Export("step").
		Instantiate(ctx)
	check(err)
	return r
}

func main() {
	r := newRuntime()
	everyKindOfCode(r)
	codeMemoryIsReused(r)
	codeComesAndGoesElsewhere(r)
	check(r.Close(ctx))
	fmt.Println("done")
}
