package burrow.translator.machinecode;

import burrow.machine.Access;
import burrow.machine.AddressSpace;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Machine code of a program between its runs. Whatever does not check out is not there: the file
 * says whose it is and has a checksum, and code counts only while the guest's pages that it was
 * made from hold the same bytes.
 *
 * <p>The file is a table (identity, {@link CodeArea#counts}, names of helpers, runs of guest pages
 * with a checksum each, blocks by address), then the area's parts, then the checksum of all of it.
 */
public final class CodeFile {
  private static final int MAGIC = 0x42524d33; // "BRM3"
  private static final int HEADER = 8;
  private static final int MOST_TABLE = 1 << 28;

  /** Bits of a block's number. */
  static final int NUMBER_BITS = 18;

  /** Bytes of guest memory under one checksum: all code there is lost if one of them changes. */
  private static final int MOST_RUN = 1 << 20;

  private final Path path;
  private final String identity;

  /**
   * @param identity of Burrow, of Java and of all else that the code depends on
   */
  public CodeFile(Path path, String identity) {
    this.path = path;
    this.identity = identity;
  }

  // ---- reading ----

  /** Fills an empty area; the blocks that may be used. */
  EarlierBlocks read(CodeArea area, AddressSpace memory) {
    try (FileChannel in = FileChannel.open(path, StandardOpenOption.READ)) {
      EarlierBlocks blocks = read(in, area, memory);
      if (blocks != null) {
        return blocks;
      }
    } catch (IOException | RuntimeException damaged) {
      // As if there were none.
    }
    area.clear();
    return EarlierBlocks.NONE;
  }

  private @Nullable EarlierBlocks read(FileChannel in, CodeArea area, AddressSpace memory)
      throws IOException {
    CRC32 crc = new CRC32();
    ByteBuffer header = fill(in, ByteBuffer.allocate(HEADER), crc);
    int length = header.getInt(4);
    if (header.getInt(0) != MAGIC || length < 0 || length > MOST_TABLE || length > in.size()) {
      return null;
    }
    ByteBuffer table = fill(in, ByteBuffer.allocate(length), crc);
    if (!string(table).equals(identity)) {
      return null;
    }
    int[] counts = new int[area.counts().length];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = table.getInt();
    }
    List<String> names = new ArrayList<>();
    for (int left = table.getInt(); left > 0; left--) {
      names.add(string(table));
    }
    if (!area.restore(counts, names)) {
      return null;
    }
    for (MemorySegment part : area.parts()) {
      fill(in, part.asByteBuffer(), crc);
    }
    ByteBuffer sum = fill(in, ByteBuffer.allocate(8), new CRC32());
    return sum.getLong(0) == crc.getValue() ? blocks(table, area, memory) : null;
  }

  private static ByteBuffer fill(FileChannel in, ByteBuffer buffer, CRC32 crc) throws IOException {
    while (buffer.hasRemaining()) {
      if (in.read(buffer) < 0) {
        throw new IOException("truncated");
      }
    }
    buffer.flip().order(ByteOrder.LITTLE_ENDIAN);
    crc.update(buffer);
    return buffer.rewind();
  }

  private static String string(ByteBuffer table) {
    byte[] bytes = new byte[table.getInt()];
    table.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static EarlierBlocks blocks(ByteBuffer table, CodeArea area, AddressSpace memory) {
    List<long[]> changed = new ArrayList<>();
    for (int left = table.getInt(); left > 0; left--) {
      long from = table.getLong();
      int bytes = table.getInt();
      if (crc(memory, from, bytes) != table.getLong()) {
        changed.add(new long[] {from, from + bytes});
      }
    }
    long[] pcs = new long[table.getInt()];
    table.asLongBuffer().get(pcs);
    table.position(table.position() + 8 * pcs.length);
    int[] numbers = new int[pcs.length];
    table.asIntBuffer().get(numbers);
    for (long[] range : changed) {
      area.changed(range[0], range[1], pc -> {}); // no thread runs yet
    }
    return new EarlierBlocks(pcs, numbers);
  }

  /** Checksum of whole pages, which are marked as code before; -1 if they cannot be executed. */
  private static long crc(AddressSpace memory, long from, int bytes) {
    if (memory.accessible(from, bytes, Access.EXECUTE) < bytes) {
      return -1;
    }
    for (int i = 0; i < bytes; i += AddressSpace.PAGE_SIZE) {
      memory.markCode(from + i);
    }
    CRC32 crc = new CRC32();
    crc.update(memory.view(from, bytes, Access.EXECUTE));
    return crc.getValue();
  }

  // ---- writing ----

  /** Writes an area that nobody changes meanwhile; with counters as if nothing had run. */
  void write(Path to, CodeArea area, long heat, AddressSpace memory) throws IOException {
    int[] blocks = sorted(area);
    int[] entered = Arrays.stream(blocks).filter(b -> area.blockCode(b) != 0).toArray();
    area.linkAll(entered);
    List<ByteBuffer> all = new ArrayList<>();
    ByteBuffer table = table(area, runs(area, blocks), entered, memory);
    all.add(
        ByteBuffer.allocate(HEADER)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(MAGIC)
            .putInt(table.remaining())
            .flip());
    all.add(table);
    List<MemorySegment> parts = area.parts();
    long[] counters = new long[area.blocks()];
    Arrays.fill(counters, heat);
    ByteBuffer cold = ByteBuffer.allocate(8 * counters.length).order(ByteOrder.LITTLE_ENDIAN);
    cold.asLongBuffer().put(counters);
    all.add(cold);
    for (MemorySegment part : parts.subList(1, parts.size())) {
      all.add(part.asByteBuffer());
    }
    CRC32 crc = new CRC32();
    for (ByteBuffer part : all) {
      crc.update(part.duplicate());
    }
    all.add(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(crc.getValue()).flip());
    try (FileChannel out =
        FileChannel.open(to, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
      for (ByteBuffer part : all) {
        while (part.hasRemaining()) {
          out.write(part);
        }
      }
    }
  }

  /** The blocks that are still good, by their addresses. */
  private static int[] sorted(CodeArea area) {
    long[] keys = new long[area.blocks()];
    int count = 0;
    for (int i = 0; i < keys.length; i++) {
      if (!area.isDropped(i)) {
        keys[count++] = area.blockPc(i) << NUMBER_BITS | i; // no guest address is wider
      }
    }
    Arrays.sort(keys, 0, count);
    int[] blocks = new int[count];
    for (int n = 0; n < count; n++) {
      blocks[n] = (int) keys[n] & (1 << NUMBER_BITS) - 1;
    }
    return blocks;
  }

  private ByteBuffer table(CodeArea area, List<long[]> runs, int[] blocks, AddressSpace memory) {
    List<byte[]> strings = new ArrayList<>();
    strings.add(identity.getBytes(StandardCharsets.UTF_8));
    for (String name : area.helperNames()) {
      strings.add(name.getBytes(StandardCharsets.UTF_8));
    }
    int bytes = 4 * area.counts().length + 3 * 4 + 20 * runs.size() + 12 * blocks.length;
    for (byte[] s : strings) {
      bytes += 4 + s.length;
    }
    ByteBuffer table = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    put(table, strings.getFirst());
    for (int c : area.counts()) {
      table.putInt(c);
    }
    table.putInt(strings.size() - 1);
    for (int i = 1; i < strings.size(); i++) {
      put(table, strings.get(i));
    }
    table.putInt(runs.size());
    for (long[] run : runs) {
      int length = (int) (run[1] - run[0]);
      table.putLong(run[0]).putInt(length).putLong(crc(memory, run[0], length));
    }
    table.putInt(blocks.length);
    long[] pcs = new long[blocks.length];
    for (int n = 0; n < pcs.length; n++) {
      pcs[n] = area.blockPc(blocks[n]);
    }
    table.asLongBuffer().put(pcs);
    table.position(table.position() + 8 * pcs.length);
    table.asIntBuffer().put(blocks);
    return table.rewind();
  }

  private static void put(ByteBuffer table, byte[] string) {
    table.putInt(string.length).put(string);
  }

  /** Start and end of the pages that blocks stand on, neighbours together. */
  private static List<long[]> runs(CodeArea area, int[] blocks) {
    List<long[]> runs = new ArrayList<>();
    for (int block : blocks) {
      long from = area.blockPc(block) & -AddressSpace.PAGE_SIZE;
      long to = AddressSpace.pageUp(area.blockEnd(block));
      long[] last = runs.isEmpty() ? null : runs.getLast();
      if (last != null && from <= last[1] && to - last[0] <= MOST_RUN) {
        last[1] = Math.max(last[1], to);
      } else {
        runs.add(new long[] {from, to});
      }
    }
    return runs;
  }
}
