package burrow.translator;

import static burrow.translator.ToyIsa.encode;
import static org.assertj.core.api.Assertions.assertThat;

import burrow.machine.Access;
import burrow.machine.Cpu;
import burrow.machine.GuestFault;
import burrow.machine.Trap;
import burrow.machine.Traps;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every engine must do, over a toy instruction set. */
public abstract class EngineContract extends EngineThreadContract {
  @Test
  void runsALoop() {
    code(
        encode(ToyIsa.ADD, 0, 0, 3), encode(ToyIsa.LOOP, 1, 0, 1), encode(ToyIsa.SYSCALL, 0, 0, 0));
    cpu.r1 = 1000;
    engine.run(cpu);
    assertThat(cpu.r0).isEqualTo(3000);
    assertThat(traps).containsExactly("SYSCALL 1000c");
  }

  @Test
  void faultHasExactPcAndNoRegisterOfTheInstruction() {
    code(
        encode(ToyIsa.ADD, 0, 0, 1),
        encode(ToyIsa.ADD_STORE, 2, 3, 0),
        encode(ToyIsa.ADD, 0, 0, 1));
    cpu.r3 = 0x50000 - 1;
    engine.run(cpu);
    assertThat(traps).containsExactly("FAULT 10004");
    assertThat(cpu.r0).isEqualTo(1);
    assertThat(cpu.r2).isZero();
    assertThat(cpu.fault)
        .extracting(GuestFault::address, GuestFault::access, GuestFault::kind)
        .containsExactly(0x50000L, Access.WRITE, GuestFault.Kind.UNMAPPED);
  }

  @Test
  void pageCrossingStoreWritesNothingWhenTheSecondPageFaults() {
    code(encode(ToyIsa.STORE, 0, 1, 0));
    cpu.r0 = -1;
    cpu.r1 = DATA + 0xffc;
    engine.run(cpu);
    assertThat(traps).containsExactly("FAULT 10000");
    assertThat(memory.readInt(DATA + 0xffc)).isZero();
    assertThat(cpu.fault).extracting(GuestFault::address).isEqualTo(DATA + 0x1000);
  }

  @Test
  void ofTwoAccessesNearEachOtherTheFirstHappensAndTheSecondFaults() {
    code(
        encode(ToyIsa.STORE, 0, 1, 0),
        encode(ToyIsa.ADD, 2, 1, 8),
        encode(ToyIsa.LOAD, 3, 2, 0),
        encode(ToyIsa.SYSCALL, 0, 0, 0));
    cpu.r0 = 77;
    cpu.r1 = DATA + 0xff8;
    engine.run(cpu);
    assertThat(traps).containsExactly("FAULT 10008");
    assertThat(memory.readLong(DATA + 0xff8)).isEqualTo(77);
    assertThat(cpu.r2).isEqualTo(DATA + 0x1000);
    assertThat(cpu.fault).extracting(GuestFault::address).isEqualTo(DATA + 0x1000);
  }

  @Test
  void theLastBytesOfAPageAreReachedWhateverFollows() {
    code(encode(ToyIsa.LOAD, 0, 1, 0), encode(ToyIsa.STORE, 2, 1, 0), encode(5, 0, 0, 0));
    memory.writeLong(DATA + 0xff8, 5);
    cpu.r1 = DATA + 0xff8;
    cpu.r2 = 6;
    engine.run(cpu);
    assertThat(traps).containsExactly("SYSCALL 1000c");
    assertThat(cpu.r0).isEqualTo(5);
    assertThat(memory.readLong(DATA + 0xff8)).isEqualTo(6);
  }

  /** It clears like memclr, but what it compares moves on and back again. */
  @Test
  void aClearingLoopWhoseCounterStandsStillEndsWithThePage() {
    code(
        encode(ToyIsa.STORE, 0, 1, 0),
        encode(ToyIsa.ADD, 1, 1, 8),
        encode(ToyIsa.ADD, 2, 2, 8),
        encode(ToyIsa.ADD, 2, 2, -8),
        encode(ToyIsa.BRANCH_UNEQUAL, 2, 3, 4));
    memory.map(DATA, 0x8000, Access.READ | Access.WRITE);
    memory.writeLong(DATA + 0x7ff8, 5);
    cpu.r1 = DATA;
    cpu.r3 = 1 << 20;
    interruptsAreIgnored();
    engine.run(cpu);
    assertThat(traps).containsExactly("FAULT 10000");
    assertThat(cpu.r1).isEqualTo(DATA + 0x8000);
    assertThat(memory.readLong(DATA + 0x7ff8)).isZero();
  }

