package burrow.translator.machinecode;

import burrow.machine.HostLibrary;
import burrow.machine.HostMemory;
import burrow.translator.Helper;
import burrow.translator.IrBlock;
import burrow.translator.IrBuilder;
import burrow.translator.Terminator;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Executable memory of one engine, and what its code refers to, as records in a part of its own:
 * all of it can be kept in a file and used again as it is, at the same place. Jumps between blocks
 * go through words that are no code: code is never changed once it is there. One thread writes at a
 * time; any may run.
 */
final class CodeArea {
  /** Where the area stands if nothing else does: far from what the kernel chooses itself. */
  static final long PREFERRED = 0x2b00_0000_0000L;

  // The parts, by their displacement; the records in them are of so many bytes.
  private static final int MOST_BLOCKS = 1 << CodeFile.NUMBER_BITS;
  private static final int MOST_LINKS = 1 << 20;
  private static final int MOST_CALLS = 1 << 18;
  private static final int BLOCK_BYTES = 48;
  private static final int LINK_BYTES = 32;
  private static final int CALL_BYTES = 32;
  private static final int TRAP_BYTES = 8;

  // What is known of a block, as bits of its record.
  private static final int JUMP_TARGET = 1;
  private static final int START = 2;

  static final int COUNTERS = 0;
  static final int SLOTS = COUNTERS + 8 * MOST_BLOCKS;
  static final int BLOCKS = SLOTS + 8 * MOST_LINKS;
  static final int LINKS = BLOCKS + BLOCK_BYTES * MOST_BLOCKS;
  static final int CALLS = LINKS + LINK_BYTES * MOST_LINKS;
  static final int TRAPS = CALLS + CALL_BYTES * MOST_CALLS;
  static final int CODE = TRAPS + TRAP_BYTES * MOST_BLOCKS;
  private static final int CODE_BYTES = 64 << 20;
  private static final long BYTES = CODE + (long) CODE_BYTES;

  /** Bytes of code, and records, that one block cannot need more of. */
  private static final int ROOM = 1 << 17;

  private static final int ROOM_RECORDS = 1024;

  /** The same of a region. */
  private static final int REGION_ROOM = 1 << 21;

  private static final int REGION_RECORDS = 1 << 14;

  // mmap on Linux
  private static final long PROT_ALL = 7;
  private static final long MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x4022;
  private static final long MAP_FIXED_NOREPLACE = 0x100000;

  private static final int[] SAVED = {3, 5, 12, 13, 14, 15};

  private final Assembler assembler = new Assembler();
  private final long base;
  private int codeAt = CODE;
  private int blocks;
  private int links;
  private int calls;
  private int traps;
  private final List<String> helperNames = new ArrayList<>();

  /** By index; those of an earlier run are found when they are first needed. */
  private volatile @Nullable Helper[] helpers = new Helper[64];

  private volatile Terminator.@Nullable Raise[] raises = new Terminator.Raise[64];

  private final int features = HostProcessor.features();
  private int stubsEnd;
  private long exit;
  private long enter;

  // Of the block being written.
  private int firstLink;
  private int block;
  private int flagsKind;

  private CodeArea(long base) {
    this.base = base;
  }

  /** Null if the host does not give executable memory, or its processor is too old. */
  static @Nullable CodeArea create() {
    long memory = map(PREFERRED, MAP_FIXED_NOREPLACE);
    if (memory != PREFERRED) {
      if (memory != -1) { // by a kernel that takes the address for a hint
        HostLibrary.call("munmap", memory, BYTES, 0, 0, 0, 0);
      }
      memory = map(0, 0);
    }
    if (memory == -1) {
      return null;
    }
    CodeArea area = new CodeArea(memory);
    area.writeStubs();
    if (area.has(HostProcessor.BASE)) {
      return area;
    }
    area.release();
    return null;
  }

  private static long map(long address, long flags) {
    return HostLibrary.call(
        "mmap", address, BYTES, PROT_ALL, MAP_PRIVATE_ANONYMOUS_NORESERVE | flags, -1, 0);
  }

  void release() {
    HostLibrary.call("munmap", base, BYTES, 0, 0, 0, 0);
  }

  /** The way in and the way out begin the code. */
  private void writeStubs() {
    enter = writeEnter();
    exit = writeExit();
    stubsEnd = codeAt;
  }

  /** enter(code, state, memory base, permission table), by the System V ABI. */
  private long writeEnter() {
    Assembler asm = start(-1, 0);
    for (int r : SAVED) {
      if (r >= 8) {
        asm.u8(0x41);
      }
      asm.u8(0x50 | r & 7); // PUSH
    }
    asm.mov(Assembler.RBP, Assembler.RSI);
    asm.mov(Assembler.R14, Assembler.RDX);
    asm.mov(Assembler.R13, Assembler.RCX);
    asm.group(false, 0xff, 4, Assembler.RDI); // JMP
    return finish(asm);
  }

