package burrow.cpu.aarch64;

import burrow.translator.machinecode.HostProcessor;

/**
 * The optional features that programs may use, with the bits of AT_HWCAP that announce them
 * (arch/arm64/include/uapi/asm/hwcap.h). Every one is implemented and compared with an oracle. So
 * are AES, PMULL, SHA3 and SHA512, which are not announced: docs/rationale.md says why.
 */
public enum Hwcap {
  FP(0),
  ASIMD(1),
  SHA1(5),
  /** SHA-256; announced only where machine code computes it, else Go is faster without. */
  SHA2(6),
  CRC32(7),
  ATOMICS(8),
  LRCPC(15),
  DIT(24);

  private final int bit;

  Hwcap(int bit) {
    this.bit = bit;
  }

  /** Whether programs are told of it. */
  public boolean isAnnounced() {
    return this != SHA2 || HostProcessor.hasSha();
  }

  /** AT_HWCAP. */
  public static long bits() {
    long bits = 0;
    for (Hwcap h : values()) {
      bits |= h.isAnnounced() ? 1L << h.bit : 0;
    }
    return bits;
  }
}
