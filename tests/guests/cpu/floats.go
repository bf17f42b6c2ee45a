package main

import (
	"fmt"
	"math"
	"math/big"
	"math/cmplx"
	"strconv"

	"burrow/tests/guests/internal/guest"
)

// floats64 are operands at which rounding, infinities and not-a-numbers show. Payloads of NaN
// results are left out: they differ between processors and Go does not define them.
var floats64 = []float64{
	0, math.Copysign(0, -1), 1, -1, 0.5, 1.5, 2.5, -2.5, 3, 0.1, 1.0 / 3, math.Pi, -math.E, 1e10, 1e-10,
	1 << 24, 1<<24 + 1, 1 << 52, 1<<53 - 1, 1 << 53, 1 << 62, 1 << 63, -(1 << 63), 1 << 64, 1e19, 2147483647, 2147483648, -2147483649,
	4294967295.5, 127.5, 255.5, 1e300, -1e300, 1e-300, 4.9e-324, -4.9e-324, 2.2250738585072014e-308,
	math.MaxFloat64, math.SmallestNonzeroFloat64, math.MaxFloat32, math.SmallestNonzeroFloat32,
	math.Inf(1), math.Inf(-1), math.NaN(),
}

// raw is the bit pattern of f, all NaN alike.
func raw(f float64) uint64 {
	if f != f {
		return 0x7ff8000000000001
	}
	return math.Float64bits(f)
}

func raw32(f float32) uint64 {
	if f != f {
		return 0x7fc00001
	}
	return uint64(math.Float32bits(f))
}

func floats() {
	double := guest.NewDigest("float64 arithmetic")
	single := guest.NewDigest("float32 arithmetic")
	compare := guest.NewDigest("comparisons")
	for _, a := range floats64 {
		for _, b := range floats64 {
			double.Add(raw(a+b), raw(a-b), raw(a*b), raw(a/b), raw(min(a, b)), raw(max(a, b)), raw(math.Copysign(a, b)), raw(math.Mod(a, b)))
			x, y := float32(a), float32(b)
			single.Add(raw32(x+y), raw32(x-y), raw32(x*y), raw32(x/y), raw32(min(x, y)), raw32(max(x, y)), raw(float64(x)))
			compare.Add(truth(a < b), truth(a <= b), truth(a == b), truth(a != b), truth(a > b), truth(a >= b), truth(x < y), truth(x == y), truth(x >= y))
		}
		double.Add(raw(-a), raw(math.Abs(a)), raw(math.Sqrt(a)), raw(math.Floor(a)), raw(math.Ceil(a)), raw(math.Trunc(a)), raw(math.RoundToEven(a)), raw(math.Round(a)))
		single.Add(raw32(float32(math.Sqrt(float64(float32(a))))))
	}
	double.Print()
	single.Print()
	compare.Print()
}

// conversions of values out of range differ between processors, so this is compared per target.
func conversions() {
	for _, f := range floats64 {
		fmt.Printf("%v: %d %d %d %d %d %d %d %d\n", f, int64(f), int32(f), int16(f), int8(f), uint64(f), uint32(f), uint16(f), uint8(f))
		s := float32(f)
		fmt.Printf("%v: %d %d %d %d\n", s, int64(s), int32(s), uint64(s), uint32(s))
	}
	d := guest.NewDigest("integers to floats")
	for _, x := range integers64 {
		d.Add(raw(float64(int64(x))), raw(float64(x)), raw32(float32(int64(x))), raw32(float32(x)), raw(float64(int32(x))), raw(float64(uint32(x))),
			raw32(float32(int32(x))), raw32(float32(uint32(x))), raw(float64(int8(x))), raw(float64(uint16(x))))
	}
	d.Print()
}

func mathFunctions() {
	functions := []struct {
		name string
		f    func(float64) float64
	}{
		{"Acos", math.Acos}, {"Acosh", math.Acosh}, {"Asin", math.Asin}, {"Asinh", math.Asinh}, {"Atan", math.Atan}, {"Atanh", math.Atanh},
		{"Cbrt", math.Cbrt}, {"Cos", math.Cos}, {"Cosh", math.Cosh}, {"Erf", math.Erf}, {"Erfc", math.Erfc}, {"Erfinv", math.Erfinv},
		{"Exp", math.Exp}, {"Exp2", math.Exp2}, {"Expm1", math.Expm1}, {"Gamma", math.Gamma}, {"J0", math.J0}, {"J1", math.J1},
		{"Log", math.Log}, {"Log10", math.Log10}, {"Log1p", math.Log1p}, {"Log2", math.Log2}, {"Logb", math.Logb}, {"Sin", math.Sin},
		{"Sinh", math.Sinh}, {"Tan", math.Tan}, {"Tanh", math.Tanh}, {"Y0", math.Y0}, {"Y1", math.Y1},
	}
	for _, function := range functions {
		d := guest.NewDigest(function.name)
		for _, x := range floats64 {
			d.Add(raw(function.f(x)))
		}
		for i := range 200 {
			d.Add(raw(function.f(float64(i-100) / 16)))
		}
		d.Print()
	}
	pairs := guest.NewDigest("two operands")
	for _, a := range floats64 {
		for _, b := range floats64 {
			pairs.Add(raw(math.Atan2(a, b)), raw(math.Hypot(a, b)), raw(math.Pow(a, b)), raw(math.Remainder(a, b)), raw(math.Dim(a, b)), raw(math.Nextafter(a, b)))
		}
		fraction, exponent := math.Frexp(a)
		whole, part := math.Modf(a)
		pairs.Add(raw(fraction), uint64(exponent), raw(whole), raw(part), raw(math.Ldexp(a, 3)), raw(math.Ldexp(a, -1074)))
		sign, _ := math.Lgamma(a)
		pairs.Add(raw(sign))
	}
	pairs.Print()
}

