package burrow.translator.machinecode;

import java.util.List;

/** What a block's code finds around it. */
interface Surroundings {
  /** In the place of a number of a block's record: that of the block itself. */
  int OWN = -1;

  /** Of a block on its own. */
  Surroundings NONE =
      new Surroundings() {
        @Override
        public boolean contains(long pc) {
          return false;
        }

        @Override
        public int needed(long pc) {
          return 0;
        }

        @Override
        public List<Long> returns(long pc) {
          return List.of();
        }

        @Override
        public int lastBlock(long pc) {
          return OWN;
        }

        @Override
        public boolean isNext(long pc) {
          return false;
        }

        @Override
        public void jump(long pc) {
          throw new IllegalStateException();
        }

        @Override
        public void jumpIf(int condition, long pc) {
          throw new IllegalStateException();
        }
      };

  /** Whether the code of the block at the address is reached with guest registers pinned. */
  boolean contains(long pc);

  /** The pins that such a block needs. */
  int needed(long pc);

  /** Number of the record of the last block on the path that starts at the address. */
  int lastBlock(long pc);

  /** Where the return at the end of the block at the address probably goes. */
  List<Long> returns(long pc);

  /** Whether its code follows right behind this block's. */
  boolean isNext(long pc);

  /** Goes on there. */
  void jump(long pc);

  void jumpIf(int condition, long pc);
}
