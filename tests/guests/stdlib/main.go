// Guest cases that drive large parts of the standard library: much code, few system calls.
package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"container/heap"
	"encoding/asn1"
	"encoding/base32"
	"encoding/binary"
	"encoding/csv"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"html/template"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"iter"
	"maps"
	"math/rand"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"sort"
	"strings"
	"text/tabwriter"
	texttemplate "text/template"
	"time"
	_ "time/tzdata" // Windows and WebAssembly bring no zones
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"burrow/tests/guests/internal/guest"
)

func main() {
	guest.Main(map[string]func(){
		"archives":  archives,
		"encodings": encodings,
		"fmt":       formats,
		"go-parser": goParser,
		"images":    images,
		"iterators": iterators,
		"json":      jsonValues,
		"random":    seeded,
		"regexp":    expressions,
		"sort":      sorting,
		"templates": templates,
		"time":      times,
		"unicode":   unicodeText,
		"urls":      urls,
	})
}

type record struct {
	Name   string            `json:"name" xml:"name,attr"`
	Values []float64         `json:"values"`
	Tags   map[string]string `json:"tags,omitempty" xml:"-"`
	Next   *record           `json:"next,omitempty"`
	When   time.Time         `json:"when"`
}

func sample() record {
	return record{"first", []float64{1, 2.5, -3e-9}, map[string]string{"b": "2", "a": "1"},
		&record{Name: "zweiter \"quoted\" <&> 世界", When: time.Unix(1, 0).UTC()}, time.Date(2024, 2, 29, 1, 2, 3, 4, time.UTC)}
}

func jsonValues() {
	text := guest.Got(json.MarshalIndent(sample(), "", " "))
	fmt.Println(string(text))
	var back record
	guest.Must(json.Unmarshal(text, &back))
	fmt.Println(back.Next.Name, back.Tags, back.When)
	var any any
	guest.Must(json.Unmarshal([]byte(`{"a":[1,2,{"b":null}],"c":"\u00e9\ud83d\ude00","d":1e3,"e":true}`), &any))
	fmt.Println(any)
	for _, bad := range []string{`{"a":}`, `[1,2`, `{"name":5}`, `nul`, ``} {
		fmt.Println(json.Unmarshal([]byte(bad), &back))
	}
}

func encodings() {
	fmt.Println(string(guest.Got(xml.MarshalIndent(sample(), "", "  "))))
	var network bytes.Buffer
	guest.Must(gob.NewEncoder(&network).Encode(sample()))
	var back record
	guest.Must(gob.NewDecoder(&network).Decode(&back))
	fmt.Println(back.Name, back.Values, back.Next.Name)
	rows := guest.Got(csv.NewReader(strings.NewReader("a,b\n\"x,y\",\"q\"\"q\"\n")).ReadAll())
	fmt.Println(rows)
	fmt.Println(base32.StdEncoding.EncodeToString([]byte("base32")))
	var packed bytes.Buffer
	guest.Must(binary.Write(&packed, binary.BigEndian, struct {
		A uint16
		B int64
		C float32
	}{1, -2, 3.5}))
	fmt.Printf("%x\n", packed.Bytes())
	fmt.Printf("%x\n", binary.AppendUvarint(nil, 1<<40))
	der := guest.Got(asn1.Marshal(struct {
		N int
		S string
		L []int
	}{5, "x", []int{1, 2, 300}}))
	fmt.Printf("%x\n", der)
}

func archives() {
	var file bytes.Buffer
	w := tar.NewWriter(&file)
	for i := range 3 {
		body := strings.Repeat("line\n", i*100)
		guest.Must(w.WriteHeader(&tar.Header{Name: fmt.Sprint("file", i), Mode: 0o600, Size: int64(len(body)), ModTime: time.Unix(1e9, 0)}))
		io.WriteString(w, body)
	}
	w.Close()
	fmt.Println(file.Len(), guest.Sum(file.Bytes()))
	r := tar.NewReader(&file)
	for {
		header, err := r.Next()
		if err != nil {
			fmt.Println(err)
			break
		}
		fmt.Println(header.Name, len(guest.Got(io.ReadAll(r))))
	}
	var zipped bytes.Buffer
	z := zip.NewWriter(&zipped)
	entry := guest.Got(z.Create("dir/entry"))
	io.WriteString(entry, strings.Repeat("zip me ", 500))
	z.Close()
	reader := guest.Got(zip.NewReader(bytes.NewReader(zipped.Bytes()), int64(zipped.Len())))
	fmt.Println(zipped.Len(), reader.File[0].Name, reader.File[0].UncompressedSize64, reader.File[0].CRC32)
	fmt.Println(len(guest.Got(io.ReadAll(guest.Got(reader.File[0].Open())))))
}

