package burrow.oracle.kit;

import burrow.machine.Arch;
import burrow.oracle.RegisterSet;
import burrow.oracle.Stop;
import burrow.oracle.Subject;
import burrow.oracle.Unicorn;
import java.util.function.Consumer;

/** Unicorn with a fault of our making: what it has done is changed after each run. */
final class WrongSubject implements Subject {
  private final Unicorn right;
  private final Consumer<Unicorn> sabotage;

  WrongSubject(Arch arch, Consumer<Unicorn> sabotage) {
    this.right = new Unicorn(arch);
    this.sabotage = sabotage;
  }

  /** Register {@code name} comes out with the given bits flipped. */
  static WrongSubject flipping(Arch arch, String name, long bits) {
    RegisterSet.of(arch).index(name);
    return new WrongSubject(arch, u -> u.setRegister(name, u.getRegister(name) ^ bits));
  }

  @Override
  public Arch arch() {
    return right.arch();
  }

  @Override
  public String name() {
    return "Wrong";
  }

  @Override
  public void map(long address, long length, int access) {
    right.map(address, length, access);
  }

  @Override
  public void protect(long address, long length, int access) {
    right.protect(address, length, access);
  }

  @Override
  public void write(long address, byte[] bytes) {
    right.write(address, bytes);
  }

  @Override
  public void writeCode(long address, byte[] bytes) {
    right.writeCode(address, bytes);
  }

  @Override
  public void read(long address, byte[] into) {
    right.read(address, into);
  }

  @Override
  public void setRegisters(long[] values) {
    right.setRegisters(values);
  }

  @Override
  public void getRegisters(long[] into) {
    right.getRegisters(into);
  }

  @Override
  public Stop run(long pc, long count) {
    Stop stop = right.run(pc, count);
    sabotage.accept(right);
    return stop;
  }

  @Override
  public void close() {
    right.close();
  }
}
