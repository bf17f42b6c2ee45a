package burrow.cpu.aarch64;

import burrow.machine.Cpu;
import burrow.translator.Sha256;

/**
 * The SHA-1, SHA-256 and SHA-512 instructions. They take too many operands for a pure function:
 * they are given the instruction and work on the registers.
 */
public final class Sha {
  private Sha() {}

  private static int d(long word) {
    return (int) word & 31;
  }

  private static int n(long word) {
    return (int) word >>> 5 & 31;
  }

  private static int m(long word) {
    return (int) word >>> 16 & 31;
  }

  private static int[] words(Cpu cpu, int v) {
    Arm64Cpu c = (Arm64Cpu) cpu;
    long low = c.vectorLow(v);
    long high = c.vectorHigh(v);
    return new int[] {(int) low, (int) (low >>> 32), (int) high, (int) (high >>> 32)};
  }

  private static void set(Cpu cpu, int v, int... w) {
    ((Arm64Cpu) cpu)
        .setVector(
            v, w[0] & 0xffff_ffffL | (long) w[1] << 32, w[2] & 0xffff_ffffL | (long) w[3] << 32);
  }

  private static int choose(int x, int y, int z) {
    return z ^ x & (y ^ z);
  }

  private static int majority(int x, int y, int z) {
    return x & y | (x | y) & z;
  }

  // ---- SHA-1 ----

  /** SHA1C, SHA1P, SHA1M: four rounds with choose, parity or majority. */
  public static long sha1Rounds(Cpu cpu, long word) {
    int[] x = words(cpu, d(word));
    int[] w = words(cpu, m(word));
    int y = (int) ((Arm64Cpu) cpu).vectorLow(n(word));
    for (int e = 0; e < 4; e++) {
      int f =
          switch ((int) word >>> 12 & 3) {
            case 0 -> choose(x[1], x[2], x[3]);
            case 1 -> x[1] ^ x[2] ^ x[3];
            default -> majority(x[1], x[2], x[3]);
          };
      int next = y + Integer.rotateLeft(x[0], 5) + f + w[e];
      y = x[3];
      x[3] = x[2];
      x[2] = Integer.rotateLeft(x[1], 30);
      x[1] = x[0];
      x[0] = next;
    }
    set(cpu, d(word), x);
    return 0;
  }

  public static long sha1su1(Cpu cpu, long word) {
    int[] t = words(cpu, d(word));
    int[] n = words(cpu, n(word));
    for (int k = 0; k < 3; k++) {
      t[k] ^= n[k + 1];
    }
    int w0 = Integer.rotateLeft(t[0], 1);
    set(
        cpu,
        d(word),
        w0,
        Integer.rotateLeft(t[1], 1),
        Integer.rotateLeft(t[2], 1),
        Integer.rotateLeft(t[3], 1) ^ Integer.rotateLeft(t[0], 2));
    return 0;
  }

  // ---- SHA-256 ----

  // SHA256H and SHA256H2: four rounds of the state x (a to d) and y (e to h), of which they keep x
  // or y. Each round makes a new E, and a new A of the same sum. Newer words stand lower.

  /** The E of the first two rounds: y's new upper half. */
  public static long sha256FirstE(long xHigh, long yLow, long yHigh, long w) {
    int e = (int) yLow;
    int f = high(yLow);
    int g = (int) yHigh;
    int first = high(xHigh) + high(yHigh) + (int) w + Sha256.chosen(e, f, g);
    return Sha256.pack((int) xHigh + g + high(w) + Sha256.chosen(first, e, f), first);
  }

  /** The E of the last two rounds: y's new lower half, given the first two. */
  public static long sha256LastE(long xLow, long yLow, long first, long w) {
    int e = (int) yLow;
    int third = high(xLow) + high(yLow) + (int) w + Sha256.chosen((int) first, high(first), e);
    return Sha256.pack(
        (int) xLow + e + high(w) + Sha256.chosen(third, (int) first, high(first)), third);
  }

