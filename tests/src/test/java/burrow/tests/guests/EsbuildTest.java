package burrow.tests.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A real program: esbuild bundles three.js for each target, byte for byte as the native linux/amd64
 * build does. Elsewhere than on linux/amd64, where that build cannot run, its recorded digests
 * stand in for it. The files come from npm (tests/fetch-esbuild).
 */
@Execution(ExecutionMode.CONCURRENT)
class EsbuildTest {
  private static final Path PACKAGES = Tools.cache().resolve("npm");
  private static final Path MODULE = PACKAGES.resolve("three-0.170.0/build/three.module.js");

  /** SHA-256 of the trees that the native build writes, by job. */
  private static final Map<Job, String> RECORDED =
      Map.of(
          Job.BUNDLE, "1cb514697afe9d46e135f95a3fcbf2f6405436b2310653f71bc5beda7ef682ec",
          Job.SOURCE_MAP, "6259392bc71f2d971328038784bdaa1b026a63eccbcb0be0f599d1c2281c1cbf",
          Job.SEVERAL, "0ae0ef9f9e971da4ddc0aaee5f6ca9c25da4b423ba6bed619ddf90a5d591e77f",
          Job.STDIN, "0b567ca7a659aba4d58ecd498042c0168e6a938c2870a3f31aa1eb41fdb562e4");

  /** What esbuild is asked to do; it runs in an empty directory beside {@code three.js}. */
  enum Job {
    BUNDLE("three.js --bundle --minify --outfile=out/three.min.js"),
    SOURCE_MAP("three.js --bundle --minify --sourcemap --outfile=out/three.js"),
    SEVERAL("three.js one.ts two.jsx --bundle --format=esm --outdir=out"),
    STDIN("--minify --loader=js");

    final String arguments;

    Job(String arguments) {
      this.arguments = arguments;
    }
  }

  @ParameterizedTest
  @MethodSource("burrow.tests.guests.Target#chosenLinux")
  void sameBytesAsNative(Target target, @TempDir Path directory) throws Exception {
    List<String> burrow = new ArrayList<>(Host.burrow());
    burrow.add(esbuild(target).toString());
    for (Job job : Job.values()) {
      Map<String, byte[]> made = run(burrow, job, directory.resolve("work"));
      if (Target.host() == Target.LINUX_AMD64) {
        Map<String, byte[]> expected =
            run(List.of(esbuild(Target.LINUX_AMD64).toString()), job, directory.resolve("work"));
        assertThat(digest(expected))
            .as("the recorded digest of %s", job)
            .isEqualTo(RECORDED.get(job));
        assertThat(made.keySet()).as("files of %s", job).isEqualTo(expected.keySet());
      }
      assertThat(digest(made)).as("%s", job).isEqualTo(RECORDED.get(job));
    }
  }

  private static Path esbuild(Target target) {
    return PACKAGES.resolve(target.npmName + "-0.28.2/bin/esbuild");
  }

  /** Everything the job wrote: files by name, stdout among them. */
  private static Map<String, byte[]> run(List<String> program, Job job, Path work)
      throws IOException, InterruptedException {
    Outcome.prepare(work);
    Files.copy(MODULE, work.resolve("three.js"));
    Files.writeString(
        work.resolve("one.ts"),
        "import {Vector3} from './three.js';\nexport const v: Vector3 = new Vector3(1, 2, 3);\n");
    Files.writeString(
        work.resolve("two.jsx"),
        "export default (p) => <div {...p}>{p.items?.map(i => <b key={i}/>)}</div>;\n");
    List<String> command = new ArrayList<>(program);
    command.addAll(List.of(job.arguments.split(" ")));
    command.add("--log-level=warning");
    String stdin = job == Job.STDIN ? Files.readString(MODULE) : "";
    Outcome outcome = Outcome.in(command, work, Map.of(), stdin);
    assertThat(outcome.stderr()).as("stderr of %s", job).isEmpty();
    assertThat(outcome.status()).isZero();
    Map<String, byte[]> written = new TreeMap<>();
    written.put("stdout", outcome.stdout().getBytes(StandardCharsets.ISO_8859_1));
    Path out = work.resolve("out");
    if (Files.exists(out)) {
      try (var files = Files.walk(out)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          written.put(out.relativize(file).toString(), Files.readAllBytes(file));
        }
      }
    }
    return written;
  }

  private static String digest(Map<String, byte[]> files) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      digest.update(
          (file.getKey() + " " + file.getValue().length + "\n").getBytes(StandardCharsets.UTF_8));
      digest.update(file.getValue());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
