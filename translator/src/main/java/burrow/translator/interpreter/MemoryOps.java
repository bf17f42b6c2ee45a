package burrow.translator.interpreter;

import burrow.machine.Cpu;
import burrow.machine.Memory;

/** Loads and stores of one value: a class for each size, extension, ordering and address form. */
final class MemoryOps {
  private MemoryOps() {}

  /** At base + displacement; d is the field loaded into or stored from. */
  abstract static class Based extends Op {
    final long d;
    private final long base;
    private final long displacement;

    Based(long d, long base, long displacement) {
      this.d = d;
      this.base = base;
      this.displacement = displacement;
    }

    final long address(Cpu c) {
      return get(c, base) + displacement;
    }
  }

  /** At base + (index << scale) + displacement. */
  abstract static class Indexed extends Op {
    final long d;
    private final long base;
    private final long index;
    private final int scale;
    private final long displacement;

    Indexed(long d, long base, long index, int scale, long displacement) {
      this.d = d;
      this.base = base;
      this.index = index;
      this.scale = scale;
      this.displacement = displacement;
    }

    final long address(Cpu c) {
      return get(c, base) + (get(c, index) << scale) + displacement;
    }
  }

  /** A plain load at base + displacement. */
  static Op load(int size, boolean signed, long d, long base, long displacement) {
    return switch (signed ? -size : size) {
      case 1 ->
          new Based(d, base, displacement) {
            @Override
            void execute(Cpu c) {
              put(c, d, Memory.load8(c, address(c)));
            }
          };
      case 2 ->
          new Based(d, base, displacement) {
            @Override
            void execute(Cpu c) {
              put(c, d, Memory.load16(c, address(c)));
            }
          };
      case 4 ->
          new Based(d, base, displacement) {
            @Override
            void execute(Cpu c) {
              put(c, d, Memory.load32(c, address(c)));
            }
          };
      case 8 ->
          new Based(d, base, displacement) {
            @Override
            void execute(Cpu c) {
              put(c, d, Memory.load64(c, address(c)));
            }
          };
      case -1 ->
          new Based(d, base, displacement) {
            @Override
            void execute(Cpu c) {
              put(c, d, (byte) Memory.load8(c, address(c)));
            }
          };
      case -2 ->
          new Based(d, base, displacement) {
            @Override
            void execute(Cpu c) {
              put(c, d, (short) Memory.load16(c, address(c)));
            }
          };
      case -4 ->
          new Based(d, base, displacement) {
            @Override
            void execute(Cpu c) {
              put(c, d, (int) Memory.load32(c, address(c)));
            }
          };
      default -> throw new IllegalArgumentException("size " + size);
    };
  }

  /** A plain load at an indexed address. */
  static Op loadIndexed(
      int size, boolean signed, long d, long base, long index, int scale, long displacement) {
    return switch (signed ? -size : size) {
      case 1 ->
          new Indexed(d, base, index, scale, displacement) {
            @Override
            void execute(Cpu c) {
              put(c, d, Memory.load8(c, address(c)));
            }
          };
      case 2 ->
          new Indexed(d, base, index, scale, displacement) {
            @Override
            void execute(Cpu c) {
              put(c, d, Memory.load16(c, address(c)));
            }
          };
      case 4 ->
          new Indexed(d, base, index, scale, displacement) {
            @Override
            void execute(Cpu c) {
              put(c, d, Memory.load32(c, address(c)));
            }
          };
      case 8 ->
          new Indexed(d, base, index, scale, displacement) {
            @Override
            void execute(Cpu c) {
              put(c, d, Memory.load64(c, address(c)));
            }
          };
      case -1 ->
          new Indexed(d, base, index, scale, displacement) {
            @Override
            void execute(Cpu c) {
              put(c, d, (byte) Memory.load8(c, address(c)));
            }
          };
      case -2 ->
          new Indexed(d, base, index, scale, displacement) {
            @Override
            void execute(Cpu c) {
              put(c, d, (short) Memory.load16(c, address(c)));
            }
          };
      case -4 ->
          new Indexed(d, base, index, scale, displacement) {
            @Override
            void execute(Cpu c) {
              put(c, d, (int) Memory.load32(c, address(c)));
            }
          };
      default -> throw new IllegalArgumentException("size " + size);
    };
  }

  /** A load-acquire at base + displacement. */
  static Op loadAcquire(int size, boolean signed, long d, long base, long displacement) {
    return switch (signed ? -size : size) {
      case 1 ->
          new Based(d, base, displacement) {
            @Override
            void execute(Cpu c) {
              put(c, d, Memory.loadAcquire(c, address(c), 1));
            }
          };
      case 2 ->
          new Based(d, base, displacement) {
            @Override
            void execute(Cpu c) {
              put(c, d, Memory.loadAcquire(c, address(c), 2));
            }
          };
      case 4 ->
          new Based(d, base, displacement) {
            @Override
            void execute(Cpu c) {
              put(c, d, Memory.loadAcquire(c, address(c), 4));
            }
          };
      case 8 ->
          new Based(d, base, displacement) {
            @Override
            void execute(Cpu c) {
              put(c, d, Memory.loadAcquire(c, address(c), 8));
            }
          };
      case -1 ->
          new Based(d, base, displacement) {
            @Override
            void execute(Cpu c) {
              put(c, d, (byte) Memory.loadAcquire(c, address(c), 1));
            }
          };
      case -2 ->
          new Based(d, base, displacement) {
            @Override
            void execute(Cpu c) {
              put(c, d, (short) Memory.loadAcquire(c, address(c), 2));
            }
          };
      case -4 ->
          new Based(d, base, displacement) {
            @Override
            void execute(Cpu c) {
              put(c, d, (int) Memory.loadAcquire(c, address(c), 4));
            }
          };
      default -> throw new IllegalArgumentException("size " + size);
    };
  }

