package burrow.loader;

import burrow.loader.GoFunctions.Layout;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Small files of all formats that together use every table the loaders read. In all of them a file
 * offset is also the offset in memory; code and Go's function table come first, then data.
 */
final class SyntheticImages {
  private static final int CODE = 0x400;
  private static final int TABLE = 0x480;
  private static final int PAGE = 0x1000;

  private SyntheticImages() {}

  static Map<String, byte[]> all() {
    Map<String, byte[]> images = new LinkedHashMap<>();
    images.put("elf-static", elf(Layout.GO_1_20, false, 62));
    images.put("elf-pie", elf(Layout.GO_1_18, true, 183));
    images.put("elf-pie-old", elf(Layout.GO_1_16, true, 243));
    images.put("pe", pe(Layout.GO_1_20));
    images.put("macho-opcodes", machO(Layout.GO_1_20, Binding.OPCODES));
    images.put("macho-chained", machO(Layout.GO_1_18, Binding.CHAINED));
    images.put("macho-indirect", machO(Layout.GO_1_16, Binding.INDIRECT));
    images.put("fat", fat(machO(Layout.GO_1_20, Binding.OPCODES)));
    return images;
  }

  private static void goTables(ByteWriter out, Layout layout, long base, int code, int data) {
    GoTables tables = new GoTables(layout, base + code, base + code + (TABLE - CODE));
    for (int i = 0; i < GoTables.CODE_SIZE; i++) {
      out.at(code + i).u8(0x90);
    }
    tables.functionTable(out.at(code + TABLE - CODE));
    tables.moduleData(out.at(data));
    GoTables.buildInfo(out.at(data + 0x400));
  }

  // ---- ELF ----

  /** One page of code and tables, one of data, section names and headers behind. */
  static byte[] elf(Layout layout, boolean dynamic, int machine) {
    long base = dynamic ? 0 : 0x400000;
    ByteWriter out = new ByteWriter(0x2400);
    out.u8(0x7f, 'E', 'L', 'F', 2, 1, 1).at(16).u16(dynamic ? 3 : 2, machine).u32(1);
    out.u64(base + CODE, 64, 0x2100).u32(0).u16(64, 56, dynamic ? 5 : 3, 64, 4, 3);
    programHeader(out, 1, 5, 0, base, PAGE, PAGE);
    programHeader(out, 1, 6, PAGE, base + PAGE, PAGE, 3 * PAGE);
    programHeader(out, 4, 4, 0x1700, base + 0x1700, 0x20, 0x20);
    if (dynamic) {
      programHeader(out, 3, 4, 0x1780, base + 0x1780, 13, 13);
      programHeader(out, 2, 6, 0x1800, base + 0x1800, 0x100, 0x100);
      dynamicTables(out, base);
    }
    out.at(0x1700).u32(4, 8, 4).text("Go").at(0x1710).text("buildid");
    goTables(out, layout, base, CODE, PAGE);
    out.at(0x2000).text("").text(".text").text(".debug_line").text(".shstrtab");
    sectionHeader(out.at(0x2140), 1, 1, base + CODE, CODE, GoTables.CODE_SIZE);
    sectionHeader(out.at(0x2180), 7, 1, 0, 0x2080, 0x20);
    sectionHeader(out.at(0x21c0), 19, 3, 0, 0x2000, 0x40);
    out.at(0x2080).u32(28).u16(5);
    return out.array();
  }

  private static void programHeader(
      ByteWriter out, int type, int flags, long offset, long address, long file, long memory) {
    out.u32(type, flags).u64(offset, address, address, file, memory, PAGE);
  }

  private static void sectionHeader(
      ByteWriter out, int name, int type, long address, long offset, long size) {
    out.u32(name, type).u64(0, address, offset, size).u32(0, 0).u64(1, 0);
  }

