package burrow.cpu.x86_64;

/** The meaning of a group of instructions: emits the IR of one of them. */
@FunctionalInterface
interface Family {
  void lift(Lifter x);
}
