package burrow.loader;

/**
 * The main module's runtime.firstmoduledata: where the parts of the program lie.
 *
 * @param address where the structure itself is
 * @param text start of Go's code
 * @param etext its end
 * @param data start of data with pointers
 * @param edata its end
 * @param bss start of zeros with pointers
 * @param ebss its end
 * @param types start of type descriptors, to which their offsets relate
 * @param etypes end of them
 * @param gofunc what offsets of function data relate to; 0 before Go 1.18
 */
public record GoModuleData(
    long address,
    long text,
    long etext,
    long data,
    long edata,
    long bss,
    long ebss,
    long types,
    long etypes,
    long gofunc) {

  /** Bytes that are read of it. */
  private static final int SIZE_READ = 328;

  static GoModuleData read(ImageMemory memory, long address, GoFunctions.Layout layout)
      throws BadImageException {
    String what = "moduledata";
    // Go 1.20 put covctrs and ecovctrs before "end"; 1.16 and 1.17 have no rodata and gofunc.
    int shift = layout == GoFunctions.Layout.GO_1_20 ? 16 : 0;
    boolean offsets = layout != GoFunctions.Layout.GO_1_16;
    GoModuleData data =
        new GoModuleData(
            address,
            memory.pointer(address + 176, what),
            memory.pointer(address + 184, what),
            memory.pointer(address + 208, what),
            memory.pointer(address + 216, what),
            memory.pointer(address + 224, what),
            memory.pointer(address + 232, what),
            memory.pointer(address + 280 + shift, what),
            memory.pointer(address + 288 + shift, what),
            offsets ? memory.pointer(address + 304 + shift, what) : 0);
    if (memory.segmentOf(address, SIZE_READ) == null
        || data.etext < data.text
        || !memory.isExecutable(data.text)) {
      throw memory.bad(
          "moduledata at address "
              + FileBytes.hex(address)
              + ": text "
              + FileBytes.hex(data.text)
              + " to "
              + FileBytes.hex(data.etext)
              + ", expected executable code");
    }
    return data;
  }
}
