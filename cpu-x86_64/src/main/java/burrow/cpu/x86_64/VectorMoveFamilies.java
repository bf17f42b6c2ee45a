package burrow.cpu.x86_64;

import burrow.translator.Helper;
import burrow.translator.Intrinsic;
import burrow.translator.IrBuilder;
import java.util.Map;

/** SSE moves, shuffles, unpacks, inserts and extracts. */
final class VectorMoveFamilies {
  private static final Helper BYTE_SIGNS =
      helper("byteSigns", Packed::byteSigns).as(Intrinsic.BYTE_SIGNS);
  private static final Helper SINGLE_SIGNS =
      helper("singleSigns", Packed::singleSigns).as(Intrinsic.DWORD_SIGNS);
  private static final Helper DOUBLE_SIGNS =
      helper("doubleSigns", Packed::doubleSigns).as(Intrinsic.QWORD_SIGNS);
  private static final Helper MASKED_STORE =
      Helper.cpu(VectorHelpers.class, "maskedStore", VectorHelpers::maskedStore);

  private VectorMoveFamilies() {}

  private static Helper helper(String name, Helper.F2 f) {
    return Helper.of(Packed.class, name, f);
  }

  static void register(Map<String, Family> families) {
    for (String m : "movups movupd movdqu lddqu".split(" ")) {
      families.put(m, x -> move(x, true));
    }
    for (String m : "movaps movapd movdqa movntps movntpd movntdq movntdqa".split(" ")) {
      families.put(m, x -> move(x, false));
    }
    families.put("movss", VectorMoveFamilies::moveScalar);
    families.put("movsd", VectorMoveFamilies::moveScalar);
    families.put("movd", VectorMoveFamilies::moveGeneral);
    families.put("movq", VectorMoveFamilies::moveQuadword);
    families.put("movlps", VectorMoveFamilies::moveLow);
    families.put("movlpd", VectorMoveFamilies::moveLow);
    families.put("movhps", VectorMoveFamilies::moveHigh);
    families.put("movhpd", VectorMoveFamilies::moveHigh);
    families.put("movhlps", x -> x.writeLow(x.vector(1)[1]));
    families.put("movlhps", x -> x.writeHigh(x.vector(1)[0]));
    families.put("movddup", VectorMoveFamilies::duplicateLow);
    families.put("movsldup", x -> duplicate32(x, 0));
    families.put("movshdup", x -> duplicate32(x, 32));
    families.put("pmovmskb", x -> signs(x, BYTE_SIGNS, 16));
    families.put("movmskps", x -> signs(x, SINGLE_SIGNS, 4));
    families.put("movmskpd", x -> signs(x, DOUBLE_SIGNS, 2));
    families.put("maskmovdqu", VectorMoveFamilies::maskedMove);
    families.put("pinsrb", x -> insert(x, 8));
    families.put("pinsrw", x -> insert(x, 16));
    families.put("pinsrd", x -> insert(x, 8 * x.size(1)));
    families.put("pextrb", x -> extract(x, 8));
    families.put("pextrw", x -> extract(x, 16));
    families.put("pextrd", x -> extract(x, 8 * x.size(0)));
    families.put("extractps", x -> extract(x, 32));
    families.put("insertps", VectorMoveFamilies::insertSingle);
  }

  private static void move(Lifter x, boolean anyAlignment) {
    if (x.isMemory(0)) {
      x.storeVector(x.number(1), anyAlignment);
      return;
    }
    if (x.isMemory(1) && !anyAlignment) {
      x.requireAligned(16 * x.lanes());
    }
    x.writeAll(x.quadsAnywhere(1));
  }

  /** MOVSS and MOVSD: from memory the rest becomes zero, between registers it stays. */
  private static void moveScalar(Lifter x) {
    if (x.isMemory(0)) {
      x.store(x.size(0), 0, Lifter.low(x.number(1)));
    } else if (x.isMemory(1)) {
      x.writeVector(0, x.scalar(1), x.ir.con(0));
    } else {
      x.writeScalar(0, x.scalar(1));
    }
  }

