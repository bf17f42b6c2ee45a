package burrow.oracle;

import burrow.machine.Arch;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Capstone's disassembler for one instruction set. Not thread-safe; to be closed. */
public final class Capstone implements AutoCloseable {
  /**
   * One instruction.
   *
   * @param length bytes
   */
  public record Instruction(int length, String mnemonic, String operands) {
    @Override
    public String toString() {
      return operands.isEmpty() ? mnemonic : mnemonic + " " + operands;
    }
  }

  /** {@code capstone.h}; sizes and pointers are {@code long}. */
  private static final class Api {
    static {
      NativeLibrary library = NativeLibraries.CAPSTONE.load();
      Native.register(Api.class, library);
    }

    static native int cs_version(IntByReference major, IntByReference minor);

    static native int cs_open(int arch, int mode, LongByReference handle);

    static native int cs_close(LongByReference handle);

    static native long cs_disasm(
        long handle, byte[] code, long size, long address, long count, PointerByReference out);

    static native void cs_free(Pointer instructions, long count);
  }

  private static final int ARCH_ARM64 = 1;
  private static final int ARCH_X86 = 3;
  private static final int ARCH_RISCV = 15;
  private static final int MODE_X86_64 = 1 << 3;
  private static final int MODE_RISCV64_COMPRESSED = 1 << 1 | 1 << 2;

  // struct cs_insn: id (4), address (8), size (2), bytes, mnemonic[32], op_str[160]. Version 4 has
  // 16 bytes, 5 has 24.
  private static final int SIZE_OFFSET = 16;
  private static final int BYTES_OFFSET = 18;
  private static final int MNEMONIC_LENGTH = 32;

  private final LongByReference handle = new LongByReference();
  private final PointerByReference result = new PointerByReference();
  private final int mnemonicOffset;

  /**
   * @throws NativeLibraries.NotFound if libcapstone is not on this machine
   * @throws UnsupportedOperationException if this Capstone does not know the instruction set
   */
  public Capstone(Arch arch) {
    int version = Api.cs_version(new IntByReference(), new IntByReference()) >>> 8;
    this.mnemonicOffset = BYTES_OFFSET + (version >= 5 ? 24 : 16);
    int error =
        switch (arch) {
          case AMD64 -> Api.cs_open(ARCH_X86, MODE_X86_64, handle);
          case ARM64 -> Api.cs_open(ARCH_ARM64, 0, handle);
          case RISCV64 -> Api.cs_open(ARCH_RISCV, MODE_RISCV64_COMPRESSED, handle);
          default -> throw new IllegalArgumentException("Capstone has no " + arch.goName());
        };
    if (error != 0) {
      throw new UnsupportedOperationException(
          "Capstone " + version + " does not know " + arch.goName());
    }
  }

  /** Disassembles the first instruction of the bytes as if it were at {@code address}. */
  public Optional<Instruction> disassemble(byte[] code, long address) {
    long count = Api.cs_disasm(handle.getValue(), code, code.length, address, 1, result);
    if (count == 0) {
      return Optional.empty();
    }
    Pointer insn = result.getValue();
    try {
      return Optional.of(
          new Instruction(
              insn.getShort(SIZE_OFFSET) & 0xffff,
              text(insn, mnemonicOffset),
              text(insn, mnemonicOffset + MNEMONIC_LENGTH)));
    } finally {
      Api.cs_free(insn, count);
    }
  }

  private static String text(Pointer insn, int offset) {
    return insn.getString(offset, StandardCharsets.US_ASCII.name());
  }

  @Override
  public void close() {
    Api.cs_close(handle);
  }
}
