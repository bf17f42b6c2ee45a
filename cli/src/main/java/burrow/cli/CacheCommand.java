package burrow.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code burrow cache}: what is kept of programs from run to run. */
@Command(
    name = "cache",
    header = "Shows or clears what Burrow keeps of programs to run them faster.",
    synopsisHeading = "",
    customSynopsis = "Usage: burrow cache [--clear]",
    footer = {
      "",
      "It is kept in ${BURROW_CACHE:-${XDG_CACHE_HOME:-~/.cache}/burrow}/programs, up to",
      "BURROW_CACHE_LIMIT_MB (1024); the least recently used goes first.",
    })
final class CacheCommand implements Callable<Integer> {
  @Option(names = "--clear", description = "Remove all of it.")
  boolean clear;

  @Option(names = "--help", usageHelp = true, description = "Print this help and exit.")
  boolean help;

  @Override
  public Integer call() throws Failure {
    CacheDirectory directory = new CacheDirectory(CacheDirectory.location());
    try {
      if (clear) {
        System.out.println("removed: " + directory.clear());
        return Status.OK;
      }
      List<CacheDirectory.Entry> entries = directory.entries();
      for (CacheDirectory.Entry e : entries) {
        System.out.printf(
            "%6.1f MB  %s  %s%n", e.bytes() / 1048576.0, e.used(), e.path().getFileName());
      }
      long sum = entries.stream().mapToLong(CacheDirectory.Entry::bytes).sum();
      System.out.printf(
          "%6.1f MB in %d programs, %s%n",
          sum / 1048576.0, entries.size(), CacheDirectory.location());
      return Status.OK;
    } catch (IOException e) {
      throw new Failure(Status.BURROW_FAILED, "cache: " + e);
    }
  }
}