  /** MOVD and MOVQ between vector and general registers or memory. */
  private static void moveGeneral(Lifter x) {
    if (x.operand(0).place() == Operand.Place.V) {
      x.writeVector(0, x.zext(1), x.ir.con(0));
      return;
    }
    int v = Lifter.low(x.number(1));
    x.write(0, x.size(0) == 4 && !x.isMemory(0) ? x.ir.zext32(v) : v);
  }

  private static void moveQuadword(Lifter x) {
    if (x.isMemory(0)) {
      x.store(8, 0, Lifter.low(x.number(1)));
    } else {
      x.writeVector(0, x.scalar(1), x.ir.con(0));
    }
  }

  private static void moveLow(Lifter x) {
    if (x.isMemory(0)) {
      x.store(8, 0, Lifter.low(x.number(1)));
    } else {
      x.writeLow(x.load(8, 0));
    }
  }

  private static void moveHigh(Lifter x) {
    if (x.isMemory(0)) {
      x.store(8, 0, Lifter.high(x.number(1)));
    } else {
      x.writeHigh(x.load(8, 0));
    }
  }

  private static void duplicateLow(Lifter x) {
    if (x.lanes() == 1) {
      int v = x.ir.copy(x.scalar(1));
      x.writeVector(0, v, v);
    } else {
      int[] q = x.quads(1);
      x.writeAll(new int[] {q[0], q[0], q[2], q[2]});
    }
  }

  private static void duplicate32(Lifter x, int from) {
    IrBuilder ir = x.ir;
    int[] v = x.vector(1);
    int a = ir.extract(v[0], from, 32);
    int b = ir.extract(v[1], from, 32);
    x.writeVector(0, ir.deposit(a, a, 32, 32), ir.deposit(b, b, 32, 32));
  }

  /** The sign bits of all lanes; so many come from 128 bits. */
  private static void signs(Lifter x, Helper helper, int bits) {
    int[] v = x.quads(1);
    int r = x.ir.call(helper, v[0], v[1]);
    if (v.length == 4) {
      r = x.ir.deposit(r, x.ir.call(helper, v[2], v[3]), bits, bits);
    }
    x.write(0, r);
  }

  private static void maskedMove(Lifter x) {
    if (x.i.segment != 0) {
      x.undefined(" with a segment prefix");
      return;
    }
    int address = x.i.address32 ? x.ir.zext32(Lifter.RDI) : Lifter.RDI;
    x.ir.callCpu(MASKED_STORE, address, x.ir.con(x.number(0)), x.ir.con(x.number(1)));
  }

  private static void insert(Lifter x, int bits) {
    int position = (int) (x.i.immediate & 128 / bits - 1) * bits;
    int value = x.isMemory(1) ? x.load(bits / 8, 0) : x.number(1);
    int[] old = x.vector(0);
    if (position < 64) {
      x.writeLow(x.ir.deposit(old[0], value, position, bits));
    } else {
      x.writeHigh(x.ir.deposit(old[1], value, position - 64, bits));
    }
  }

  private static void extract(Lifter x, int bits) {
    int position = (int) (x.i.immediate & 128 / bits - 1) * bits;
    int n = x.number(1);
    int slot = position < 64 ? Lifter.low(n) : Lifter.high(n);
    int v = x.ir.extract(slot, position & 63, bits);
    if (x.isMemory(0)) {
      x.store(bits / 8, 0, v);
    } else {
      x.ir.set(x.number(0), v);
    }
  }

  private static void insertSingle(Lifter x) {
    IrBuilder ir = x.ir;
    int imm = (int) x.i.immediate & 0xff;
    int value;
    if (x.isMemory(1)) {
      value = x.load(4, 0);
    } else {
      int n = x.number(1);
      value = ir.extract(imm >= 128 ? Lifter.high(n) : Lifter.low(n), (imm >> 6 & 1) * 32, 32);
    }
    int lane = imm >> 4 & 3;
    int[] old = x.vector(0);
    int[] r = {ir.copy(old[0]), ir.copy(old[1])};
    r[lane >> 1] = ir.deposit(r[lane >> 1], value, (lane & 1) * 32, 32);
    for (int k = 0; k < 4; k++) {
      if ((imm >> k & 1) != 0) {
        r[k >> 1] = ir.deposit(r[k >> 1], ir.con(0), (k & 1) * 32, 32);
      }
    }
    x.writeVector(0, r[0], r[1]);
  }
}
