package burrow.loader;

import burrow.machine.Access;
import burrow.machine.ProgramImage;
import burrow.machine.ProgramImage.Segment;
import burrow.machine.WasmFacts;
import java.util.List;

/** The data of a WebAssembly module as the program finds it in its memory. */
final class WasmData {
  private WasmData() {}

  /**
   * The image with one segment that holds all data at its place: the linker leaves runs of zeros
   * out, also in the midst of tables.
   */
  static ProgramImage flat(ProgramImage image) {
    WasmFacts f = (WasmFacts) image.facts();
    long end = 0;
    for (int i = 0; i < f.dataAddress().length; i++) {
      end = Math.max(end, (f.dataAddress()[i] & 0xffff_ffffL) + f.dataLength()[i]);
    }
    // What lies beyond an array's reach is no program of Go's.
    byte[] content = new byte[(int) Math.min(end, Integer.MAX_VALUE - 16)];
    for (int i = 0; i < f.dataAddress().length; i++) {
      long address = f.dataAddress()[i] & 0xffff_ffffL;
      if (address + f.dataLength()[i] <= content.length) {
        System.arraycopy(
            image.content(), f.dataOffset()[i], content, (int) address, f.dataLength()[i]);
      }
    }
    Segment data =
        new Segment("data", 0, content.length, 0, content.length, Access.READ | Access.WRITE);
    return new ProgramImage(
        image.name(),
        image.format(),
        image.os(),
        image.arch(),
        content,
        image.entry(),
        false,
        List.of(data),
        List.of(),
        image.imports(),
        null,
        image.facts());
  }
}
