//go:build js

// Guest cases about syscall/js. They check themselves: each prints what is wrong, or "ok".
package main

import (
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"syscall"
	"syscall/js"
	"time"

	"burrow/tests/guests/internal/guest"
)

func main() {
	guest.Main(map[string]func(){
		"bytes":      bytes,
		"callbacks":  callbacks,
		"event-loop": eventLoop,
		"exceptions": exceptions,
		"files":      files,
		"globals":    globals,
		"objects":    objects,
		"references": references,
		"values":     values,
		"views":      views,
	})
}

func values() {
	var check guest.Check
	for _, f := range []float64{0, 1, -1, 0.5, 1 << 53, math.Inf(1), math.SmallestNonzeroFloat64, -0.0} {
		check.That(js.ValueOf(f).Float() == f, "%v became %v", f, js.ValueOf(f))
	}
	check.That(js.ValueOf(math.NaN()).IsNaN(), "NaN")
	check.That(js.ValueOf(true).Bool() && !js.ValueOf(false).Bool(), "booleans")
	text := "Grüße, 世界 😀\x00!"
	check.That(js.ValueOf(text).String() == text, "%q became %q", text, js.ValueOf(text).String())
	check.That(js.Undefined().IsUndefined() && js.Null().IsNull(), "undefined and null")
	check.That(js.Undefined().Type() == js.TypeUndefined && js.Null().Type() == js.TypeNull &&
		js.ValueOf(1).Type() == js.TypeNumber && js.ValueOf("").Type() == js.TypeString &&
		js.ValueOf(true).Type() == js.TypeBoolean && js.Global().Type() == js.TypeObject &&
		js.Global().Get("Array").Type() == js.TypeFunction, "types")
	check.That(!js.ValueOf("").Truthy() && !js.ValueOf(0).Truthy() && js.ValueOf("x").Truthy(), "truth")
	nested := js.ValueOf(map[string]any{"list": []any{1, "two", nil, map[string]any{"x": 3.5}}})
	check.That(nested.Get("list").Length() == 4 && nested.Get("list").Index(3).Get("x").Float() == 3.5 &&
		nested.Get("list").Index(2).IsNull(), "nested values")
	check.Done()
}

func objects() {
	var check guest.Check
	object := js.Global().Get("Object").New()
	check.That(object.Get("missing").IsUndefined(), "a missing property")
	object.Set("a", 1)
	object.Set("b", "two")
	check.That(object.Get("a").Int() == 1 && object.Get("b").String() == "two", "properties")
	object.Delete("a")
	check.That(object.Get("a").IsUndefined(), "a deleted property")
	array := js.Global().Get("Array").New(3)
	check.That(array.Length() == 3, "length %d", array.Length())
	array.SetIndex(5, "end")
	check.That(array.Length() == 6 && array.Index(5).String() == "end" && array.Index(4).IsUndefined(), "a longer array")
	check.That(array.InstanceOf(js.Global().Get("Array")) && !object.InstanceOf(js.Global().Get("Array")), "instances")
	check.That(js.Global().Get("Array").New("x", 2).Index(1).Int() == 2, "an array of two")
	check.Done()
}

// references of one object are equal, of two are not, and are given back.
func references() {
	var check guest.Check
	object := js.Global().Get("Object").New()
	holder := js.Global().Get("Object").New()
	holder.Set("it", object)
	check.That(holder.Get("it").Equal(object), "the same object")
	check.That(!holder.Equal(object), "two objects")
	check.That(js.ValueOf("same").Equal(js.ValueOf("same")), "equal strings")
	check.That(!js.ValueOf(math.NaN()).Equal(js.ValueOf(math.NaN())), "NaN is itself")
	for i := range 50_000 { // the collector finalizes them
		temporary := js.Global().Get("Object").New()
		temporary.Set("i", i)
		if temporary.Get("i").Int() != i {
			check.That(false, "object %d", i)
			break
		}
	}
	check.Done()
}

func bytes() {
	var check guest.Check
	data := []byte("0123456789")
	array := js.Global().Get("Uint8Array").New(8)
	check.That(js.CopyBytesToJS(array, data) == 8 && array.Index(7).Int() == '7', "to JavaScript")
	back := make([]byte, 20)
	check.That(js.CopyBytesToGo(back, array) == 8 && string(back[:8]) == "01234567", "to Go: %q", back)
	check.That(panics(func() { js.CopyBytesToGo(back, js.Global()) }) != "", "bytes of no array")
	check.Done()
}

// views are parts of an array that share its bytes.
func views() {
	var check guest.Check
	array := js.Global().Get("Uint8Array").New(8)
	js.CopyBytesToJS(array, []byte("01234567"))
	part, back := array.Call("subarray", 2, 5), make([]byte, 5)
	check.That(part.Length() == 3 && js.CopyBytesToGo(back, part) == 3 && string(back[:3]) == "234", "a part")
	part.SetIndex(0, 'X')
	check.That(array.Index(2).Int() == 'X', "a part is a view")
	check.Done()
}

// panics runs f and returns the text of its panic.
func panics(f func()) (text string) {
	defer func() {
		if r := recover(); r != nil {
			text = fmt.Sprint(r)
		}
	}()
	f()
	return ""
}