  private static void dynamicTables(ByteWriter out, long base) {
    out.at(0x1780).text("/lib/ld.so.1");
    out.at(0x1800).u64(1, 1, 5, base + 0x1900, 10, 0x20, 6, base + 0x1940);
    out.u64(7, base + 0x1980, 8, 0x60, 9, 24, 2, 24, 20, 7, 23, base + 0x19e0);
    out.u64(36, base + 0x1a00, 35, 16, 0, 0);
    out.at(0x1900).text("").text("libc.so.6").text("puts").text("x");
    out.at(0x1940 + 24).u32(11).u8(0x12, 0).u16(0).u64(0, 0); // symbol 1: puts, undefined
    int relative = 8; // R_X86_64_RELATIVE; foreign to the other machines
    out.at(0x1980).u64(base + 0x1b00, relative, base + CODE);
    out.u64(base + 0x1b08, 1027, base + CODE); // R_AARCH64_RELATIVE
    out.u64(base + 0x1b10, 1L << 32 | 257, 0); // R_AARCH64_ABS64
    out.u64(base + 0x1b18, 3, base + CODE); // R_RISCV_RELATIVE
    out.u64(base + 0x1b20, 1L << 32 | 5, 0); // R_RISCV_JUMP_SLOT
    out.at(0x1a00).u64(base + 0x1b40, 0b101);
  }

  // ---- PE ----

  private static final long PE_BASE = 0x140000000L;

  /** Headers, code at 0x1000, data at 0x2000, imports and the like at 0x3000. */
  static byte[] pe(Layout layout) {
    ByteWriter out = new ByteWriter(0x4000);
    out.u8('M', 'Z').at(0x3c).u32(0x80);
    out.at(0x80).u8('P', 'E', 0, 0).u16(0x8664, 3).u32(0, 0, 0).u16(240, 0x22);
    int optional = out.position();
    out.u16(0x20b).at(optional + 16).u32(PAGE + CODE).at(optional + 24).u64(PE_BASE);
    out.u32(PAGE, 0x200).at(optional + 56).u32(0x5000, 0x400).at(optional + 68).u16(3, 0x8160);
    out.u64(0x200000, PAGE).at(optional + 108).u32(16);
    directory(out, optional, 1, 0x3000, 40);
    directory(out, optional, 3, 0x3300, 12);
    directory(out, optional, 5, 0x3200, 12);
    directory(out, optional, 9, 0x3280, 40);
    out.at(optional + 240);
    section(out, ".text", PAGE, 0x60000020);
    section(out, ".data", 2 * PAGE, 0xc0000040);
    section(out, ".idata", 3 * PAGE, 0xc0000040);
    goTables(out, layout, PE_BASE, PAGE + CODE, 2 * PAGE);
    out.at(0x3000).u32(0x3100, 0, 0, 0x3040, 0x3180);
    out.at(0x3040).text("kernel32.dll");
    out.at(0x3100).u64(0x3060, 0x8000000000000007L, 0);
    out.at(0x3060).u16(0).text("ExitProcess");
    out.at(0x3200).u32(2 * PAGE, 12).u16(0xa000, 0);
    out.at(0x3280).u64(PE_BASE + 0x2f00, PE_BASE + 0x2f10, PE_BASE + 0x2f20, PE_BASE + 0x32c0);
    out.at(0x32c0).u64(PE_BASE + PAGE + CODE, 0);
    return out.array();
  }

  private static void directory(ByteWriter out, int optional, int index, int address, int size) {
    out.at(optional + 112 + 8 * index).u32(address, size);
  }

  private static void section(ByteWriter out, String name, int at, int flags) {
    out.name(name, 8).u32(PAGE, at, PAGE, at, 0, 0, 0, flags);
  }

  // ---- Mach-O ----

  enum Binding {
    OPCODES,
    CHAINED,
    INDIRECT
  }

  private static final long MACH_BASE = 0x100000000L;

