package burrow.translator.region;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The bytecode of a region for people: from its first block on, one line for what ends in a store,
 * a jump or a return, in the order in which the stack sees it. Locals have the names of their
 * registers.
 */
final class BytecodeListing {
  private final CodeModel code;
  private final Map<Integer, String> locals =
      new HashMap<>(
          Map.of(
              Frame.CPU, "cpu",
              Frame.DEPTH, "depth",
              Frame.RETURN_PC, "returnPc",
              Frame.TYPED_CPU, "regs",
              Frame.COUNTDOWN, "countdown",
              Frame.THROWN, "thrown",
              Frame.SCRATCH, "scratch",
              Frame.MEMORY_BASE, "base",
              Frame.PERMISSIONS, "table"));
  private final Map<Label, String> labels = new HashMap<>();
  private final Set<Label> handlers = new HashSet<>();
  private final List<String> lines = new ArrayList<>();
  private final StringBuilder line = new StringBuilder();

  private BytecodeListing(CodeModel code) {
    this.code = code;
  }

  /** Lists the method {@code run} of a region's class. */
  static List<String> of(byte[] classFile) {
    return ClassFile.of().parse(classFile).methods().stream()
        .filter(m -> m.methodName().equalsString("run"))
        .map(m -> new BytecodeListing(m.code().orElseThrow()).list())
        .findFirst()
        .orElseThrow();
  }

  private List<String> list() {
    List<CodeElement> elements = code.elementList();
    List<CodeElement> body = elements.subList(afterPrologue(elements), elements.size());
    nameLocals(elements);
    Set<Label> targets = new HashSet<>();
    for (CodeElement e : elements) {
      if (e instanceof ExceptionCatch c) {
        handlers.add(c.handler());
      }
    }
    for (CodeElement e : body) {
      if (e instanceof BranchInstruction b) {
        targets.add(b.target());
      }
    }
    for (CodeElement e : body) {
      if (e instanceof LabelTarget t
          && (targets.contains(t.label()) || handlers.contains(t.label()))) {
        labels.put(t.label(), "L" + (labels.size() + 1));
      }
    }
    body.forEach(this::element);
    return lines;
  }

  /** The prologue ends with the jump to the entry. */
  private static int afterPrologue(List<CodeElement> elements) {
    for (int i = 0; i < elements.size(); i++) {
      if (elements.get(i) instanceof BranchInstruction b && b.opcode() == Opcode.GOTO) {
        return i + 1;
      }
    }
    throw new IllegalStateException("no prologue");
  }

  /** A register's local is filled from its field, or written back to it. */
  private void nameLocals(List<CodeElement> elements) {
    List<Instruction> all = new ArrayList<>();
    for (CodeElement e : elements) {
      if (e instanceof Instruction i) {
        all.add(i);
      }
    }
    for (int i = 1; i < all.size(); i++) {
      if (all.get(i - 1) instanceof FieldInstruction f
          && all.get(i) instanceof StoreInstruction s) {
        locals.putIfAbsent(s.slot(), f.name().stringValue());
      } else if (all.get(i - 1) instanceof LoadInstruction l
          && all.get(i) instanceof FieldInstruction f
          && f.opcode() == Opcode.PUTFIELD) {
        locals.putIfAbsent(l.slot(), f.name().stringValue());
      }
    }
  }

  private String local(int slot) {
    return locals.computeIfAbsent(slot, s -> "t" + s);
  }

  private void element(CodeElement e) {
    switch (e) {
      case LabelTarget t when labels.containsKey(t.label()) -> {
        end();
        lines.add(labels.get(t.label()) + (handlers.contains(t.label()) ? " (fault):" : ":"));
      }
      case LoadInstruction l -> add(local(l.slot()));
      case StoreInstruction s -> last("→ " + local(s.slot()));
      case ConstantInstruction c -> add(constant(c));
      case FieldInstruction f when f.opcode() == Opcode.PUTFIELD ->
          last("→ ." + f.name().stringValue());
      case FieldInstruction f -> add("." + f.name().stringValue());
      case InvokeDynamicInstruction i -> add("direct call " + i.bootstrapArgs());
      case InvokeInstruction i -> {
        add(simple(i.owner().asInternalName()) + "." + i.name().stringValue());
        if (i.typeSymbol().returnType().descriptorString().equals("V")) {
          end();
        }
      }
      case BranchInstruction b -> last(name(b) + " " + labels.get(b.target()));
      case IncrementInstruction i -> last(local(i.slot()) + " += " + i.constant());
      case ReturnInstruction r -> last("return");
      case Instruction i -> add(name(i));
      default -> {}
    }
  }

  private static String name(Instruction i) {
    return i.opcode().name().toLowerCase(Locale.ROOT).replace("_w", "");
  }

  private static String simple(String internalName) {
    return internalName.substring(internalName.lastIndexOf('/') + 1);
  }

  private static String constant(ConstantInstruction c) {
    return switch (c.constantValue()) {
      case Integer i when i >= -255 && i <= 255 -> Integer.toString(i);
      case Integer i -> "0x" + Integer.toHexString(i);
      case Long l when l >= -255 && l <= 255 -> l + "L";
      case Long l -> "0x" + Long.toHexString(l) + "L";
      case Object o -> c.opcode() == Opcode.ACONST_NULL ? "null" : o.toString();
    };
  }

  private void add(String word) {
    line.append(line.isEmpty() ? "" : " ").append(word);
  }

  private void last(String word) {
    add(word);
    end();
  }

  private void end() {
    if (!line.isEmpty()) {
      lines.add("  " + line);
      line.setLength(0);
    }
  }
}
