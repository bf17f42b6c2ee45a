package burrow.oracle.kit;

import burrow.oracle.Stop;

/**
 * The state after an {@link Experiment}.
 *
 * @param registers in the order of {@link burrow.oracle.RegisterSet}
 * @param scratch the bytes of {@link TestMemory#SCRATCH}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Outcome(Stop stop, long[] registers, byte[] scratch) {}