func formats() {
	for _, verb := range []string{"%v", "%+v", "%#v", "%T", "%d", "%x", "%X", "%o", "%b", "%q", "%s", "%e", "%8.3f", "%-8v|", "%08d", "%U", "%c", "%t", "%p"} {
		for _, value := range []any{42, -7, uint8(200), 3.75, "text", []byte("by"), true, 'x', []int{1, 2}, struct{ A, B any }{1, "x"}, nil, 2 + 3i, map[string]int{"k": 1}} {
			if verb == "%p" && value != nil {
				continue
			}
			fmt.Printf(verb+" ", value)
		}
		fmt.Println()
	}
	var a int
	var s string
	var f float64
	n, err := fmt.Sscanf("17 word 2.5", "%d %s %g", &a, &s, &f)
	fmt.Println(n, err, a, s, f)
}

func expressions() {
	random := guest.Random(31)
	text := string(random.Bytes(5000))
	for _, pattern := range []string{`[a-z]+`, `(\w+) (\w+)`, `^.*e.*$`, `(?i)THE|an`, `(a|b|c)*d`, `\s{2,}`, `[^aeiou\s]{3}`, `(?m)^(.)`, `\bhi?\b`} {
		e := regexp.MustCompile(pattern)
		all := e.FindAllStringSubmatchIndex(text, -1)
		fmt.Println(pattern, len(all), guest.Sum([]byte(fmt.Sprint(all))))
	}
	fmt.Println(regexp.MustCompile(`(?P<key>\w+)=(?P<value>\w+)`).ReplaceAllString("a=1 b=2", "${value}:${key}"))
	_, err := regexp.Compile(`(unclosed`)
	fmt.Println(err)
}

