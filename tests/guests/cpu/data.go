package main

import (
	"bytes"
	"compress/bzip2"
	"compress/flate"
	"compress/gzip"
	"compress/lzw"
	"compress/zlib"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/md5"
	"crypto/rc4"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"hash"
	"hash/adler32"
	"hash/crc32"
	"hash/crc64"
	"hash/fnv"
	"io"
	"math/big"
	"strings"

	"burrow/tests/guests/internal/guest"
)

func checksums() {
	random := guest.Random(11)
	data := random.Bytes(20_000)
	hashes := []struct {
		name string
		new  func() hash.Hash
	}{
		{"md5", md5.New}, {"sha1", sha1.New}, {"sha256", sha256.New}, {"sha224", sha256.New224}, {"sha512", sha512.New}, {"sha384", sha512.New384},
		{"sha3", func() hash.Hash { return sha3.New256() }},
		{"adler32", func() hash.Hash { return adler32.New() }},
		{"crc32", func() hash.Hash { return crc32.NewIEEE() }},
		{"crc32c", func() hash.Hash { return crc32.New(crc32.MakeTable(crc32.Castagnoli)) }},
		{"crc32 Koopman", func() hash.Hash { return crc32.New(crc32.MakeTable(crc32.Koopman)) }},
		{"crc64", func() hash.Hash { return crc64.New(crc64.MakeTable(crc64.ECMA)) }},
		{"fnv", func() hash.Hash { return fnv.New128a() }},
		{"hmac", func() hash.Hash { return hmac.New(sha256.New, []byte("key")) }},
	}
	for _, h := range hashes {
		whole := h.new()
		whole.Write(data)
		// Every length around the block sizes, at every alignment.
		small := h.new()
		for n := range 200 {
			part := h.new()
			part.Write(data[n%17 : n%17+n])
			small.Write(part.Sum(nil))
		}
		fmt.Println(h.name, hex.EncodeToString(whole.Sum(nil)), hex.EncodeToString(small.Sum(nil)))
	}
}

func ciphers() {
	random := guest.Random(12)
	text := random.Bytes(4000)
	for _, size := range []int{16, 24, 32} {
		key := random.Bytes(size)
		block := guest.Got(aes.NewCipher(key))
		one := make([]byte, 16)
		block.Encrypt(one, text[:16])
		fmt.Println("aes", size*8, hex.EncodeToString(one))
		block.Decrypt(one, one)
		fmt.Println(string(one) == string(text[:16]))
		counter := make([]byte, len(text))
		cipher.NewCTR(block, key[:16]).XORKeyStream(counter, text)
		chained := make([]byte, 16*200)
		cipher.NewCBCEncrypter(block, key[:16]).CryptBlocks(chained, text[:16*200])
		fmt.Println("ctr", guest.Sum(counter), "cbc", guest.Sum(chained))
		cipher.NewCBCDecrypter(block, key[:16]).CryptBlocks(chained, chained)
		fmt.Println(bytes.Equal(chained, text[:16*200]))
		gcm := guest.Got(cipher.NewGCM(block))
		sealed := gcm.Seal(nil, key[:12], text[:3001], key)
		opened, err := gcm.Open(nil, key[:12], sealed, key)
		fmt.Println("gcm", guest.Sum(sealed), bytes.Equal(opened, text[:3001]), err)
		sealed[100] ^= 1
		_, err = gcm.Open(nil, key[:12], sealed, key)
		fmt.Println(err)
	}
	triple := guest.Got(des.NewTripleDESCipher(text[:24]))
	one := make([]byte, 8)
	triple.Encrypt(one, text)
	stream := guest.Got(rc4.NewCipher(text[:10]))
	rc := make([]byte, 100)
	stream.XORKeyStream(rc, text[:100])
	fmt.Println("3des", hex.EncodeToString(one), "rc4", guest.Sum(rc))
}

func signatures() {
	seed := sha256.Sum256([]byte("seed"))
	private := ed25519.NewKeyFromSeed(seed[:])
	message := []byte("a message")
	signature := ed25519.Sign(private, message)
	public := private.Public().(ed25519.PublicKey)
	fmt.Println("ed25519", hex.EncodeToString(signature), ed25519.Verify(public, message, signature), ed25519.Verify(public, message[1:], signature))

	for _, curve := range []elliptic.Curve{elliptic.P256(), elliptic.P384(), elliptic.P521()} {
		size := (curve.Params().BitSize + 7) / 8
		scalar := make([]byte, size)
		copy(scalar[size-32:], seed[:])
		key := guest.Got(ecdsa.ParseRawPrivateKey(curve, scalar))
		raw := guest.Got(key.PublicKey.Bytes())
		digest := sha256.Sum256(message)
		der := guest.Got(key.Sign(nil, digest[:], crypto.SHA256))
		fmt.Println(curve.Params().Name, guest.Sum(raw), guest.Sum(der), ecdsa.VerifyASN1(&key.PublicKey, digest[:], der), ecdsa.VerifyASN1(&key.PublicKey, seed[:], der))
	}

	// The RSA public operation on a fixed modulus: the product of two Mersenne primes.
	p := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 1279), big.NewInt(1))
	q := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 2203), big.NewInt(1))
	key := &rsa.PublicKey{N: new(big.Int).Mul(p, q), E: 65537}
	digest := sha256.Sum256(message)
	err := rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], make([]byte, key.Size()))
	fmt.Println("rsa", key.Size(), err)
}