  /** Stores beside code take the long way each time, and the loop goes on behind them. */
  @Test
  void aLoopThatStoresIntoItsOwnPageComesToItsEnd() {
    code(
        encode(ToyIsa.ADD, 0, 0, 3),
        encode(ToyIsa.STORE, 0, 1, 0),
        encode(ToyIsa.LOOP, 2, 0, 2),
        encode(ToyIsa.SYSCALL, 0, 0, 0));
    cpu.r1 = CODE + 0x800;
    cpu.r2 = 2_000;
    interruptsAreIgnored();
    engine.run(cpu);
    assertThat(traps).containsExactly("SYSCALL 10010");
    assertThat(memory.readLong(CODE + 0x800)).isEqualTo(6_000);
  }

  /** r3 = [r0], [r1] = r3, both 8 on, r2 times. */
  private void copyingLoop() {
    code(
        encode(ToyIsa.LOAD, 3, 0, 0),
        encode(ToyIsa.STORE, 3, 1, 0),
        encode(ToyIsa.ADD, 0, 0, 8),
        encode(ToyIsa.ADD, 1, 1, 8),
        encode(ToyIsa.LOOP, 2, 0, 4),
        encode(ToyIsa.SYSCALL, 0, 0, 0));
  }

  @Test
  void aLoopCopies() {
    copyingLoop();
    memory.map(DATA + 0x1000, 0x10000, Access.READ | Access.WRITE);
    for (int n = 0; n < 2000; n++) {
      memory.writeLong(DATA + 8 * n, n * 0x1234567L);
    }
    cpu.r0 = DATA;
    cpu.r1 = DATA + 0x8000;
    cpu.r2 = 2000;
    engine.run(cpu);
    assertThat(traps).containsExactly("SYSCALL 10018");
    assertThat(List.of(cpu.r0, cpu.r1, cpu.r2, cpu.r3))
        .containsExactly(DATA + 16_000, DATA + 0x8000 + 16_000, 0L, 1999 * 0x1234567L);
    assertThat(memory.read(DATA + 0x8000, 16_000)).isEqualTo(memory.read(DATA, 16_000));
    assertThat(memory.readLong(DATA + 0x8000 + 16_000)).isZero();
  }

  /** The destination overtakes the source, so that what was copied is copied again. */
  @Test
  void aLoopThatCopiesUpwardsWithinItselfRepeats() {
    copyingLoop();
    memory.writeLong(DATA, 1);
    memory.writeLong(DATA + 8, 2);
    memory.writeLong(DATA + 16, 3);
    cpu.r0 = DATA;
    cpu.r1 = DATA + 24;
    cpu.r2 = 400;
    engine.run(cpu);
    for (int n = 0; n < 403; n++) {
      assertThat(memory.readLong(DATA + 8 * n)).as("word %d", n).isEqualTo(n % 3 + 1);
    }
  }

  @Test
  void aLoopThatCopiesDownwardsWithinItselfMoves() {
    copyingLoop();
    for (int n = 0; n < 500; n++) {
      memory.writeLong(DATA + 8 * n, n);
    }
    cpu.r0 = DATA + 8;
    cpu.r1 = DATA;
    cpu.r2 = 499;
    engine.run(cpu);
    for (int n = 0; n < 499; n++) {
      assertThat(memory.readLong(DATA + 8 * n)).as("word %d", n).isEqualTo(n + 1);
    }
  }