  /** A load-acquire at an indexed address. */
  static Op loadAcquireIndexed(
      int size, boolean signed, long d, long base, long index, int scale, long displacement) {
    return switch (signed ? -size : size) {
      case 1 ->
          new Indexed(d, base, index, scale, displacement) {
            @Override
            void execute(Cpu c) {
              put(c, d, Memory.loadAcquire(c, address(c), 1));
            }
          };
      case 2 ->
          new Indexed(d, base, index, scale, displacement) {
            @Override
            void execute(Cpu c) {
              put(c, d, Memory.loadAcquire(c, address(c), 2));
            }
          };
      case 4 ->
          new Indexed(d, base, index, scale, displacement) {
            @Override
            void execute(Cpu c) {
              put(c, d, Memory.loadAcquire(c, address(c), 4));
            }
          };
      case 8 ->
          new Indexed(d, base, index, scale, displacement) {
            @Override
            void execute(Cpu c) {
              put(c, d, Memory.loadAcquire(c, address(c), 8));
            }
          };
      case -1 ->
          new Indexed(d, base, index, scale, displacement) {
            @Override
            void execute(Cpu c) {
              put(c, d, (byte) Memory.loadAcquire(c, address(c), 1));
            }
          };
      case -2 ->
          new Indexed(d, base, index, scale, displacement) {
            @Override
            void execute(Cpu c) {
              put(c, d, (short) Memory.loadAcquire(c, address(c), 2));
            }
          };
      case -4 ->
          new Indexed(d, base, index, scale, displacement) {
            @Override
            void execute(Cpu c) {
              put(c, d, (int) Memory.loadAcquire(c, address(c), 4));
            }
          };
      default -> throw new IllegalArgumentException("size " + size);
    };
  }

  /** A plain store at base + displacement. */
  static Op store(int size, long d, long base, long displacement) {
    return switch (size) {
      case 1 ->
          new Based(d, base, displacement) {
            @Override
            void execute(Cpu c) {
              Memory.store8(c, address(c), get(c, d));
            }
          };
      case 2 ->
          new Based(d, base, displacement) {
            @Override
            void execute(Cpu c) {
              Memory.store16(c, address(c), get(c, d));
            }
          };
      case 4 ->
          new Based(d, base, displacement) {
            @Override
            void execute(Cpu c) {
              Memory.store32(c, address(c), get(c, d));
            }
          };
      case 8 ->
          new Based(d, base, displacement) {
            @Override
            void execute(Cpu c) {
              Memory.store64(c, address(c), get(c, d));
            }
          };
      default -> throw new IllegalArgumentException("size " + size);
    };
  }

  /** A plain store at an indexed address. */
  static Op storeIndexed(int size, long d, long base, long index, int scale, long displacement) {
    return switch (size) {
      case 1 ->
          new Indexed(d, base, index, scale, displacement) {
            @Override
            void execute(Cpu c) {
              Memory.store8(c, address(c), get(c, d));
            }
          };
      case 2 ->
          new Indexed(d, base, index, scale, displacement) {
            @Override
            void execute(Cpu c) {
              Memory.store16(c, address(c), get(c, d));
            }
          };
      case 4 ->
          new Indexed(d, base, index, scale, displacement) {
            @Override
            void execute(Cpu c) {
              Memory.store32(c, address(c), get(c, d));
            }
          };
      case 8 ->
          new Indexed(d, base, index, scale, displacement) {
            @Override
            void execute(Cpu c) {
              Memory.store64(c, address(c), get(c, d));
            }
          };
      default -> throw new IllegalArgumentException("size " + size);
    };
  }

  /** A store-release at base + displacement. */
  static Op storeRelease(int size, long d, long base, long displacement) {
    return switch (size) {
      case 1 ->
          new Based(d, base, displacement) {
            @Override
            void execute(Cpu c) {
              Memory.storeRelease(c, address(c), 1, get(c, d));
            }
          };
      case 2 ->
          new Based(d, base, displacement) {
            @Override
            void execute(Cpu c) {
              Memory.storeRelease(c, address(c), 2, get(c, d));
            }
          };
      case 4 ->
          new Based(d, base, displacement) {
            @Override
            void execute(Cpu c) {
              Memory.storeRelease(c, address(c), 4, get(c, d));
            }
          };
      case 8 ->
          new Based(d, base, displacement) {
            @Override
            void execute(Cpu c) {
              Memory.storeRelease(c, address(c), 8, get(c, d));
            }
          };
      default -> throw new IllegalArgumentException("size " + size);
    };
  }

  /** A store-release at an indexed address. */
  static Op storeReleaseIndexed(
      int size, long d, long base, long index, int scale, long displacement) {
    return switch (size) {
      case 1 ->
          new Indexed(d, base, index, scale, displacement) {
            @Override
            void execute(Cpu c) {
              Memory.storeRelease(c, address(c), 1, get(c, d));
            }
          };
      case 2 ->
          new Indexed(d, base, index, scale, displacement) {
            @Override
            void execute(Cpu c) {
              Memory.storeRelease(c, address(c), 2, get(c, d));
            }
          };
      case 4 ->
          new Indexed(d, base, index, scale, displacement) {
            @Override
            void execute(Cpu c) {
              Memory.storeRelease(c, address(c), 4, get(c, d));
            }
          };
      case 8 ->
          new Indexed(d, base, index, scale, displacement) {
            @Override
            void execute(Cpu c) {
              Memory.storeRelease(c, address(c), 8, get(c, d));
            }
          };
      default -> throw new IllegalArgumentException("size " + size);
    };
  }
}
