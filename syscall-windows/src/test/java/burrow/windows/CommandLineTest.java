package burrow.windows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandLineTest {
  @Test
  void whatIsJoinedIsTakenApartAgain() {
    List<String> arguments =
        List.of("p", "", "plain", "two words", "quote\"d", "tail\\", "a\\\\\"b c\\", "\t", "ü");
    List<String> back = new ArrayList<>();
    CommandLine.split(CommandLine.join("C:\\a b\\p.exe", arguments), back);
    assertThat(back.get(0)).isEqualTo("C:\\a b\\p.exe");
    assertThat(back.subList(1, back.size())).isEqualTo(arguments.subList(1, arguments.size()));
  }

  @Test
  void asTheDocumentationOfWindowsShowsIt() {
    List<String> back = new ArrayList<>();
    CommandLine.split("p \"a b c\" d\\\\\\\"e f\\\\\\\\\"g h\"", back);
    assertThat(back).containsExactly("p", "a b c", "d\\\"e", "f\\\\g h");
  }
}
