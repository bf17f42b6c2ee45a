package burrow.wasm.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import burrow.loader.BadImageException;
import burrow.loader.ProgramLoader;
import burrow.machine.ProgramImage;
import burrow.wasm.ModuleWriter;
import burrow.wasm.run.Hooks;
import burrow.wasm.run.ImportedFunction;
import burrow.wasm.run.Interrupts;
import burrow.wasm.run.WasmInstance;
import burrow.wasm.run.WasmTrap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Small modules, compiled and run. Opcodes as in the WebAssembly specification. */
class CompilerTest {
  private static final int LOCAL_GET = 0x20;
  private static final int LOCAL_SET = 0x21;
  private static final int I32_CONST = 0x41;
  private static final int END = 0x0b;

  private static WasmInstance instance(ModuleWriter m, Interrupts interrupts) throws Exception {
    ProgramImage image = ProgramLoader.parse("test.wasm", m.toBytes());
    WasmValidator.validate(image);
    ImportedFunction[] imports = {arguments -> 0};
    ModuleCompiler compiler = new ModuleCompiler(image, Variant.PLAIN);
    return new WasmInstance(image, compiler::classFile, imports, interrupts, Hooks.NONE);
  }

  private static int run(ModuleWriter m, Object... arguments) throws Exception {
    WasmInstance i = instance(m, () -> {});
    try {
      return i.exported("f").call(arguments);
    } finally {
      i.release();
    }
  }

  private static int run(String descriptor, int[] code, Object... arguments) throws Exception {
    return run(new ModuleWriter().function("f", descriptor, code), arguments);
  }

  @Test
  void arithmeticAndLocals() throws Exception {
    int[] code = {LOCAL_GET, 0, LOCAL_GET, 1, 0x6c, I32_CONST, 0x7f, 0x6a};
    assertThat(run("(II)I", code, 6, 7)).isEqualTo(41);
  }

  @Test
  void comparisonsBranchAndBecomeNumbers() throws Exception {
    // (a < b) + !(a < b) * 2, the second through a negated branch
    int[] number = {LOCAL_GET, 0, LOCAL_GET, 1, 0x49, 0x45};
    assertThat(run("(II)I", number, 1, -1)).isZero();
    assertThat(run("(II)I", number, -1, 1)).isEqualTo(1);
    int[] branch = {
      0x02, 0x7f, I32_CONST, 5, LOCAL_GET, 0, LOCAL_GET, 1, 0x48, 0x45, 0x0d, 0, 0x1a, I32_CONST, 9,
      END
    };
    assertThat(run("(II)I", branch, 1, 2)).isEqualTo(9);
    assertThat(run("(II)I", branch, 2, 1)).isEqualTo(5);
  }

  @Test
  void comparisonsWithNaNAreFalse() throws Exception {
    for (int op = 0x61; op <= 0x66; op++) {
      int[] code = {
        0x02, 0x40, LOCAL_GET, 0, LOCAL_GET, 0, op, 0x0d, 0, I32_CONST, 0, 0x0f, END, I32_CONST, 1
      };
      int expected = op == 0x62 ? 1 : 0;
      assertThat(run("(D)I", code, Double.NaN)).as(Integer.toHexString(op)).isEqualTo(expected);
      code[6] = op;
      int[] negated = {
        0x02, 0x40, LOCAL_GET, 0, LOCAL_GET, 0, op, 0x45, 0x0d, 0, I32_CONST, 0, 0x0f, END,
        I32_CONST, 1
      };
      assertThat(run("(D)I", negated, Double.NaN)).isEqualTo(1 - expected);
    }
  }

  @Test
  void loopsCount() throws Exception {
    int[] code = {
      0x03, 0x40, LOCAL_GET, 1, I32_CONST, 3, 0x6a, LOCAL_SET, 1, LOCAL_GET, 0, I32_CONST, 1, 0x6b,
      0x22, 0, 0x0d, 0, END, LOCAL_GET, 1
    };
    assertThat(run("(II)I", code, 100_000, 0)).isEqualTo(300_000);
  }

  @Test
  void branchTablesDropWhatLiesBetween() throws Exception {
    // A value below stays, one above is dropped: targets of two heights.
    int[] code = {
      0x02, 0x7f, I32_CONST, 1, 0x02, 0x7f, I32_CONST, 2, I32_CONST, 3, LOCAL_GET, 0, 0x0e, 1, 0, 1,
      END, 0x6a, END
    };
    assertThat(run("(I)I", code, 0)).isEqualTo(4);
    assertThat(run("(I)I", code, 9)).isEqualTo(3);
  }

