package burrow.wasm.compile;

/**
 * A class file in the making: a final class with static fields and static methods. Written by hand
 * rather than through java.lang.classfile, because functions are compiled on their first call, by
 * code that the JVM has not compiled yet itself: this takes a fifth of the time then.
 */
final class ClassBuilder {
  /** Java 21: any version from 7 on demands frames, none of ours matters beyond. */
  private static final int VERSION = 65;

  private static final int ACC_PUBLIC_STATIC = 0x0009;
  private static final int ACC_PUBLIC_FINAL_SUPER = 0x0031;

  private final ConstantPool pool = new ConstantPool();
  private final ByteBuilder fields = new ByteBuilder(64);
  private final ByteBuilder methods = new ByteBuilder(4096);
  private final int thisClass;
  private final int superClass;
  private int fieldCount;
  private int methodCount;

  ClassBuilder(String internalName) {
    thisClass = pool.classRef(internalName);
    superClass = pool.classRef("java/lang/Object");
  }

  ConstantPool pool() {
    return pool;
  }

  void field(String name, String descriptor) {
    fields.u2(ACC_PUBLIC_STATIC);
    fields.u2(pool.utf8(name));
    fields.u2(pool.utf8(descriptor));
    fields.u2(0);
    fieldCount++;
  }

  /** Adds a method; its constants are in {@link #pool}. */
  void method(String name, String descriptor, CodeBuilder code) {
    methods.u2(ACC_PUBLIC_STATIC);
    methods.u2(pool.utf8(name));
    methods.u2(pool.utf8(descriptor));
    methods.u2(1);
    code.writeTo(methods);
    methodCount++;
  }

  byte[] toClassFile() {
    ByteBuilder out = new ByteBuilder(methods.size() + 4096);
    out.u4(0xcafebabe);
    out.u4(VERSION);
    pool.writeTo(out);
    out.u2(ACC_PUBLIC_FINAL_SUPER);
    out.u2(thisClass);
    out.u2(superClass);
    out.u2(0);
    out.u2(fieldCount);
    out.bytes(fields.data(), 0, fields.size());
    out.u2(methodCount);
    out.bytes(methods.data(), 0, methods.size());
    out.u2(0);
    return out.toArray();
  }
}
