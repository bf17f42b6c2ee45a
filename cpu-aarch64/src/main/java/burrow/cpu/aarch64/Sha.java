package burrow.cpu.aarch64;

import burrow.machine.Cpu;

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

  private static int ror(int x, int by) {
    return Integer.rotateRight(x, by);
  }

  /** SHA256H and SHA256H2: four rounds, keeping the first or the second half of the state. */
  public static long sha256Rounds(Cpu cpu, long word) {
    boolean second = (word & 1 << 12) != 0;
    int[] x = words(cpu, second ? n(word) : d(word));
    int[] y = words(cpu, second ? d(word) : n(word));
    int[] w = words(cpu, m(word));
    for (int e = 0; e < 4; e++) {
      int sum1 = ror(y[0], 6) ^ ror(y[0], 11) ^ ror(y[0], 25);
      int t = y[3] + sum1 + choose(y[0], y[1], y[2]) + w[e];
      int sum0 = ror(x[0], 2) ^ ror(x[0], 13) ^ ror(x[0], 22);
      int next = t + sum0 + majority(x[0], x[1], x[2]);
      y[3] = y[2];
      y[2] = y[1];
      y[1] = y[0];
      y[0] = t + x[3];
      x[3] = x[2];
      x[2] = x[1];
      x[1] = x[0];
      x[0] = next;
    }
    set(cpu, d(word), second ? y : x);
    return 0;
  }

  public static long sha256su0(Cpu cpu, long word) {
    int[] d = words(cpu, d(word));
    int[] n = words(cpu, n(word));
    int[] r = new int[4];
    for (int e = 0; e < 4; e++) {
      int t = e < 3 ? d[e + 1] : n[0];
      r[e] = (ror(t, 7) ^ ror(t, 18) ^ t >>> 3) + d[e];
    }
    set(cpu, d(word), r);
    return 0;
  }

  public static long sha256su1(Cpu cpu, long word) {
    int[] d = words(cpu, d(word));
    int[] n = words(cpu, n(word));
    int[] m = words(cpu, m(word));
    int[] r = new int[4];
    for (int e = 0; e < 4; e++) {
      int t = e < 2 ? m[e + 2] : r[e - 2];
      int other = e < 3 ? n[e + 1] : m[0];
      r[e] = (ror(t, 17) ^ ror(t, 19) ^ t >>> 10) + d[e] + other;
    }
    set(cpu, d(word), r);
    return 0;
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
