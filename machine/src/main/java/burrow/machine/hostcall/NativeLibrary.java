package burrow.machine.hostcall;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Writes the shared library with the native methods of {@link NativeCalls}: three functions of some
 * bytes in an ELF file (System V ABI and its AMD64 supplement) with what a dynamic linker needs of
 * it, and no more. So no C compiler is needed, and the repository holds no binary.
 *
 * <p>The file is mapped twice: its first page, with all but the last part, to read and execute, and
 * the second, with the words that the linker fills in, to read and write.
 */
public final class NativeLibrary {
  private static final int PAGE = 4096;
  private static final int SYMBOL_BYTES = 24;
  private static final int RELA_BYTES = 24;
  private static final int HEADER_BYTES = 64;
  private static final int SEGMENT_BYTES = 56;
  private static final int SEGMENTS = 4;

  // System V ABI: types of segments and their permissions.
  private static final int PT_LOAD = 1;
  private static final int PT_DYNAMIC = 2;
  private static final int PT_GNU_STACK = 0x6474e551;
  private static final int EXECUTE = 1;
  private static final int WRITE = 2;
  private static final int READ = 4;

  // Tags of the dynamic section.
  private static final int DT_HASH = 4;
  private static final int DT_STRTAB = 5;
  private static final int DT_SYMTAB = 6;
  private static final int DT_RELA = 7;
  private static final int DT_RELASZ = 8;
  private static final int DT_RELAENT = 9;
  private static final int DT_STRSZ = 10;
  private static final int DT_SYMENT = 11;

  private static final short ET_DYN = 3;
  private static final short EM_X86_64 = 62;
  private static final int R_X86_64_GLOB_DAT = 6;
  private static final int GLOBAL_FUNCTION = 0x12;

  /** What the library needs of the C library: their addresses begin the second page. */
  private static final List<String> IMPORTS = List.of("dlsym", "__errno_location");

  private static final int DLSYM = PAGE;
  private static final int ERRNO_LOCATION = PAGE + 8;
  private static final int DYNAMIC = PAGE + 16;

  /** Begins the names of native methods; the first arguments are JNIEnv and the class. */
  private static final String PREFIX = "Java_burrow_machine_hostcall_NativeCalls_";

  private final ByteBuffer file = ByteBuffer.allocate(2 * PAGE).order(ByteOrder.LITTLE_ENDIAN);
  private final List<String> names = new ArrayList<>(IMPORTS);
  private final List<Integer> addresses = new ArrayList<>(List.of(0, 0));

  private NativeLibrary() {}

  /** Whether the host is one that the library is for. */
  public static boolean runsHere() {
    return System.getProperty("os.name", "").equals("Linux")
        && System.getProperty("os.arch", "").equals("amd64");
  }

  /** Writes the library to the path that is the one argument, where the host is one for it. */
  public static void main(String[] args) throws IOException {
    if (runsHere()) {
      write(Path.of(args[0]));
    }
  }

  /** Writes the library into a new file. */
  public static void write(Path to) throws IOException {
    Files.write(to, new NativeLibrary().bytes());
  }

  private byte[] bytes() {
    file.position(HEADER_BYTES + SEGMENTS * SEGMENT_BYTES);
    function("finder");
    code("48 8b 05", DLSYM); // MOV RAX, [dlsym]
    code("c3"); // RET

    function("invokeCode"); // env, class, code, a, b, c, [RSP + 8] = d
    code("49 89 d2"); // MOV R10, RDX
    code("48 89 cf"); // MOV RDI, RCX
    code("4c 89 c6"); // MOV RSI, R8
    code("4c 89 ca"); // MOV RDX, R9
    code("48 8b 4c 24 08"); // MOV RCX, [RSP + 8]
    code("41 ff e2"); // JMP R10

    function("callFunction"); // env, class, function, error, a, b, [RSP + 8] = c, d, e, f
    code("53 55 48 83 ec 08"); // PUSH RBX; PUSH RBP; SUB RSP, 8
    code("48 89 cb"); // MOV RBX, RCX
    code("49 89 d2"); // MOV R10, RDX
    code("4c 89 c7"); // MOV RDI, R8
    code("4c 89 ce"); // MOV RSI, R9
    code("48 8b 54 24 20"); // MOV RDX, [RSP + 32]
    code("48 8b 4c 24 28"); // MOV RCX, [RSP + 40]
    code("4c 8b 44 24 30"); // MOV R8, [RSP + 48]
    code("4c 8b 4c 24 38"); // MOV R9, [RSP + 56]
    code("31 c0"); // XOR EAX, EAX: a variadic function is told that no vectors come
    code("41 ff d2"); // CALL R10
    code("48 89 c5"); // MOV RBP, RAX
    code("ff 15", ERRNO_LOCATION); // CALL [__errno_location]
    code("8b 00"); // MOV EAX, [RAX]
    code("89 03"); // MOV [RBX], EAX
    code("48 89 e8"); // MOV RAX, RBP
    code("48 83 c4 08 5d 5b c3"); // ADD RSP, 8; POP RBP; POP RBX; RET
    tables();
    return file.array();
  }

