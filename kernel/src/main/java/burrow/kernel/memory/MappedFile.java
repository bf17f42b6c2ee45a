package burrow.kernel.memory;

import java.nio.ByteBuffer;

/** An open file as a memory mapping sees it. */
public interface MappedFile {
  /** The path to show in the list of mappings. */
  String path();

  /** Device number, for the list of mappings. */
  long device();

  /** Inode number; with the device it identifies the file. */
  long inode();

  /** Current size in bytes. */
  long size();

  /**
   * A host descriptor open for reading, and for writing if asked, that stays open while the mapping
   * object is retained.
   *
   * @return -1 where there is none: mappings are then copies
   */
  int hostDescriptor(boolean writable);

  /**
   * Reads at an offset, as much as there is up to the buffer's end.
   *
   * @throws burrow.kernel.KernelException if the file cannot be read
   */
  void read(long offset, ByteBuffer into);

  /** Writes back a copied shared mapping, never beyond the file's size. */
  void write(long offset, ByteBuffer from);

  /** One mapping more refers to this object. */
  void retain();

  /** One mapping less. */
  void release();
}