  private long writeExit() {
    Assembler asm = start(-1, 0);
    for (int i = SAVED.length - 1; i >= 0; i--) {
      if (SAVED[i] >= 8) {
        asm.u8(0x41);
      }
      asm.u8(0x58 | SAVED[i] & 7); // POP
    }
    asm.u8(0xc3);
    return finish(asm);
  }

  /** Whether code may use a feature of {@link HostProcessor}. */
  boolean has(int feature) {
    return (features & feature) != 0;
  }

  // ---- writing ----

  boolean hasRoom() {
    return hasRoom(ROOM, ROOM_RECORDS);
  }

  /** The same for a region. */
  boolean hasRoomForRegion() {
    return hasRoom(REGION_ROOM, REGION_RECORDS);
  }

  private boolean hasRoom(int bytes, int records) {
    return codeAt < CODE + CODE_BYTES - bytes
        && blocks < MOST_BLOCKS - records
        && links < MOST_LINKS - records
        && calls < MOST_CALLS - records;
  }

  /** A block's record; its number. */
  int newBlock(long pc, long end) {
    long at = blockAt(blocks);
    HostMemory.putLong(at, pc);
    HostMemory.putLong(at + 8, end);
    HostMemory.putLong(at + 16, 0);
    HostMemory.putLong(at + 24, -1); // leads a list of links
    HostMemory.putInt(at + 32, blocks);
    HostMemory.putInt(at + 36, 1);
    HostMemory.putInt(at + 40, IrBuilder.UNKNOWN_FLAGS);
    HostMemory.putInt(at + 44, 0);
    return blocks++;
  }

  /** The records of blocks whose code is one piece, one behind the other; the first's number. */
  int newRegion(RegionShape shape) {
    int first = blocks;
    for (IrBlock b : shape.blocks()) {
      int number = newBlock(b.pc(), b.end());
      HostMemory.putInt(blockAt(number) + 32, first);
      HostMemory.putInt(blockAt(number) + 36, shape.blocks().size());
      HostMemory.putInt(blockAt(number) + 40, shape.flagsKind(b.pc()));
    }
    return first;
  }

  /** The first record of the region that a block is in: its own, if it is in none. */
  int firstOfRegion(int of) {
    return HostMemory.getInt(blockAt(of) + 32);
  }

  /** Behind the last one. */
  int endOfRegion(int of) {
    return firstOfRegion(of) + HostMemory.getInt(blockAt(of) + 36);
  }

  /** How many regions the first records are of. */
  int regions(int records) {
    int count = 0;
    for (int i = 0; i < records; i = endOfRegion(i)) {
      count += endOfRegion(i) - i > 1 ? 1 : 0;
    }
    return count;
  }

  /** The kind of lazy flags that the region's code for a block was lifted for. */
  int flagsKind(int of) {
    return HostMemory.getInt(blockAt(of) + 40);
  }

  /** Where the block's code is entered; without it is only a part of its region. */
  void setCode(int number, long address) {
    HostMemory.putLong(blockAt(number) + 16, address);
  }

  /**
   * Starts to write code of a block.
   *
   * @param ofBlock its record's number
   * @param ofFlagsKind the kind of lazy flags that it was lifted for
   */
  Assembler start(int ofBlock, int ofFlagsKind) {
    assembler.start(base + codeAt);
    firstLink = links;
    inBlock(ofBlock, ofFlagsKind);
    return assembler;
  }

  /** The number of the record of the block that is being written. */
  int presentBlock() {
    return block;
  }

  /** What is written now belongs to another block of the region. */
  void inBlock(int ofBlock, int ofFlagsKind) {
    block = ofBlock;
    flagsKind = ofFlagsKind;
  }

  /** Puts what has been written where it belongs; its address. */
  long finish(Assembler asm) {
    if (asm.position() > CODE + CODE_BYTES - codeAt) {
      throw new IllegalStateException("a block of " + asm.position() + " bytes of machine code");
    }
    long code = base + codeAt;
    HostMemory.copyFromArray(asm.bytes(), 0, code, asm.position());
    codeAt += asm.position() + 15 & -16;
    for (int link = firstLink; link < links; link++) {
      unlink(link);
    }
    HostMemory.fullFence();
    return code;
  }

  /** Where all code leaves, with the reason in RAX. */
  long exit() {
    return exit;
  }

  /** An exit to a known address; its number. */
  int newLink(long target, boolean call) {
    long at = linkAt(links);
    HostMemory.putLong(at, target);
    HostMemory.putInt(at + 16, block);
    HostMemory.putInt(at + 20, call ? 1 : 0);
    HostMemory.putLong(at + 24, -1);
    return links++;
  }