  private void function(String name) {
    align(16);
    names.add(PREFIX + name);
    addresses.add(file.position());
  }

  private void code(String hex) {
    file.put(HexFormat.ofDelimiter(" ").parseHex(hex));
  }

  /** An instruction that ends with the distance of a word. */
  private void code(String hex, int word) {
    code(hex);
    file.putInt(word - (file.position() + 4));
  }

  private void align(int to) {
    file.position(file.position() + to - 1 & -to);
  }

  /** All that is no code, behind it, and what is known only then. */
  private void tables() {
    ByteBuffer strings = ByteBuffer.allocate(PAGE).put((byte) 0);
    align(8);
    int symbols = file.position();
    file.position(symbols + SYMBOL_BYTES); // the first one is none
    for (int i = 0; i < names.size(); i++) {
      int address = addresses.get(i);
      file.putInt(strings.position()).put((byte) GLOBAL_FUNCTION).put((byte) 0);
      file.putShort((short) (address == 0 ? 0 : 1)).putLong(address).putLong(0);
      strings.put(names.get(i).getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
    }
    int relocations = file.position();
    for (int i = 0; i < IMPORTS.size(); i++) {
      file.putLong(DLSYM + 8 * i).putLong((long) i + 1 << 32 | R_X86_64_GLOB_DAT).putLong(0);
    }
    int hash = file.position();
    hashTable(names.size() + 1);
    int text = file.position();
    file.put(strings.flip());
    if (file.position() > PAGE) {
      throw new AssertionError("more than a page");
    }
    file.position(DYNAMIC);
    dynamic(DT_HASH, hash).dynamic(DT_SYMTAB, symbols).dynamic(DT_SYMENT, SYMBOL_BYTES);
    dynamic(DT_STRTAB, text).dynamic(DT_STRSZ, strings.limit()).dynamic(DT_RELA, relocations);
    dynamic(DT_RELASZ, RELA_BYTES * IMPORTS.size()).dynamic(DT_RELAENT, RELA_BYTES).dynamic(0, 0);
    header(file.position());
  }

  /** One bucket: its chain is all symbols, whatever their hash values. */
  private void hashTable(int symbols) {
    file.putInt(1).putInt(symbols).putInt(1).putInt(0);
    for (int i = 1; i < symbols; i++) {
      file.putInt(i + 1 < symbols ? i + 1 : 0);
    }
  }

  private NativeLibrary dynamic(long tag, long value) {
    file.putLong(tag).putLong(value);
    return this;
  }

  private void header(int end) {
    file.position(0);
    code("7f 45 4c 46 02 01 01 00"); // ELF, 64 bits, little-endian, version 1
    file.putLong(0).putShort(ET_DYN).putShort(EM_X86_64).putInt(1);
    file.putLong(0).putLong(HEADER_BYTES).putLong(0).putInt(0);
    file.putShort((short) HEADER_BYTES).putShort((short) SEGMENT_BYTES).putShort((short) SEGMENTS);
    file.putShort((short) 0).putShort((short) 0).putShort((short) 0); // no sections
    segment(PT_LOAD, READ | EXECUTE, 0, PAGE, PAGE);
    segment(PT_LOAD, READ | WRITE, PAGE, end - PAGE, PAGE);
    segment(PT_DYNAMIC, READ | WRITE, DYNAMIC, end - DYNAMIC, 8);
    segment(PT_GNU_STACK, READ | WRITE, 0, 0, 16); // else the stacks become executable
  }

  private void segment(int type, int permissions, long at, long bytes, long alignment) {
    file.putInt(type).putInt(permissions).putLong(at).putLong(at).putLong(at);
    file.putLong(bytes).putLong(bytes).putLong(alignment);
  }
}
