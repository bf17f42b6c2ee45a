package burrow.kernel.file;

import burrow.kernel.process.Shareable;

/** The open descriptors of the threads that share it. */
public final class DescriptorTable implements Shareable<DescriptorTable> {
  @Override
  public DescriptorTable share() {
    return this;
  }

  @Override
  public DescriptorTable copy() {
    return new DescriptorTable();
  }

  @Override
  public void release() {
    // nothing is open yet
  }
}