func compression() {
	random := guest.Random(13)
	text := []byte(strings.Repeat(string(random.Bytes(700)), 20) + string(random.Bytes(6000)))
	for _, level := range []int{flate.HuffmanOnly, 1, 6, 9} {
		var out bytes.Buffer
		w := guest.Got(flate.NewWriter(&out, level))
		w.Write(text)
		w.Close()
		back := guest.Got(io.ReadAll(flate.NewReader(bytes.NewReader(out.Bytes()))))
		fmt.Println("flate", level, out.Len(), guest.Sum(out.Bytes()), bytes.Equal(back, text))
	}
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	zip.Write(text)
	zip.Close()
	reader := guest.Got(gzip.NewReader(&out))
	fmt.Println("gzip", guest.Sum(out.Bytes()), bytes.Equal(guest.Got(io.ReadAll(reader)), text))
	out.Reset()
	z := zlib.NewWriter(&out)
	z.Write(text)
	z.Close()
	fmt.Println("zlib", guest.Sum(out.Bytes()))
	out.Reset()
	l := lzw.NewWriter(&out, lzw.LSB, 8)
	l.Write(text)
	l.Close()
	fmt.Println("lzw", guest.Sum(out.Bytes()), bytes.Equal(guest.Got(io.ReadAll(lzw.NewReader(&out, lzw.LSB, 8))), text))
	packed := guest.Got(base64.StdEncoding.DecodeString("QlpoOTFBWSZTWQvuIk0AAAcdgEAQQAAwwABAEgAgACEmhkMhAMBOGQmUvi7kinChIBfcRJo="))
	plain, err := io.ReadAll(bzip2.NewReader(bytes.NewReader(packed)))
	fmt.Printf("bzip2 %q %v\n", plain, err)
}

// memmove copies every size up to 300 between overlapping places of every distance.
func memmove() {
	const size = 1200
	pattern := make([]byte, size)
	for i := range pattern {
		pattern[i] = byte(i*7 + i/256)
	}
	work := make([]byte, size)
	wrong := 0
	d := guest.NewDigest("copies")
	for n := 0; n <= 300; n++ {
		for _, distance := range []int{-300, -129, -65, -64, -33, -32, -17, -16, -9, -8, -7, -3, -1, 0, 1, 2, 4, 5, 8, 9, 15, 16, 17, 31, 32, 40, 63, 64, 100, 128, 255, 299} {
			copy(work, pattern)
			copy(work[400+distance:400+distance+n], work[400:400+n])
			for _, i := range []int{0, n / 2, n - 1} {
				if i >= 0 && i < n && work[400+distance+i] != pattern[400+i] {
					wrong++
				}
			}
			if work[399+distance] != pattern[399+distance] && (distance <= 0 || n < distance) {
				wrong++
			}
			d.Add(uint64(work[400]), uint64(work[400+distance]), uint64(work[400+distance+n]))
		}
	}
	for _, n := range []int{512, 1000, 2048, 4096, 65536, 1 << 20} {
		big := make([]byte, n+64)
		for i := range big {
			big[i] = byte(i * 13)
		}
		copy(big[7:], big[:n])
		copy(big[:n], big[9:])
		d.Add(uint64(big[0]), uint64(big[n/2]), uint64(big[n-1]), uint64(big[n+5]))
		clear(big[3 : n+1])
		d.Add(uint64(big[2]), uint64(big[3]), uint64(big[n]), uint64(big[n+1]))
	}
	d.Print()
	fmt.Println("wrong:", wrong)
}

// byteOperations search and compare at every length and alignment, also at the end of a page.
func byteOperations() {
	page := pageBeforeHole()
	d := guest.NewDigest("at the end of a page")
	for n := 0; n <= 130; n++ {
		part := page[len(page)-n:]
		for i := range part {
			part[i] = 'a'
		}
		d.Add(uint64(bytes.IndexByte(part, 'b')), uint64(bytes.Count(part, []byte("a"))), uint64(bytes.LastIndexByte(part, 'a')), truth(bytes.Equal(part, part)))
		if n > 2 {
			part[n-2] = 'b'
			d.Add(uint64(bytes.IndexByte(part, 'b')), uint64(bytes.Index(part, []byte("ba"))), uint64(bytes.Compare(part, part[1:])), uint64(bytes.IndexAny(part, "xyzb")))
			d.Add(uint64(strings.Index(string(part), "aaba")), truth(strings.EqualFold(string(part), strings.ToUpper(string(part)))))
		}
	}
	d.Print()
	text := strings.Repeat("abracadabra ", 200)
	fmt.Println(strings.Count(text, "abra"), strings.Index(text, "cadabra abracadabra x"), strings.LastIndex(text, "bra"), len(strings.ReplaceAll(text, "cad", "-")),
		strings.Fields(text)[3], strings.Compare(text, text[12:]))
}