  /** Page zero, __TEXT, __DATA with two pointers at its end, __LINKEDIT. */
  static byte[] machO(Layout layout, Binding binding) {
    boolean thread = binding == Binding.INDIRECT;
    ByteWriter out = new ByteWriter(0x2400);
    out.at(32);
    segment(out, "__PAGEZERO", 0, MACH_BASE, 0, 0, 0, 0);
    segment(out, "__TEXT", MACH_BASE, PAGE, 0, PAGE, 5, 0);
    segment(out, "__DATA", MACH_BASE + PAGE, 2 * PAGE, PAGE, PAGE, 3, 1);
    out.name("__nl_symbol_ptr", 16).name("__DATA", 16).u64(MACH_BASE + 0x1f00, 8);
    out.u32(0x1f00, 3, 0, 0, 6, 0, 0, 0);
    segment(out, "__LINKEDIT", MACH_BASE + 3 * PAGE, PAGE, 0x2000, 0x400, 1, 0);
    out.u32(0xc, 48, 24, 0, 0, 0).name("/usr/lib/libS.dylib", 24);
    out.u32(2, 24, 0x2100, 1, 0x2180, 0x20).u32(0xb, 80).at(out.position() + 48);
    out.u32(0x2140, 1).at(out.position() + 16);
    if (thread) {
      out.u32(5, 184, 4, 42).at(out.position() + 128).u64(MACH_BASE + CODE);
      out.at(out.position() + 32);
    } else {
      out.u32(0x80000028L, 24).u64(CODE, 0);
    }
    switch (binding) {
      case OPCODES -> out.u32(0x80000022L, 48, 0x2000, 8, 0x2010, 24, 0, 0, 0, 0, 0, 0);
      case CHAINED -> out.u32(0x80000034L, 16, 0x2000, 0x100);
      case INDIRECT -> {}
    }
    int end = out.position();
    int commands = binding == Binding.INDIRECT ? 8 : 9;
    out.at(0).u32(0xfeedfacfL, thread ? 0x01000007 : 0x0100000c, 0, 2, commands, end - 32);
    out.u32(thread ? 0 : 0x200004, 0);
    goTables(out, layout, MACH_BASE, CODE, PAGE);
    linkEdit(out, binding);
    return out.array();
  }

  private static void segment(
      ByteWriter out,
      String name,
      long address,
      long memory,
      long offset,
      long file,
      int access,
      int sections) {
    out.u32(0x19, 72 + 80L * sections).name(name, 16).u64(address, memory, offset, file);
    out.u32(7, access, sections, 0);
  }

  private static void linkEdit(ByteWriter out, Binding binding) {
    switch (binding) {
      case OPCODES -> {
        // Pointer type, segment 2 at 0xf00 and two pointers; then symbol _exit of library 1
        out.at(0x2000).u8(0x11, 0x22, 0x80, 0x1e, 0x52, 0);
        out.at(0x2010).u8(0x11, 0x51, 0x40).text("_exit").u8(0x72, 0x90, 0x1e, 0x90, 0);
      }
      case CHAINED -> {
        out.at(0x2000).u32(0, 28, 0x60, 0x70, 1, 1, 0);
        out.u32(4, 0, 0, 24, 0); // starts in four segments, the third has some
        out.at(0x2000 + 28 + 24).u32(24).u16(PAGE, 6).u64(PAGE).u32(0).u16(1, 0xf00);
        out.at(0x2060).u32(1 | 1 << 9).at(0x2070).text("").text("_exit");
        out.at(0x1f00).u64(2L << 51 | CODE, 1L << 63);
      }
      case INDIRECT -> {
        out.at(0x2100).u32(1).u8(1, 0).u16(1 << 8).u64(0);
        out.at(0x2140).u32(0).at(0x2180).text("").text("_exit");
      }
    }
  }

  static byte[] fat(byte[] image) {
    byte[] file = new byte[0x100 + image.length];
    java.nio.ByteBuffer header = java.nio.ByteBuffer.wrap(file);
    header.putInt(0xcafebabe).putInt(1).putInt(0x0100000c).putInt(0);
    header.putInt(0x100).putInt(image.length).putInt(8);
    System.arraycopy(image, 0, file, 0x100, image.length);
    return file;
  }
}