  @Test
  void aLoopThatCopiesPastTheEndOfItsMemoryFaultsThere() {
    copyingLoop();
    memory.map(DATA + 0x10000, 0x3000, Access.READ | Access.WRITE);
    cpu.r0 = DATA + 0x10000;
    cpu.r1 = DATA + 0x800;
    cpu.r2 = 10_000;
    memory.writeLong(DATA + 0x10000 + 0x7f8, 5);
    engine.run(cpu);
    assertThat(traps).containsExactly("FAULT 10004");
    assertThat(cpu.fault).extracting(GuestFault::address).isEqualTo(DATA + 0x1000);
    assertThat(List.of(cpu.r0, cpu.r1, cpu.r2, cpu.r3))
        .containsExactly(DATA + 0x10800, DATA + 0x1000, 10_000L - 256, 0L);
    assertThat(memory.readLong(DATA + 0xff8)).isEqualTo(5);
  }

  @Test
  void aLoopThatCopiesOverTheCodeOfItsOwnPageIsSeen() {
    copyingLoop();
    cpu.r0 = DATA;
    cpu.r1 = CODE + 0x800;
    cpu.r2 = 256;
    interruptsAreIgnored();
    memory.write(DATA, encode(ToyIsa.SYSCALL, 0, 0, 0));
    engine.run(cpu);
    assertThat(memory.read(CODE + 0x800, 4)).isEqualTo(encode(ToyIsa.SYSCALL, 0, 0, 0));
    assertThat(traps).containsExactly("SYSCALL 10018");
  }

  @Test
  void deadFlagsGoButFlagsAtAFaultStay() {
    code(
        encode(ToyIsa.COMPARE, 0, 0, 0),
        encode(ToyIsa.COMPARE, 0, 1, 0),
        encode(ToyIsa.LOAD, 2, 3, 0),
        encode(ToyIsa.COMPARE, 2, 2, 0),
        encode(ToyIsa.SYSCALL, 0, 0, 0));
    cpu.r0 = 5;
    cpu.r1 = 6;
    cpu.r3 = 0x50000;
    engine.run(cpu);
    assertThat(traps).containsExactly("FAULT 10008");
    assertThat(cpu.flagsA).isEqualTo(5);
    assertThat(cpu.flagsB).isEqualTo(6);
  }

  @Test
  void deferredFlagsAreRecoveredThoughTheirOperandHasGrown() {
    code(
        encode(ToyIsa.COMPARE, 0, 1, 0),
        encode(ToyIsa.ADD, 0, 0, 3),
        encode(ToyIsa.LOAD, 2, 3, 0),
        encode(ToyIsa.COMPARE, 1, 1, 0),
        encode(ToyIsa.SYSCALL, 0, 0, 0));
    cpu.r0 = 5;
    cpu.r1 = 6;
    cpu.r3 = 0x50000;
    engine.run(cpu);
    assertThat(traps).containsExactly("FAULT 10008");
    assertThat(List.of(cpu.flagsKind, cpu.flagsA, cpu.flagsB)).containsExactly(1L, 5L, 6L);
    assertThat(cpu.r0).isEqualTo(8);
  }

  @Test
  void flagsStayWhereTheirOperandIsLostBeforeAFault() {
    code(
        encode(ToyIsa.COMPARE, 0, 1, 0),
        encode(ToyIsa.ADD, 1, 2, 3),
        encode(ToyIsa.LOAD, 2, 3, 0),
        encode(ToyIsa.COMPARE, 1, 1, 0),
        encode(ToyIsa.SYSCALL, 0, 0, 0));
    cpu.r0 = 5;
    cpu.r1 = 6;
    cpu.r3 = 0x50000;
    engine.run(cpu);
    assertThat(List.of(cpu.flagsKind, cpu.flagsA, cpu.flagsB)).containsExactly(1L, 5L, 6L);
  }

  @Test
  void aComparisonAndItsBranchRecordTheFlags() {
    code(
        encode(ToyIsa.COMPARE, 0, 1, 0),
        encode(ToyIsa.BRANCH_EQUAL, 0, 0, 1),
        encode(ToyIsa.SYSCALL, 0, 0, 0));
    cpu.r0 = 5;
    cpu.r1 = 6;
    engine.run(cpu);
    assertThat(List.of(cpu.flagsKind, cpu.flagsA, cpu.flagsB)).containsExactly(1L, 5L, 6L);
  }

