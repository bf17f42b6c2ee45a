package burrow.wasm;

import burrow.kernel.file.DescriptorTable;
import burrow.kernel.file.FileSystemContext;
import burrow.kernel.process.Credentials;
import burrow.kernel.process.Kernel;
import burrow.kernel.trace.Tracer;
import burrow.machine.ProgramImage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a WebAssembly program starts with.
 *
 * @param image a module of target js or wasip1
 * @param arguments argv
 * @param environment NAME=value, sorted by name
 * @param descriptors standard streams; one reference, like {@code fileSystem}
 * @param tracer where calls are traced to, or null
 */
public record WasmLaunch(
    Kernel kernel,
    ProgramImage image,
    List<String> arguments,
    List<String> environment,
    DescriptorTable descriptors,
    FileSystemContext fileSystem,
    Credentials credentials,
    int parentId,
    @Nullable Tracer tracer) {
  public WasmLaunch {
    arguments = List.copyOf(arguments);
    environment = List.copyOf(environment);
  }
}
