package burrow.darwin;

import static burrow.kernel.trace.Formats.INT;
import static burrow.kernel.trace.Formats.LONG;
import static burrow.kernel.trace.Formats.POINTER;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.machine.AddressSpace;
import burrow.machine.Cpu;
import java.util.List;

/** pthreads: attributes, creation, thread-specific data. */
final class ThreadFunctions {
  static final List<DarwinFunction> ROWS =
      List.of(
          DarwinFunction.status("pthread_attr_init", ThreadFunctions::attrInit, POINTER),
          DarwinFunction.status("pthread_attr_destroy", ThreadFunctions::attrDestroy, POINTER),
          DarwinFunction.status(
              "pthread_attr_getstacksize", ThreadFunctions::getStackSize, POINTER, POINTER),
          DarwinFunction.status(
              "pthread_attr_setstacksize", ThreadFunctions::setStackSize, POINTER, LONG),
          DarwinFunction.status(
              "pthread_attr_setdetachstate", ThreadFunctions::setDetachState, POINTER, INT),
          DarwinFunction.status(
                  "pthread_create", ThreadFunctions::create, POINTER, POINTER, POINTER, POINTER)
              .partial("threads cannot be joined"),
          DarwinFunction.pointer("pthread_self", c -> c.thread().block().address()),
          DarwinFunction.status("pthread_key_create", ThreadFunctions::keyCreate, POINTER, POINTER)
              .partial("destructors do not run"),
          DarwinFunction.status("pthread_setspecific", ThreadFunctions::setSpecific, LONG, POINTER),
          DarwinFunction.pointer("pthread_getspecific", ThreadFunctions::getSpecific, LONG));

  /** What a thread gets unless its attributes say otherwise. */
  private static final long STACK_BYTES = 512 << 10;

  private static final long LEAST_STACK = 16 << 10;

  // pthread_attr_t: sig 0, then our own: stack size 8, detach state 16; 64 bytes
  private static final long ATTRIBUTE_SIGNATURE = 0x54484441; // _PTHREAD_ATTR_SIG, "THDA"
  private static final int ATTRIBUTE_BYTES = 64;
  private static final int STACK_SIZE = 8;
  private static final int DETACH_STATE = 16;
  private static final int CREATE_JOINABLE = 1;
  private static final int CREATE_DETACHED = 2;

  private ThreadFunctions() {}

  private static long attributes(Call c) {
    long at = c.argument(0);
    if (c.memory().readLong(at) != ATTRIBUTE_SIGNATURE) {
      throw new KernelException(Errno.EINVAL);
    }
    return at;
  }

  private static long attrInit(Call c) {
    long at = c.argument(0);
    AddressSpace m = c.memory();
    m.write(at, new byte[ATTRIBUTE_BYTES]);
    m.writeLong(at, ATTRIBUTE_SIGNATURE);
    m.writeLong(at + STACK_SIZE, STACK_BYTES);
    m.writeInt(at + DETACH_STATE, CREATE_JOINABLE);
    return 0;
  }

  private static long attrDestroy(Call c) {
    c.memory().writeLong(attributes(c), 0);
    return 0;
  }

  private static long getStackSize(Call c) {
    long size = c.memory().readLong(attributes(c) + STACK_SIZE);
    c.memory().writeLong(c.argument(1), size);
    return 0;
  }

  private static long setStackSize(Call c) {
    long size = c.argument(1);
    if (size < LEAST_STACK || size % c.process().abi().pageSize() != 0) {
      throw new KernelException(Errno.EINVAL);
    }
    c.memory().writeLong(attributes(c) + STACK_SIZE, size);
    return 0;
  }

  private static long setDetachState(Call c) {
    int state = c.intArgument(1);
    if (state != CREATE_JOINABLE && state != CREATE_DETACHED) {
      throw new KernelException(Errno.EINVAL);
    }
    c.memory().writeInt(attributes(c) + DETACH_STATE, state);
    return 0;
  }

  /** pthread_create(thread, attr, start_routine, arg): the new thread inherits the mask. */
  private static long create(Call c) {
    AddressSpace m = c.memory();
    DarwinProcess process = c.process();
    DarwinAbi abi = process.abi();
    long size = STACK_BYTES;
    if (c.argument(1) != 0) {
      if (m.readLong(c.argument(1)) != ATTRIBUTE_SIGNATURE) {
        throw new KernelException(Errno.EINVAL);
      }
      size = m.readLong(c.argument(1) + STACK_SIZE);
    }
    ThreadBlock block = ThreadBlock.create(process.memory(), size, abi.pageSize());
    Cpu cpu = abi.newCpu(m);
    abi.convention().setStackPointer(cpu, block.stackTop());
    abi.convention().enter(cpu, c.argument(2), process.threadEnd(), c.argument(3));
    DarwinThread thread =
        new DarwinThread(
            process,
            process.kernel().newId(),
            cpu,
            block,
            c.thread().descriptors().share(),
            c.thread().fileSystem().share());
    thread.signals().setMask(c.thread().signals().mask());
    if (c.argument(0) != 0) {
      m.writeLong(c.argument(0), block.address());
    }
    try {
      thread.start();
    } catch (KernelException e) {
      block.release(process.memory());
      throw e;
    }
    return 0;
  }

  private static long keyCreate(Call c) {
    int key = c.process().newKey();
    if (key < 0) {
      throw new KernelException(Errno.EAGAIN);
    }
    c.memory().writeLong(c.argument(0), key);
    return 0;
  }

  private static int key(Call c) {
    long key = c.argument(0);
    if (key < 0 || key >= ThreadBlock.FIRST_KEY + ThreadBlock.KEYS) {
      throw new KernelException(Errno.EINVAL);
    }
    return (int) key;
  }

  private static long setSpecific(Call c) {
    c.memory().writeLong(c.thread().block().specific(key(c)), c.argument(1));
    return 0;
  }

  private static long getSpecific(Call c) {
    return c.memory().readLong(c.thread().block().specific(key(c)));
  }
}