  @Test
  void branchesOnFlagsWhoseOperandsHaveChanged() {
    code(
        encode(ToyIsa.COMPARE, 0, 1, 0),
        encode(ToyIsa.ADD, 0, 0, 1),
        encode(ToyIsa.BRANCH_EQUAL, 0, 0, 2),
        encode(ToyIsa.SYSCALL, 0, 0, 0),
        encode(ToyIsa.SYSCALL, 0, 0, 0));
    cpu.r0 = 7;
    cpu.r1 = 7;
    engine.run(cpu);
    assertThat(traps).containsExactly("SYSCALL 10014");
  }

  @Test
  void conditionalTrapHasThePcOfItsInstruction() {
    code(encode(ToyIsa.ADD, 0, 0, 1), encode(ToyIsa.TRAP_IF_ZERO, 0, 1, 0));
    engine.run(cpu);
    assertThat(traps).containsExactly("DIVIDE 10004");
  }

  @Test
  void undefinedInstructionSaysWhat() {
    code(encode(99, 0, 0, 0));
    engine.run(cpu);
    assertThat(traps).containsExactly("UNDEFINED_INSTRUCTION 10000");
    assertThat(cpu.trapDetail).isEqualTo("opcode 99");
  }

  @Test
  void executingDataFaults() {
    cpu.pc = DATA;
    engine.run(cpu);
    assertThat(traps).containsExactly("FAULT 20000");
    assertThat(cpu.fault).extracting(GuestFault::access).isEqualTo(Access.EXECUTE);
  }

  @Test
  void patchedCodeIsSeen() {
    code(encode(ToyIsa.ADD, 0, 0, 1), encode(ToyIsa.SYSCALL, 0, 0, 0));
    engine.run(cpu);
    assertThat(cpu.r0).isEqualTo(1);
    memory.write(CODE, encode(ToyIsa.ADD, 0, 0, 100));
    cpu.pc = CODE;
    engine.run(cpu);
    assertThat(cpu.r0).isEqualTo(101);
  }

  @Test
  void unmappedCodeFaults() {
    code(encode(ToyIsa.ADD, 0, 0, 1), encode(ToyIsa.SYSCALL, 0, 0, 0));
    engine.run(cpu);
    memory.unmap(CODE, 0x1000);
    cpu.pc = CODE;
    engine.run(cpu);
    assertThat(traps).containsExactly("SYSCALL 10008", "FAULT 10000");
  }

  @Test
  void theLastPageOfTheWindowIsReachedAndNothingBehindIt() {
    code(encode(ToyIsa.STORE, 0, 1, 0), encode(ToyIsa.LOAD, 2, 3, 0));
    long last = memory.limit() - 0x1000;
    memory.map(last, 0x1000, Access.READ | Access.WRITE);
    cpu.r0 = 42;
    cpu.r1 = last + 0xff8;
    cpu.r3 = last + 0x1000;
    engine.run(cpu);
    assertThat(traps).containsExactly("FAULT 10004");
    assertThat(memory.readLong(last + 0xff8)).isEqualTo(42);
    cpu.pc = CODE;
    cpu.r1 = last + 0xffc;
    engine.run(cpu);
    assertThat(traps).hasSize(2).last().isEqualTo("FAULT 10000");
  }

  @Test
  void addressesFarOutsideFault() {
    code(encode(ToyIsa.ADD, 2, 1, 8), encode(ToyIsa.LOAD, 0, 2, 0));
    for (long address : new long[] {-1, -16, -8, Long.MIN_VALUE, Long.MAX_VALUE - 3, 1L << 52}) {
      traps.clear();
      cpu.pc = CODE;
      cpu.r1 = address;
      engine.run(cpu);
      assertThat(traps).as("%x", address).containsExactly("FAULT 10004");
      assertThat(cpu.r2).isEqualTo(address + 8);
    }
  }

  @Test
  void accessesAcrossAPageBoundary() {
    code(
        encode(ToyIsa.STORE, 0, 1, 0),
        encode(ToyIsa.LOAD, 2, 1, 0),
        encode(ToyIsa.SYSCALL, 0, 0, 0));
    memory.map(DATA + 0x1000, 0x2000, Access.READ | Access.WRITE);
    memory.protect(DATA + 0x2000, 0x1000, Access.READ);
    for (long at = DATA + 0xff0; at <= DATA + 0x1008; at++) {
      traps.clear();
      cpu.pc = CODE;
      cpu.r0 = at * 0x0123_4567_89abL;
      cpu.r1 = at;
      engine.run(cpu);
      assertThat(traps).containsExactly("SYSCALL 1000c");
      assertThat(cpu.r2).isEqualTo(cpu.r0);
    }
    cpu.pc = CODE;
    cpu.r1 = DATA + 0x1ffd;
    engine.run(cpu);
    assertThat(traps).last().isEqualTo("FAULT 10000");
    assertThat(memory.readInt(DATA + 0x1ffc)).isZero();
  }

