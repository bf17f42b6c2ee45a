package burrow.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowsPathTest {
  private static WindowsPath parse(String text) {
    return WindowsPath.parse(text, d -> d == 0 || d == 'Z' ? "Z:\\work\\dir" : d + ":\\there");
  }

  @ParameterizedTest
  @CsvSource({
    "C:\\a\\b, C:\\a\\b",
    "c:/a//b/., C:\\a\\b",
    "C:\\a\\..\\..\\b, C:\\b",
    "C:x, C:\\there\\x",
    "x\\y, Z:\\work\\dir\\x\\y",
    "..\\x, Z:\\work\\x",
    "\\x, Z:\\x",
    "C:\\trailing. , C:\\trailing",
    "C:\\dir\\, C:\\dir\\",
    "\\\\?\\C:\\a\\b., C:\\a\\b.",
    "\\??\\Z:\\tmp, Z:\\tmp",
    "\\\\.\\C:\\a, C:\\a",
    "C:\\, C:\\",
  })
  void absolute(String text, String expected) {
    assertThat(parse(text).toString()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "x\\..\\y, Z:\\work\\dir\\y",
    "//server/share/../a/.\\b\\, \\\\server\\share\\a\\b\\",
    "\\\\server, \\\\server",
    "\\\\.\\C:\\a\\..\\b, \\\\.\\C:\\b",
    "\\\\?\\?\\a\\..\\..\\b, \\\\?\\b",
    "C:\\a*b\\.., C:\\",
    "C:\\a...\\b.\\c., C:\\a...\\b\\c",
  })
  void withoutALookAtTheDisk(String text, String expected) {
    assertThat(WindowsPath.full(text, d -> "Z:\\work\\dir")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"NUL, NUL", "nul.txt, NUL", "C:\\x\\CON, CON", "COM1:, COM1", "\\\\.\\NUL, NUL"})
  void devices(String text, String device) {
    assertThat(parse(text).device()).isEqualTo(device);
  }

  @Test
  void namesThatOnlyLookLikeDevices() {
    assertThat(parse("nullx").isDevice()).isFalse();
    assertThat(parse("COM10").isDevice()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"a<b, 123", "a|b, 123", "ab:c, 123", "C:\\x*, 123", "\\\\server\\share, 53"})
  void refused(String text, int error) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOfSatisfying(Win32Exception.class, e -> assertThat(e.code()).isEqualTo(error));
  }

  @Test
  void hostNamesThatWindowsCannotHoldComeBack() {
    for (String name : new String[] {"a:b", "x*", "dot.", "space ", "back\\slash", "\u00e9"}) {
      String windows = FileNames.toWindows(name);
      windows.chars().forEach(c -> assertThat(FileNames.isReserved((char) c)).isFalse());
      assertThat(FileNames.toHost(windows)).isEqualTo(name);
    }
    assertThat(FileNames.toHost("é世")).isEqualTo("\u00c3\u00a9\u00e4\u00b8\u0096");
    assertThat(WindowsPath.ofHost('Z', "/")).isEqualTo("Z:\\");
    assertThat(WindowsPath.ofHost('Z', "/a/b")).isEqualTo("Z:\\a\\b");
  }
}