  @Test
  void memoryIsCheckedAtItsEnd() throws Exception {
    int[] load = {LOCAL_GET, 0, 0x28, 2, 0};
    assertThat(run("(I)I", load, 65532)).isZero();
    for (int address : new int[] {65533, 65536, -1, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> run("(I)I", load, address))
          .isInstanceOf(WasmTrap.class)
          .hasMessageContaining("out of bounds");
    }
    int[] far = {LOCAL_GET, 0, 0x29, 3, 0xff, 0xff, 0xff, 0xff, 0x0f, 0xa7};
    assertThatThrownBy(() -> run("(I)I", far, -1)).isInstanceOf(WasmTrap.class);
  }

  @Test
  void memoryIsCheckedInHotCode() throws Exception {
    int[] load = {LOCAL_GET, 0, 0x28, 2, 0};
    WasmInstance i = instance(new ModuleWriter().function("f", "(I)I", load), () -> {});
    WasmInstance.Exported f = i.exported("f");
    for (int n = 0; n < 50_000; n++) {
      assertThat(f.call(n)).isZero();
    }
    for (int n = 0; n < 3; n++) {
      assertThatThrownBy(() -> f.call(65536))
          .hasMessage("memory access out of bounds: address 0x10000 of 0x10000");
      assertThat(f.call(65532)).isZero();
    }
    i.release();
  }

  @Test
  void memoryGrows() throws Exception {
    int[] code = {
      I32_CONST, 2, 0x40, 0, 0x1a, I32_CONST, 0xfc, 0xff, 0x0b, LOCAL_GET, 0, 0x36, 2, 0, I32_CONST,
      0xfc, 0xff, 0x0b, 0x28, 2, 0, 0x3f, 0, 0x6a
    };
    assertThat(run("(I)I", code, 1000)).isEqualTo(1003);
  }

  @Test
  void trapsHaveReasons() {
    assertThatThrownBy(() -> run("()I", new int[] {0x00})).hasMessageContaining("unreachable");
    int[] divide = {I32_CONST, 1, LOCAL_GET, 0, 0x6d};
    assertThatThrownBy(() -> run("(I)I", divide, 0)).hasMessageContaining("division by zero");
  }

  @Test
  void globalsKeepTheirValue() throws Exception {
    int[] code = {0x23, 0, 0x42, 1, 0x7c, 0x24, 0, 0x23, 0, 0xa7};
    WasmInstance i = instance(new ModuleWriter().function("f", "()I", code), () -> {});
    assertThat(i.exported("f").call()).isEqualTo(8);
    assertThat(i.exported("f").call()).isEqualTo(9);
    WasmInstance other = instance(new ModuleWriter().function("f", "()I", code), () -> {});
    assertThat(other.exported("f").call()).isEqualTo(8);
  }

  @Test
  @Timeout(60)
  void anEmptyLoopCanBeInterrupted() throws Exception {
    int[] code = {0x03, 0x40, 0x0c, 0, END, I32_CONST, 0};
    interrupted(new ModuleWriter().function("f", "()I", code));
  }

  @Test
  @Timeout(60)
  void recursionCanBeInterrupted() throws Exception {
    // f(n) = f(n-1) + f(n-1): exponential, no loop
    int[] code = {
      LOCAL_GET, 0, 0x45, 0x04, 0x40, I32_CONST, 0, 0x0f, END, LOCAL_GET, 0, I32_CONST, 1, 0x6b,
      0x10, 1, LOCAL_GET, 0, I32_CONST, 1, 0x6b, 0x10, 1, 0x6a
    };
    interrupted(new ModuleWriter().function("f", "(I)I", code), 100);
  }

