package burrow.linux;

import static burrow.linux.ScriptedGuest.DATA;
import static burrow.linux.ScriptedGuest.expect;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryCallsTest {
  private static final long PRIVATE_ANON = 0x22;

  @Test
  void whatGoAsksForAtStart() throws InterruptedException {
    ScriptedGuest.Outcome outcome =
        ScriptedGuest.run(g -> {
          long arena = 0xc0_0000_0000L % (g.memory.limit() / 2);
          expect(arena, g.call("mmap", arena, 64 << 20, 0, PRIVATE_ANON, -1, 0));
          expect(arena, g.call("mmap", arena, 4 << 20, 3, PRIVATE_ANON | 0x10, -1, 0));
          g.memory.writeLong(arena, 5);
          expect(0, g.call("madvise", arena, 4 << 20, 15));
          expect(0, g.call("madvise", arena, 4096, 4));
          expect(0, g.memory.readLong(arena));
          long far = g.call("mmap", 0x7000_0000_0000L, 1 << 20, 0, PRIVATE_ANON, -1, 0);
          assertThat(far).isPositive().isLessThan(g.memory.limit());
          expect(0, g.call("munmap", far, 1 << 20));
          expect(-22, g.call("mmap", 0, 0, 3, PRIVATE_ANON, -1, 0));
          expect(-22, g.call("mmap", 0, 4096, 3, 0x20, -1, 0));
          expect(-22, g.call("madvise", arena + 1, 4096, 4));
          expect(-22, g.call("madvise", arena, 4096, 99));
          expect(-12, g.call("mprotect", 0x4000_0000L, 4096, 3));
          expect(0, g.call("mincore", arena, 8192, DATA));
          expect(0x101, g.memory.readShort(DATA));
          expect(-12, g.call("mincore", 0x4000_0000L, 4096, DATA));
          expect(-22, g.call("mincore", arena + 1, 4096, DATA));
        });
    assertThat(outcome.trace())
        .contains("PROT_NONE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0x0) = 0x")
        .contains("MADV_NOHUGEPAGE) = 0")
        .contains("= -1 ENOMEM (Cannot allocate memory)");
  }
}
