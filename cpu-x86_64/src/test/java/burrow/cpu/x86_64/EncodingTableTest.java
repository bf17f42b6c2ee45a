package burrow.cpu.x86_64;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EncodingTableTest {
  private static final EncodingTable TABLE = EncodingTable.INSTANCE;

  /** The index of opcodes is made of less than the lines say: it must leave no form out. */
  @Test
  void anOpcodeHasTheFormsOfAllLinesInTheirOrder() {
    Set<Form> seen = new HashSet<>();
    for (Form.Space space : Form.Space.values()) {
      for (int map = 0; map < 4; map++) {
        for (int opcode = 0; opcode < 256; opcode++) {
          List<Form> expected = new ArrayList<>();
          for (Form f : TABLE.forms()) {
            int last = f.opcodeRegister ? f.opcode + 7 : f.opcode;
            if (f.space == space && f.map == map && f.opcode <= opcode && opcode <= last) {
              expected.add(f);
            }
          }
          assertThat(TABLE.forms(space, map, opcode)).containsExactlyElementsOf(expected);
          seen.addAll(expected);
        }
      }
    }
    assertThat(seen).hasSize(TABLE.forms().size()).hasSizeGreaterThan(1400);
  }
}