  /** Where the exit leads as long as it leads nowhere else. */
  void setStub(int link, long address) {
    HostMemory.putLong(linkAt(link) + 8, address);
  }

  /** A visit to Java for a helper; its number. */
  int newCall(Helper helper) {
    String name = name(helper);
    int known = helperNames.indexOf(name);
    if (known < 0) {
      known = helperNames.size();
      helperNames.add(name);
    }
    long at = callAt(calls);
    HostMemory.putInt(at, known);
    HostMemory.putInt(at + 4, block);
    HostMemory.putInt(at + 8, flagsKind);
    setHelper(calls, helper);
    return calls++;
  }

  static String name(Helper helper) {
    return helper.owner().getName() + "." + helper.name();
  }

  /** Where the code goes on after the call. */
  void setReturn(int call, long address) {
    HostMemory.putLong(callAt(call) + 16, address);
  }

  /** The trap at the end of a block, of the present one if it is negative; its number. */
  int newTrap(Terminator.Raise raise, int ofBlock) {
    HostMemory.putLong(base + TRAPS + (long) TRAP_BYTES * traps, ofBlock < 0 ? block : ofBlock);
    setRaise(traps, raise);
    return traps++;
  }

  // ---- records ----

  private long blockAt(int i) {
    return base + BLOCKS + (long) BLOCK_BYTES * i;
  }

  private long linkAt(int i) {
    return base + LINKS + (long) LINK_BYTES * i;
  }

  private long callAt(int i) {
    return base + CALLS + (long) CALL_BYTES * i;
  }

  int blocks() {
    return blocks;
  }

  long blockPc(int i) {
    return HostMemory.getLong(blockAt(i));
  }

  long blockEnd(int i) {
    return HostMemory.getLong(blockAt(i) + 8);
  }

  long blockCode(int i) {
    return HostMemory.getLong(blockAt(i) + 16);
  }

  /** Address of the executions left until the block is hot. */
  long counter(int i) {
    return base + COUNTERS + 8L * i;
  }

  long linkTarget(int link) {
    return HostMemory.getLong(linkAt(link));
  }

  /** Whether it is a call or leads backwards. */
  boolean startsCode(int link) {
    return HostMemory.getInt(linkAt(link) + 20) != 0
        || linkTarget(link) <= blockPc(HostMemory.getInt(linkAt(link) + 16));
  }

  /** The word that the exit jumps through. */
  long slot(int link) {
    return base + SLOTS + 8L * link;
  }

  @Nullable Helper helper(int call) {
    @Nullable Helper[] known = helpers;
    return call < known.length ? known[call] : null;
  }

  void setHelper(int call, Helper helper) {
    if (call >= helpers.length) {
      helpers = Arrays.copyOf(helpers, 2 * call);
    }
    helpers[call] = helper;
  }

  String helperName(int call) {
    return helperNames.get(HostMemory.getInt(callAt(call)));
  }

  int callBlock(int call) {
    return HostMemory.getInt(callAt(call) + 4);
  }

  int callFlagsKind(int call) {
    return HostMemory.getInt(callAt(call) + 8);
  }

  long returnTo(int call) {
    return HostMemory.getLong(callAt(call) + 16);
  }

  Terminator.@Nullable Raise raise(int trap) {
    Terminator.@Nullable Raise[] known = raises;
    return trap < known.length ? known[trap] : null;
  }

  void setRaise(int trap, Terminator.Raise raise) {
    if (trap >= raises.length) {
      raises = Arrays.copyOf(raises, 2 * trap);
    }
    raises[trap] = raise;
  }

  int trapBlock(int trap) {
    return (int) HostMemory.getLong(base + TRAPS + (long) TRAP_BYTES * trap);
  }

  // ---- running ----

  /** Runs code until it leaves; the reason. */
  long run(long code, long state, long memoryBase, long permissions) {
    return HostLibrary.invoke(enter, code, state, memoryBase, permissions);
  }

  /** Lets an exit that leads nowhere lead straight to a block. */
  void link(int link, int to) {
    if (HostMemory.getLong(slot(link)) != HostMemory.getLong(linkAt(link) + 8)) {
      return; // another thread was quicker
    }
    HostMemory.putLong(linkAt(link) + 24, HostMemory.getLong(blockAt(to) + 24));
    HostMemory.putLong(blockAt(to) + 24, link);
    if (startsCode(link)) {
      mark(to, START);
    }
    HostMemory.putLongRelease(slot(link), blockCode(to));
  }

  /**
   * Lets all exits that lead nowhere lead straight to one of the blocks, where it is their target:
   * a later run finds them so.
   *
   * @param sorted by address
   */
  void linkAll(int[] sorted) {
    long[] pcs = Arrays.stream(sorted).mapToLong(this::blockPc).toArray();
    for (int link = 0; link < links; link++) {
      boolean open = HostMemory.getLong(slot(link)) == HostMemory.getLong(linkAt(link) + 8);
      int to = open ? Arrays.binarySearch(pcs, linkTarget(link)) : -1;
      if (to >= 0) {
        link(link, sorted[to]);
      }
    }
  }

