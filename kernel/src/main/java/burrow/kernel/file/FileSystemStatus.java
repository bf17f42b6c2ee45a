package burrow.kernel.file;

/**
 * What statfs(2) tells about a file system.
 *
 * @param type its magic number
 * @param blockSize unit of the block counts, bytes
 * @param id two 32-bit words, the first in the low half
 * @param fragmentSize bytes
 * @param flags mount flags, ST_* of Linux
 */
public record FileSystemStatus(
    long type,
    long blockSize,
    long blocks,
    long freeBlocks,
    long availableBlocks,
    long files,
    long freeFiles,
    long id,
    long nameLength,
    long fragmentSize,
    long flags) {}
