package burrow.kernel.process;

/** Where unpredictable bytes come from; a deterministic mode replaces it. */
@FunctionalInterface
public interface RandomSource {
  void fill(byte[] bytes);
}
