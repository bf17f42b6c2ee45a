package burrow.cpu.aarch64;

import burrow.machine.Cpu;

/**
 * The SHA-512 instructions. They take too many operands for a pure function: they are given the
 * instruction and work on the registers.
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