  /** Of an instruction that writes its own register before its access: only if that happens. */
  @Test
  void anInstructionThatFaultsHasNotChangedItsBase() {
    code(encode(ToyIsa.ADD, 0, 0, 1), encode(ToyIsa.ADD_STORE, 0, 0, 0));
    cpu.r0 = 0x50000 - 2;
    engine.run(cpu);
    assertThat(traps).containsExactly("FAULT 10004");
    assertThat(cpu.r0).isEqualTo(0x50000 - 1);
    assertThat(cpu.fault).extracting(GuestFault::address).isEqualTo(0x50000L);
  }

  /** The next instructions of a store that changes them are the new ones. */
  @Test
  void aStoreIntoTheCodeBehindItIsSeen() {
    code(
        encode(ToyIsa.STORE, 0, 1, 0),
        encode(ToyIsa.BRANCH_UNEQUAL, 2, 3, 0xff),
        encode(ToyIsa.ADD, 3, 3, 1),
        encode(ToyIsa.SYSCALL, 0, 0, 0));
    cpu.r0 = 0x0000_0005_0703_0301L; // ADD r3, r3, 7; SYSCALL
    cpu.r1 = CODE + 8;
    cpu.r2 = 1;
    interruptsAreIgnored();
    engine.run(cpu);
    assertThat(traps).containsExactly("SYSCALL 10010");
    assertThat(cpu.r3).isEqualTo(7);
  }

  @Test
  void jumpsToNowhereFault() {
    code(encode(ToyIsa.JUMP, 0, 0, 0));
    for (long target : new long[] {-4, 0, 4, DATA, Long.MIN_VALUE}) {
      traps.clear();
      cpu.pc = CODE;
      cpu.r0 = target;
      engine.run(cpu);
      assertThat(traps).containsExactly("FAULT " + Long.toHexString(target));
    }
    traps.clear();
    cpu.pc = CODE;
    cpu.r0 = -1;
    engine.run(cpu);
    assertThat(traps).containsExactly("FAULT ffffffffffffffff");
  }

  @Test
  void gatesTrap() {
    memory.setGates(0x7000, 0x8000);
    code(encode(ToyIsa.JUMP, 0, 0, 0));
    cpu.r0 = 0x7010;
    engine.run(cpu);
    assertThat(traps).containsExactly("GATE 7010");
  }

  @Test
  void stepsOneInstruction() {
    code(
        encode(ToyIsa.ADD, 0, 0, 3), encode(ToyIsa.LOOP, 1, 0, 1), encode(ToyIsa.SYSCALL, 0, 0, 0));
    cpu.r1 = 2;
    List<Long> pcs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      assertThat(engine.step(cpu)).isEqualTo(burrow.machine.Exit.STEPPED);
      pcs.add(cpu.pc);
    }
    assertThat(pcs).containsExactly(CODE + 4, CODE, CODE + 4, CODE + 8);
    assertThat(engine.step(cpu)).isEqualTo(cpu.exit);
    assertThat(traps).containsExactly("SYSCALL 1000c");
  }

  @Test
  void aTrapMayGoOnElsewhere() {
    code(
        encode(ToyIsa.SYSCALL, 0, 0, 0),
        encode(99, 0, 0, 0),
        encode(ToyIsa.ADD, 0, 0, 9),
        encode(ToyIsa.SYSCALL, 0, 0, 0));
    Traps leave = cpu.traps;
    cpu.traps =
        (Cpu c, Trap trap) -> {
          cpu.traps = leave;
          c.pc = CODE + 8;
          return c.pc;
        };
    engine.run(cpu);
    assertThat(cpu.r0).isEqualTo(9);
    assertThat(traps).containsExactly("SYSCALL 10010");
  }
}