  private static void interrupted(ModuleWriter m, Object... arguments) throws Exception {
    WasmInstance i =
        instance(
            m,
            () -> {
              throw new WasmTrap("interrupted");
            });
    Thread other =
        new Thread(() -> {
          try {
            Thread.sleep(300);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          i.interrupt();
        });
    other.start();
    assertThatThrownBy(() -> i.exported("f").call(arguments)).hasMessage("interrupted");
    other.join();
  }

  /** The shape of a Go function: points 0 to n-1, each adds its number and jumps to the next. */
  private static int[] resumable(int points, int padding) {
    java.io.ByteArrayOutputStream b = new java.io.ByteArrayOutputStream();
    b.writeBytes(new byte[] {0x02, 0x40, 0x03, 0x40});
    for (int i = 0; i < points; i++) {
      b.writeBytes(new byte[] {0x02, 0x40});
    }
    b.writeBytes(new byte[] {0x20, 0, 0x0e});
    leb(b, points - 1);
    for (int i = 0; i < points; i++) {
      leb(b, i);
    }
    b.write(0x0b);
    for (int p = 0; p < points; p++) {
      for (int k = 0; k < padding; k++) {
        b.writeBytes(new byte[] {0x20, 1, 0x41, 1, 0x6a, 0x21, 1});
      }
      if (p == points - 1) {
        b.writeBytes(new byte[] {0x20, 1, 0x0f});
      } else if (p % 2 == 0) {
        b.write(0x41);
        leb(b, p + 1 < 64 ? p + 1 : 0); // small constants need no sign extension
        if (p + 1 >= 64) {
          b.writeBytes(new byte[] {0x41, 63, 0x6a});
        }
        b.writeBytes(new byte[] {0x21, 0, 0x0c});
        leb(b, points - 1 - p);
      }
      b.write(0x0b);
    }
    b.writeBytes(new byte[] {0x00, 0x0b, 0x41, 0x7f});
    byte[] bytes = b.toByteArray();
    int[] code = new int[bytes.length];
    Arrays.setAll(code, i -> bytes[i] & 0xff);
    return code;
  }

  private static void leb(java.io.ByteArrayOutputStream out, int value) {
    int v = value;
    while (v >= 0x80) {
      out.write(v & 0x7f | 0x80);
      v >>>= 7;
    }
    out.write(v);
  }

  @Test
  void resumableFunctionsRunWholeAndInPieces() throws Exception {
    for (int padding : new int[] {1, 40, 400, 9000}) {
      int[] code = resumable(8, padding);
      assertThat(run("(II)I", code, 0, 0)).as("from 0, padding " + padding).isEqualTo(8 * padding);
      assertThat(run("(II)I", code, 5, 0)).as("from 5").isEqualTo(3 * padding);
      assertThat(run("(II)I", code, 99, 0)).as("from elsewhere").isEqualTo(padding);
    }
  }

  @Test
  void hooksSeeEveryStatement() throws Exception {
    // while (x != 0) x -= 1; return 7
    int[] code = {
      0x02, 0x40, 0x03, 0x40, LOCAL_GET, 0, 0x45, 0x0d, 1, LOCAL_GET, 0, I32_CONST, 1, 0x6b,
      LOCAL_SET, 0, 0x0c, 0, END, END, I32_CONST, 7
    };
    assertThat(watched(code, 2)).containsExactly(5, 10, 17, 5, 10, 17, 5, 21);
  }

  @Test
  void hooksDoNotChangeWhatAFunctionDoes() throws Exception {
    for (int padding : new int[] {1, 400, 9000}) {
      int[] code = resumable(8, padding);
      // Each addition is a statement; the rest are jumps between points.
      assertThat(watched(code, 0, 0)).hasSizeBetween(8 * padding + 8, 8 * padding + 24);
    }
  }

  /** The offsets that the hooks were called with. */
  private static List<Integer> watched(int[] code, Object... arguments) throws Exception {
    String descriptor = "(" + "I".repeat(arguments.length) + ")I";
    ModuleWriter m = new ModuleWriter().function("f", descriptor, code);
    ProgramImage image = ProgramLoader.parse("test.wasm", m.toBytes());
    ImportedFunction[] imports = {a -> 0};
    List<Integer> seen = new ArrayList<>();
    ModuleCompiler compiler = new ModuleCompiler(image, Variant.HOOKED);
    WasmInstance i =
        new WasmInstance(
            image, compiler::classFile, imports, () -> {}, (function, offset) -> seen.add(offset));
    try {
      int result = i.exported("f").call(arguments);
      assertThat(result).isEqualTo(run(m, arguments));
      return seen;
    } finally {
      i.release();
    }
  }

  @Test
  void invalidCodeIsNamedWithItsOffset() {
    int[][] bad = {
      {0x6a}, // nothing to add
      {LOCAL_GET, 7}, // no such local
      {0x42, 1}, // i64 for i32
      {0x0c, 9, I32_CONST, 1}, // no such depth
      {0xff},
      {I32_CONST, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80},
      {0x10, 77},
      {I32_CONST, 1, I32_CONST, 2},
    };
    for (int[] code : bad) {
      assertThatThrownBy(() -> run("()I", code))
          .as(Arrays.toString(code))
          .isInstanceOf(BadImageException.class)
          .hasMessageContaining("at offset 0x")
          .hasMessageContaining("expected");
    }
  }

  @Test
  void damagedModulesAreOneLineOrRun() throws Exception {
    byte[] good =
        new ModuleWriter()
            .function("f", "(I)I", LOCAL_GET, 0, 0x04, 0x7f, I32_CONST, 1, 0x05, I32_CONST, 2, END)
            .toBytes();
    for (int i = 0; i < good.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] damaged = good.clone();
        damaged[i] ^= (byte) (1 << bit);
        attempt(damaged, String.format(Locale.ROOT, "byte %d bit %d", i, bit));
      }
      attempt(Arrays.copyOf(good, i), "cut at " + i);
    }
  }

  private static void attempt(byte[] module, String what) {
    try {
      ProgramImage image = ProgramLoader.parse("test.wasm", module);
      WasmValidator.validate(image);
      new ModuleCompiler(image, Variant.PLAIN).classFile("F0");
    } catch (BadImageException e) {
      assertThat(e.getMessage()).as(what).startsWith("test.wasm: ").doesNotContain("\n");
    }
  }
}
