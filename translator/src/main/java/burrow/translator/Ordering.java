package burrow.translator;

/** How a memory access is ordered with others of its thread, as in the Java memory model. */
public enum Ordering {
  /** No ordering beyond data dependence (opaque: never invented, never merged across a poll). */
  PLAIN,
  /** A load before all later accesses. */
  ACQUIRE,
  /** A store after all earlier accesses. */
  RELEASE,
  /** A full fence after a store, before a load; of a FENCE: full. */
  SEQ_CST
}
