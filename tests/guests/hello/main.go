// The smallest guest: no package but os.
package main

import "os"

func main() {
	os.Stdout.WriteString("Hello from a guest\n")
	println("and on stderr", len(os.Args), 42, 1.5, true)
}
