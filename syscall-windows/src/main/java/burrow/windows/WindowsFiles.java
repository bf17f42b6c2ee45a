package burrow.windows;

import burrow.kernel.file.DescriptorTable;
import burrow.kernel.file.FileSystemContext;
import burrow.kernel.host.HostFileSystem;

/** The drives of a process and where it stands in them. */
final class WindowsFiles {
  private final HostFileSystem host;
  private final FileSystemContext root;
  private final String hostName;

  WindowsFiles(
      HostFileSystem host, HostFileSystem privateDrive, String directory, String hostName) {
    this.host = host;
    this.root = host.context("/");
    this.hostName = hostName;
  }

  /** What every thread is given: the host's tree from its root. */
  FileSystemContext context() {
    return root.share();
  }

  DescriptorTable standardDescriptors() {
    return host.standardDescriptors();
  }

  String hostName() {
    return hostName;
  }
}