  private void unlink(int link) {
    HostMemory.putLongRelease(slot(link), HostMemory.getLong(linkAt(link) + 8));
  }

  /** No exit leads to the block any more, and it will not be kept. */
  void drop(int to) {
    unlinkAll(to);
    HostMemory.putLong(blockAt(to) + 8, 0);
  }

  /**
   * No exit leads to the block any more: other code has taken its place. If it is part of a region,
   * that remains, and what it was made from must still be known.
   */
  void retire(int to) {
    if (endOfRegion(to) - firstOfRegion(to) == 1) {
      drop(to);
    } else {
      unlinkAll(to);
      setCode(to, 0);
    }
  }

  private void unlinkAll(int to) {
    long link = HostMemory.getLong(blockAt(to) + 24);
    HostMemory.putLong(blockAt(to) + 24, -1);
    while (link >= 0) {
      long next = HostMemory.getLong(linkAt((int) link) + 24);
      unlink((int) link);
      link = next;
    }
  }

  boolean isDropped(int block) {
    return blockEnd(block) == 0;
  }

  /** Takes note that a jump through a register leads to the block. */
  void setJumpTarget(int number) {
    mark(number, JUMP_TARGET);
  }

  /** Whether one ever has, in this run or an earlier one. */
  boolean isJumpTarget(int number) {
    return (HostMemory.getInt(blockAt(number) + 44) & JUMP_TARGET) != 0;
  }

  /** Whether a call or a jump backwards leads to the block, as far as exits have been linked. */
  boolean isStart(int number) {
    return (HostMemory.getInt(blockAt(number) + 44) & START) != 0;
  }

  private void mark(int number, int as) {
    long marks = blockAt(number) + 44;
    HostMemory.putInt(marks, HostMemory.getInt(marks) | as);
  }

  /**
   * Drops all code that was made from guest code between the addresses; whether there was any.
   *
   * @param dropped is told the addresses of the blocks
   */
  boolean changed(long from, long to, LongConsumer dropped) {
    boolean any = false;
    for (int i = 0; i < blocks; i++) {
      if (blockPc(i) < to && blockEnd(i) > from) {
        for (int n = firstOfRegion(i); n < endOfRegion(i); n++) {
          drop(n);
          dropped.accept(blockPc(n));
        }
        any = true;
      }
    }
    return any;
  }

  // ---- keeping ----

  /** The bytes used of each part, in the order of the parts. */
  List<MemorySegment> parts() {
    return List.of(
        part(COUNTERS, 8L * blocks),
        part(SLOTS, 8L * links),
        part(BLOCKS, (long) BLOCK_BYTES * blocks),
        part(LINKS, (long) LINK_BYTES * links),
        part(CALLS, (long) CALL_BYTES * calls),
        part(TRAPS, (long) TRAP_BYTES * traps),
        part(CODE, codeAt - CODE));
  }

  private MemorySegment part(int displacement, long bytes) {
    return MemorySegment.ofAddress(base + displacement).reinterpret(bytes);
  }

  /** Whether what the area holds can be used by another run. */
  boolean canBeKept() {
    return base == PREFERRED;
  }

  /** Bytes of code. */
  int used() {
    return codeAt - CODE;
  }

  /** How many there are: blocks, links, calls, traps, bytes of code; and what code may use. */
  int[] counts() {
    return new int[] {blocks, links, calls, traps, used(), features};
  }

  List<String> helperNames() {
    return helperNames;
  }

  /**
   * Before {@link #parts} of an earlier run are read into the empty area: what {@link #counts} and
   * {@link #helperNames} were.
   *
   * @return false if that cannot be
   */
  boolean restore(int[] counts, List<String> names) {
    if (!canBeKept()
        || counts[0] < 0
        || counts[0] > MOST_BLOCKS
        || counts[1] < 0
        || counts[1] > MOST_LINKS
        || counts[2] < 0
        || counts[2] > MOST_CALLS
        || counts[3] < 0
        || counts[3] > MOST_BLOCKS
        || counts[4] < stubsEnd - CODE
        || counts[4] > CODE_BYTES
        || counts[5] != features) {
      return false;
    }
    blocks = counts[0];
    links = counts[1];
    calls = counts[2];
    traps = counts[3];
    codeAt = CODE + counts[4];
    helperNames.clear();
    helperNames.addAll(names);
    return true;
  }

  /** Forgets what was to be restored. */
  void clear() {
    blocks = links = calls = traps = 0;
    codeAt = CODE;
    helperNames.clear();
    writeStubs();
  }
}