  /** The A of the first two rounds: x's new upper half, given their E. */
  public static long sha256FirstA(long xLow, long xHigh, long firstE) {
    int a = (int) xLow;
    int b = high(xLow);
    int first = high(firstE) - high(xHigh) + Sha256.majority(a, b, (int) xHigh);
    return Sha256.pack((int) firstE - (int) xHigh + Sha256.majority(first, a, b), first);
  }

  /** The A of the last two rounds: x's new lower half, given their E and the first two A. */
  public static long sha256LastA(long xLow, long firstA, long lastE) {
    int a = (int) xLow;
    int third = high(lastE) - high(xLow) + Sha256.majority((int) firstA, high(firstA), a);
    return Sha256.pack((int) lastE - a + Sha256.majority(third, (int) firstA, high(firstA)), third);
  }

  private static int high(long words) {
    return (int) (words >>> 32);
  }

  // ---- SHA-512 ----

  private static long ror(long x, int by) {
    return Long.rotateRight(x, by);
  }

  public static long sha512h(Cpu cpu, long word) {
    Arm64Cpu c = (Arm64Cpu) cpu;
    long wLow = c.vectorLow(d(word));
    long wHigh = c.vectorHigh(d(word));
    long xLow = c.vectorLow(n(word));
    long xHigh = c.vectorHigh(n(word));
    long yLow = c.vectorLow(m(word));
    long yHigh = c.vectorHigh(m(word));
    long sigma = ror(yHigh, 14) ^ ror(yHigh, 18) ^ ror(yHigh, 41);
    long high = (yHigh & xLow ^ ~yHigh & xHigh) + sigma + wHigh;
    long t = high + yLow;
    sigma = ror(t, 14) ^ ror(t, 18) ^ ror(t, 41);
    long low = (t & yHigh ^ ~t & xLow) + sigma + wLow;
    c.setVector(d(word), low, high);
    return 0;
  }

  public static long sha512h2(Cpu cpu, long word) {
    Arm64Cpu c = (Arm64Cpu) cpu;
    long wLow = c.vectorLow(d(word));
    long wHigh = c.vectorHigh(d(word));
    long x = c.vectorLow(n(word));
    long yLow = c.vectorLow(m(word));
    long yHigh = c.vectorHigh(m(word));
    long sigma = ror(yLow, 28) ^ ror(yLow, 34) ^ ror(yLow, 39);
    long high = (x & yHigh ^ x & yLow ^ yHigh & yLow) + sigma + wHigh;
    sigma = ror(high, 28) ^ ror(high, 34) ^ ror(high, 39);
    long low = (high & yLow ^ high & yHigh ^ yHigh & yLow) + sigma + wLow;
    c.setVector(d(word), low, high);
    return 0;
  }

  public static long sha512su0(Cpu cpu, long word) {
    Arm64Cpu c = (Arm64Cpu) cpu;
    long low = c.vectorLow(d(word));
    long high = c.vectorHigh(d(word));
    long x = c.vectorLow(n(word));
    c.setVector(
        d(word),
        low + (ror(high, 1) ^ ror(high, 8) ^ high >>> 7),
        high + (ror(x, 1) ^ ror(x, 8) ^ x >>> 7));
    return 0;
  }

  public static long sha512su1(Cpu cpu, long word) {
    Arm64Cpu c = (Arm64Cpu) cpu;
    long xLow = c.vectorLow(n(word));
    long xHigh = c.vectorHigh(n(word));
    long low = c.vectorLow(d(word)) + (ror(xLow, 19) ^ ror(xLow, 61) ^ xLow >>> 6);
    long high = c.vectorHigh(d(word)) + (ror(xHigh, 19) ^ ror(xHigh, 61) ^ xHigh >>> 6);
    c.setVector(d(word), low + c.vectorLow(m(word)), high + c.vectorHigh(m(word)));
    return 0;
  }
}
