package burrow.cpu.riscv64;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds the lifter of an encoding. The groups are built only when something asks for them. */
final class Meanings {
  /** Frequent groups first: a program without floating point never builds that table. */
  private static final List<Supplier<Map<String, Lift>>> GROUPS =
      List.of(
          () -> IntegerLifts.TABLE,
          () -> AtomicLifts.TABLE,
          () -> CsrLifts.TABLE,
          () -> FloatLifts.TABLE,
          () -> BitLifts.TABLE);

  private Meanings() {}

  /** The lifter of a base encoding; null if it has no meaning. */
  static @Nullable Lift of(Encoding base) {
    Lift lift = base.lift();
    if (lift == null) {
      lift = find(base.mnemonic());
      base.setLift(lift);
    }
    return lift;
  }

  private static @Nullable Lift find(String mnemonic) {
    for (Supplier<Map<String, Lift>> group : GROUPS) {
      Lift lift = group.get().get(mnemonic);
      if (lift != null) {
        return lift;
      }
    }
    return null;
  }
}
