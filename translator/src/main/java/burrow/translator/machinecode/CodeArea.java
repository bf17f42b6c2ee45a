package burrow.translator.machinecode;

import burrow.machine.HostLibrary;
import burrow.machine.HostMemory;
import burrow.translator.Helper;
import burrow.translator.Terminator;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Executable memory of one engine, and what its code refers to. Jumps between blocks go through
 * words in a part of its own: code is never changed once it is there. One thread writes at a time;
 * any may run.
 */
final class CodeArea {
  private static final long DATA_BYTES = 16 << 20;
  private static final long CODE_BYTES = 64 << 20;

  /** More than one block can need. */
  private static final int ROOM = 1 << 17;

  // mmap on Linux
  private static final long PROT_ALL = 7;
  private static final long MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x4022;

  private static final int[] SAVED = {3, 5, 12, 13, 14, 15};

  /** An exit to a known address. */
  static final class Link {
    final int index;
    final long from;
    final long target;
    final boolean call;

    /** The word it jumps through. */
    final long slot;

    private long stub;

    private Link(int index, long from, long target, boolean call, long slot) {
      this.index = index;
      this.from = from;
      this.target = target;
      this.call = call;
      this.slot = slot;
    }
  }

  /** A visit to Java for a helper. */
  static final class Call {
    final int index;
    final Helper helper;
    private long returnTo;

    private Call(int index, Helper helper) {
      this.index = index;
      this.helper = helper;
    }

    /** Host address of the code behind it. */
    long returnTo() {
      return returnTo;
    }
  }

  /**
   * Code of a block.
   *
   * @param code host address
   * @param counter host address of the executions left until it is hot
   */
  public record Entry(long code, long counter) {}

  private final Assembler assembler = new Assembler();
  private final long dataEnd;
  private final long codeEnd;
  private final long codeStart;
  private long dataAt;
  private long codeAt;
  private long exit;
  private final MemorySegment enter;

  // Replaced when they grow; code that refers to an element is published after it.
  private volatile Link[] links = new Link[256];
  private volatile Call[] calls = new Call[64];
  private volatile Terminator.Raise[] traps = new Terminator.Raise[64];
  private int linkCount;
  private int callCount;
  private int trapCount;
  private int firstLink; // of the block being written

  private CodeArea(long memory) {
    dataAt = memory;
    dataEnd = memory + DATA_BYTES;
    codeStart = dataEnd;
    codeAt = dataEnd;
    codeEnd = codeAt + CODE_BYTES;
    enter = MemorySegment.ofAddress(writeEnter());
    writeExit();
  }

  /** Null if the host does not give executable memory. */
  static @Nullable CodeArea create() {
    long bytes = DATA_BYTES + CODE_BYTES;
    long memory =
        HostLibrary.call("mmap", 0, bytes, PROT_ALL, MAP_PRIVATE_ANONYMOUS_NORESERVE, -1, 0);
    return memory == -1 ? null : new CodeArea(memory);
  }

  void release() {
    HostLibrary.call("munmap", dataEnd - DATA_BYTES, DATA_BYTES + CODE_BYTES, 0, 0, 0, 0);
  }

  /** enter(code, state, memory base, permission table), by the System V ABI. */
  private long writeEnter() {
    Assembler asm = start();
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
    return finish(asm, 0).code();
  }

  private void writeExit() {
    Assembler asm = start();
    for (int i = SAVED.length - 1; i >= 0; i--) {
      if (SAVED[i] >= 8) {
        asm.u8(0x41);
      }
      asm.u8(0x58 | SAVED[i] & 7); // POP
    }
    asm.u8(0xc3);
    exit = finish(asm, 0).code();
  }

  // ---- writing ----

  boolean hasRoom() {
    return codeEnd - codeAt > ROOM && dataEnd - dataAt > ROOM;
  }

  /** Bytes of code. */
  long used() {
    return codeAt - codeStart;
  }

  Assembler start() {
    assembler.start(codeAt);
    firstLink = linkCount;
    return assembler;
  }

  /** Puts what has been written where it belongs. */
  Entry finish(Assembler asm, long counter) {
    if (asm.position() > codeEnd - codeAt) {
      throw new IllegalStateException("a block of " + asm.position() + " bytes of machine code");
    }
    long code = codeAt;
    HostMemory.copyFromArray(asm.bytes(), 0, code, asm.position());
    codeAt += asm.position() + 15 & -16;
    for (int i = firstLink; i < linkCount; i++) {
      unlink(links[i]);
    }
    HostMemory.fullFence();
    return new Entry(code, counter);
  }

  /** Where all code leaves, with the reason in RAX. */
  long exit() {
    return exit;
  }

  private long newWord() {
    long word = dataAt;
    dataAt += 8;
    return word;
  }

  long newCounter() {
    return newWord();
  }

  Link newLink(long from, long target, boolean call) {
    Link link = new Link(linkCount, from, target, call, newWord());
    if (linkCount == links.length) {
      links = Arrays.copyOf(links, 2 * linkCount);
    }
    links[linkCount++] = link;
    return link;
  }

  void setStub(Link link, long address) {
    link.stub = address;
  }

  Call newCall(Helper helper) {
    Call call = new Call(callCount, helper);
    if (callCount == calls.length) {
      calls = Arrays.copyOf(calls, 2 * callCount);
    }
    calls[callCount++] = call;
    return call;
  }

  void setReturn(Call call, long address) {
    call.returnTo = address;
  }

  int newTrap(Terminator.Raise raise) {
    if (trapCount == traps.length) {
      traps = Arrays.copyOf(traps, 2 * trapCount);
    }
    traps[trapCount] = raise;
    return trapCount++;
  }

  // ---- running ----

  Link link(int index) {
    return links[index];
  }

  Call call(int index) {
    return calls[index];
  }

  Terminator.Raise trap(int index) {
    return traps[index];
  }

  /** Runs code until it leaves; the reason. */
  long run(long code, long state, long memoryBase, long permissions) {
    return HostLibrary.invoke(enter, code, state, memoryBase, permissions);
  }

  void link(Link link, long code) {
    HostMemory.putLongRelease(link.slot, code);
  }

  void unlink(Link link) {
    HostMemory.putLongRelease(link.slot, link.stub);
  }
}