// fusedMultiplyAdd shows that x*y+z rounds once where the compiler fuses it (arm64, riscv64).
func fusedMultiplyAdd() {
	explicit := guest.NewDigest("math.FMA")
	implicit := guest.NewDigest("x*y + z")
	implicit32 := guest.NewDigest("x*y + z, float32")
	negated := guest.NewDigest("z - x*y, x*y - z")
	for _, x := range floats64 {
		for _, y := range floats64 {
			for _, z := range floats64 {
				explicit.Add(raw(math.FMA(x, y, z)))
				implicit.Add(raw(x*y+z), raw(float64(x*y)+z))
				negated.Add(raw(z-x*y), raw(x*y-z), raw(-(x*y)-z))
				a, b, c := float32(x), float32(y), float32(z)
				implicit32.Add(raw32(a*b+c), raw32(a*b-c), raw32(c-a*b))
			}
		}
	}
	explicit.Print()
	implicit.Print()
	negated.Print()
	implicit32.Print()
	a, b := 0.1, 10.0
	fmt.Println(a*b-1, float64(a*b)-1, math.FMA(a, b, -1))
}

func complexNumbers() {
	d := guest.NewDigest("complex128")
	for i, a := range floats64 {
		x := complex(a, floats64[(i*7+3)%len(floats64)])
		y := complex(floats64[(i*5+1)%len(floats64)], floats64[(i*3+2)%len(floats64)])
		for _, z := range []complex128{x + y, x - y, x * y, x / y, cmplx.Sqrt(x), cmplx.Exp(y), cmplx.Conj(x)} {
			d.Add(raw(real(z)), raw(imag(z)))
		}
	}
	d.Print()
	fmt.Println(cmplx.Pow(2+3i, 1.5-0.5i), cmplx.Log(-1), complex64(1+2i)*(3-1i))
}

func floatText() {
	d := guest.NewDigest("round trips")
	random := guest.Random(3)
	for i := range 3000 {
		f := math.Float64frombits(random.Next())
		if i < len(floats64) {
			f = floats64[i]
		}
		text := strconv.FormatFloat(f, 'g', -1, 64)
		back := guest.Got(strconv.ParseFloat(text, 64))
		if raw(back) != raw(f) {
			fmt.Println("not the same:", text, raw(f), raw(back))
		}
		short := strconv.FormatFloat(f, 'e', 5, 64)
		for _, c := range text + short {
			d.Add(uint64(c))
		}
	}
	d.Print()
	for _, f := range []float64{0.3, 1e21, 123456789.125, 5e-324, 1.7976931348623157e308, 100, 2.5} {
		fmt.Println(f, strconv.FormatFloat(f, 'f', 3, 64), strconv.FormatFloat(f, 'b', -1, 64), strconv.FormatFloat(f, 'x', -1, 64), float32(f))
	}
	for _, text := range []string{"1e400", "-1e-400", "0x1p-2", "nan", "+Inf", "1_000", "179769313486231580793e289", "9007199254740993"} {
		fmt.Println(strconv.ParseFloat(text, 64))
	}
}

func bigNumbers() {
	factorial := big.NewInt(1)
	for i := int64(2); i <= 400; i++ {
		factorial.Mul(factorial, big.NewInt(i))
	}
	text := factorial.String()
	fmt.Println(len(text), guest.Sum([]byte(text)), text[:20])
	prime := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 521), big.NewInt(1))
	fmt.Println(prime.ProbablyPrime(1))
	power := new(big.Int).Exp(big.NewInt(3), factorial, prime)
	inverse := new(big.Int).ModInverse(power, prime)
	fmt.Println(guest.Sum([]byte(power.String())), new(big.Int).Mod(new(big.Int).Mul(power, inverse), prime))
	quotient, remainder := new(big.Int).QuoRem(factorial, prime, new(big.Int))
	fmt.Println(guest.Sum(quotient.Bytes()), guest.Sum(remainder.Bytes()))
	root := new(big.Int).Sqrt(factorial)
	fmt.Println(guest.Sum(root.Bytes()), new(big.Int).GCD(nil, nil, factorial, root))
	fmt.Println(new(big.Rat).SetFrac(big.NewInt(355), big.NewInt(113)).FloatString(30))
	pi := new(big.Float).SetPrec(300).Quo(big.NewFloat(355), new(big.Float).SetPrec(300).SetInt64(113))
	fmt.Println(pi.Text('g', 60))
}
