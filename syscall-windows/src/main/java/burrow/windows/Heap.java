package burrow.windows;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.memory.ReservedMemory;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * The process heap: what LocalAlloc and functions that return strings give out. Blocks come in
 * powers of two out of chunks; big ones are reservations of their own.
 */
final class Heap {
  private static final int SMALLEST = 16;
  private static final long CHUNK = 64 << 10;
  private static final int READ_WRITE = Access.READ | Access.WRITE;

  private final AddressSpace space;
  private final ReservedMemory memory;
  private final Map<Long, Long> sizes = new HashMap<>();
  private final Map<Long, ArrayDeque<Long>> free = new HashMap<>();
  private long chunk;
  private long chunkEnd;
  private long handle;

  Heap(AddressSpace space, ReservedMemory memory) {
    this.space = space;
    this.memory = memory;
  }

  /** What GetProcessHeap tells. */
  synchronized long handle() {
    if (handle == 0) {
      handle = allocate(SMALLEST, true);
    }
    return handle;
  }

  /**
   * Allocates, aligned to 16 bytes.
   *
   * @throws KernelException ENOMEM if there is no room
   */
  synchronized long allocate(long bytes, boolean zero) {
    if (bytes < 0) {
      throw new KernelException(Errno.ENOMEM);
    }
    long size = Math.max(SMALLEST, Long.highestOneBit(Math.max(bytes, 1) * 2 - 1));
    long at;
    if (size > CHUNK / 2) {
      at = memory.reserve(0, size, READ_WRITE);
      memory.commit(at, size, READ_WRITE);
    } else {
      ArrayDeque<Long> list = free.get(size);
      Long recycled = list == null ? null : list.poll();
      at = recycled != null ? recycled : carve(size);
      if (zero && recycled != null) {
        space.write(at, new byte[(int) size]);
      }
    }
    sizes.put(at, Math.max(bytes, 1));
    return at;
  }

  private long carve(long size) {
    if (chunkEnd - chunk < size) {
      chunk = memory.reserve(0, CHUNK, READ_WRITE);
      memory.commit(chunk, CHUNK, READ_WRITE);
      chunkEnd = chunk + CHUNK;
    }
    long at = chunk;
    chunk += size;
    return at;
  }

  /**
   * Frees.
   *
   * @throws KernelException EBADF if no block starts there
   */
  synchronized void free(long address) {
    Long bytes = sizes.remove(address);
    if (bytes == null) {
      throw new KernelException(Errno.EBADF);
    }
    long size = Math.max(SMALLEST, Long.highestOneBit(bytes * 2 - 1));
    if (size > CHUNK / 2) {
      memory.release(address);
    } else {
      free.computeIfAbsent(size, s -> new ArrayDeque<>()).push(address);
    }
  }

  /** The bytes that a block was asked for with; -1 if none starts there. */
  synchronized long size(long address) {
    Long bytes = sizes.get(address);
    return bytes == null ? -1 : bytes;
  }

  /** A block that holds these bytes. */
  long copy(byte[] bytes) {
    long at = allocate(bytes.length, false);
    space.write(at, bytes);
    return at;
  }

  /** A block that holds a string with its NUL. */
  long copy(String text) {
    return copy(Wide.bytes(text + '\0'));
  }
}