type queue []int

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return q[i] < q[j] }
func (q queue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)        { *q = append(*q, x.(int)) }
func (q *queue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

func sorting() {
	random := guest.Random(32)
	numbers := make([]int, 5000)
	words := make([]string, 1000)
	floats := make([]float64, 1000)
	for i := range numbers {
		numbers[i] = int(random.Next() >> 40)
	}
	for i := range words {
		words[i] = string(random.Bytes(5))
		floats[i] = float64(int64(random.Next())) / 1e5
	}
	slices.Sort(numbers)
	sort.Strings(words)
	sort.Float64s(floats)
	fmt.Println(slices.IsSorted(numbers), sort.StringsAreSorted(words), floats[0], floats[999], numbers[2500])
	sort.SliceStable(words, func(i, j int) bool { return words[i][0] > words[j][0] })
	fmt.Println(guest.Sum([]byte(strings.Join(words, ","))))
	position, found := slices.BinarySearch(numbers, numbers[1234])
	fmt.Println(position, found)
	q := &queue{5, 2, 8}
	heap.Init(q)
	heap.Push(q, 1)
	for q.Len() > 0 {
		fmt.Print(heap.Pop(q), " ")
	}
	fmt.Println()
}

func templates() {
	text := texttemplate.Must(texttemplate.New("t").Funcs(texttemplate.FuncMap{"up": strings.ToUpper}).Parse(
		`{{range $i, $v := .Values}}{{$i}}={{printf "%.2f" $v}} {{else}}none{{end}}{{with .Next}}{{.Name | up}}{{end}}{{if gt (len .Tags) 1}} {{index .Tags "a"}}{{end}}` + "\n"))
	var out bytes.Buffer
	guest.Must(text.Execute(&out, sample()))
	page := template.Must(template.New("h").Parse(`<a href="/?q={{.}}" onclick="f({{.}})">{{.}}</a>` + "\n"))
	guest.Must(page.Execute(&out, `<script>"x" & 'y'</script>`))
	fmt.Print(out.String())
	w := tabwriter.NewWriter(&out, 5, 0, 2, '.', tabwriter.AlignRight)
	out.Reset()
	fmt.Fprintln(w, "a\tbbb\tc")
	fmt.Fprintln(w, "aaaa\tb\tccccc")
	w.Flush()
	fmt.Print(out.String())
}

func goParser() {
	source := "package p\nimport \"fmt\"\nfunc  f( a,b int)(x int){ for i:=0;i<a;i++{ x+=b*i };fmt.Println(x);return }\n"
	files := token.NewFileSet()
	file := guest.Got(parser.ParseFile(files, "p.go", source, parser.ParseComments))
	nodes := 0
	ast.Inspect(file, func(ast.Node) bool { nodes++; return true })
	fmt.Println(nodes, string(guest.Got(format.Source([]byte(source)))))
	_, err := parser.ParseFile(files, "bad.go", "package p\nfunc {", 0)
	fmt.Println(err)
}

func images() {
	picture := image.NewRGBA(image.Rect(0, 0, 60, 40))
	for y := range 40 {
		for x := range 60 {
			picture.Set(x, y, color.RGBA{uint8(x * 4), uint8(y * 6), uint8(x * y), 255})
		}
	}
	var out bytes.Buffer
	guest.Must(png.Encode(&out, picture))
	fmt.Println("png", out.Len(), guest.Sum(out.Bytes()))
	back := guest.Got(png.Decode(&out))
	fmt.Println(back.At(33, 22))
	out.Reset()
	guest.Must(jpeg.Encode(&out, picture, &jpeg.Options{Quality: 80}))
	fmt.Println("jpeg", out.Len(), guest.Sum(out.Bytes()))
	fmt.Println(guest.Got(jpeg.Decode(&out)).At(33, 22))
}

func count(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func iterators() {
	sum := 0
	for i := range count(1000) {
		if i == 500 {
			break
		}
		sum += i
	}
	next, stop := iter.Pull(count(5))
	first, _ := next()
	second, ok := next()
	stop()
	_, after := next()
	fmt.Println(sum, first, second, ok, after)
	m := map[string]int{"x": 1, "y": 2, "z": 3}
	fmt.Println(slices.Sorted(maps.Keys(m)), slices.Collect(slices.Values([]int{3, 1})), slices.Sorted(maps.Values(m)))
	for chunk := range slices.Chunk([]int{1, 2, 3, 4, 5}, 2) {
		fmt.Print(chunk)
	}
	fmt.Println()
}

func seeded() {
	r := rand.New(rand.NewSource(5))
	fmt.Println(r.Int63(), r.Float64(), r.NormFloat64(), r.ExpFloat64(), r.Perm(8))
	fmt.Println(rand.Int63() != rand.Int63())
}

func times() {
	t := time.Date(2023, 12, 31, 23, 59, 59, 999_999_999, time.UTC)
	for _, layout := range []string{time.RFC3339Nano, time.RFC1123Z, time.Kitchen, "Mon Jan _2 15:04:05.000 2006 -0700", "2006-002"} {
		fmt.Println(t.Format(layout))
	}
	for _, zone := range []string{"America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"} {
		location := guest.Got(time.LoadLocation(zone))
		fmt.Println(t.In(location), t.AddDate(0, 6, 0).In(location).IsDST())
	}
	year, week := t.ISOWeek()
	fmt.Println(year, week, t.YearDay(), t.Weekday(), t.Add(36*time.Hour).Sub(t), t.Truncate(time.Hour))
	fmt.Println(time.Parse("2006-01-02 MST", "2024-02-30 UTC"))
	fmt.Println(time.ParseDuration("1h15m30.918273645s"))
}

func unicodeText() {
	text := "Ünïcödé ΣΑΣ ßtraße İstanbul 日本語 👩‍👩‍👧 \xff\xfe end"
	fmt.Println(strings.ToUpper(text), strings.ToLower(text), strings.Title(text))
	fmt.Println(utf8.ValidString(text), utf8.RuneCountInString(text), strings.ToValidUTF8(text, "?"))
	classes := guest.NewDigest("classes")
	for r := rune(0); r < 0x3000; r++ {
		var bits uint64
		for i, f := range []func(rune) bool{unicode.IsLetter, unicode.IsDigit, unicode.IsUpper, unicode.IsSpace, unicode.IsPunct, unicode.IsSymbol, unicode.IsMark} {
			if f(r) {
				bits |= 1 << i
			}
		}
		classes.Add(bits, uint64(unicode.SimpleFold(r)))
	}
	classes.Print()
	fmt.Println(utf16.Encode([]rune("a😀")), strings.EqualFold("Straße", "STRASSE"), strings.EqualFold("K", "\u212a"))
	fmt.Printf("%q %+q %x\n", text, text, text[:9])
}

func urls() {
	u := guest.Got(url.Parse("https://user:p%40ss@example.com:8080/a%20b/../c?q=1&q=2&x=%E4%B8%96#frag"))
	fmt.Println(u.Host, u.Port(), u.User, u.Path, u.Query()["q"], u.Query().Get("x"), u.Fragment, u.JoinPath("../z"))
	_, err := url.Parse("http://[::1")
	fmt.Println(err)
	prefix := netip.MustParsePrefix("10.1.0.0/16")
	fmt.Println(prefix.Contains(netip.MustParseAddr("10.1.200.3")), netip.MustParseAddr("2001:db8::1").Next(), netip.MustParseAddr("fe80::1%eth0").Zone())
}