// callbacks re-enter Go from JavaScript, also several deep, while the stack grows.
func callbacks() {
	var check guest.Check
	var deep js.Func
	deep = js.FuncOf(func(this js.Value, args []js.Value) any {
		n := args[0].Int()
		if n == 0 {
			return grow(2000)
		}
		return deep.Invoke(n-1).Int() + 1
	})
	defer deep.Release()
	check.That(deep.Invoke(20).Int() == 2020, "twenty deep: %v", deep.Invoke(20))
	object := js.Global().Get("Object").New()
	method := js.FuncOf(func(this js.Value, args []js.Value) any {
		return this.Get("base").Int() + len(args)
	})
	defer method.Release()
	object.Set("base", 40)
	object.Set("method", method)
	check.That(object.Call("method", "a", "b").Int() == 42, "this and arguments")
	nothing := js.FuncOf(func(js.Value, []js.Value) any { return nil })
	defer nothing.Release()
	check.That(nothing.Invoke().IsNull(), "nil is null")
	check.Done()
}

//go:noinline
func grow(n int) int {
	var pad [16]int
	pad[n%16] = n
	if n == 0 {
		return 0
	}
	return grow(n-1) + 1 + pad[n%16] - n
}

func exceptions() {
	var check guest.Check
	text := panics(func() { js.Global().Call("noSuchFunction") })
	check.That(text != "", "a call of nothing")
	text = panics(func() { js.Undefined().Get("x") })
	check.That(strings.Contains(text, "undefined"), "a property of undefined: %q", text)
	text = panics(func() { js.ValueOf("text").Int() })
	check.That(strings.Contains(text, "string"), "a number of a string: %q", text)
	check.Done()
}

func globals() {
	var check guest.Check
	process := js.Global().Get("process")
	check.That(process.Call("cwd").String() == guest.Got(os.Getwd()), "cwd %v", process.Call("cwd"))
	check.That(process.Get("pid").Int() == os.Getpid(), "pid %v", process.Get("pid"))
	check.That(process.Call("getuid").Int() == os.Getuid(), "uid %v", process.Call("getuid"))
	offset := js.Global().Get("Date").New().Call("getTimezoneOffset")
	check.That(offset.Type() == js.TypeNumber && offset.Int() >= -14*60 && offset.Int() <= 12*60, "time zone offset %v", offset)
	resolved := js.Global().Get("path").Call("resolve", "a", "../b").String()
	check.That(resolved == guest.Got(os.Getwd())+"/b", "resolved %s", resolved)
	check.That(js.Global().Get("fs").Get("constants").Get("O_RDWR").Int() >= 2, "constants")
	check.Done()
}

// files calls fs as the syscall package does: the answer comes on the event loop.
func files() {
	var check guest.Check
	fs := js.Global().Get("fs")
	type answer struct {
		code  string
		value js.Value
	}
	call := func(name string, args ...any) answer {
		c := make(chan answer, 1)
		f := js.FuncOf(func(this js.Value, args []js.Value) any {
			var a answer
			if failure := args[0]; !failure.IsNull() && !failure.IsUndefined() {
				a.code = failure.Get("code").String()
			} else if len(args) > 1 {
				a.value = args[1]
			}
			c <- a
			return nil
		})
		defer f.Release()
		fs.Call(name, append(args, f)...)
		return <-c
	}
	check.That(call("stat", "missing").code == "ENOENT", "stat of nothing")
	check.That(call("mkdir", "d", 0o755).code == "" && call("mkdir", "d", 0o755).code == "EEXIST", "mkdir")
	check.That(call("readdir", "d").value.Length() == 0, "readdir")
	guest.Must(os.WriteFile("d/f", []byte("12345"), 0o640))
	stat := call("stat", "d/f").value
	check.That(stat.Get("size").Int() == 5 && !stat.Call("isDirectory").Bool() && stat.Get("mode").Int()&0o777 == 0o640, "stat")
	check.That(call("rmdir", "d").code == "ENOTEMPTY", "rmdir")
	check.That(call("close", 9999).code == "EBADF", "close")
	var errno syscall.Errno
	_, err := os.Open("missing")
	check.That(errors.As(err, &errno) && errno == syscall.ENOENT, "open: %v", err)
	check.Done()
}

// eventLoop lets timers, callbacks and goroutines take turns.
func eventLoop() {
	var check guest.Check
	var fired []int
	done := make(chan bool)
	for _, n := range []int{3, 1, 2} {
		time.AfterFunc(time.Duration(n)*15*time.Millisecond, func() {
			fired = append(fired, n)
			if len(fired) == 3 {
				close(done)
			}
		})
	}
	start := time.Now()
	for range 10 {
		time.Sleep(time.Millisecond)
		guest.Must(os.WriteFile("f", []byte("x"), 0o644))
	}
	check.That(time.Since(start) >= 10*time.Millisecond, "slept %v", time.Since(start))
	stopped := time.AfterFunc(time.Hour, func() {})
	check.That(stopped.Stop() && !stopped.Stop(), "a timer stops once")
	<-done
	slices.Sort(fired) // each fires in a goroutine of its own
	check.That(slices.Equal(fired, []int{1, 2, 3}), "fired %v", fired)
	check.Done()
}
